/* Reports that were signed in time and come a little later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "question.h"
#include "rig.h"
#include "scorecard.h"
#include "season_2024.h"

#include <cmocka.h>

/* Q1 of 2024 opens on 15 March, is due on 20 March, a Wednesday, and locks on 5 April. */
#define BEFORE_OPENING "2024-03-14T23:59:59.999999+07:00"
#define OPENING        "2024-03-15T00:00+07:00"
#define LAST_IN_TIME   "2024-03-20T23:59:59.999999+07:00"
#define TOO_LATE       "2024-03-21T00:00+07:00"
#define LAST_OF_GRACE  "2024-03-23T23:59:59.999999+07:00"
#define AFTER_GRACE    "2024-03-24T00:00+07:00"

static int begin(void **state)
{
	static struct rig rig;
	struct season_draft draft;

	rig_open(&rig);
	rig_must_send(&rig, &(struct command[]){ rig_grant(&rig, ROLE_OFFICE, "HN", "HN",
	                                                   at("2024-01-02T08:00+07:00")) }[0]);
	rig_must_send(&rig, &(struct command[]){ rig_grant(&rig, ROLE_OFFICE, "PT", "PT",
	                                                   at("2024-01-02T08:00+07:00")) }[0]);
	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.postmark_grace_days = 3;
	const struct command define = rig_season(&rig, &draft, 1, at("2024-01-02T08:00+07:00"));

	rig_must_send(&rig, &define);
	*state = &rig;
	return 0;
}

static struct command postmark(struct rig *rig, const char *office, const uint8_t *hash,
                               const char *when)
{
	struct command command = rig_command(rig, ACTION_POSTMARK, office, at(when));

	command.year = 2024;
	command.postmark.period = Q1 + 1;
	memcpy(command.postmark.report_hash, hash, HASH_SIZE);
	return command;
}

static const char *send_postmark(struct rig *rig, const char *office, const uint8_t *hash,
                                 const char *when)
{
	const struct command command = postmark(rig, office, hash, when);

	return rig_send(rig, &command);
}

/* The postmark of HN's report at one instant, the report at another: what the receipt says, and
 * what the standing. */
static const char *told(struct rig *rig, const char *marked, const char *arrives)
{
	static char text[160];
	struct rig_report report;

	rig_report(rig, "HN", Q1, at(arrives), &report);
	assert_string_equal(send_postmark(rig, "HN", report.command.hash, marked), "OK");
	assert_string_equal(rig_send(rig, &report.command), "OK");
	struct effect effect;

	cluster_told(rig->cluster, &report.command, &effect);
	snprintf(text, sizeof(text), "receipt %u, %s", effect.late_days,
	         rig_row_at(rig, "HN", Q1, "2024-03-25T08:00+07:00"));
	return text;
}

static void a_report_counts_from_its_postmark(void **state)
{
	assert_string_equal(told(*state, LAST_IN_TIME, LAST_OF_GRACE),
	                    "receipt 0, 855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
}

static void a_report_that_comes_after_grace_counts_by_its_own_arrival(void **state)
{
	assert_string_equal(told(*state, LAST_IN_TIME, AFTER_GRACE),
	                    "receipt 4, 845.00 = 855.00 - 10.00, 4 days LATE TOT");
}

static void another_report_than_the_one_postmarked_counts_by_its_own_arrival(void **state)
{
	static const uint8_t other[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	struct rig_report report;

	assert_string_equal(send_postmark(rig, "HN", other, LAST_IN_TIME), "OK");
	rig_report(rig, "HN", Q1, at(TOO_LATE), &report);
	assert_string_equal(rig_send(rig, &report.command), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-25T08:00+07:00"),
	                    "850.00 = 855.00 - 5.00, 1 days LATE TOT");
}

static void the_last_postmark_counts(void **state)
{
	static const uint8_t other[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "HN", Q1, at(TOO_LATE), &report);
	assert_string_equal(send_postmark(rig, "HN", report.command.hash, OPENING), "OK");
	assert_string_equal(send_postmark(rig, "HN", other, LAST_IN_TIME), "OK");
	assert_string_equal(rig_send(rig, &report.command), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-25T08:00+07:00"),
	                    "850.00 = 855.00 - 5.00, 1 days LATE TOT");
}

static void a_correction_keeps_what_the_first_report_got(void **state)
{
	struct rig *rig = *state;

	told(rig, LAST_IN_TIME, LAST_OF_GRACE);
	rig_must_report(rig, "HN", Q1, at("2024-03-28T08:00+07:00"));
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-29T08:00+07:00"),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
}

static void a_postmark_is_taken_from_the_opening_to_the_end_of_the_due_day(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 }, other[HASH_SIZE] = { 2 };
	struct rig *rig = *state;

	assert_string_equal(send_postmark(rig, "HN", hash, BEFORE_OPENING),
	                    "CLOSED postmark.period");
	assert_string_equal(send_postmark(rig, "HN", hash, OPENING), "OK");
	assert_string_equal(send_postmark(rig, "HN", other, LAST_IN_TIME), "OK");
	assert_string_equal(send_postmark(rig, "HN", hash, TOO_LATE), "CLOSED postmark.period");
}

static void what_no_postmark_may_be(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	struct command command = postmark(rig, "HN", hash, OPENING);

	assert_string_equal(send_postmark(rig, "HN", hash, OPENING), "OK");
	assert_string_equal(send_postmark(rig, "HN", hash, OPENING),
	                    "CONFLICT postmark.report_hash");
	assert_string_equal(send_postmark(rig, "operator", hash, OPENING), "FORBIDDEN key");
	assert_string_equal(send_postmark(rig, "nobody", hash, OPENING), "FORBIDDEN key");
	command.postmark.period = PERIODS + 1;
	assert_string_equal(rig_send(rig, &command), "INVALID postmark.period");
	command.year = 2025;
	assert_string_equal(rig_send(rig, &command), "NOT_FOUND year");
	rig_must_report(rig, "HN", Q1, at(OPENING));
	assert_string_equal(send_postmark(rig, "HN", hash, LAST_IN_TIME),
	                    "CONFLICT postmark.period");
}

static void a_season_without_days_of_grace_takes_none(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 };

	assert_string_equal(send_postmark(*state, "HN", hash, OPENING), "CLOSED postmark");
}

static void the_standing_shows_the_mark_and_is_newer_than_it(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	const struct standing before = rig_standing(rig, Q1, at(OPENING));
	const uint64_t sequence = before.sequence;

	assert_false(rig_row(&before, "HN")->postmarked);
	assert_string_equal(send_postmark(rig, "HN", hash, "2024-03-18T08:00+07:00"), "OK");
	const struct standing after = rig_standing(rig, Q1, at(LAST_IN_TIME));

	assert_true(rig_row(&after, "HN")->postmarked);
	assert_false(rig_row(&after, "PT")->postmarked);
	assert_int_equal(rig_row(&after, "HN")->status, BOARD_EXPECTED);
	assert_true(after.sequence > sequence);
	assert_int_equal(after.as_of, at("2024-03-18T08:00+07:00"));
	const struct standing overdue = rig_standing(rig, Q1, at(TOO_LATE));

	assert_int_equal(rig_row(&overdue, "HN")->status, BOARD_OVERDUE);
	assert_int_equal(rig_row(&overdue, "HN")->deduction, 500);
	struct scorecard card;

	scorecard_make(&overdue, 13, at(TOO_LATE), &rig->arena, &card);
	assert_int_equal(card.late[Q1].postmarked_at, at("2024-03-18T08:00+07:00"));
}

static void the_question_tells_the_last_of_each_board(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 }, other[HASH_SIZE] = { 2 };
	struct rig *rig = *state;
	const struct get_postmarks asked = { .year = 2024, .period = Q1 + 1 };
	struct postmarks told = { 0 };
	struct faults why;

	assert_string_equal(send_postmark(rig, "PT", hash, OPENING), "OK");
	assert_string_equal(send_postmark(rig, "PT", other, OPENING), "OK");
	faults_init(&why, &rig->arena);
	question_postmarks.tell(rig->cluster, &asked, rig_sight(at(OPENING)), &rig->arena, &told,
	                        &why);
	assert_int_equal(why.count, 0);
	assert_int_equal(told.postmark_count, 1);
	assert_string_equal(told.postmarks[0].board, "PT");
	assert_int_equal(told.postmarks[0].sequence, rig->cluster->sequence);
	assert_memory_equal(told.postmarks[0].report_hash, other, HASH_SIZE);
}

static void a_forged_postmark_breaks_the_journal_and_changes_nothing(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	struct command command = postmark(rig, "nobody", hash, OPENING);
	const uint64_t sequence = rig->cluster->sequence;

	assert_false(cluster_apply(rig->cluster, &command, hash, NULL));
	command = postmark(rig, "HN", hash, OPENING);
	command.postmark.period = PERIODS + 1;
	assert_false(cluster_apply(rig->cluster, &command, hash, NULL));
	command.postmark.period = Q1 + 1;
	command.year = 2025;
	assert_false(cluster_apply(rig->cluster, &command, hash, NULL));
	assert_int_equal(rig->cluster->sequence, sequence);
}

static void a_rewind_forgets_it(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	assert_string_equal(send_postmark(rig, "HN", hash, OPENING), "OK");
	cluster_rewind(rig->cluster, &mark);
	assert_string_equal(send_postmark(rig, "HN", hash, OPENING), "OK");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, rig_teardown)
	const struct CMUnitTest tests[] = {
		EACH(a_report_counts_from_its_postmark),
		EACH(a_report_that_comes_after_grace_counts_by_its_own_arrival),
		EACH(another_report_than_the_one_postmarked_counts_by_its_own_arrival),
		EACH(the_last_postmark_counts),
		EACH(a_correction_keeps_what_the_first_report_got),
		EACH(a_postmark_is_taken_from_the_opening_to_the_end_of_the_due_day),
		EACH(what_no_postmark_may_be),
		cmocka_unit_test_setup_teardown(a_season_without_days_of_grace_takes_none,
		                                rig_setup_2024, rig_teardown),
		EACH(the_standing_shows_the_mark_and_is_newer_than_it),
		EACH(the_question_tells_the_last_of_each_board),
		EACH(a_forged_postmark_breaks_the_journal_and_changes_nothing),
		EACH(a_rewind_forgets_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
