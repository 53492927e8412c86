/*
 * random_year -- a year of a random season: reports, corrections and next versions at random times,
 * some of them refused.
 *
 * The same seed makes the same year again.
 */
#ifndef TESTS_RANDOM_YEAR_H
#define TESTS_RANDOM_YEAR_H

#include "random_season.h"

#define DAY INT64_C(86400000000)

enum { EVENTS_MAX = 200 };

struct event {
	int64_t at;
	int board; /* -1: a next version of the season */
	enum period period;
};

struct year {
	uint64_t seed;
	struct dice dice;
	struct rig rig;
	struct arena scratch; /* of standings that are looked at once */
	struct season_draft draft;
	struct event events[EVENTS_MAX];
	size_t event_count;
	struct command
	        *accepted[EVENTS_MAX]; /* what entered after the season's first version, in order */
	size_t accepted_count;
	size_t setup; /* commands before that */
	int64_t end;  /* after every lock */
};

/* Called after each event of a year. */
typedef void watcher(struct year *year, int64_t now, void *seen);

/* Fails the test, with the seed, unless it is a fact. */
void must(const struct year *year, bool fact, const char *what);

/* Makes the season and plans its reports: from two days before a period opens to two days after it
 * locks. */
void year_begin(struct year *year, uint64_t seed);

/* Plans next versions of the season too, at any time of the year. */
void year_plan_versions(struct year *year);

/* Leaves out what is planned after an instant. */
void year_stop(struct year *year, int64_t last);

/* Sends all that is planned. watch may be NULL. */
void year_play(struct year *year, watcher *watch, void *seen);
void year_finish(struct year *year);

const struct ruleset *rules_of(const struct year *year); /* the latest */

/* Of the canonical bytes of all periods at an instant; 0 for those that have not opened. */
void year_hashes(struct year *year, const struct cluster *cluster, int64_t now,
                 uint64_t out[PERIODS]);

/* A cluster with the first version of the season and then the commands, as many as were accepted,
 * in the given order. Owned by the caller. */
struct cluster *year_replay(struct year *year, struct command *const *commands);

#endif
