/*
 * A count for each event, and for each event and who caused it, of the second that runs. Beyond the
 * bounds lines are only counted, and the count is said when the second is over. Those who come when
 * the table is full share the event's count.
 */
#include "log_gate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)

enum { COUNTS = 256, COUNTS_USED_MAX = 192, WHO_SIZE = 48 };

struct count {
	const char *event; /* a literal; NULL: free */
	enum log_level level;
	char who[WHO_SIZE];
	uint64_t written, folded;
};

static struct count counts[COUNTS];
static size_t used;
static bool folding;
static int64_t second_ends;

int64_t log_gate_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

static const char *who_caused(const struct log_field *fields)
{
	const char *cluster = "";

	for (; fields && fields->name; fields++) {
		if (!fields->text)
			continue;
		if (strcmp(fields->name, "key") == 0)
			return fields->text;
		if (strcmp(fields->name, "cluster") == 0)
			cluster = fields->text;
	}
	return cluster;
}

static size_t hash(const char *event, const char *who)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (; *event != '\0'; event++)
		hash = (hash ^ (unsigned char)*event) * UINT64_C(0x100000001b3);
	for (size_t i = 0; who[i] != '\0' && i + 1 < WHO_SIZE; i++)
		hash = (hash ^ (unsigned char)who[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash % COUNTS);
}

/* NULL: the table is full. */
static struct count *find_count(enum log_level level, const char *event, const char *who)
{
	size_t place = hash(event, who);

	for (; counts[place].event; place = (place + 1) % COUNTS) {
		if (strcmp(counts[place].event, event) == 0 &&
		    strncmp(counts[place].who, who, WHO_SIZE - 1) == 0)
			return &counts[place];
	}
	if (used == COUNTS_USED_MAX)
		return NULL;
	used++;
	counts[place].event = event;
	counts[place].level = level;
	snprintf(counts[place].who, WHO_SIZE, "%s", who);
	return &counts[place];
}

static bool fold(struct count *count)
{
	count->folded++;
	folding = true;
	return false;
}

/* all: NULL: the table is full, though there are not that many events. one: NULL: nobody caused it, or the same. */
static bool admits(struct count *all, struct count *one)
{
	if (one && one->written == LOG_LINES_OF_ONE)
		return fold(one);
	if (all && all->written == LOG_LINES_OF_ALL)
		return fold(one ? one : all);
	return true;
}

bool log_gate_awaits(enum log_level level, const char *event, const char *who)
{
	struct count *all = find_count(level, event, "");

	return admits(all, all ? find_count(level, event, who) : NULL);
}

bool log_gate_admits(enum log_level level, const char *event, const struct log_field *fields)
{
	const char *who = who_caused(fields);
	struct count *all = find_count(level, event, "");
	struct count *one = *who != '\0' && all ? find_count(level, event, who) : NULL;

	if (!admits(all, one))
		return false;
	if (one)
		one->written++;
	if (all)
		all->written++;
	return true;
}

void log_gate_turn(log_gate_put *put, bool now)
{
	int64_t moment = log_gate_now();

	if (moment < second_ends && !now)
		return;
	second_ends = moment + SECOND;
	if (used == 0)
		return;
	for (size_t i = 0; folding && i < COUNTS; i++) {
		const struct count *count = &counts[i];
		const struct log_field fields[] = { NUMBER("lines", count->folded),
			                            TEXT("of", count->event),
			                            TEXT("who", count->who),
			                            { NULL, NULL, 0 } };

		if (count->folded > 0)
			put(count->level, "folded", fields);
	}
	memset(counts, 0, sizeof(counts));
	used = 0;
	folding = false;
}

int64_t log_gate_moment(void)
{
	return folding ? second_ends : INT64_MAX;
}
