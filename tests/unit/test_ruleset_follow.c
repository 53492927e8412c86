#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "season_2024.h"
#include "spoilt_season.h"

static const uint8_t hash[HASH_SIZE] = { 0xAB };

/* The faults of replacing a season by what stands in season, at a moment. */
static const char *faults_after(struct ruleset *previous, const char *now)
{
	struct ruleset *next = ruleset_make(&season.draft, 2, hash, &season.why);

	assert_non_null(next);
	assert_true(ruleset_may_follow(next, previous, instant(now), &season.why) ==
	            (season.why.count == 0));
	ruleset_free(previous);
	ruleset_free(next);
	return season_picture();
}

/* Of the season of 2024 as it is in force. */
static const char *faults_of_following(const char *now)
{
	return faults_after(season_2024_ruleset(), now);
}

#define FOLLOWS(now, change, expected)                                                             \
	do {                                                                                       \
		change;                                                                            \
		assert_string_equal(faults_of_following(now), (expected));                         \
	} while (0)

static void a_next_version_may_change_targets_and_policies(void **state)
{
	(void)state;
	FOLLOWS("2024-05-01T00:00Z", , "");
	FOLLOWS("2024-05-01T00:00Z", season.tasks[0].target = 400000, "");
	FOLLOWS("2024-05-01T00:00Z", season.draft.head = "TQ", "");
	FOLLOWS("2024-05-01T00:00Z", season.periods[1].due = day("2024-06-25"), "");
	FOLLOWS("2024-05-01T00:00Z", season.tasks[0].group = 2, "");
}

static void a_next_version_keeps_what_reports_are_kept_by(void **state)
{
	(void)state;
	FOLLOWS("2024-01-01T00:00Z", season.draft.cluster = "TCXDD-2",
	        "season.cluster must stay TCXDD-1 as in the version before, got TCXDD-2");
	FOLLOWS("2024-01-01T00:00Z", season.draft.year = 2025,
	        "season.year must stay 2024 as in the version before, got 2025");
	season.draft.has_edition = true;
	FOLLOWS("2024-01-01T00:00Z", season.draft.edition = 2,
	        "season.edition must stay 1 as in the version before, got 2");
	FOLLOWS("2024-01-01T00:00Z", season.tasks[3].code = "T40",
	        "season.tasks[3].code must stay T04 as in the version before, got T40");
	FOLLOWS("2024-01-01T00:00Z", season.tasks[3].kind = KIND_BINARY,
	        "season.tasks[3].kind must stay LINEAR as in the version before, got BINARY");
	FOLLOWS("2024-01-01T00:00Z", season.tasks[3].accumulation = ACCUMULATE_MAX,
	        "season.tasks[3].accumulation must stay LAST as in the version before, got MAX");
	FOLLOWS("2024-01-01T00:00Z", season.tasks[0].measure = MEASURE_PERCENT;
	        season.tasks[0].target = 10000; season_give(11, NULL, 0);
	        season_give(13, NULL, 0),
	        "season.tasks[0].measure must stay QUANTITY as in the version before, got PERCENT");
	FOLLOWS("2024-01-01T00:00Z", season.boards[3].code = "DBB",
	        "season.boards[3].code must stay DB as in the version before, got DBB");
	FOLLOWS("2024-01-01T00:00Z", season.boards[14] = (struct board_draft){ .code = "XX" };
	        season.draft.board_count++,
	        "season.boards must stay 14 in number as in the version before, got 15");
}

static struct ruleset *begin_freeze(void)
{
	season.draft.has_edition = season.draft.has_freeze = true;
	season.draft.edition = 2;
	season.draft.freeze = (struct freeze_draft){ .period = Q4 + 1,
		                                     .has_first = true,
		                                     .first = day("2024-11-20"),
		                                     .has_last = true,
		                                     .last = day("2024-11-29") };
	struct ruleset *first = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_non_null(first);
	return first;
}

static const char *faults_of_beginning(uint32_t edition, const char *now)
{
	season.draft.has_edition = true;
	season.draft.edition = edition;
	struct ruleset *first = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_non_null(first);
	assert_true(ruleset_may_begin(first, instant(now), &season.why) == (season.why.count == 0));
	ruleset_free(first);
	return season_picture();
}

static void a_first_version_comes_before_a_period_locks(void **state)
{
	(void)state;
	assert_string_equal(faults_of_beginning(2, "2024-04-05T16:59:59.999999Z"), "");
	assert_string_equal(faults_of_beginning(2, "2024-04-05T17:00:00Z"),
	                    "season.periods[0].lock must not have passed: Q1 was locked on "
	                    "2024-04-05, so that every board would be without a report for "
	                    "good; a period that nobody was to report on is not_held");
	assert_string_equal(faults_of_beginning(1, "2024-04-05T17:00:00Z"), ""); /* as it was */
}

/* A year as short as a freeze can be met by before any lock. */
static const char *faults_of_a_short_year(const char *now)
{
	ruleset_free(begin_freeze());
	for (enum period period = Q1; period < PERIODS; period++) {
		season.periods[period].opens = day("2024-11-15") + (int32_t)period;
		season.periods[period].due = day("2024-11-25") + (int32_t)period;
		season.periods[period].lock = day("2024-11-25") + (int32_t)period;
	}
	return faults_of_beginning(EDITION_SECOND, now);
}

static void a_first_version_comes_before_its_freeze(void **state)
{
	(void)state;
	assert_string_equal(faults_of_a_short_year("2024-11-19T16:59:59.999999Z"), "");
	assert_string_equal(faults_of_a_short_year("2024-11-19T17:00:00Z"),
	                    "season.freeze.first must not be 2024-11-20: what has been seen cannot "
	                    "be held back");
}

static void a_locked_period_keeps_its_dates(void **state)
{
	(void)state;
	FOLLOWS("2024-04-05T16:59:59.999999Z", season.periods[0].due = day("2024-03-21"), "");
	FOLLOWS("2024-04-05T17:00:00Z", season.periods[0].due = day("2024-03-21"),
	        "season.periods[0].due must stay 2024-03-20, because the period is locked, got 2024-03-21");
	FOLLOWS("2024-04-05T17:00:00Z", season.periods[0].lock = day("2024-04-30"),
	        "season.periods[0].lock must stay 2024-04-05, because the period is locked, got 2024-04-30");
	FOLLOWS("2024-04-05T17:00:00Z", season.periods[0].opens = day("2024-03-14"),
	        "season.periods[0].opens must stay 2024-03-15, because the period is locked, got 2024-03-14");
	FOLLOWS("2024-04-05T17:00:00Z",
	        season.holidays[season.draft.holiday_count++] = day("2024-03-20"),
	        "season.holidays must not move the due day of Q1, because the period is locked");
}

static void no_period_is_locked_in_the_past(void **state)
{
	(void)state;
	FOLLOWS("2024-03-28T00:00Z", season.periods[0].lock = day("2024-03-28"), "");
	FOLLOWS("2024-03-27T16:59:59.999999Z", season.periods[0].lock = day("2024-03-27"), "");
	FOLLOWS("2024-03-27T17:00:00Z", season.periods[0].lock = day("2024-03-27"),
	        "season.periods[0].lock must not be 2024-03-27: a period cannot be locked in the past");
	FOLLOWS("2024-03-28T00:00Z", season.periods[0].lock = day("2024-03-27"),
	        "season.periods[0].lock must not be 2024-03-27: a period cannot be locked in the past");
}

/* The season before any change, in edition 2. */
static struct ruleset *second_edition(void)
{
	season.draft.has_edition = true;
	season.draft.edition = EDITION_SECOND;
	return ruleset_make(&season.draft, 1, hash, &season.why);
}

#define FOLLOWS_2(now, change, expected)                                                           \
	do {                                                                                       \
		struct ruleset *previous = second_edition();                                       \
                                                                                                   \
		assert_non_null(previous);                                                         \
		change;                                                                            \
		assert_string_equal(faults_after(previous, (now)), (expected));                    \
	} while (0)

static void a_period_that_is_open_stays_open(void **state)
{
	(void)state;
	FOLLOWS_2("2024-03-14T16:59:59.999999Z", season.periods[0].opens = day("2024-03-16"), "");
	FOLLOWS_2(
	        "2024-03-14T17:00:00Z", season.periods[0].opens = day("2024-03-16"),
	        "season.periods[0].opens must stay 2024-03-15, because the period is open, got 2024-03-16");
	FOLLOWS_2(
	        "2024-03-14T17:00:00Z", season.periods[0].opens = day("2024-03-14"),
	        "season.periods[0].opens must stay 2024-03-15, because the period is open, got 2024-03-14");
	FOLLOWS("2024-03-15T00:00Z", season.periods[0].opens = day("2024-03-16"), "");
}

static void no_period_opens_in_the_past(void **state)
{
	(void)state;
	FOLLOWS_2("2024-05-01T00:00Z", season.periods[1].opens = day("2024-05-02"), "");
	FOLLOWS_2(
	        "2024-05-01T00:00Z", season.periods[1].opens = day("2024-05-01"),
	        "season.periods[1].opens must not be 2024-05-01: a period cannot be opened in the past");
}

static void a_due_day_that_has_passed_stays(void **state)
{
	(void)state;
	FOLLOWS_2("2024-03-20T16:59:59.999999Z", season.periods[0].due = day("2024-03-21"), "");
	FOLLOWS_2(
	        "2024-03-20T17:00:00Z", season.periods[0].due = day("2024-03-21"),
	        "season.periods[0].due must stay 2024-03-20, because that day has passed, got 2024-03-21");
	FOLLOWS_2("2024-03-20T17:00:00Z",
	          season.holidays[season.draft.holiday_count++] = day("2024-03-20"),
	          "season.holidays must not move the due day of Q1, because it has passed");
}

static void no_report_is_due_in_the_past(void **state)
{
	(void)state;
	FOLLOWS_2("2024-03-18T16:59:59.999999Z", season.periods[0].due = day("2024-03-18"), "");
	FOLLOWS_2(
	        "2024-03-18T17:00:00Z", season.periods[0].due = day("2024-03-18"),
	        "season.periods[0].due must not be 2024-03-18: a report cannot be due in the past");
}

/* The review of the season that is in force, and of its next version. */
static const int strict_periods[] = { Q1 + 1, Q4 + 1, FINAL + 1 };

static struct ruleset *begin_review(void)
{
	season.draft.has_edition = season.draft.has_review = true;
	season.draft.edition = 2;
	season.draft.review = (struct review_draft){ 5, 5, 2, 2, strict_periods + 1 };
	struct ruleset *first = ruleset_make(&season.draft, 1, hash, &season.why);

	assert_non_null(first);
	return first;
}

#define FOLLOWS_REVIEW(now, change, expected)                                                      \
	do {                                                                                       \
		struct ruleset *first = begin_review();                                            \
                                                                                                   \
		change;                                                                            \
		assert_string_equal(faults_after(first, now), (expected));                         \
	} while (0)

static void the_review_stays_once_a_period_has_opened(void **state)
{
	(void)state;
	FOLLOWS_REVIEW("2024-03-14T16:59:59.999999Z", season.draft.has_review = false, "");
	FOLLOWS_REVIEW("2024-03-14T17:00:00Z", season.draft.has_review = false,
	               "season.review must stay as in the version before, because Q1 has opened");
	FOLLOWS_REVIEW("2024-03-14T17:00:00Z",
	               (season.draft.review.review_days = 4, season.draft.review.dispute_days = 6,
	                season.draft.review.return_days = 3),
	               "season.review.review_days must stay as in the version before, because Q1 "
	               "has opened; "
	               "season.review.dispute_days must stay as in the version before, because Q1 "
	               "has opened; "
	               "season.review.return_days must stay as in the version before, because Q1 "
	               "has opened");
}

static void a_period_that_has_opened_stays_as_strict_as_it_is(void **state)
{
	(void)state;
	FOLLOWS_REVIEW("2024-11-14T16:59:59.999999Z", season.draft.review.strict_count = 0, "");
	FOLLOWS_REVIEW("2024-11-14T17:00:00Z", season.draft.review.strict_count = 1, "");
	FOLLOWS_REVIEW("2024-11-14T17:00:00Z", season.draft.review.strict_count = 0,
	               "season.review.strict must stay as in the version before, because Q4 has "
	               "opened");
	FOLLOWS_REVIEW(
	        "2024-03-14T17:00:00Z",
	        (season.draft.review.strict = strict_periods, season.draft.review.strict_count = 3),
	        "season.review.strict must stay as in the version before, because Q1 has "
	        "opened");
}

static void a_review_may_begin_in_the_year(void **state)
{
	(void)state;
	FOLLOWS_2("2024-05-01T00:00Z", ruleset_free(begin_review()), "");
	FOLLOWS_2("2024-11-15T00:00Z", ruleset_free(begin_review()),
	          "season.review.strict must stay as in the version before, because Q4 has opened");
}

#define FOLLOWS_FREEZE(now, change, expected)                                                      \
	do {                                                                                       \
		struct ruleset *first = begin_freeze();                                            \
                                                                                                   \
		change;                                                                            \
		assert_string_equal(faults_after(first, now), (expected));                         \
	} while (0)

static void a_freeze_that_has_begun_stays(void **state)
{
	(void)state;
	FOLLOWS_FREEZE("2024-11-19T16:59:59.999999Z", season.draft.has_freeze = false, "");
	FOLLOWS_FREEZE("2024-11-19T16:59:59.999999Z", season.draft.freeze.first = day("2024-11-21"),
	               "");
#define BEGAN "season.freeze must stay as in the version before, because it began on 2024-11-20"
	FOLLOWS_FREEZE("2024-11-19T17:00:00Z", season.draft.has_freeze = false, BEGAN);
	FOLLOWS_FREEZE("2024-11-19T17:00:00Z", season.draft.freeze.first = day("2024-11-21"),
	               BEGAN);
	FOLLOWS_FREEZE("2024-11-19T17:00:00Z", season.draft.freeze.last = day("2024-11-30"), BEGAN);
	FOLLOWS_FREEZE("2025-01-19T17:00:00Z", season.draft.has_freeze = false, BEGAN);
#undef BEGAN
}

static void what_was_seen_is_not_held_back(void **state)
{
	(void)state;
	FOLLOWS_2("2024-11-19T16:59:59.999999Z", ruleset_free(begin_freeze()), "");
	FOLLOWS_2("2024-11-19T17:00:00Z", ruleset_free(begin_freeze()),
	          "season.freeze.first must not be 2024-11-20: what has been seen cannot be held "
	          "back");
	FOLLOWS_2("2024-03-14T16:59:59.999999Z", season.draft.publication = true, "");
	FOLLOWS_2("2024-03-14T17:00:00Z", season.draft.publication = true,
	          "season.publication must stay as in the version before, because Q1 has opened");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, season_begin, season_end)
	const struct CMUnitTest tests[] = {
		EACH(a_next_version_may_change_targets_and_policies),
		EACH(a_next_version_keeps_what_reports_are_kept_by),
		EACH(a_first_version_comes_before_a_period_locks),
		EACH(a_first_version_comes_before_its_freeze),
		EACH(a_locked_period_keeps_its_dates),
		EACH(no_period_is_locked_in_the_past),
		EACH(a_period_that_is_open_stays_open),
		EACH(no_period_opens_in_the_past),
		EACH(a_due_day_that_has_passed_stays),
		EACH(no_report_is_due_in_the_past),
		EACH(the_review_stays_once_a_period_has_opened),
		EACH(a_period_that_has_opened_stays_as_strict_as_it_is),
		EACH(a_review_may_begin_in_the_year),
		EACH(a_freeze_that_has_begun_stays),
		EACH(what_was_seen_is_not_held_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
