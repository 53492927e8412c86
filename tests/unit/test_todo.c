/* What each holder of a key is to do, at each state of things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "limitation_year.h"
#include "model_year.h"
#include "names.h"
#include "question.h"
#include "review_year.h"
#include "todo.h"

#include <cmocka.h>

static const char *const kinds[TODO_KINDS] = {
	[TODO_ANSWER] = "answer",
	[TODO_REPORT] = "report",
	[TODO_COMPACT] = "compact",
	[TODO_FINISH] = "finish",
	[TODO_REVIEW] = "review",
	[TODO_RESOLVE] = "resolve",
	[TODO_COUNTERSIGN] = "countersign",
	[TODO_DISPUTE] = "dispute",
	[TODO_NO_SUPERVISOR] = "no supervisor",
	[TODO_FINALISE] = "finalise",
	[TODO_CONFIRM] = "confirm",
	[TODO_JUDGE_MODEL] = "judge",
	[TODO_DISPUTE_MODEL] = "dispute model",
};

/* "review CB Q1 until 2024-03-23, leads | ..."; "-" when there is nothing, or the faults. */
static const char *todo(struct rig *rig, const char *name, const char *when)
{
	struct get_todo asked = { .cluster = "TCXDD-1", .year = 2024 };
	struct todo told = { 0 };
	const char *text = "";
	struct faults why;

	memcpy(asked.key, rig_key(name), KEY_SIZE);
	faults_init(&why, &rig->arena);
	question_todo.tell(rig->cluster, &asked, rig_sight(at(when)), &rig->arena, &told, &why);
	if (why.count > 0)
		return arena_text(&rig->arena, "%s %s", why.items[0].reason, why.items[0].field);
	for (size_t i = 0; i < told.item_count; i++) {
		const struct todo_item *item = &told.items[i];
		char day[CALENDAR_DATE_SIZE];
		const char *overdue =
		        item->overdue
		                ? arena_text(&rig->arena, ", overdue since %s",
		                             calendar_format(calendar_day(item->since - 1), day))
		                : "";
		const char *until =
		        item->until == 0
		                ? ""
		                : arena_text(&rig->arena, " until %s",
		                             calendar_format(calendar_day(item->until - 1), day));

		text = arena_text(&rig->arena, "%s%s%s %s%s%s%s%s%s", text, i > 0 ? " | " : "",
		                  kinds[item->kind], item->board, item->period > 0 ? " " : "",
		                  item->period > 0 ? names_find(&names_periods, item->period - 1)
		                                   : "",
		                  until, overdue, item->leads ? ", leads" : "");
	}
	return *text ? text : "-";
}

static uint32_t limitations_open(struct rig *rig, const char *name, const char *when)
{
	struct get_todo asked = { .cluster = "TCXDD-1", .year = 2024 };
	struct todo told = { 0 };
	struct faults why;

	memcpy(asked.key, rig_key(name), KEY_SIZE);
	faults_init(&why, &rig->arena);
	question_todo.tell(rig->cluster, &asked, rig_sight(at(when)), &rig->arena, &told, &why);
	return told.limitations_open;
}

#define IS(name, when, what) assert_string_equal(todo(rig, name, when), what)

static void a_report_is_due_until_its_day_ends_and_then_until_the_lock(void **state)
{
	struct rig *rig = *state;

	IS("CB", "2024-03-14T23:59:59.999999+07:00", "-");
	IS("CB", "2024-03-15T00:00+07:00", "report CB Q1 until 2024-03-20");
	IS("CB", "2024-03-20T23:59:59.999999+07:00", "report CB Q1 until 2024-03-20");
	IS("CB", "2024-03-21T00:00+07:00",
	   "report CB Q1 until 2024-04-05, overdue since 2024-03-20");
	IS("CB", "2024-04-05T23:59:59.999999+07:00",
	   "report CB Q1 until 2024-04-05, overdue since 2024-03-20");
	IS("CB", "2024-04-06T00:00+07:00", "-");
}

static void a_report_waits_for_its_reviewer_and_then_for_the_supervisor(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_SUBMITTED);
	IS("HN", "2024-03-20T08:00+07:00",
	   "report HN Q1 until 2024-03-20 | review CB Q1 until 2024-03-23");
	IS("PT", "2024-03-20T08:00+07:00", "report PT Q1 until 2024-03-20");
	IS("supervisor", "2024-03-23T23:59:59.999999+07:00", "-");
	IS("supervisor", "2024-03-24T00:00+07:00",
	   "review CB Q1 until 2024-04-05, overdue since 2024-03-23");
	IS("HN", "2024-03-24T00:00+07:00",
	   "report HN Q1 until 2024-04-05, overdue since 2024-03-20 | "
	   "review CB Q1 until 2024-04-05, overdue since 2024-03-23");
	/* its period has locked, and it can be reviewed still */
	IS("HN", "2024-04-06T00:00+07:00", "review CB Q1, overdue since 2024-03-23");
}

static void who_claims_to_lead_comes_first(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q1, at("2024-03-16T08:00+07:00"));
	rig_report_with(rig, "CB", Q1, "2024-03-17T08:00+07:00", "T10", 5000);
	IS("HN", "2024-03-20T08:00+07:00",
	   "report HN Q1 until 2024-03-20 | review CB Q1 until 2024-03-22, leads | "
	   "review BK Q1 until 2024-03-21");
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-20T08:00+07:00");
	review_must(rig, REVIEW_VERIFY, "CB", "HN", "2024-03-20T08:00+07:00");
	IS("HN", "2024-03-20T08:00+07:00",
	   "report HN Q1 until 2024-03-20 | review BK Q1 until 2024-03-21");
}

static void what_is_late_comes_before_all_else_and_keeps_its_date_near_the_lock(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q1, at("2024-03-16T08:00+07:00"));
	rig_report_with(rig, "CB", Q1, "2024-03-17T08:00+07:00", "T10", 5000);
	rig_must_report(rig, "HN", Q1, at("2024-03-18T08:00+07:00"));
	rig_must_report(rig, "DB", Q1, at("2024-03-30T08:00+07:00"));
	IS("HN", "2024-03-22T08:00+07:00",
	   "review BK Q1 until 2024-04-05, overdue since 2024-03-21 | "
	   "review CB Q1 until 2024-03-22, leads");
	IS("HN", "2024-04-02T08:00+07:00",
	   "review CB Q1 until 2024-04-05, overdue since 2024-03-22, leads | "
	   "review BK Q1 until 2024-04-05, overdue since 2024-03-21 | "
	   "review DB Q1 until 2024-04-05, overdue since 2024-03-31");
}

static void the_heads_own_report_waits_for_the_deputy(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "HN", REVIEW_SUBMITTED);
	IS("HN", "2024-03-20T08:00+07:00", "-");
	IS("PT", "2024-03-20T08:00+07:00",
	   "report PT Q1 until 2024-03-20 | review HN Q1 until 2024-03-23");
}

static void what_was_taken_is_to_be_finished(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	IS("HN", "2024-03-20T12:00+07:00",
	   "report HN Q1 until 2024-03-20 | finish CB Q1 until 2024-03-24");
	IS("CB", "2024-03-20T12:00+07:00", "-");
}

static void a_return_waits_for_its_answer_until_the_lock(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_RETURNED);
	IS("CB", "2024-03-20T12:00+07:00", "answer CB Q1 until 2024-04-05");
	IS("CB", "2024-04-06T00:00+07:00", "-");
}

static void a_dispute_waits_for_the_supervisor(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_DISPUTED);
	IS("supervisor", "2024-03-21T12:00+07:00", "resolve CB Q1");
	IS("CB", "2024-03-21T12:00+07:00", "-");
}

static void a_stranger_and_a_viewer_have_nothing_to_do(void **state)
{
	struct rig *rig = *state;

	IS("stranger", "2024-03-20T12:00+07:00", "TODO_OF_NOBODY query.key");
	IS("viewer", "2024-03-20T12:00+07:00", "-");
}

static void without_a_review_nothing_is_to_be_reviewed(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	IS("HN", "2024-03-20T08:00+07:00", "report HN Q1 until 2024-03-20");
	IS("CB", "2024-03-20T08:00+07:00", "-");
}

static void a_closing_is_the_reviewers_to_confirm_and_in_time_the_supervisors(void **state)
{
	struct rig *rig = *state;
	const char *closed = "2024-04-10T08:00+07:00", *due = "2024-04-16T00:00+07:00";
	const struct command close = limitation_close(rig, 2024, "CB", OF_FILE(2023, 1), closed);

	assert_int_equal(limitations_open(rig, "CB", closed), 3);
	assert_int_equal(limitations_open(rig, "SL", closed), 0);
	rig_must_send(rig, &close);
	IS("CB", closed, "-");
	assert_int_equal(limitations_open(rig, "CB", closed), 2);
	IS("PT", closed, "-");
	IS("HN", closed, "confirm CB until 2024-04-15");
	IS("supervisor", "2024-04-15T23:59:59+07:00", "-");
	IS("supervisor", due, "confirm CB, overdue since 2024-04-15");
	IS("HN", due, "confirm CB, overdue since 2024-04-15");
	const struct command confirm =
	        limitation_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", due, "");

	rig_must_send(rig, &confirm);
	IS("HN", due, "-");
}

/* Of CB's three on 16 March; the report itself was verified before. */
static void models_are_the_reviewers_to_judge_and_their_boards_to_dispute(void **state)
{
	static const char when[] = "2024-03-18T08:00+07:00", due[] = "2024-03-22T00:00+07:00";
	struct rig *rig = *state;

	assert_string_equal(
	        model_report(rig, 2024, "CB", Q1, "2024-03-16T08:00+07:00", "Một|Hai|Ba"), "OK");
	assert_non_null(strstr(todo(rig, "HN", when), "judge CB Q1 until 2024-03-21"));
	assert_null(strstr(todo(rig, "PT", when), "judge"));
	assert_null(strstr(todo(rig, "supervisor", "2024-03-21T23:59:59+07:00"), "judge"));
	assert_non_null(strstr(todo(rig, "supervisor", due),
	                       "judge CB Q1 until 2024-04-05, overdue since 2024-03-21"));
	const struct command first =
	        model_judge(rig, 2024, "CB", "Một", MODEL_RECOGNISE, "", "HN", due);

	rig_must_send(rig, &first);
	assert_null(strstr(todo(rig, "CB", due), "dispute"));
	const struct command second =
	        model_judge(rig, 2024, "CB", "Hai", MODEL_REFUSE, "", "HN", due);

	rig_must_send(rig, &second);
	assert_non_null(strstr(todo(rig, "CB", due), "dispute model CB Q1 until 2024-03-27"));
	assert_null(strstr(todo(rig, "CB", "2024-03-28T00:00+07:00"), "dispute"));
	const struct command third =
	        model_judge(rig, 2024, "CB", "Ba", MODEL_RECOGNISE, "", "supervisor", due);

	rig_must_send(rig, &third);
	assert_null(strstr(todo(rig, "HN", due), "judge"));
	const struct command dispute = model_dispute(rig, 2024, "CB", "Hai", due);

	rig_must_send(rig, &dispute);
	assert_null(strstr(todo(rig, "CB", due), "dispute"));
	assert_null(strstr(todo(rig, "HN", due), "judge"));
	assert_non_null(strstr(todo(rig, "supervisor", due), "judge CB Q1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_report_is_due_until_its_day_ends_and_then_until_the_lock,
		        review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_report_waits_for_its_reviewer_and_then_for_the_supervisor,
		        review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(who_claims_to_lead_comes_first, review_year_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(
		        what_is_late_comes_before_all_else_and_keeps_its_date_near_the_lock,
		        review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(the_heads_own_report_waits_for_the_deputy,
		                                review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(what_was_taken_is_to_be_finished, review_year_setup,
		                                rig_teardown),
		cmocka_unit_test_setup_teardown(a_return_waits_for_its_answer_until_the_lock,
		                                review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(a_dispute_waits_for_the_supervisor,
		                                review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(a_stranger_and_a_viewer_have_nothing_to_do,
		                                review_year_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_closing_is_the_reviewers_to_confirm_and_in_time_the_supervisors,
		        limitation_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        models_are_the_reviewers_to_judge_and_their_boards_to_dispute, model_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(without_a_review_nothing_is_to_be_reviewed,
		                                review_year_setup_none, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
