#include "turns.h"

#include <utlist.h>

#include "line_address.h"

enum {
	SECOND = 1000000,
	SAVED = 4,         /* a quarter of a second's turns may be saved up */
	GIVE_EVERY = 5000, /* microseconds: a few at a time, so that nobody waits behind many */
};

static int64_t most(const struct turns *turns)
{
	return (int64_t)turns->per_second * SECOND / SAVED + SECOND;
}

void turns_open(struct turns *turns, int per_second)
{
	*turns = (struct turns){ .per_second = per_second };
	turns->credit = most(turns);
}

static void count_credit(struct turns *turns, int64_t now)
{
	const int64_t passed = now - turns->counted;

	turns->counted = now;
	if (passed <= 0)
		return;
	turns->credit += (passed < SECOND ? passed : SECOND) * turns->per_second;
	if (turns->credit > most(turns))
		turns->credit = most(turns);
}

static void hold(struct turns *turns, struct line *line)
{
	struct line_address *address = line->address;

	if (!address->newest_held)
		CDL_APPEND2(turns->next, address, turn_before, turn_after);
	DL_PREPEND2(address->newest_held, line, newer_held, older_held);
	turns->held++;
	turns->held_ever++;
}

/* What came beyond the rate before it was noticed is not owed: the rate holds from then on. */
void turns_came(struct turns *turns, struct line *line, int64_t now)
{
	count_credit(turns, now);
	line->held = tcp_is_held(line->descriptor);
	if (line->held) {
		hold(turns, line);
		return;
	}
	if (turns->credit >= SECOND)
		turns->credit -= SECOND;
	else
		turns->holding = true;
}

void turns_leave(struct turns *turns, struct line *line)
{
	struct line_address *address = line->address;

	if (!line->held)
		return;
	line->held = false;
	turns->held--;
	DL_DELETE2(address->newest_held, line, newer_held, older_held);
	if (!address->newest_held)
		CDL_DELETE2(turns->next, address, turn_before, turn_after);
}

void turns_give(struct turns *turns, int64_t now)
{
	if (!turns->holding)
		return;
	count_credit(turns, now);
	while (turns->next && turns->credit >= SECOND) {
		struct line *line = turns->next->newest_held;

		turns->next = turns->next->turn_after;
		turns_leave(turns, line);
		tcp_release(line->descriptor);
		turns->credit -= SECOND;
	}
	if (!turns->next && turns->credit == most(turns))
		turns->holding = false;
}

int64_t turns_moment(const struct turns *turns)
{
	return turns->holding ? turns->counted + GIVE_EVERY : INT64_MAX;
}
