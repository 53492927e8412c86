/* A cluster that begins in the middle of the year: its first quarter, or any other, is not held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "names.h"
#include "question.h"
#include "rig.h"
#include "ruleset.h"
#include "scorecard.h"
#include "season_2024.h"

#include <cmocka.h>

#define DEFINED "2024-05-02T08:00+07:00" /* Q1 would have locked */

static struct period_draft periods[PERIODS];

/* The season of 2024 without some of its periods. */
static struct season_draft season_without(const char *left_out)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	memcpy(periods, draft.periods, sizeof(periods));
	for (int i = 0; i < PERIODS; i++) {
		if (strchr(left_out, '1' + i))
			periods[i] = (struct period_draft){ .period = i + 1, .not_held = true };
	}
	draft.periods = periods;
	return draft;
}

static const char *define(struct rig *rig, const struct season_draft *draft, uint32_t version,
                          const char *when)
{
	const struct command command = rig_season(rig, draft, version, at(when));

	return rig_send(rig, &command);
}

static int begin(void **state)
{
	static struct rig rig;
	const struct season_draft draft = season_without("13");
	static const char *const boards[] = { "HN", "PT" };

	rig_open(&rig);
	for (size_t i = 0; i < 2; i++) {
		const struct command grant =
		        rig_grant(&rig, ROLE_OFFICE, boards[i], boards[i], at(DEFINED));

		rig_must_send(&rig, &grant);
	}
	assert_string_equal(define(&rig, &draft, 1, DEFINED), "OK");
	*state = &rig;
	return 0;
}

static bool has_standing(struct rig *rig, enum period period, const char *when)
{
	struct standing standing;

	return standing_compute(rig->cluster, 2024, period, at(when), &rig->arena, &standing);
}

static void it_has_no_standing_and_takes_no_report(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "HN", Q1, at("2024-06-16T08:00+07:00"), &report);
	assert_string_equal(rig_send(rig, &report.command), "NOT_FOUND submit_report.period");
	assert_string_equal(rig_send_loud(rig, &report.command),
	                    "NOT_FOUND submit_report.period: Q1 is not held in 2024");
	assert_false(has_standing(rig, Q1, "2024-12-31T08:00+07:00"));
	assert_true(has_standing(rig, Q2, "2024-06-15T00:00+07:00"));
	assert_false(has_standing(rig, Q3, "2024-12-31T08:00+07:00"));
	assert_true(has_standing(rig, Q4, "2024-12-31T08:00+07:00"));
}

static void nobody_is_late_or_missing_for_it(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "HN", Q2, at("2024-06-16T08:00+07:00"));
	rig_must_report(rig, "HN", Q4, at("2024-11-16T08:00+07:00"));
	const struct standing standing = rig_standing(rig, Q4, at("2024-12-01T08:00+07:00"));
	const struct standing_row *here = rig_row(&standing, "HN"),
	                          *never = rig_row(&standing, "PT");

	assert_int_equal(here->deduction, 0);
	assert_int_equal(here->late_days, 0);
	assert_int_equal(here->status, BOARD_ON_TIME);
	assert_int_equal(never->deduction, 2 * 2000); /* of two periods, not of four */
	assert_int_equal(never->status, BOARD_MISSING);
}

static void the_held_one_before_gives_the_ranks_before(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "PT", Q2, at("2024-06-16T08:00+07:00"));
	const struct standing first = rig_standing(rig, Q2, at("2024-06-17T08:00+07:00"));

	assert_int_equal(rig_row(&first, "PT")->rank_before, 0);
	assert_true(first.current);
	const struct standing between = rig_standing(rig, Q2, at("2024-10-17T08:00+07:00"));

	assert_true(between.current); /* Q3 never opens */
	const struct standing fourth = rig_standing(rig, Q4, at("2024-11-15T08:00+07:00"));

	assert_int_equal(rig_row(&fourth, "PT")->rank_before, 1);
	assert_int_equal(rig_row(&fourth, "HN")->rank_before, 2);
	struct scorecard card;

	scorecard_make(&fourth, 0, at("2024-11-15T08:00+07:00"), &rig->arena, &card);
	assert_int_equal(card.late_count, 2);
	assert_int_equal(card.late[0].period, Q2);
	assert_int_equal(card.late[1].period, Q4);
}

static void time_changes_nothing_while_none_is_open(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(cluster_next_change(rig->cluster, 2024, at("2024-05-03T08:00+07:00")),
	                 at("2024-06-15T00:00+07:00"));
	assert_int_equal(cluster_next_change(rig->cluster, 2024, at("2024-07-06T00:00+07:00")),
	                 at("2024-11-15T00:00+07:00"));
}

static const char *asked(struct rig *rig, int period, const char *when)
{
	struct faults why;

	faults_init(&why, &rig->arena);
	enum period found;

	if (question_period(rig->cluster, rig_sight(at(when)), 2024, period, &found, &why))
		return names_find(&names_periods, (int)found);
	return why.items[0].message;
}

static void a_question_about_it_finds_nothing(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(asked(rig, Q1 + 1, "2024-06-16T08:00+07:00"), "Q1 is not held in 2024");
	assert_string_equal(asked(rig, 0, "2024-06-16T08:00+07:00"), "Q2");
	assert_string_equal(asked(rig, 0, "2024-10-16T08:00+07:00"), "Q2");
	assert_string_equal(asked(rig, 0, "2024-05-16T08:00+07:00"),
	                    "no period of season 2024 has opened yet");
}

static void a_later_version_holds_what_has_not_opened(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft = season_without("1");

	assert_string_equal(define(rig, &draft, 2, "2024-09-15T00:00+07:00"),
	                    "INVALID season.periods[2].opens");
	assert_string_equal(define(rig, &draft, 2, "2024-09-14T23:59+07:00"), "OK");
	assert_true(has_standing(rig, Q3, "2024-09-15T00:00+07:00"));
	draft = season_without("13");
	assert_string_equal(define(rig, &draft, 3, "2024-09-15T00:00+07:00"),
	                    "INVALID season.periods[2].not_held");
	draft = season_without("124");
	assert_string_equal(define(rig, &draft, 3, "2024-07-15T00:00+07:00"),
	                    "INVALID season.periods[1].not_held");
}

static void what_may_not_be_agreed(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft = season_without("12345");

	assert_string_equal(define(rig, &draft, 1, DEFINED), "INVALID season.periods");
	draft = season_without("1");
	periods[Q1].has_due = true;
	periods[Q1].due = periods[Q2].due;
	assert_string_equal(define(rig, &draft, 1, DEFINED), "INVALID season.periods[0].not_held");
	draft = season_without("1");
	draft.edition = EDITION_FIRST;
	assert_string_equal(define(rig, &draft, 1, DEFINED), "INVALID season.periods[0].not_held");
	draft = season_without("2");
	assert_string_equal(define(rig, &draft, 1, DEFINED), "INVALID season.periods[0].lock");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_has_no_standing_and_takes_no_report, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(nobody_is_late_or_missing_for_it, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(the_held_one_before_gives_the_ranks_before, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(time_changes_nothing_while_none_is_open, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_question_about_it_finds_nothing, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_later_version_holds_what_has_not_opened, begin,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(what_may_not_be_agreed, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
