#include "random_year.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void must(const struct year *year, bool fact, const char *what)
{
	if (fact)
		return;
	print_error("not true: %s\nagain with THIDUA_SEED=%" PRIu64 " THIDUA_ROUNDS=1\n", what,
	            year->seed);
	fail();
}

const struct ruleset *rules_of(const struct year *year)
{
	return cluster_ruleset(year->rig.cluster, 2024, INT64_MAX);
}

static void add_event(struct year *year, int64_t when, int board, enum period period)
{
	size_t place = year->event_count++;

	for (; place > 0 && year->events[place - 1].at > when; place--)
		year->events[place] = year->events[place - 1];
	year->events[place] = (struct event){ when, board, period };
}

/* Some reports come too early or too late. */
static void plan(struct year *year)
{
	const struct ruleset *ruleset = rules_of(year);

	for (int board = 0; board < ruleset->board_count; board++) {
		for (enum period p = Q1; p < PERIODS; p++) {
			const int64_t from = period_opens_at(ruleset, p) - 2 * DAY,
			              to = period_locks_at(ruleset, p) + 2 * DAY;

			for (uint64_t n = roll(&year->dice, 4); n > 0; n--)
				add_event(year,
				          from + (int64_t)roll(&year->dice, (uint64_t)(to - from)),
				          board, p);
		}
	}
	year->end = period_locks_at(ruleset, FINAL) + 30 * DAY;
}

void year_plan_versions(struct year *year)
{
	const int64_t from = period_opens_at(rules_of(year), Q1);

	for (uint64_t n = roll(&year->dice, 4); n > 0; n--)
		add_event(year, from + (int64_t)roll(&year->dice, (uint64_t)(year->end - from)), -1,
		          Q1);
}

void year_begin(struct year *year, uint64_t seed)
{
	*year = (struct year){ .seed = seed, .dice = { seed } };
	rig_open(&year->rig);
	arena_init(&year->scratch, 0);
	random_draft(&year->dice, &year->rig.arena, &year->draft);
	for (size_t i = 0; i < year->draft.board_count; i++) {
		const char *board = year->draft.boards[i].code;
		const struct command grant =
		        rig_grant(&year->rig, ROLE_OFFICE, board, board, at("2023-12-01T00:00Z"));

		rig_must_send(&year->rig, &grant);
	}
	const struct command define =
	        rig_season(&year->rig, &year->draft, 1, at("2023-12-01T00:00Z"));
	const char *answer = rig_send_loud(&year->rig, &define);

	must(year, strcmp(answer, "OK") == 0, answer);
	year->setup = (size_t)year->rig.cluster->sequence;
	plan(year);
}

void year_finish(struct year *year)
{
	arena_close(&year->scratch);
	rig_close(&year->rig);
}

static struct command *command_of(struct year *year, const struct event *event)
{
	struct rig_report *report = arena_alloc(&year->rig.arena, 1, sizeof(*report));

	if (event->board >= 0) {
		random_report(&year->dice, &year->rig, 2024, (size_t)event->board, event->period,
		              event->at, report);
	} else {
		struct season_draft next = year->draft;

		random_next_version(&year->dice, &year->rig.arena, &next);
		report->command =
		        rig_season(&year->rig, &next, rules_of(year)->version + 1, event->at);
	}
	return &report->command;
}

void year_stop(struct year *year, int64_t last)
{
	while (year->event_count > 0 && year->events[year->event_count - 1].at > last)
		year->event_count--;
}

void year_play(struct year *year, watcher *watch, void *seen)
{
	for (size_t i = 0; i < year->event_count; i++) {
		struct command *command = command_of(year, &year->events[i]);

		if (strcmp(rig_send(&year->rig, command), "OK") == 0)
			year->accepted[year->accepted_count++] = command;
		if (watch)
			watch(year, year->events[i].at, seen);
	}
}

/* Of all periods at an instant; 0 for those that have not opened. */
void year_hashes(struct year *year, const struct cluster *cluster, int64_t now,
                 uint64_t out[PERIODS])
{
	struct standing standing;

	for (enum period p = Q1; p < PERIODS; p++) {
		const bool opened =
		        standing_compute(cluster, 2024, p, now, &year->scratch, &standing);

		out[p] = opened ? rig_hash(&standing) : 0;
		arena_reset(&year->scratch);
	}
}

/* A cluster with the setup and then the commands in the given order. */
struct cluster *year_replay(struct year *year, struct command *const *commands)
{
	struct cluster *cluster = cluster_new("TCXDD-1", year->rig.cluster->operator_key);
	struct faults why;

	for (size_t i = 0; i < year->draft.board_count; i++) {
		const char *board = year->draft.boards[i].code;
		const struct command grant =
		        rig_grant(&year->rig, ROLE_OFFICE, board, board, at("2023-12-01T00:00Z"));

		cluster_apply(cluster, &grant, grant.hash, NULL);
	}
	struct command define = rig_season(&year->rig, &year->draft, 1, at("2023-12-01T00:00Z"));

	cluster_apply(cluster, &define, define.hash, NULL);
	for (size_t i = 0; i < year->accepted_count; i++) {
		faults_init(&why, &year->rig.arena);
		must(year, cluster_check(cluster, commands[i], &why),
		     "a replayed command is accepted");
		must(year, cluster_apply(cluster, commands[i], commands[i]->hash, NULL),
		     "a replayed command is entered");
	}
	return cluster;
}
