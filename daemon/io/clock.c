/*
 * What a witness says is kept as a distance, its clock less CLOCK_BOOTTIME, which goes on evenly
 * whatever is done to the others: so it can be held against each reading, also long after it spoke.
 */
#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "poller.h"

#define SECOND         INT64_C(1000000)
#define AGREEMENT_TIME (10 * SECOND)

struct moment { /* of the machine's clocks, read together */
	int64_t wall, boot;
};

static int64_t microseconds(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

int64_t clock_boot(void)
{
	return microseconds(CLOCK_BOOTTIME);
}

/* Again when the machine slept between the two. */
static struct moment read_machine(void)
{
	struct moment moment;

	do {
		moment.boot = clock_boot();
		moment.wall = microseconds(CLOCK_REALTIME);
	} while (clock_boot() - moment.boot > SECOND);
	return moment;
}

int64_t clock_wall(void)
{
	return microseconds(CLOCK_REALTIME);
}

void clock_real(struct clock *clock, int64_t tolerance)
{
	*clock = (struct clock){ .tolerance = tolerance, .agreed = INT64_MAX };
}

void clock_rehearse(struct clock *clock, int64_t from, int64_t speed)
{
	*clock = (struct clock){
		.rehearsal = true, .from = from, .started = poller_now(), .speed = speed
	};
}

/* A rehearsal that runs for ever stands still at the end of time instead of wrapping into the past.
 */
static int64_t rehearsal_now(const struct clock *clock)
{
	int64_t passed, now;

	if (__builtin_mul_overflow(poller_now() - clock->started, clock->speed, &passed) ||
	    __builtin_add_overflow(clock->from, passed, &now))
		return INT64_MAX;
	return now;
}

/* --- may the machine's be believed? --- */

/* How far a distance is outside of what a witness leaves, beyond the tolerance; 0: it agrees. */
static int64_t apart(const struct clock *clock, int64_t distance, int64_t least, int64_t most)
{
	if (distance < least - clock->tolerance)
		return distance - least;
	return distance > most + clock->tolerance ? distance - most : 0;
}

/* What the witnesses say of a reading, and by how much the first that disagrees does. */
static enum clock_doubt judge(const struct clock *clock, const struct moment *moment, int64_t *by)
{
	const int64_t distance = moment->wall - moment->boot;

	if (!clock->asked)
		return CLOCK_UNASKED;
	if (clock->begun && (*by = apart(clock, distance, clock->distance, clock->distance)) != 0)
		return CLOCK_MOVED;
	if (clock->heard &&
	    (*by = apart(clock, distance, clock->database_least, clock->database_most)) != 0)
		return CLOCK_UNLIKE_DATABASE;
	if (!clock->begun && clock->has_newest &&
	    (*by = moment->wall - clock->newest) < -clock->tolerance)
		return CLOCK_BEHIND_JOURNAL;
	return CLOCK_SURE;
}

int64_t clock_now(const struct clock *clock)
{
	if (clock->rehearsal)
		return rehearsal_now(clock);
	const struct moment moment = read_machine();
	int64_t by;

	if (clock->doubt == CLOCK_UNASKED ||
	    (clock->doubt == CLOCK_SURE && judge(clock, &moment, &by) == CLOCK_SURE))
		return moment.wall;
	return clock->believed;
}

bool clock_advance(struct clock *clock, int64_t to)
{
	if (!clock->rehearsal || to < rehearsal_now(clock))
		return false;
	clock->from = to;
	clock->started = poller_now();
	return true;
}

int64_t clock_moment(const struct clock *clock, int64_t instant)
{
	if (instant == INT64_MAX) /* "never", as the calendar says it */
		return INT64_MAX;
	int64_t left;

	if (__builtin_sub_overflow(instant, clock_now(clock), &left))
		return instant < 0 ? poller_now() : INT64_MAX;
	if (left <= 0)
		return poller_now();
	if (clock->rehearsal) {
		if (clock->speed == 0)
			return INT64_MAX;
		left = left / clock->speed + (left % clock->speed != 0);
	}
	int64_t moment;

	return __builtin_add_overflow(poller_now(), left, &moment) ? INT64_MAX : moment;
}

bool clock_sure(const struct clock *clock)
{
	return clock->rehearsal || clock->doubt == CLOCK_SURE;
}

void clock_hear(struct clock *clock, int64_t told, int64_t asked)
{
	clock->heard = true;
	clock->database_least = told - clock_boot();
	clock->database_most = told - asked;
}

void clock_hear_entry(struct clock *clock, int64_t received_at)
{
	if (!clock->has_newest || received_at > clock->newest)
		clock->newest = received_at;
	clock->has_newest = true;
}

void clock_asked(struct clock *clock)
{
	clock->asked = true;
}

static void say_trouble(struct clock *clock, enum clock_doubt doubt, int64_t by)
{
	static const char *const words[] = {
		[CLOCK_MOVED] = "the clock was moved by %" PRId64
		                " s since the start; when it is right, restart",
		[CLOCK_UNLIKE_DATABASE] = "the clock and PostgreSQL's differ by %" PRId64 " s",
		[CLOCK_BEHIND_JOURNAL] =
		        "the clock is %" PRId64 " s from the newest entry, which is later",
	};

	snprintf(clock->trouble, sizeof(clock->trouble), words[doubt],
	         (by + (by < 0 ? -SECOND : SECOND) / 2) / SECOND);
}

static void believe(struct clock *clock, const struct moment *moment)
{
	if (!clock->begun)
		clock->distance = moment->wall - moment->boot;
	clock->begun = true;
	clock->believed = moment->wall;
	clock->agreed = INT64_MAX;
}

static void disbelieve(struct clock *clock, const struct moment *moment)
{
	clock->agreed = INT64_MAX;
	if (clock->begun)
		return;
	clock->believed =
	        clock->has_newest && clock->newest < moment->wall ? clock->newest : moment->wall;
}

/* In doubt, agreement has to last. */
static bool agrees_long_enough(struct clock *clock, const struct moment *moment)
{
	if (clock->agreed == INT64_MAX)
		clock->agreed = moment->boot;
	return clock->doubt == CLOCK_SURE || clock->doubt == CLOCK_UNASKED ||
	       moment->boot - clock->agreed >= AGREEMENT_TIME;
}

bool clock_watch(struct clock *clock)
{
	if (clock->rehearsal)
		return false;
	const enum clock_doubt before = clock->doubt;
	const struct moment moment = read_machine();
	int64_t by = 0;
	const enum clock_doubt found = judge(clock, &moment, &by);

	if (found == CLOCK_UNASKED)
		return false;
	if (found != CLOCK_SURE) {
		say_trouble(clock, found, by);
		disbelieve(clock, &moment);
		clock->doubt = found;
	} else if (agrees_long_enough(clock, &moment)) {
		believe(clock, &moment);
		clock->doubt = CLOCK_SURE;
	}
	return clock->doubt != before;
}
