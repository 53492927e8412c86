/* What becomes of a report: who takes it and until when, what he finds, what the board says of that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "question.h"
#include "review_year.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Q1 is due on 20 March and locks with 5 April. A report of 18 March is the supervisor's from the 24th on, one
 * taken on the 19th falls back with the 24th, one verified on the 20th is disputed until the 25th. */
#define LAST(day)  "2024-03-" day "T23:59:59.999999+07:00"
#define FIRST(day) "2024-03-" day "T00:00+07:00"

static const char *name_of(enum review_state state)
{
	static const char *const names[] = { "",         "EXPECTED", "SUBMITTED", "UNDER_REVIEW",
		                             "RETURNED", "VERIFIED", "DISPUTED" };

	return names[state];
}

static const char *state_at(struct rig *rig, const char *board, const char *when)
{
	return name_of(review_of(rig, board, when).state);
}

/* --- what time does --- */

static void a_taking_ends_by_itself_after_the_days_of_review(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	assert_string_equal(state_at(rig, "CB", LAST("24")), "UNDER_REVIEW");
	assert_string_equal(state_at(rig, "CB", FIRST("25")), "SUBMITTED");
	assert_true(review_of(rig, "CB", LAST("24")).until == at(FIRST("25")));
	assert_true(review_of(rig, "CB", FIRST("26")).since == at(FIRST("25")));
	assert_string_equal(review_send(rig, REVIEW_VERIFY, "CB", "HN", FIRST("25")),
	                    "CLOSED verify_report.period");
}

static void a_standing_moves_when_a_taking_ends(void **state)
{
	struct rig *rig = *state;
	const int64_t ends = at(FIRST("24"));

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-18T09:00+07:00");
	for (int64_t now = at("2024-03-18T10:00+07:00"); now < ends;) {
		const int64_t next = cluster_next_change(rig->cluster, 2024, now);

		assert_true(next > now && next <= ends);
		now = next;
	}
}

static void what_waits_for_an_answer_at_the_lock_is_submitted_again(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_RETURNED);
	assert_string_equal(state_at(rig, "CB", "2024-04-05T23:59:59.999999+07:00"), "RETURNED");
	assert_string_equal(state_at(rig, "CB", "2024-04-06T00:00+07:00"), "SUBMITTED");
	assert_true(review_of(rig, "CB", "2024-04-06T00:00+07:00").returned);
	assert_string_equal(review_send(rig, REVIEW_TAKE, "CB", "HN", "2024-04-06T00:00+07:00"),
	                    "OK");
}

static void a_locked_standing_sees_the_review_as_it_was(void **state)
{
	struct rig *rig = *state;
	struct reading reading;
	struct review review;

	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	review_must(rig, REVIEW_RELEASE, "CB", "HN", FIRST("20"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-04-05T23:59:59.999999+07:00");
	review_must(rig, REVIEW_VERIFY, "CB", "HN", "2024-04-06T00:00+07:00");
	assert_true(reading_open(&reading, rig->cluster, 2024, Q1, at("2024-05-01T00:00+07:00")));
	review_read(&reading, 2, Q1, &review);
	assert_string_equal(name_of(review.state), "UNDER_REVIEW");
	assert_null(review.verification);
	assert_true(reading_open(&reading, rig->cluster, 2024, Q2, at("2024-06-16T00:00+07:00")));
	review_read(&reading, 2, Q1, &review);
	assert_string_equal(name_of(review.state), "VERIFIED");
}

static void at_the_lock_time_acts_first(void **state)
{
	struct rig *rig = *state;
	struct reading reading;
	struct review review;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-31T08:00+07:00");
	assert_true(reading_open(&reading, rig->cluster, 2024, Q1, at("2024-04-06T00:00+07:00")));
	review_read(&reading, 2, Q1, &review);
	assert_string_equal(name_of(review.state), "SUBMITTED"); /* fell back with 5 April */
	assert_true(reading.as_of == at("2024-04-06T00:00+07:00"));
}

/* --- who, and when --- */

struct attempt {
	const char *when, *expected;
};

static void try_each(struct rig *rig, enum review_event event, const char *board, const char *name,
                     const struct attempt *attempts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		assert_string_equal(review_send(rig, event, board, name, attempts[i].when),
		                    attempts[i].expected);
		cluster_rewind(rig->cluster, &mark);
	}
}

static void the_supervisor_takes_what_has_waited_for_the_days_of_review(void **state)
{
	static const struct attempt attempts[] = {
		{ LAST("23"), "CLOSED take_report.period" },
		{ FIRST("24"), "OK" },
		{ "2024-03-24T00:00:00.000001+07:00", "OK" },
		{ "2024-05-24T00:00:00+07:00", "OK" },
	};

	review_bring(*state, "CB", REVIEW_SUBMITTED);
	try_each(*state, REVIEW_TAKE, "CB", "supervisor", attempts, COUNT(attempts));
}

static void the_supervisor_takes_what_came_shortly_before_the_lock(void **state)
{
	static const struct attempt attempts[] = {
		{ "2024-03-31T23:59:59.999999+07:00", "CLOSED take_report.period" },
		{ "2024-04-01T00:00:00+07:00", "OK" },
		{ "2024-04-06T00:00:00+07:00", "OK" },
	};
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-30T08:00+07:00"));
	try_each(rig, REVIEW_TAKE, "CB", "supervisor", attempts, COUNT(attempts));
}

static void the_supervisor_ends_the_taking_of_another_and_not_his_own(void **state)
{
	static const struct attempt attempts[] = {
		{ LAST("23"), "CLOSED take_report.period" },
		{ FIRST("24"), "OK" },
	};
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	try_each(rig, REVIEW_TAKE, "CB", "supervisor", attempts, COUNT(attempts));
	review_must(rig, REVIEW_TAKE, "CB", "supervisor", FIRST("24"));
	assert_string_equal(review_send(rig, REVIEW_TAKE, "CB", "supervisor", FIRST("24")),
	                    "CLOSED take_report.period");
	assert_string_equal(review_send(rig, REVIEW_VERIFY, "CB", "HN", FIRST("24")),
	                    "FORBIDDEN key");
	assert_string_equal(state_at(rig, "CB", LAST("29")),
	                    "UNDER_REVIEW"); /* five days of its own */
	assert_string_equal(state_at(rig, "CB", FIRST("30")), "SUBMITTED");
}

static void nothing_is_returned_so_late_that_an_answer_could_not_count(void **state)
{
	static const struct attempt attempts[] = {
		{ "2024-03-29T23:59:59.999999+07:00", "OK" },
		{ "2024-03-30T00:00:00+07:00", "CLOSED return_report.period" },
		{ "2024-03-30T00:00:00.000001+07:00", "CLOSED return_report.period" },
		{ "2024-04-01T08:00:00+07:00", "CLOSED return_report.period" },
	};
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-28T08:00+07:00");
	try_each(rig, REVIEW_RETURN, "CB", "HN", attempts, COUNT(attempts));
}

static void near_a_lock_the_reviewer_only_accepts_and_the_supervisor_adjusts(void **state)
{
	static const struct attempt adjusting[] = {
		{ "2024-03-31T23:59:59.999999+07:00", "OK" },
		{ "2024-04-01T00:00:00+07:00", "CLOSED verify_report.period" },
		{ "2024-04-05T23:59:59.999999+07:00", "CLOSED verify_report.period" },
		{ "2024-04-06T00:00:00+07:00", "OK" }, /* the next lock is far */
	};
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-31T08:00+07:00");
	try_each(rig, REVIEW_VERIFY, "CB", "HN", adjusting, 3); /* T14 is appraised */
	review_must(rig, REVIEW_TAKE, "CB", "supervisor", "2024-04-01T08:00+07:00");
	try_each(rig, REVIEW_VERIFY, "CB", "supervisor",
	         &(struct attempt){ "2024-04-05T23:59:59.999999+07:00", "OK" }, 1);
	review_must(rig, REVIEW_RELEASE, "CB", "supervisor", "2024-04-02T08:00+07:00");
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-04-05T08:00+07:00");
	try_each(rig, REVIEW_VERIFY, "CB", "HN", &adjusting[3], 1);
}

static void near_a_lock_the_reviewer_accepts_as_reported(void **state)
{
	struct rig *rig = *state;
	const struct judgement adjusted = {
		.task = "T10", .has_actual = true, .actual = UNITS, .reason = "sổ gốc ghi 1"
	};

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-04-02T08:00+07:00");
	struct command verify =
	        review_command(rig, REVIEW_VERIFY, "CB", "HN", "2024-04-02T09:00+07:00");

	verify.verify_report.tasks = &adjusted;
	verify.verify_report.task_count = 1;
	assert_string_equal(rig_send(rig, &verify), "CLOSED verify_report.period");
	assert_string_equal(review_send(rig, REVIEW_VERIFY, "CB", "HN", "2024-04-02T09:00+07:00"),
	                    "OK");
}

static void a_later_lock_that_is_near_holds_for_earlier_reports_too(void **state)
{
	static const struct attempt attempts[] = {
		{ "2024-06-30T23:59:59.999999+07:00", "OK" }, /* Q2 locks with 5 July */
		{ "2024-07-01T00:00:00+07:00", "CLOSED verify_report.period" },
	};
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-06-30T08:00+07:00");
	try_each(rig, REVIEW_VERIFY, "CB", "HN", attempts, COUNT(attempts));
}

static void a_verification_is_disputed_for_the_days_of_dispute(void **state)
{
	static const struct attempt attempts[] = {
		{ LAST("25"), "OK" },
		{ FIRST("26"), "CLOSED dispute_report.period" },
	};

	review_bring(*state, "CB", REVIEW_VERIFIED);
	try_each(*state, REVIEW_DISPUTE, "CB", "CB", attempts, COUNT(attempts));
}

static void the_deputy_reviews_the_head_and_the_head_nobody_of_his_own(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "HN", REVIEW_SUBMITTED);
	assert_string_equal(review_send(rig, REVIEW_TAKE, "HN", "HN", FIRST("20")),
	                    "FORBIDDEN key");
	assert_string_equal(review_send(rig, REVIEW_TAKE, "HN", "CB", FIRST("20")),
	                    "FORBIDDEN key");
	assert_string_equal(review_send(rig, REVIEW_TAKE, "HN", "PT", FIRST("20")), "OK");
	rig_must_report(rig, "PT", Q1, at("2024-03-20T08:00+07:00"));
	assert_string_equal(review_send(rig, REVIEW_TAKE, "PT", "PT", FIRST("21")),
	                    "FORBIDDEN key");
	assert_string_equal(review_send(rig, REVIEW_TAKE, "PT", "HN", FIRST("21")), "OK");
}

static void a_key_reviews_from_the_day_after_its_grant(void **state)
{
	struct rig *rig = *state;
	const struct command grant =
	        rig_grant(rig, ROLE_OFFICE, "HN", "HN second", at("2024-03-19T08:00+07:00"));

	review_bring(rig, "CB", REVIEW_SUBMITTED);
	rig_must_send(rig, &grant);
	const struct command early =
	        review_command(rig, REVIEW_TAKE, "CB", "HN second", LAST("19"));

	assert_string_equal(
	        rig_send_loud(rig, &early),
	        "FORBIDDEN key: may review, or sign what needs two, from 2024-03-20 on, "
	        "the day after its grant");
	assert_string_equal(review_send(rig, REVIEW_TAKE, "CB", "HN second", FIRST("20")), "OK");
}

static void refusals_come_in_their_order(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_SUBMITTED);
	struct command command = review_command(rig, REVIEW_TAKE, "CB", "TQ", FIRST("20"));

	memset(command.take_report.report_hash, 9, HASH_SIZE);
	memcpy(command.key, rig_key("nobody"), KEY_SIZE);
	command.year = 2025;
	assert_string_equal(rig_send(rig, &command), "FORBIDDEN key");
	memcpy(command.key, rig_key("TQ"), KEY_SIZE);
	assert_string_equal(rig_send(rig, &command), "NOT_FOUND year");
	command.year = 2024;
	command.take_report.board = "XX";
	assert_string_equal(rig_send(rig, &command), "NOT_FOUND take_report.board");
	command.take_report.board = "CB";
	assert_string_equal(rig_send(rig, &command), "FORBIDDEN key");
	memcpy(command.key, rig_key("HN"), KEY_SIZE);
	command.take_report.period = Q2 + 1;
	assert_string_equal(rig_send(rig, &command), "CLOSED take_report.period");
	command.take_report.period = Q1 + 1;
	assert_string_equal(rig_send(rig, &command), "STALE take_report.report_hash");
}

static void a_season_without_a_review_takes_none_of_it(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	const struct command take = review_command(rig, REVIEW_TAKE, "CB", "HN", FIRST("20"));

	assert_string_equal(rig_send_loud(rig, &take),
	                    "CLOSED take_report.period: the season 2024 has no review");
	assert_string_equal(review_send(rig, REVIEW_RELEASE, "CB", "HN", FIRST("20")),
	                    "CLOSED release_report.period");
	assert_string_equal(review_send(rig, REVIEW_RETURN, "CB", "HN", FIRST("20")),
	                    "CLOSED return_report.period");
	assert_string_equal(review_send(rig, REVIEW_VERIFY, "CB", "HN", FIRST("20")),
	                    "CLOSED verify_report.period");
	assert_string_equal(review_send(rig, REVIEW_DISPUTE, "CB", "CB", FIRST("20")),
	                    "CLOSED dispute_report.period");
	assert_string_equal(review_send(rig, REVIEW_RESOLVE, "CB", "supervisor", FIRST("20")),
	                    "CLOSED resolve_dispute.period");
}

static void who_takes_and_releases_for_ever_is_stopped_and_the_supervisor_is_not(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_SUBMITTED);
	for (int i = 0; i < 512; i++) {
		review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-24T08:00+07:00");
		review_must(rig, REVIEW_RELEASE, "CB", "HN", "2024-03-24T08:00+07:00");
		arena_reset(&rig->arena);
	}
	assert_string_equal(review_send(rig, REVIEW_TAKE, "CB", "HN", "2024-03-24T08:00+07:00"),
	                    "CLOSED take_report.period");
	assert_string_equal(
	        review_send(rig, REVIEW_TAKE, "CB", "supervisor", "2024-03-24T08:00+07:00"), "OK");
}

/* --- what is said of tasks --- */

static const char *verify_with(struct rig *rig, const struct judgement *tasks, size_t count)
{
	struct command command =
	        review_command(rig, REVIEW_VERIFY, "LCH", "HN", "2024-03-20T08:00+07:00");

	command.verify_report.tasks = tasks;
	command.verify_report.task_count = count;
	return rig_send(rig, &command);
}

static struct judgement points(int64_t centipoints)
{
	return (struct judgement){
		.task = "T14", .has_points = true, .points = centipoints, .reason = ""
	};
}

static struct judgement value(const char *task, int64_t units, const char *reason)
{
	return (struct judgement){
		.task = task, .has_actual = true, .actual = units * UNITS, .reason = reason
	};
}

static void take_lch(struct rig *rig)
{
	rig_must_report(rig, "LCH", Q1, at("2024-03-18T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "LCH", "HN", "2024-03-19T08:00+07:00");
}

static void what_a_verification_may_not_say(void **state)
{
	struct rig *rig = *state;
	struct judgement tasks[3] = { points(5000) };

	take_lch(rig);
	assert_string_equal(verify_with(rig, NULL, 0), "INVALID tasks");
	tasks[0] = points(5001);
	assert_string_equal(verify_with(rig, tasks, 1), "INVALID tasks[0].points");
	tasks[0] = points(-1);
	assert_string_equal(verify_with(rig, tasks, 1), "INVALID tasks[0].points");
	tasks[0] = value("T14", 3, "");
	assert_string_equal(verify_with(rig, tasks, 1),
	                    "INVALID tasks[0].actual | INVALID tasks[0].points");
	tasks[0] = points(5000);
	tasks[1] = value("T10", 175, "bằng đúng báo cáo"); /* a quarter of 700 */
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].task");
	tasks[1] = value("T10", 170, "");
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].reason");
	tasks[1] = value("T13", 1, "mô hình");
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].task");
	tasks[1] = value("T12", 1, "không giao");
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].task");
	tasks[1] = value("T99", 1, "không có");
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].task");
	tasks[1] = value("T02", 1, "phải là tỷ lệ");
	assert_string_equal(
	        verify_with(rig, tasks, 2),
	        "INVALID tasks[1].done | INVALID tasks[1].out_of | INVALID tasks[1].actual");
	tasks[1] = value("T10", 170, "sổ gốc ghi 170");
	tasks[1].has_points = true;
	assert_string_equal(verify_with(rig, tasks, 2), "INVALID tasks[1].points");
	tasks[1].has_points = false;
	assert_string_equal(verify_with(rig, tasks, 2), "OK");
}

static struct reviewed_task task_of(struct rig *rig, const char *board, const char *task)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);
	const struct review review = review_of(rig, board, FIRST("26"));
	struct reviewed_task tasks[TASKS_MAX];

	review_tasks_of(rig->cluster, &review, ruleset->task_count, tasks);
	return tasks[ruleset_task(ruleset, task)];
}

static void an_adjusted_value_counts_until_a_resolution_gives_another(void **state)
{
	struct rig *rig = *state;
	const struct judgement tasks[] = { points(4000), value("T10", 170, "sổ gốc ghi 170") };

	take_lch(rig);
	assert_string_equal(verify_with(rig, tasks, 2), "OK");
	struct reviewed_task task = task_of(rig, "LCH", "T10");

	assert_true(task.adjusted && !task.disputed && !task.resolved);
	assert_true(task.value.actual == 170 * UNITS);
	assert_string_equal(task.reason, "sổ gốc ghi 170");
	assert_true(task_of(rig, "LCH", "T14").points == 4000);
	assert_false(task_of(rig, "LCH", "T01").adjusted);
	review_must(rig, REVIEW_DISPUTE, "LCH", "LCH", "2024-03-21T08:00+07:00");
	task = task_of(rig, "LCH", "T10");
	assert_true(task.adjusted && task.disputed && task.value.actual == 170 * UNITS);
	assert_string_equal(task.objection, "đã kiểm lại sổ");
	review_must(rig, REVIEW_RESOLVE, "LCH", "supervisor", "2024-03-22T08:00+07:00");
	task = task_of(rig, "LCH", "T10");
	assert_true(task.resolved && !task.disputed && task.value.actual == 310 * UNITS);
	assert_string_equal(task.reason, "theo sổ gốc");
	assert_string_equal(task.objection, "đã kiểm lại sổ");
	assert_true(task_of(rig, "LCH", "T14").points == 4000);
	assert_string_equal(state_at(rig, "LCH", FIRST("23")), "VERIFIED");
}

static void a_task_is_disputed_once_and_others_after_its_resolution(void **state)
{
	static const struct objection of_t14 = { .task = "T14", .reason = "đã tham luận" };
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_DISPUTED);
	review_must(rig, REVIEW_RESOLVE, "CB", "supervisor", "2024-03-21T08:00+07:00");
	assert_string_equal(review_send(rig, REVIEW_DISPUTE, "CB", "CB", FIRST("22")),
	                    "INVALID tasks[0].task");
	struct command dispute = review_command(rig, REVIEW_DISPUTE, "CB", "CB", FIRST("22"));

	dispute.dispute_report.task_count = 0;
	assert_string_equal(rig_send(rig, &dispute), "INVALID tasks");
	dispute.dispute_report.task_count = 1;
	dispute.dispute_report.tasks = &of_t14;
	memset(dispute.dispute_report.verification_hash, 7, HASH_SIZE);
	assert_string_equal(rig_send(rig, &dispute), "STALE dispute_report.verification_hash");
	dispute = review_command(rig, REVIEW_DISPUTE, "CB", "CB", FIRST("22"));
	dispute.dispute_report.tasks = &of_t14;
	assert_string_equal(rig_send(rig, &dispute), "OK");
}

static void a_resolution_answers_every_disputed_task_and_no_other(void **state)
{
	struct rig *rig = *state;
	const struct judgement other[] = { value("T01", 3, "khác") };

	review_bring(rig, "CB", REVIEW_DISPUTED);
	struct command resolve =
	        review_command(rig, REVIEW_RESOLVE, "CB", "supervisor", FIRST("22"));

	resolve.resolve_dispute.tasks = other;
	assert_string_equal(rig_send(rig, &resolve), "INVALID tasks[0].task | INVALID tasks");
	assert_string_equal(review_send(rig, REVIEW_RESOLVE, "CB", "supervisor", FIRST("22")),
	                    "OK");
}

/* Else nobody could end it, and the year not be finalised. */
static void a_dispute_is_resolved_though_the_task_is_not_the_boards_any_more(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_DISPUTED);
	review_take_task(rig, "CB", "T10", FIRST("21"));
	assert_string_equal(review_send(rig, REVIEW_RESOLVE, "CB", "supervisor", FIRST("22")),
	                    "OK");
}

/* --- its history --- */

static struct review_history history_of(struct rig *rig, const char *board, uint64_t before)
{
	const struct get_review_history asked = {
		.year = 2024, .period = Q1 + 1, .board = board, .before = before
	};
	struct review_history told = { .period = 0 };
	struct faults why;

	faults_init(&why, &rig->arena);
	question_review_history.tell(rig->cluster, &asked, rig_sight(at(FIRST("26"))), &rig->arena,
	                             &told, &why);
	assert_int_equal(why.count, 0);
	return told;
}

static void a_history_tells_event_by_event_with_reasons(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_RETURNED);
	rig_must_report(rig, "CB", Q1, at("2024-03-21T08:00+07:00"));
	review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-22T08:00+07:00");
	review_must(rig, REVIEW_VERIFY, "CB", "HN", "2024-03-23T08:00+07:00");
	review_must(rig, REVIEW_DISPUTE, "CB", "CB", "2024-03-24T08:00+07:00");
	review_must(rig, REVIEW_RESOLVE, "CB", "supervisor", "2024-03-25T08:00+07:00");
	const struct review_history told = history_of(rig, "CB", 0);
	static const enum review_event events[] = { REVIEW_SUBMIT,  REVIEW_TAKE,   REVIEW_RETURN,
		                                    REVIEW_SUBMIT,  REVIEW_TAKE,   REVIEW_VERIFY,
		                                    REVIEW_DISPUTE, REVIEW_RESOLVE };

	assert_int_equal(told.entry_count, COUNT(events));
	for (size_t i = 0; i < COUNT(events); i++)
		assert_int_equal(told.entries[i].event, events[i]);
	assert_string_equal(told.entries[2].reason, "T10 chưa khớp");
	assert_string_equal(told.entries[2].by, "HN");
	assert_string_equal(told.entries[6].tasks[0].objection, "đã kiểm lại sổ");
	assert_string_equal(told.entries[7].by, "");
	assert_true(told.entries[7].tasks[0].actual == 310 * UNITS);
	assert_int_equal(told.review.state, REVIEW_VERIFIED);
	assert_int_equal(told.task_count, 2); /* T10 resolved, T14 appraised */
	assert_true(told.tasks[0].resolved && told.tasks[1].points == 5000);
	assert_false(told.more);
	const struct review_history earlier = history_of(rig, "CB", told.entries[2].sequence);

	assert_int_equal(earlier.entry_count, 2);
}

static void a_long_history_comes_in_pages(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_SUBMITTED);
	for (int i = 0; i < 60; i++) {
		review_must(rig, REVIEW_TAKE, "CB", "HN", "2024-03-24T08:00+07:00");
		review_must(rig, REVIEW_RELEASE, "CB", "HN", "2024-03-24T08:00+07:00");
	}
	const struct review_history last = history_of(rig, "CB", 0);

	assert_int_equal(last.entry_count, 100);
	assert_true(last.more);
	const struct review_history first = history_of(rig, "CB", last.entries[0].sequence);

	assert_int_equal(first.entry_count, 21);
	assert_false(first.more);
	assert_int_equal(first.entries[0].event, REVIEW_SUBMIT);
}

/* --- after a restore --- */

static const char *bring_back(struct rig *rig, struct command *lost, const char *signer,
                              const char *when)
{
	struct receipt_statement receipt = { .cluster = "TCXDD-1",
		                             .sequence = 90,
		                             .received_at = lost->received_at };
	struct command command = rig_command(rig, ACTION_REINSTATE, signer, at(when));

	memcpy(receipt.command_id, lost->id, ID_SIZE);
	memcpy(receipt.command_hash, lost->hash, HASH_SIZE);
	command.year = lost->year;
	command.reinstate.signed_command_opened = lost;
	command.reinstate.receipt_opened = &receipt;
	memcpy(command.reinstate.receipt.key, rig_key("daemon"), KEY_SIZE);
	return rig_send(rig, &command);
}

/* In time is what was in time then; the days that it begins are counted anew. */
static void a_review_comes_back_with_its_receipts(void **state)
{
	struct rig *rig = *state;

	cluster_trust(rig->cluster, rig_key("daemon"), false);
	review_bring(rig, "CB", REVIEW_SUBMITTED);
	struct command take = review_command(rig, REVIEW_TAKE, "CB", "HN", FIRST("20"));
	struct command back = review_command(rig, REVIEW_RETURN, "CB", "HN", LAST("29"));

	assert_string_equal(bring_back(rig, &back, "HN", "2024-04-02T08:00+07:00"),
	                    "CLOSED return_report.period");
	assert_string_equal(bring_back(rig, &take, "HN", "2024-04-02T08:00+07:00"), "OK");
	assert_string_equal(state_at(rig, "CB", "2024-04-07T23:59:59.999999+07:00"),
	                    "UNDER_REVIEW");
	assert_string_equal(bring_back(rig, &back, "PT", "2024-04-03T08:00+07:00"),
	                    "FORBIDDEN key");
	assert_string_equal(bring_back(rig, &back, "HN", "2024-04-03T08:00+07:00"), "OK");
	assert_string_equal(state_at(rig, "CB", "2024-04-05T00:00+07:00"), "RETURNED");
	take.year = 2023;
	take.id[0] ^= 1;
	assert_string_equal(bring_back(rig, &take, "HN", "2024-04-04T08:00+07:00"),
	                    "NOT_FOUND year");
}

/* The days of review are over when what was done in them comes back. */
static void what_was_done_before_a_taking_ended_comes_back_after_it(void **state)
{
	static const enum review_event events[] = { REVIEW_RELEASE, REVIEW_RETURN, REVIEW_VERIFY };
	static const char *const after[] = { "SUBMITTED", "RETURNED", "VERIFIED" };
	const char *ended = "2024-03-25T00:00+07:00", *later = "2024-03-26T08:00+07:00";
	struct rig *rig = *state;

	cluster_trust(rig->cluster, rig_key("daemon"), false);
	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	assert_string_equal(state_at(rig, "CB", ended), "SUBMITTED");
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		struct command lost = review_command(rig, events[i], "CB", "HN", FIRST("20"));

		assert_string_equal(bring_back(rig, &lost, "HN", later), "OK");
		assert_string_equal(state_at(rig, "CB", later), after[i]);
		cluster_rewind(rig->cluster, &mark);
	}
	struct command take = review_command(rig, REVIEW_TAKE, "CB", "HN", FIRST("20"));
	struct command lost = review_command(rig, REVIEW_VERIFY, "CB", "HN", FIRST("20"));

	assert_string_equal(bring_back(rig, &take, "HN", ended), "OK"); /* its release is lost */
	review_must(rig, REVIEW_RELEASE, "CB", "HN", ended);
	review_must(rig, REVIEW_TAKE, "CB", "supervisor", ended);
	assert_string_equal(bring_back(rig, &lost, "HN", later), "FORBIDDEN key");
}

static void a_key_that_was_ripe_then_is_not_asked_again(void **state)
{
	struct rig *rig = *state;
	const struct command grant =
	        rig_grant(rig, ROLE_OFFICE, "HN", "HN second", at("2024-03-25T08:00+07:00"));

	cluster_trust(rig->cluster, rig_key("daemon"), false);
	review_bring(rig, "CB", REVIEW_SUBMITTED);
	struct command take = review_command(rig, REVIEW_TAKE, "CB", "HN second", FIRST("20"));

	rig_must_send(rig, &grant); /* itself brought back */
	assert_string_equal(bring_back(rig, &take, "HN", "2024-03-25T09:00+07:00"), "OK");
}

/* --- what cannot belong to a journal --- */

static void a_forged_review_breaks_the_journal_and_changes_nothing(void **state)
{
	struct rig *rig = *state;

	review_bring(rig, "CB", REVIEW_UNDER_REVIEW);
	const struct cluster_mark before = cluster_mark(rig->cluster);
	struct command command = review_command(rig, REVIEW_VERIFY, "CB", "HN", FIRST("20"));
	struct judgement unknown = value("T99", 1, "");

	command.verify_report.tasks = &unknown;
	command.verify_report.task_count = 1;
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = review_command(rig, REVIEW_TAKE, "CB", "HN", FIRST("26"));
	command.take_report.report_hash[0] ^= 1;
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = review_command(rig, REVIEW_DISPUTE, "CB", "CB", FIRST("20"));
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = review_command(rig, REVIEW_TAKE, "HN", "PT", FIRST("20"));
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	const struct cluster_mark after = cluster_mark(rig->cluster);

	assert_memory_equal(before.counts, after.counts, sizeof(before.counts));
}

#define APPRAISED(test) cmocka_unit_test_setup_teardown(test, review_year_setup, rig_teardown)
#define PLAIN(test)     cmocka_unit_test_setup_teardown(test, review_year_setup_plain, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		APPRAISED(a_taking_ends_by_itself_after_the_days_of_review),
		APPRAISED(a_standing_moves_when_a_taking_ends),
		APPRAISED(what_waits_for_an_answer_at_the_lock_is_submitted_again),
		APPRAISED(a_locked_standing_sees_the_review_as_it_was),
		APPRAISED(at_the_lock_time_acts_first),
		APPRAISED(the_supervisor_takes_what_has_waited_for_the_days_of_review),
		APPRAISED(the_supervisor_takes_what_came_shortly_before_the_lock),
		APPRAISED(the_supervisor_ends_the_taking_of_another_and_not_his_own),
		APPRAISED(nothing_is_returned_so_late_that_an_answer_could_not_count),
		APPRAISED(near_a_lock_the_reviewer_only_accepts_and_the_supervisor_adjusts),
		PLAIN(near_a_lock_the_reviewer_accepts_as_reported),
		APPRAISED(a_later_lock_that_is_near_holds_for_earlier_reports_too),
		APPRAISED(a_verification_is_disputed_for_the_days_of_dispute),
		APPRAISED(the_deputy_reviews_the_head_and_the_head_nobody_of_his_own),
		APPRAISED(a_key_reviews_from_the_day_after_its_grant),
		APPRAISED(refusals_come_in_their_order),
		cmocka_unit_test_setup_teardown(a_season_without_a_review_takes_none_of_it,
		                                review_year_setup_none, rig_teardown),
		APPRAISED(who_takes_and_releases_for_ever_is_stopped_and_the_supervisor_is_not),
		APPRAISED(what_a_verification_may_not_say),
		APPRAISED(an_adjusted_value_counts_until_a_resolution_gives_another),
		APPRAISED(a_task_is_disputed_once_and_others_after_its_resolution),
		APPRAISED(a_resolution_answers_every_disputed_task_and_no_other),
		APPRAISED(a_dispute_is_resolved_though_the_task_is_not_the_boards_any_more),
		APPRAISED(a_history_tells_event_by_event_with_reasons),
		APPRAISED(a_long_history_comes_in_pages),
		APPRAISED(a_review_comes_back_with_its_receipts),
		APPRAISED(what_was_done_before_a_taking_ended_comes_back_after_it),
		APPRAISED(a_key_that_was_ripe_then_is_not_asked_again),
		APPRAISED(a_forged_review_breaks_the_journal_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
