/* SubmitReport: every refusal of the core, with the field that the office reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

static int64_t march(void)
{
	return at("2024-03-15T08:00+07:00");
}

/* The lines of HN in order: 0 T01, 1 T02 percent, 2 T03, ... 12 T14; T13 has none. */
static struct rig_report *report_of_hn(struct rig *rig)
{
	static struct rig_report report;

	rig_report(rig, "HN", Q1, march(), &report);
	return &report;
}

static const struct report *in_force(struct rig *rig, const char *board, enum period period)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	return cluster_report(rig->cluster, 2024, (size_t)ruleset_board(ruleset, board), period);
}

static struct report_times times(struct rig *rig, const char *board, enum period period)
{
	return cluster_report_times(rig->cluster, in_force(rig, board, period));
}

static struct value said(struct rig *rig, const char *board, enum period period, size_t task)
{
	struct value values[SEASON_2024_TASKS];

	cluster_report_values(rig->cluster, in_force(rig, board, period), values,
	                      SEASON_2024_TASKS);
	return values[task];
}

static void a_report_at_target_enters(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.submit_report.model_count = 3;
	rig_must_send(rig, &report->command);
	const struct report *kept = in_force(rig, "HN", Q1);

	assert_int_equal(kept->revision, 1);
	assert_int_equal(kept->cell.in.at.sequence, 16);
	assert_int_equal(kept->models, 3);
	assert_int_equal(times(rig, "HN", Q1).late_days, 0);
	assert_true(times(rig, "HN", Q1).first_received_at == march());
	assert_memory_equal(kept->hash, report->command.hash, HASH_SIZE);
	assert_int_equal(said(rig, "HN", Q1, 0).actual, 24 * UNITS);
	assert_int_equal(said(rig, "HN", Q1, 1).actual, 9500 * UNITS);
	assert_int_equal(said(rig, "HN", Q1, 1).out_of, 10000 * UNITS);
	assert_int_equal(said(rig, "HN", Q1, 12).actual, -1); /* T13 is counted from the models */
}

static void only_an_office_of_the_board_reports(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	memcpy(report->command.key, rig_key("operator"), KEY_SIZE);
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "FORBIDDEN key: has the role operator; only an office may do this");
	memcpy(report->command.key, rig_key("stranger"), KEY_SIZE);
	assert_string_equal(rig_send(rig, &report->command), "FORBIDDEN key");
	memcpy(report->command.key, rig_key("PT"), KEY_SIZE);
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "FORBIDDEN submit_report.board: must be PT, the board of this key");
}

static void the_cluster_and_the_season_must_be_there(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.cluster = "TCXDD-2";
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID cluster: must be TCXDD-1, whose journal it would enter");
	report->command.cluster = "TCXDD-1";
	report->command.year = 2023;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "NOT_FOUND year: there is no season 2023");
	report->command.year = 0;
	assert_string_equal(rig_send(rig, &report->command), "INVALID year");
}

static void a_board_that_is_no_member_cannot_report(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "LCA25", "LCA25", march());
	struct rig_report *report = report_of_hn(rig);

	rig_must_send(rig, &grant);
	memcpy(report->command.key, rig_key("LCA25"), KEY_SIZE);
	report->command.submit_report.board = "LCA25";
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "NOT_FOUND submit_report.board: LCA25 is not a member in 2024");
}

static void a_period_nobody_knows_is_invalid(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.submit_report.period = 0;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID submit_report.period: must be 1 to 5, got 0");
	report->command.submit_report.period = 6;
	assert_string_equal(rig_send(rig, &report->command), "INVALID submit_report.period");
}

static void a_period_takes_reports_from_its_first_midnight_to_its_last(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.received_at = at("2024-03-14T16:59:59.999999Z");
	assert_string_equal(
	        rig_send_loud(rig, &report->command),
	        "CLOSED submit_report.period: Q1 is not open yet: reports are accepted from 2024-03-15 to 2024-04-05");
	report->command.received_at = at("2024-04-05T17:00:00Z");
	assert_string_equal(
	        rig_send_loud(rig, &report->command),
	        "CLOSED submit_report.period: Q1 is locked: reports are accepted from 2024-03-15 to 2024-04-05");
	report->command.received_at = at("2024-04-05T16:59:59.999999Z");
	rig_must_send(rig, &report->command);
	assert_int_equal(times(rig, "HN", Q1).late_days, 16);
	rig_must_report(rig, "PT", Q2, at("2024-06-14T17:00:00Z"));
}

static void the_clock_of_the_client_decides_nothing(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.signed_at = at("2024-04-30T00:00Z");
	rig_must_send(rig, &report->command);
}

static void the_first_revision_is_1_and_names_no_previous_one(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.submit_report.revision = 0;
	assert_string_equal(rig_send(rig, &report->command), "INVALID submit_report.revision");
	report->command.submit_report.revision = 2;
	report->command.submit_report.has_previous_hash = true;
	assert_string_equal(
	        rig_send_loud(rig, &report->command),
	        "STALE submit_report.revision: no revision is in force; the first is 1, got 2");
	report->command.submit_report.revision = 1;
	assert_string_equal(rig_send(rig, &report->command), "INVALID submit_report.previous_hash");
}

/* With ids that fall, each is the first of all in their order. */
static void a_report_is_corrected_4095_times_and_no_more(void **state)
{
	struct rig *rig = *state;
	uint8_t falling[ID_SIZE];

	for (uint32_t revision = 1; revision <= 4097; revision++) {
		struct rig_report *report = report_of_hn(rig);

		memset(falling, 0, sizeof(falling));
		falling[0] = (uint8_t)((65535 - revision) >> 8);
		falling[1] = (uint8_t)(65535 - revision);
		memcpy(report->command.id, falling, ID_SIZE);
		memset(report->command.hash, 0xab, HASH_SIZE);
		report->command.submit_report.revision = revision;
		report->command.submit_report.has_previous_hash = revision > 1;
		memset(report->command.submit_report.previous_hash, 0xab, HASH_SIZE);
		if (revision <= 4096)
			rig_must_send(rig, &report->command);
		else
			assert_string_equal(
			        rig_send_loud(rig, &report->command),
			        "CLOSED submit_report.revision: a report is corrected no "
			        "more after revision 4096");
	}
}

static void a_correction_is_the_next_revision_and_names_the_one_in_force(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	memset(report->command.hash, 0xab, HASH_SIZE);
	rig_must_send(rig, &report->command);
#define IN_FORCE                                                                                   \
	"revision 1 is in force with hash abababababababababababababababababababababababababababababababab"
	report = report_of_hn(rig);
	report->command.submit_report.revision = 1;
	report->command.submit_report.has_previous_hash = false;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "STALE submit_report.revision: " IN_FORCE "; got 1");
	report->command.submit_report.revision = 3;
	report->command.submit_report.has_previous_hash = true;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "STALE submit_report.revision: " IN_FORCE "; got 3");
	report->command.submit_report.revision = 2;
	report->command.submit_report.previous_hash[31] ^= 1;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "STALE submit_report.previous_hash: " IN_FORCE);
	report->command.submit_report.has_previous_hash = false;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID submit_report.previous_hash: is absent: a revision after "
	                    "the first names the hash of the command before it");
#undef IN_FORCE
	report = report_of_hn(rig);
	report->command.received_at = at("2024-03-29T08:00+07:00");
	report->lines[0].actual = 7 * UNITS;
	rig_must_send(rig, &report->command);
	assert_int_equal(in_force(rig, "HN", Q1)->revision, 2);
	assert_int_equal(said(rig, "HN", Q1, 0).actual, 7 * UNITS);
	assert_int_equal(times(rig, "HN", Q1).late_days, 0); /* a correction is not late */
	assert_true(times(rig, "HN", Q1).first_received_at == march());
	assert_true(in_force(rig, "HN", Q1)->cell.in.at.received_at ==
	            at("2024-03-29T08:00+07:00"));
}

static void absent_is_not_zero(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[0].has_actual = false;
	report->lines[1].has_done = false;
	report->lines[3].has_out_of = false;
	assert_string_equal(
	        rig_send(rig, &report->command),
	        "INVALID lines[0].actual | INVALID lines[1].done | INVALID lines[3].out_of");
	report = report_of_hn(rig);
	report->lines[0].has_actual = false;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID lines[0].actual: is absent; absent is not zero");
	report = report_of_hn(rig);
	report->lines[0].actual = 0;
	rig_must_send(rig, &report->command);
	assert_int_equal(said(rig, "HN", Q1, 0).actual, 0);
}

static void the_ends_of_the_range_enter_and_what_is_beyond_does_not(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[0].actual = -1;
	report->lines[2].actual = INT64_MIN;
	report->lines[5].actual = QUANTITY_MAX + 1;
	report->lines[9].actual = INT64_MAX;
	assert_string_equal(
	        rig_send_loud(rig, &report->command),
	        "INVALID lines[0].actual: must be 0 or more, got -0.0001 | "
	        "INVALID lines[2].actual: must be 0 or more, got -922337203685477.5808 | "
	        "INVALID lines[5].actual: must be at most 10000000, got 10000000.0001 | "
	        "INVALID lines[9].actual: must be at most 10000000, got 922337203685477.5807");
	report->lines[0].actual = report->lines[2].actual = 0;
	report->lines[5].actual = report->lines[9].actual = QUANTITY_MAX;
	report->lines[1].done = report->lines[1].out_of = QUANTITY_MAX;
	rig_must_send(rig, &report->command);
}

static void done_is_at_most_out_of(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[1].done = 12 * UNITS;
	report->lines[1].out_of = 10 * UNITS;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID lines[1].done: must be at most out_of, 10, got 12");
	report->lines[1].out_of = -1;
	report->lines[1].done = -1;
	assert_string_equal(rig_send(rig, &report->command),
	                    "INVALID lines[1].done | INVALID lines[1].out_of");
	report->lines[1].done = report->lines[1].out_of = 0; /* nothing was assigned */
	rig_must_send(rig, &report->command);
}

static void a_quantity_and_a_share_are_not_the_same(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[0].has_done = report->lines[0].has_out_of = true;
	report->lines[1].has_actual = true;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID lines[0].done: must be absent: T01 is a quantity | "
	                    "INVALID lines[0].out_of: must be absent: T01 is a quantity | "
	                    "INVALID lines[1].actual: must be absent: T02 is done out of");
}

static void units_are_whole(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	rig_line(report, "T14")->actual = 15000;
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID lines[12].actual: must be a whole number, got 1.5");
}

/* In Vietnam 1.413 people are one thousand four hundred and thirteen. */
static void values_have_no_more_decimals_than_their_task(void **state)
{
	struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft;
	struct rig *rig = *state;

	season_2024_draft(&draft);
	memcpy(tasks, draft.tasks, sizeof(tasks));
	tasks[0].has_decimals = tasks[1].has_decimals = tasks[2].has_decimals = true;
	tasks[2].decimals = 2;
	draft.tasks = tasks;
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.year = 2025;
	struct period_draft periods[PERIODS];

	memcpy(periods, draft.periods, sizeof(periods));
	for (size_t i = 0; i < PERIODS; i++) {
		periods[i].opens += 366;
		periods[i].due += 366;
		periods[i].lock += 366;
	}
	draft.periods = periods;
	draft.holiday_count = 0;
	const struct command define = rig_season(rig, &draft, 1, at("2025-01-02T08:00+07:00"));

	rig_must_send(rig, &define);
	struct rig_report report;

	rig_report(rig, "HN", Q1, at("2025-03-16T08:00+07:00"), &report);
	report.command.year = 2025;
	rig_line(&report, "T01")->actual = 14130;
	rig_line(&report, "T02")->done = 10001;
	rig_line(&report, "T03")->actual = 12340;
	rig_line(&report, "T04")->done = 1;
	rig_line(&report, "T06")->actual = 1;
	assert_string_equal(rig_send_loud(rig, &report.command),
	                    "INVALID lines[0].actual: must be a whole number, got 1.413 | "
	                    "INVALID lines[1].done: must be a whole number, got 1.0001 | "
	                    "INVALID lines[2].actual: must have at most 2 decimals, got 1.234");
	rig_line(&report, "T01")->actual = 1413 * UNITS;
	rig_line(&report, "T02")->done = UNITS;
	rig_line(&report, "T03")->actual = 12300;
	rig_must_send(rig, &report.command);
}

static void a_task_must_be_known_and_come_once(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[4].task = "T99";
	report->lines[6].task = "T01";
	report->lines[7].task = "";
	report->lines[8].task = "not a code \xff";
	assert_string_equal(rig_send_loud(rig, &report->command),
	                    "INVALID lines[4].task: there is no task T99 in this season | "
	                    "INVALID lines[6].task: T01 stands in lines[0] already | "
	                    "INVALID lines[7].task: is absent | "
	                    "INVALID lines[8].task: is not the code of a task | "
	                    "INVALID lines: T05 is missing; absent is not zero | "
	                    "INVALID lines: T07 is missing; absent is not zero | "
	                    "INVALID lines: T08 is missing; absent is not zero | "
	                    "INVALID lines: T09 is missing; absent is not zero");
}

static void what_is_counted_from_models_takes_no_line(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->lines[13] = (struct report_line){ .task = "T13", .has_actual = true };
	report->command.submit_report.line_count = 14;
	assert_string_equal(
	        rig_send_loud(rig, &report->command),
	        "INVALID lines[13].task: T13 takes no line: it is counted from the models");
}

static void what_is_not_assigned_takes_no_line(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "VP", Q1, march(), &report);
	assert_int_equal(report.command.submit_report.line_count, 12);
	report.lines[12] = (struct report_line){ .task = "T06", .has_actual = true };
	report.command.submit_report.line_count = 13;
	assert_string_equal(rig_send_loud(rig, &report.command),
	                    "INVALID lines[12].task: T06 is not assigned to this board");
	report.command.submit_report.line_count = 12;
	rig_must_send(rig, &report.command);
}

static void no_line_at_all_misses_every_task(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.submit_report.line_count = 0;
	const char *answer = rig_send(rig, &report->command);
	size_t count = 0;

	for (const char *at_fault = answer; (at_fault = strstr(at_fault, "INVALID lines"));
	     at_fault++)
		count++;
	assert_int_equal(count, 13);
}

static void ten_thousand_lines_are_refused_with_a_bounded_answer(void **state)
{
	struct rig *rig = *state;
	static struct report_line lines[10000];
	struct rig_report *report = report_of_hn(rig);
	struct faults why;

	for (size_t i = 0; i < 10000; i++)
		lines[i] = (struct report_line){ .task = "T01" };
	report->command.submit_report.lines = lines;
	report->command.submit_report.line_count = 10000;
	faults_init(&why, &rig->arena);
	assert_false(cluster_check(rig->cluster, &report->command, &why));
	assert_true(why.count <= FAULTS_MAX);
}

static void models_are_bounded_as_quantities_are(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	report->command.submit_report.model_count = (size_t)(QUANTITY_MAX / UNITS) + 1;
	assert_string_equal(rig_send(rig, &report->command), "INVALID submit_report.models");
	report->command.submit_report.model_count--;
	rig_must_send(rig, &report->command);
}

static void lines_may_come_in_any_order(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);
	const struct report_line first = report->lines[0];

	report->lines[0] = report->lines[12];
	report->lines[12] = first;
	rig_must_send(rig, &report->command);
	assert_int_equal(said(rig, "HN", Q1, 0).actual, first.actual);
}

static void everything_wrong_is_said_at_once_but_who_comes_first(void **state)
{
	struct rig *rig = *state;
	struct rig_report *report = report_of_hn(rig);

	rig_must_send(rig, &report->command);
	report->command.received_at = at("2024-02-01T00:00Z");
	report->command.cluster = "TCXDD-2";
	report->lines[0].actual = -1;
	assert_string_equal(
	        rig_send(rig, &report->command),
	        "CONFLICT id | INVALID cluster | CLOSED submit_report.period | STALE submit_report.revision | "
	        "INVALID lines[0].actual");
	memcpy(report->command.key, rig_key("PT"), KEY_SIZE);
	assert_string_equal(rig_send(rig, &report->command), "FORBIDDEN submit_report.board");
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(a_report_at_target_enters),
		BEGUN(only_an_office_of_the_board_reports),
		BEGUN(the_cluster_and_the_season_must_be_there),
		BEGUN(a_board_that_is_no_member_cannot_report),
		BEGUN(a_period_nobody_knows_is_invalid),
		BEGUN(a_period_takes_reports_from_its_first_midnight_to_its_last),
		BEGUN(the_clock_of_the_client_decides_nothing),
		BEGUN(the_first_revision_is_1_and_names_no_previous_one),
		BEGUN(a_correction_is_the_next_revision_and_names_the_one_in_force),
		BEGUN(a_report_is_corrected_4095_times_and_no_more),
		BEGUN(absent_is_not_zero),
		BEGUN(the_ends_of_the_range_enter_and_what_is_beyond_does_not),
		BEGUN(done_is_at_most_out_of),
		BEGUN(a_quantity_and_a_share_are_not_the_same),
		BEGUN(units_are_whole),
		BEGUN(values_have_no_more_decimals_than_their_task),
		BEGUN(a_task_must_be_known_and_come_once),
		BEGUN(what_is_counted_from_models_takes_no_line),
		BEGUN(what_is_not_assigned_takes_no_line),
		BEGUN(no_line_at_all_misses_every_task),
		BEGUN(ten_thousand_lines_are_refused_with_a_bounded_answer),
		BEGUN(models_are_bounded_as_quantities_are),
		BEGUN(lines_may_come_in_any_order),
		BEGUN(everything_wrong_is_said_at_once_but_who_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
