/*
 * What holds for every season, tried on thousands of random ones. A failure prints the seed that
 * makes its season again:
 *
 *   THIDUA_SEED=123 THIDUA_ROUNDS=1 test_properties
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "decimal.h"
#include "random_year.h"

#include <cmocka.h>

static uint64_t first_seed;
static uint64_t rounds;

static void same_everywhere(struct year *year, const struct cluster *a, const struct cluster *b,
                            const char *what)
{
	uint64_t left[PERIODS], right[PERIODS];

	for (int i = 0; i < 4; i++) {
		const int64_t now = year->end - (int64_t)roll(&year->dice, 40) * (i > 0 ? DAY : 0);

		year_hashes(year, a, now, left);
		year_hashes(year, b, now, right);
		must(year, memcmp(left, right, sizeof(left)) == 0, what);
	}
}

static void replaying_the_same_commands_gives_the_same_standings(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct year year;

		year_begin(&year, first_seed + round);
		year_plan_versions(&year);
		year_play(&year, NULL, NULL);
		struct cluster *again = year_replay(&year, year.accepted);

		same_everywhere(&year, year.rig.cluster, again, "replaying gives the same");
		cluster_free(&again);
		year_finish(&year);
	}
}

static bool same_report(const struct command *a, const struct command *b)
{
	return a->submit_report.period == b->submit_report.period &&
	       strcmp(a->submit_report.board, b->submit_report.board) == 0;
}

/* Shuffles by neighbours that are not revisions of one report: every order that the revisions allow
 * can come out. */
static void shuffle(struct year *year, struct command **commands)
{
	for (size_t n = year->accepted_count * 10; n > 0; n--) {
		const size_t i = 1 + roll(&year->dice, year->accepted_count - 1);
		struct command *command = commands[i];

		if (same_report(commands[i - 1], command))
			continue;
		commands[i] = commands[i - 1];
		commands[i - 1] = command;
	}
}

static void the_order_of_arrival_never_changes_the_final_standing(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct command *commands[EVENTS_MAX];
		uint64_t before[PERIODS], after[PERIODS];
		struct year year;

		year_begin(&year, first_seed + round);
		year_play(&year, NULL, NULL);
		memcpy(commands, year.accepted, sizeof(commands));
		if (year.accepted_count > 1)
			shuffle(&year, commands);
		struct cluster *again = year_replay(&year, commands);

		year_hashes(&year, year.rig.cluster, year.end, before);
		year_hashes(&year, again, year.end, after);
		must(&year, memcmp(before, after, sizeof(before)) == 0,
		     "the order of arrival does not matter");
		cluster_free(&again);
		year_finish(&year);
	}
}

/* Does a stand strictly before b? Written again from the rules, not with ranking.c. */
static bool stands_before(const struct standing *standing, const struct standing_row *a,
                          const struct standing_row *b)
{
	for (size_t i = 0; i < standing->ruleset->tiebreak_count; i++) {
		const int64_t better[] = {
			[TIEBREAK_TOTAL] = a->total - b->total,
			[TIEBREAK_DEDUCTION] = b->deduction - a->deduction,
			[TIEBREAK_PRIORITY_GROUP] = a->priority - b->priority,
			[TIEBREAK_BASE] = a->base - b->base,
			[TIEBREAK_LATE_DAYS] = (int64_t)b->late_days - (int64_t)a->late_days,
		};
		const int64_t by = better[standing->ruleset->tiebreaks[i]];

		if (by != 0)
			return by > 0;
	}
	return false;
}

static void ranks_hold(struct year *year, const struct standing *standing)
{
	const size_t count = standing->ruleset->board_count;

	for (size_t a = 0; a < count; a++) {
		const struct standing_row *row = &standing->rows[a];
		uint32_t better = 0, equal = 0;

		for (size_t b = 0; b < count; b++) {
			const bool before = stands_before(standing, &standing->rows[b], row);

			better += before;
			equal += b != a && !before &&
			         !stands_before(standing, row, &standing->rows[b]);
		}
		must(year, row->rank == better + 1,
		     "the rank is one more than the boards that stand before");
		must(year, row->tied == (equal > 0), "a board is tied when another is equal");
	}
	for (size_t i = 1; i < count; i++) {
		const uint16_t above = standing->order[i - 1], below = standing->order[i];

		must(year, standing->rows[above].rank <= standing->rows[below].rank,
		     "the order is that of the ranks");
		must(year, standing->rows[above].rank < standing->rows[below].rank || above < below,
		     "ties are shown in the order of the season");
	}
}

static void points_hold(struct year *year, const struct standing *standing)
{
	const struct ruleset *ruleset = standing->ruleset;

	for (size_t board = 0; board < ruleset->board_count; board++) {
		const struct standing_row *row = &standing->rows[board];
		int64_t earned = 0;

		for (size_t task = 0; task < ruleset->task_count; task++) {
			const int64_t points = standing->points[board * ruleset->task_count + task];

			must(year, points >= -1 && points <= ruleset->tasks[task].max,
			     "points are 0 to the maximum");
			earned += points > 0 ? points : 0;
		}
		must(year, earned == row->earned, "the points sum to what was earned");
		must(year, row->base >= 0 && row->base <= ruleset->scale,
		     "the base is 0 to the scale");
		must(year, row->deduction >= 0, "a deduction is not a gift");
		must(year, row->total >= 0 && row->total <= row->base,
		     "the total is 0 to the base");
		must(year, row->total >= row->base - row->deduction,
		     "no more is taken than the deduction");
		must(year, row->total >= ruleset->bands[row->band].at_least,
		     "the total has reached its band");
		must(year, row->band == 0 || row->total < ruleset->bands[row->band - 1].at_least,
		     "and not the one above");
	}
}

static void totals_are_never_negative_and_ranks_follow_the_keys(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct year year;

		year_begin(&year, first_seed + round);
		year_plan_versions(&year);
		year_play(&year, NULL, NULL);
		for (enum period p = Q1; p < PERIODS; p++) {
			struct standing standing;
			const int64_t now =
			        year.events[0].at +
			        (int64_t)roll(&year.dice, (uint64_t)(year.end - year.events[0].at));

			if (!standing_compute(year.rig.cluster, 2024, p, now, &year.scratch,
			                      &standing))
				continue;
			ranks_hold(&year, &standing);
			points_hold(&year, &standing);
		}
		year_finish(&year);
	}
}

struct seen { /* the standing of each period as last looked at */
	struct {
		bool opened, current, locked;
		uint64_t hash, locked_hash, sequence;
		int64_t as_of;
		uint32_t before[BOARDS_MAX];
	} periods[PERIODS];
};

static void look(struct year *year, enum period p, int64_t now, struct seen *seen)
{
	struct standing standing;
	uint32_t before[BOARDS_MAX] = { 0 };
	const bool opened =
	        standing_compute(year->rig.cluster, 2024, p, now, &year->scratch, &standing);

	must(year, opened || !seen->periods[p].opened, "what has opened does not close");
	if (!opened)
		return;
	const uint64_t hash = rig_hash(&standing);

	for (size_t i = 0; i < standing.ruleset->board_count; i++)
		before[i] = standing.rows[i].rank_before;
	if (seen->periods[p].opened) {
		const bool newer = standing.sequence > seen->periods[p].sequence ||
		                   standing.as_of > seen->periods[p].as_of;
		const bool other = hash != seen->periods[p].hash ||
		                   standing.current != seen->periods[p].current ||
		                   standing.locked != seen->periods[p].locked ||
		                   memcmp(before, seen->periods[p].before, sizeof(before)) != 0;

		must(year,
		     standing.sequence >= seen->periods[p].sequence &&
		             standing.as_of >= seen->periods[p].as_of,
		     "a standing never becomes older");
		must(year, newer || !other, "a standing that changed is newer");
	}
	must(year, standing.as_of <= now, "nothing is known before it happens");
	must(year, !seen->periods[p].locked || hash == seen->periods[p].locked_hash,
	     "a locked standing never changes");
	if (standing.locked && !seen->periods[p].locked)
		seen->periods[p].locked_hash = hash;
	seen->periods[p].opened = true;
	seen->periods[p].current = standing.current;
	seen->periods[p].locked = standing.locked;
	seen->periods[p].hash = hash;
	seen->periods[p].sequence = standing.sequence;
	seen->periods[p].as_of = standing.as_of;
	memcpy(seen->periods[p].before, before, sizeof(before));
	arena_reset(&year->scratch);
}

static void look_at_all(struct year *year, int64_t now, void *seen)
{
	for (enum period p = Q1; p < PERIODS; p++)
		look(year, p, now, seen);
}

static void a_locked_standing_never_changes_and_a_changed_one_is_newer(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct seen seen = { 0 };
		struct year year;

		year_begin(&year, first_seed + round);
		year_plan_versions(&year);
		year_play(&year, look_at_all, &seen);
		look_at_all(&year, year.end, &seen);
		look_at_all(&year, year.end + 400 * DAY, &seen);
		year_finish(&year);
	}
}

static void time_changes_a_standing_only_when_the_ruleset_says(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		uint64_t here[PERIODS], there[PERIODS];
		struct year year;

		year_begin(&year, first_seed + round);
		const int64_t from = period_opens_at(rules_of(&year), Q1);
		const int64_t now = from + (int64_t)roll(&year.dice, (uint64_t)(year.end - from));

		year_stop(&year, now);
		year_play(&year, NULL, NULL);
		const int64_t next = ruleset_next_change(rules_of(&year), now);

		year_hashes(&year, year.rig.cluster, now, here);
		year_hashes(&year, year.rig.cluster,
		            next == INT64_MAX ? year.end + 999 * DAY : next - 1, there);
		must(&year, memcmp(here, there, sizeof(here)) == 0,
		     "nothing changes until the next change");
		year_finish(&year);
	}
}

struct view { /* what people see of a standing, but since when */
	bool opened, current, locked;
	uint64_t hash;
	uint32_t before[BOARDS_MAX];
};

static int64_t view_at(struct year *year, enum period p, int64_t now, struct view *out)
{
	struct standing standing = { .as_of = INT64_MIN };

	memset(out, 0, sizeof(*out));
	out->opened = standing_compute(year->rig.cluster, 2024, p, now, &year->scratch, &standing);
	if (out->opened) {
		out->current = standing.current;
		out->locked = standing.locked;
		out->hash = rig_hash(&standing);
		for (size_t i = 0; i < standing.ruleset->board_count; i++)
			out->before[i] = standing.rows[i].rank_before;
	}
	arena_reset(&year->scratch);
	return standing.as_of;
}

/* What the last command did is not undone here, so earlier instants than that are not asked. */
static void as_of_is_since_when_the_standing_is_as_it_is(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct view here, there;
		struct year year;

		year_begin(&year, first_seed + round);
		const int64_t from = period_opens_at(rules_of(&year), Q1);
		const int64_t now = from + (int64_t)roll(&year.dice, (uint64_t)(year.end - from));

		year_stop(&year, now);
		year_play(&year, NULL, NULL);
		const int64_t came = year.rig.cluster->last_received_at;

		for (enum period p = Q1; p < PERIODS; p++) {
			const int64_t as_of = view_at(&year, p, now, &here);

			if (!here.opened)
				continue;
			view_at(&year, p, as_of > came ? as_of : came, &there);
			must(&year, memcmp(&here, &there, sizeof(here)) == 0,
			     "it is so since then");
			if (as_of <= came)
				continue;
			view_at(&year, p, as_of - 1, &there);
			must(&year, memcmp(&here, &there, sizeof(here)) != 0,
			     "it was not so before");
		}
		year_finish(&year);
	}
}

/* Makes one value better; false where it is the best already or says nothing. */
static bool improve(struct dice *dice, const struct task *task, struct report_line *line)
{
	int64_t *value = task->measure == MEASURE_PERCENT ? &line->done : &line->actual;
	const int64_t most = task->measure == MEASURE_PERCENT ? line->out_of : QUANTITY_MAX;
	const int64_t room = task->lower_is_better ? *value : most - *value;

	if (room == 0)
		return false;
	const int64_t step = 1 + (int64_t)roll(dice, (uint64_t)(chance(dice, 50) ? room
	                                                        : room < 1000    ? room
	                                                                         : 1000));

	*value += task->lower_is_better ? -step : step;
	return true;
}

/* MAX takes the largest, which is not the best where less is better. */
static bool can_improve(const struct task *task)
{
	return task->kind == KIND_LINEAR &&
	       !(task->accumulation == ACCUMULATE_MAX && task->lower_is_better);
}

static bool improve_one(struct year *year)
{
	const struct ruleset *ruleset = rules_of(year);

	for (size_t i = year->accepted_count; i-- > 0;) {
		const struct submit_report *submit = &year->accepted[i]->submit_report;
		struct report_line *lines =
		        (struct report_line *)(uintptr_t)submit->lines; /* the arena's */

		for (size_t k = 0; k < submit->line_count; k++) {
			const struct task *task =
			        &ruleset->tasks[ruleset_task(ruleset, lines[k].task)];

			if (can_improve(task) && chance(&year->dice, 50) &&
			    improve(&year->dice, task, &lines[k]))
				return true;
		}
	}
	return false;
}

static void a_better_value_of_a_linear_task_never_costs_its_board(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct standing before, after;
		struct year year;

		year_begin(&year, first_seed + round);
		year_play(&year, NULL, NULL);
		if (improve_one(&year)) {
			struct cluster *better = year_replay(&year, year.accepted);

			for (enum period p = Q1; p < PERIODS; p++) {
				standing_compute(year.rig.cluster, 2024, p, year.end, &year.scratch,
				                 &before);
				standing_compute(better, 2024, p, year.end, &year.scratch, &after);
				for (size_t i = 0; i < year.draft.board_count; i++) {
					must(&year, after.rows[i].earned >= before.rows[i].earned,
					     "no board earns less");
					must(&year, after.rows[i].total >= before.rows[i].total,
					     "no board has less");
				}
			}
			cluster_free(&better);
		}
		year_finish(&year);
	}
}

/* Spoils a right report in one of many ways. */
static void spoil(struct dice *dice, struct rig_report *report)
{
	struct submit_report *submit = &report->command.submit_report;
	struct report_line *line =
	        &report->lines[submit->line_count > 0 ? roll(dice, submit->line_count) : 0];

	switch (submit->line_count > 0 ? roll(dice, 11) : roll(dice, 5)) {
	case 0:
		submit->revision += 1 + (uint32_t)roll(dice, 3);
		break;
	case 1:
		submit->period = chance(dice, 50) ? 0 : 6;
		break;
	case 2:
		report->command.key[0] ^= 1;
		break;
	case 3:
		report->command.year++;
		break;
	case 4:
		submit->board = "ZZ";
		break;
	case 5:
		line->task = "NONE";
		break;
	case 6:
		line->actual = line->done = -1 - (int64_t)roll(dice, INT64_MAX);
		break;
	case 7:
		line->actual = line->out_of =
		        QUANTITY_MAX + 1 + (int64_t)roll(dice, INT64_MAX - QUANTITY_MAX - 1);
		break;
	case 8:
		line->has_actual = line->has_out_of = false;
		break;
	case 9:
		submit->line_count--;
		break;
	default:
		report->lines[submit->line_count++] = *line;
	}
}

static void a_refused_command_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		uint64_t before[PERIODS], after[PERIODS];
		struct year year;

		year_begin(&year, first_seed + round);
		year_play(&year, NULL, NULL);
		const struct cluster head = *year.rig.cluster;

		year_hashes(&year, year.rig.cluster, year.end, before);
		for (size_t i = 0; i < year.event_count; i += 3) {
			struct event event = year.events[i];
			struct rig_report report;

			random_report(&year.dice, &year.rig, 2024, (size_t)event.board,
			              event.period, event.at, &report);
			spoil(&year.dice, &report);
			must(&year, strcmp(rig_send(&year.rig, &report.command), "OK") != 0,
			     "a spoiled report is refused");
		}
		year_hashes(&year, year.rig.cluster, year.end, after);
		must(&year, memcmp(before, after, sizeof(before)) == 0,
		     "a refused command moves nobody");
		must(&year, memcmp(&head, year.rig.cluster, sizeof(head)) == 0,
		     "a refused command leaves no mark");
		year_finish(&year);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaying_the_same_commands_gives_the_same_standings),
		cmocka_unit_test(the_order_of_arrival_never_changes_the_final_standing),
		cmocka_unit_test(totals_are_never_negative_and_ranks_follow_the_keys),
		cmocka_unit_test(a_locked_standing_never_changes_and_a_changed_one_is_newer),
		cmocka_unit_test(time_changes_a_standing_only_when_the_ruleset_says),
		cmocka_unit_test(as_of_is_since_when_the_standing_is_as_it_is),
		cmocka_unit_test(a_better_value_of_a_linear_task_never_costs_its_board),
		cmocka_unit_test(a_refused_command_changes_nothing),
	};

	first_seed = random_setting("THIDUA_SEED", (uint64_t)time(NULL) * 1000003);
	rounds = random_setting("THIDUA_ROUNDS", 1000);
	print_message("THIDUA_SEED=%" PRIu64 " THIDUA_ROUNDS=%" PRIu64 "\n", first_seed, rounds);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
