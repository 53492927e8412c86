/*
 * What holds of every LEADER task in every year that is reviewed: nobody's points rest on another's
 * unverified word, no lead on an unverified one, and no verification makes a value better. A failure
 * prints the seed that makes its year again:
 *
 *   THIDUA_SEED=123 THIDUA_ROUNDS=1 test_review_leads
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "random_season.h"
#include "review_deed.h"
#include "season_2024.h"

#include <cmocka.h>

enum { LEADS = 2, QUARTERS = Q4 + 1, BOARDS = SEASON_2024_BOARDS };

static const int places[LEADS] = { 5, 9 }; /* T06 and T10 */
static const char *const sent[] = { "2024-03-16T08:00+07:00", "2024-06-16T08:00+07:00",
	                            "2024-09-16T08:00+07:00", "2024-11-16T08:00+07:00" };
static const char *const reviewed[] = { "2024-03-18T08:00+07:00", "2024-06-18T08:00+07:00",
	                                "2024-09-18T08:00+07:00", "2024-11-18T08:00+07:00" };
#define LAST_LOOK "2024-11-20T08:00+07:00"

struct cell_plan {
	int64_t units[LEADS]; /* whole units */
	bool verified;
	int64_t judged[LEADS]; /* tried first; -1: not */
};

struct year_plan {
	struct season_draft draft;
	struct task_draft tasks[SEASON_2024_TASKS];
	struct cell_plan cells[BOARDS][QUARTERS];
};

static uint64_t seed;

static void must(bool fact, const char *what)
{
	if (!fact)
		printf("seed %" PRIu64 ": not true that %s\n", seed, what);
	assert_true(fact);
}

static int64_t random_units(struct dice *dice)
{
	return chance(dice, 10) ? 0 : (int64_t)roll(dice, chance(dice, 20) ? 100000 : 400);
}

static void plan_year(struct dice *dice, struct year_plan *plan)
{
	static const int strict[] = { Q4 + 1, FINAL + 1 };

	season_2024_draft(&plan->draft);
	memcpy(plan->tasks, plan->draft.tasks, sizeof(plan->tasks));
	for (size_t i = 0; i < LEADS; i++) {
		struct task_draft *task = &plan->tasks[places[i]];

		task->accumulation = ACCUMULATE_SUM + (int)roll(dice, 3);
		task->lower_is_better = chance(dice, 40);
	}
	plan->draft.tasks = plan->tasks;
	plan->draft.has_edition = plan->draft.has_review = true;
	plan->draft.edition = EDITION_SECOND;
	plan->draft.review = (struct review_draft){ 5, 5, 2, chance(dice, 50) ? 2 : 0, strict };
	for (size_t i = 0; i < BOARDS * QUARTERS; i++) {
		struct cell_plan *cell = &plan->cells[i / QUARTERS][i % QUARTERS];

		cell->verified = chance(dice, 60);
		for (size_t k = 0; k < LEADS; k++) {
			cell->units[k] = random_units(dice);
			cell->judged[k] = chance(dice, 30) ? random_units(dice) : -1;
		}
	}
}

static void send_report(struct rig *rig, const struct year_plan *plan, size_t board,
                        enum period period)
{
	struct rig_report report;

	rig_report(rig, plan->draft.boards[board].code, period, at(sent[period]), &report);
	for (size_t i = 0; i < report.command.submit_report.line_count; i++)
		for (size_t k = 0; k < LEADS; k++)
			if (strcmp(report.lines[i].task, plan->tasks[places[k]].code) == 0)
				report.lines[i].actual =
				        plan->cells[board][period].units[k] * UNITS;
	rig_must_send(rig, &report.command);
}

static int64_t whole_of(const struct standing *standing, size_t board, size_t lead)
{
	return standing->achievements[standing_place(standing, board, (size_t)places[lead])].actual;
}

/* A reviewer may try anything; what he may do makes no LEADER value better. */
static void review_report(struct rig *rig, const struct year_plan *plan, size_t board,
                          enum period period)
{
	const struct cell_plan *cell = &plan->cells[board][period];
	const char *code = plan->draft.boards[board].code, *now = reviewed[period], *tasks = "";
	const char *reviewer = strcmp(code, "HN") == 0 ? "PT" : "HN";
	const struct standing before = rig_standing(rig, period, at(now));

	for (size_t k = 0; k < LEADS; k++)
		if (cell->judged[k] >= 0)
			tasks = arena_text(&rig->arena, "%s%s%s=%lld", tasks, *tasks ? " " : "",
			                   plan->tasks[places[k]].code, (long long)cell->judged[k]);
	must(strcmp(review_deed(rig, REVIEW_TAKE, code, period, reviewer, now, ""), "OK") == 0,
	     "it can be taken");
	if (strcmp(review_deed(rig, REVIEW_VERIFY, code, period, reviewer, now, tasks), "OK") != 0)
		must(strcmp(review_deed(rig, REVIEW_VERIFY, code, period, reviewer, now, ""),
		            "OK") == 0,
		     "it can be accepted as reported");
	const struct standing after = rig_standing(rig, period, at(now));

	for (size_t k = 0; k < LEADS; k++) {
		const int64_t was = whole_of(&before, board, k), is = whole_of(&after, board, k);

		must(plan->tasks[places[k]].lower_is_better ? is >= was : is <= was,
		     "no verification makes a value better");
	}
}

static void play(struct rig *rig, const struct year_plan *plan)
{
	rig_open(rig);
	rig_begin(rig, &plan->draft);
	for (enum period period = Q1; period <= Q4; period++) {
		for (size_t board = 0; board < BOARDS; board++)
			send_report(rig, plan, board, period);
		for (size_t board = 0; board < BOARDS; board++)
			if (plan->cells[board][period].verified)
				review_report(rig, plan, board, period);
	}
}

static void no_lead_is_unverified(const struct standing *standing)
{
	for (size_t i = 0; i < BOARDS * SEASON_2024_TASKS; i++) {
		const size_t number = i % SEASON_2024_TASKS;
		const struct task *task = &standing->ruleset->tasks[number];
		const size_t place = standing_place(standing, i / SEASON_2024_TASKS, number);

		if (task->kind == KIND_LEADER && standing->points[i] > (task->max + 1) / 2)
			must(standing->details[place].basis == BASIS_VERIFIED,
			     "what leads is verified");
	}
}

/* Another word of one board that nobody has verified. */
static bool say_otherwise(struct dice *dice, struct year_plan *plan, size_t *board)
{
	*board = roll(dice, BOARDS);
	struct cell_plan *cell = &plan->cells[*board][roll(dice, QUARTERS)];

	for (size_t k = 0; k < LEADS; k++)
		cell->units[k] = chance(dice, 30) ? 0 : (int64_t)roll(dice, 10000000);
	return !cell->verified;
}

static void nobodys_points_rest_on_anothers_unverified_word(void **state)
{
	const uint64_t first = random_setting("THIDUA_SEED", (uint64_t)time(NULL)),
	               rounds = random_setting("THIDUA_ROUNDS", 40);

	(void)state;
	printf("first seed %" PRIu64 ", %" PRIu64 " years\n", first, rounds);
	for (seed = first; seed < first + rounds; seed++) {
		struct dice dice = { seed };
		static struct year_plan plan, other;
		struct rig rig, otherwise;

		plan_year(&dice, &plan);
		other = plan;
		other.draft.tasks = other.tasks;
		size_t board;

		if (!say_otherwise(&dice, &other, &board))
			continue;
		play(&rig, &plan);
		play(&otherwise, &other);
		for (enum period period = Q1; period <= Q4; period++) {
			const struct standing a = rig_standing(&rig, period, at(LAST_LOOK));
			const struct standing b = rig_standing(&otherwise, period, at(LAST_LOOK));

			no_lead_is_unverified(&a);
			no_lead_is_unverified(&b);
			for (size_t i = 0; i < BOARDS * SEASON_2024_TASKS; i++)
				must(i / SEASON_2024_TASKS == board || a.points[i] == b.points[i],
				     "the others have what they had");
		}
		rig_close(&rig);
		rig_close(&otherwise);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobodys_points_rest_on_anothers_unverified_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
