/*
 * Rows are found by descriptor, one table for each socket: what two monitors tell is in order within
 * each alone, and a number that one socket has left may be the other's already.
 *
 * Whoever goes when there are too many has said nothing yet, the oldest first: of one address, when
 * that has too many; of the address that has most, when all together are too many; so a crowd of
 * silent lines sheds its own. Only then does an admitted line go that never spoke. Who speaks stays,
 * and those to come are put off by zap.c.
 *
 * That a line has shaken hands is seen by the kernel's count of bytes sent on it: more than greeting
 * and WELCOME are sent to nobody who is not admitted. It is looked up when it matters.
 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"
#include "line_address.h"
#include "line_key.h"
#include "log.h"

enum {
	BEFORE_VERDICT_BYTES = 64 + 170, /* sent: greeting and WELCOME, as frames */
	ASKED_BYTES = 64 + 202 + 266,    /* received at least: greeting, HELLO and INITIATE */
	FIRST_ROOM = 256,
	LOOK_AGAIN_AFTER = 50000, /* microseconds */
	MAY_BE_SILENT = 2000000,  /* on a long line the first word may be on its way */
	LOOK_ROUND = 1000000,     /* at all callers once, */
	LOOK_AT_ONCE = 128,       /* at so many at a time */
	PREFIX_BYTES = 64,        /* no topic is longer */
};

struct lines {
	struct lines_bounds bounds;
	struct lines_counts counts;
	struct line **at[BUS_SOCKETS]; /* by descriptor; owned */
	size_t room[BUS_SOCKETS];
	struct line *oldest[LINE_STAGES];
	struct line_addresses addresses;
	struct line_keys keys;
	struct turns turns;
	size_t expected,
	        expected_before; /* CALLING lines that were admitted in this round of looks and in
	                            the one before, and are not seen to be in yet, about */
	int64_t looked;          /* at all; monotonic, as the others */
	struct line *next_look;  /* CALLING; NULL: this round is over */
	int64_t round_began, look_at;
	uint64_t *left; /* owned: cookies of lines_left */
	size_t left_count, left_room;
};

struct lines *lines_open(const struct lines_bounds *bounds)
{
	struct lines *lines = must_alloc(1, sizeof(*lines));

	lines->bounds = *bounds;
	turns_open(&lines->turns, bounds->handshakes_per_second);
	return lines;
}

const struct lines_counts *lines_counts(const struct lines *lines)
{
	return &lines->counts;
}

struct turns *lines_turns(struct lines *lines)
{
	return &lines->turns;
}

/* --- rows --- */

static struct line *line_at(const struct lines *lines, enum bus_socket_kind kind, int descriptor)
{
	return descriptor >= 0 && (size_t)descriptor < lines->room[kind]
	               ? lines->at[kind][descriptor]
	               : NULL;
}

static void put_at(struct lines *lines, struct line *line)
{
	size_t place = (size_t)line->descriptor, room = lines->room[line->kind];
	struct line ***at = &lines->at[line->kind];

	if (place >= room) {
		size_t wanted = room == 0 ? FIRST_ROOM : room;

		while (wanted <= place)
			wanted *= 2;
		*at = must_grow(*at, wanted, sizeof(**at));
		memset(*at + room, 0, (wanted - room) * sizeof(**at));
		lines->room[line->kind] = wanted;
	}
	(*at)[place] = line;
}

static void stop_expecting(struct lines *lines)
{
	if (lines->expected_before > 0)
		lines->expected_before--;
	else if (lines->expected > 0)
		lines->expected--;
}

/* The only one that changes a line's stage, but for the first. */
static void move_line(struct lines *lines, struct line *line, enum line_stage stage)
{
	if (line == lines->next_look)
		lines->next_look = line->next;
	DL_DELETE(lines->oldest[line->stage], line);
	lines->counts.stages[line->stage]--;
	if (line->stage == LINE_CALLING) {
		turns_leave(&lines->turns, line);
		line_address_calls_no_more(line);
		if (stage != LINE_ENDING)
			stop_expecting(lines);
	}
	line->stage = stage;
	DL_APPEND(lines->oldest[stage], line);
	lines->counts.stages[stage]++;
}

static void note_left(struct lines *lines, uint64_t cookie)
{
	if (lines->left_count == lines->left_room) {
		lines->left_room = lines->left_room == 0 ? FIRST_ROOM : 2 * lines->left_room;
		lines->left = must_grow(lines->left, lines->left_room, sizeof(*lines->left));
	}
	lines->left[lines->left_count++] = cookie;
}

bool lines_left(struct lines *lines, uint64_t *cookie)
{
	if (lines->left_count == 0)
		return false;
	*cookie = lines->left[--lines->left_count];
	return true;
}

static void free_line(struct lines *lines, struct line *line)
{
	move_line(lines, line, LINE_ENDING);
	DL_DELETE(lines->oldest[LINE_ENDING], line);
	lines->counts.stages[LINE_ENDING]--;
	line_key_leave(&lines->keys, line);
	if (line->subscribes)
		note_left(lines, line->cookie);
	lines->at[line->kind][line->descriptor] = NULL;
	line_address_leave(&lines->addresses, line);
	free(line);
}

void lines_close(struct lines **lines)
{
	if (!*lines)
		return;
	for (enum bus_socket_kind kind = 0; kind < BUS_SOCKETS; kind++) {
		for (size_t i = 0; i < (*lines)->room[kind]; i++)
			if ((*lines)->at[kind][i])
				free_line(*lines, (*lines)->at[kind][i]);
		free((*lines)->at[kind]);
	}
	free((*lines)->left);
	free(*lines);
	*lines = NULL;
}

/* --- ending --- */

static void shed_line(struct lines *lines, struct line *line)
{
	tcp_end(line->descriptor, line->cookie);
	move_line(lines, line, LINE_ENDING);
	lines->counts.shed++;
}

void lines_end(struct lines *lines, struct line *line, const char *why)
{
	char key[LOG_KEY_SIZE] = "";

	if (line->stage == LINE_ENDING)
		return;
	if (line->key)
		log_key(line->key->key, key);
	log_event(LOG_LEVEL_WARN, "line_ended", TEXT("why", why), TEXT("key", key),
	          TEXT("address", line->peer.text),
	          TEXT("socket", line->kind == BUS_FEED ? "feed" : "commands"));
	tcp_end(line->descriptor, line->cookie);
	move_line(lines, line, LINE_ENDING);
	line_key_leave(&lines->keys, line);
	lines->counts.ended++;
}

size_t lines_end_key(struct lines *lines, const uint8_t key[KEY_SIZE], enum bus_socket_kind kind,
                     const char *why)
{
	struct line_key *found = line_key_find(&lines->keys, key);
	struct line *line = found ? found->oldest : NULL;
	size_t count = 0;

	while (line) { /* the key goes with its last line */
		struct line *next = line->newer_of_key;

		if (kind == BUS_SOCKETS || line->kind == kind) {
			lines_end(lines, line, why);
			count++;
		}
		line = next;
	}
	return count;
}

/* The library keeps a node a byte, and goes through all of them when the line ends. */
void lines_ask(struct lines *lines, struct line *line, size_t size, bool more)
{
	const size_t count = 1 + size / PREFIX_BYTES;

	if (!line->key || (!more && line->prefixes < count))
		return;
	line->prefixes += more ? count : -count;
	line->key->prefixes += more ? count : -count;
	if (line->key->prefixes > lines->bounds.key_prefixes_max)
		lines_end(lines, line, "key_prefixes_max");
}

/* --- bounds --- */

static bool had_verdict(const struct tcp_figures *figures)
{
	return figures->sent > BEFORE_VERDICT_BYTES;
}

static bool has_shaken_hands(const struct line *line)
{
	struct tcp_figures figures;

	return tcp_count(line->descriptor, &figures) && had_verdict(&figures);
}

static void let_in(struct lines *lines, struct line *line, int64_t now)
{
	line->since = now;
	move_line(lines, line, LINE_SILENT);
}

/* Who turns out to be in is one caller less as well. */
static void shed_caller(struct lines *lines, struct line *line, int64_t now)
{
	if (has_shaken_hands(line))
		let_in(lines, line, now);
	else
		shed_line(lines, line);
}

static void look_who_is_in(struct lines *lines, int64_t now)
{
	struct line *line, *next;

	DL_FOREACH_SAFE (lines->oldest[LINE_CALLING], line, next)
		if (has_shaken_hands(line))
			let_in(lines, line, now);
	lines->looked = now;
}

/* With 300 from ZAP the library says nothing to the client and keeps the line until the handshake's
 * time is over: it is hung up on here, so that the client comes again. */
static void look_at_caller(struct lines *lines, struct line *line, int64_t now, bool verdicts_wait)
{
	struct tcp_figures figures;

	if (!tcp_count(line->descriptor, &figures))
		return;
	const bool asked = figures.received >= ASKED_BYTES;

	if (had_verdict(&figures))
		let_in(lines, line, now);
	else if (verdicts_wait)
		return;
	else if (asked && line->unanswered)
		shed_line(lines, line);
	else
		line->unanswered = asked;
}

/* Who was admitted and left at once was expected in vain, and is not for longer than two rounds. */
static void begin_round(struct lines *lines, int64_t now)
{
	lines->expected_before = lines->expected;
	lines->expected = 0;
	lines->next_look = lines->oldest[LINE_CALLING];
	lines->round_began = now;
}

void lines_look(struct lines *lines, int64_t now, bool verdicts_wait)
{
	const size_t callers = lines->counts.stages[LINE_CALLING];

	if (now < lines->look_at)
		return;
	if (!lines->next_look && now - lines->round_began >= LOOK_ROUND)
		begin_round(lines, now);
	for (int i = 0; i < LOOK_AT_ONCE && lines->next_look; i++) {
		struct line *line = lines->next_look;

		lines->next_look = line->next;
		look_at_caller(lines, line, now, verdicts_wait);
	}
	lines->look_at = now + LOOK_ROUND / ((int64_t)callers / LOOK_AT_ONCE + 1);
}

int64_t lines_look_moment(const struct lines *lines)
{
	return lines->counts.stages[LINE_CALLING] > 0 ? lines->look_at : INT64_MAX;
}

size_t lines_in(const struct lines *lines)
{
	return lines->counts.stages[LINE_SILENT] + lines->counts.stages[LINE_SPEAKING];
}

static bool is_full(const struct lines *lines)
{
	return lines_in(lines) + lines->expected + lines->expected_before >=
	       lines->bounds.connections_max;
}

bool lines_admit(struct lines *lines, int64_t now)
{
	if (is_full(lines) && now - lines->looked >= LOOK_AGAIN_AFTER)
		look_who_is_in(lines, now);
	if (is_full(lines)) {
		struct line *silent = lines->oldest[LINE_SILENT];

		if (!silent || now - silent->since < MAY_BE_SILENT)
			return false;
		shed_line(lines, silent);
	}
	lines->expected++;
	return true;
}

/* --- what is told --- */

void lines_accepted(struct lines *lines, enum bus_socket_kind kind, int descriptor, int64_t now)
{
	const struct lines_bounds *bounds = &lines->bounds;
	struct line *line = line_at(lines, kind, descriptor);

	if (line) /* its end was not told */
		free_line(lines, line);
	line = must_alloc(1, sizeof(*line));
	*line = (struct line){ .kind = kind,
		               .stage = LINE_CALLING,
		               .descriptor = descriptor,
		               .cookie = tcp_cookie(descriptor),
		               .since = now };
	tcp_peer(descriptor, &line->peer);
	line_address_join(&lines->addresses, line);
	turns_came(&lines->turns, line, now);
	DL_APPEND(lines->oldest[LINE_CALLING], line);
	lines->counts.stages[LINE_CALLING]++;
	put_at(lines, line);
	if (line->address->callers > bounds->address_callers_max ||
	    line->address->lines > bounds->address_lines_max)
		shed_caller(lines, line->address->oldest_caller, now);
	if (lines->counts.stages[LINE_CALLING] > bounds->callers_max)
		shed_caller(lines, line_address_oldest_of_most(&lines->addresses), now);
}

void lines_gone(struct lines *lines, enum bus_socket_kind kind, int descriptor)
{
	struct line *line = line_at(lines, kind, descriptor);

	if (line)
		free_line(lines, line);
}

struct line *lines_find(struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        const uint8_t key[KEY_SIZE])
{
	struct line *line = line_at(lines, kind, descriptor);

	return line && line->key && memcmp(line->key->key, key, KEY_SIZE) == 0 ? line : NULL;
}

struct line *lines_with(const struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        uint64_t cookie)
{
	struct line *line = line_at(lines, kind, descriptor);

	return line && line->cookie == cookie ? line : NULL;
}

struct line *lines_next(const struct lines *lines, struct line_place *place)
{
	for (; place->kind < BUS_SOCKETS; place->kind++, place->descriptor = 0) {
		while (place->descriptor < lines->room[place->kind]) {
			struct line *line = lines->at[place->kind][place->descriptor++];

			if (line)
				return line;
		}
	}
	place->kind = 0;
	return NULL;
}

struct line *lines_take(struct lines *lines, enum bus_socket_kind kind, int descriptor,
                        const uint8_t key[KEY_SIZE])
{
	struct line *line = line_at(lines, kind, descriptor);

	if (!line || line->stage == LINE_ENDING)
		return NULL;
	line_key_leave(&lines->keys, line);
	if (line->stage != LINE_SPEAKING)
		move_line(lines, line, LINE_SPEAKING);
	line_key_join(&lines->keys, line, key);
	if (line->key->lines > lines->bounds.key_lines_max)
		lines_end(lines, line->key->oldest, "key_connections_max");
	return line;
}
