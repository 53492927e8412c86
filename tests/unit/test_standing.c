/* The standing of a period: base, ranks, bands, sums of the cluster, canonical bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

static const struct task_total *total_of(const struct standing *standing, const char *task)
{
	return &standing->totals[ruleset_task(standing->ruleset, task)];
}

static void there_is_no_standing_before_the_period_opens(void **state)
{
	struct rig *rig = *state;
	struct standing standing = { .sequence = 77 };

	assert_false(standing_compute(rig->cluster, 2024, Q1, at("2024-03-14T16:59:59.999999Z"),
	                              &rig->arena, &standing));
	assert_int_equal(standing.sequence, 77);
	assert_true(standing_compute(rig->cluster, 2024, Q1, at("2024-03-14T17:00Z"), &rig->arena,
	                             &standing));
	assert_false(standing_compute(rig->cluster, 2024, Q2, at("2024-03-14T17:00Z"), &rig->arena,
	                              &standing));
}

static void every_expected_report_is_there_before_any_arrives(void **state)
{
	struct rig *rig = *state;
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-15T00:00+07:00"));

	assert_string_equal(rig_told(rig, &standing, "HN"),
	                    "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
	assert_string_equal(rig_ranks(rig, &standing, 3), "1=TQ 1=BK 1=CB");
	assert_int_equal(standing.reported, 0);
	assert_int_equal(rig_row(&standing, "HN")->revision, 0);
	assert_int_equal(rig_row(&standing, "HN")->assigned, 100000);
	assert_true(standing.current);
	assert_false(standing.locked);
}

static void every_value_zero_on_time_is_a_legitimate_report(void **state) /* G8 */
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "HN", Q1, at("2024-03-15T08:00+07:00"), &report);
	for (size_t i = 0; i < report.command.submit_report.line_count; i++) {
		report.lines[i].actual = report.lines[i].done = 0;
	}
	rig_must_send(rig, &report.command);
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-03-16T00:00Z"),
	                    "0.00 = 0.00 - 0.00, 0 days ON_TIME KHT");
}

static void what_is_not_assigned_rescales_the_base(void **state) /* G5 */
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_report(rig, "LCH", Q1, at("2024-03-15T08:00+07:00"),
	           &report);                      /* T12, 50.00, is not assigned to LCH */
	rig_line(&report, "T01")->actual = 84375; /* 75.00 */
	rig_must_send(rig, &report.command);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-16T00:00Z"));

	assert_int_equal(rig_row(&standing, "LCH")->earned, 80000);
	assert_int_equal(rig_row(&standing, "LCH")->assigned, 95000);
	assert_string_equal(rig_points(rig, &standing, "LCH", "T12"), "-");
	assert_string_equal(rig_told(rig, &standing, "LCH"),
	                    "842.11 = 842.11 - 0.00, 0 days ON_TIME TOT");
}

static void the_other_policy_gives_nothing_for_it(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.not_assigned = NOT_ASSIGNED_ZERO;
	const struct command define = rig_season(rig, &draft, 2, at("2024-01-03T00:00Z"));

	rig_must_send(rig, &define);
	rig_must_report(rig, "LCH", Q1, at("2024-03-15T08:00+07:00"));
	assert_string_equal(rig_row_at(rig, "LCH", Q1, "2024-03-16T00:00Z"),
	                    "805.00 = 805.00 - 0.00, 0 days ON_TIME TOT");
}

static void one_report_moves_every_board_through_the_lead(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T10", 360); /* of 300 */
	assert_string_equal(rig_points_at(rig, "CB", "T10", Q1, "2024-03-16T00:00Z"), "90.00");
	rig_report_with(rig, "HN", Q1, "2024-03-16T01:00Z", "T10", 3150); /* of 2250 */
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-16T01:00Z"));

	assert_string_equal(rig_points(rig, &standing, "CB", "T10"), "67.50");
	assert_string_equal(rig_points(rig, &standing, "HN", "T10"), "90.00");
	assert_int_equal(standing.leaders[ruleset_task(standing.ruleset, "T10")], 13);
	assert_int_equal(standing.leaders[ruleset_task(standing.ruleset, "T01")], -1);
}

static void the_sums_of_the_cluster_count_who_met_the_target(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "CB", Q1, "2024-03-16T00:00Z", "T06",
	                3); /* at its target, 12 * 25 % */
	rig_report_with(rig, "BK", Q1, "2024-03-16T00:00Z", "T06", 5); /* above 8 * 25 % */
	rig_report_with(rig, "HN", Q1, "2024-03-16T00:00Z", "T06", 1); /* below 30 * 25 % */
	rig_report_share(rig, "TQ", Q1, "2024-03-16T00:00Z", "T02", 7, 9);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));
	const struct task_total *t06 = total_of(&standing, "T06"),
	                        *t02 = total_of(&standing, "T02");

	assert_int_equal(t06->actual, 12 * UNITS);             /* with TQ's 3 */
	assert_int_equal(t06->target, (11 * 12 + 38) * UNITS); /* VP has none */
	assert_int_equal(t06->met, 3);
	assert_int_equal(t06->exceeded, 1);
	assert_int_equal(t02->actual, (3 * 9500 + 7) * UNITS);
	assert_int_equal(t02->target, (3 * 10000 + 9) * UNITS);
	assert_int_equal(t02->met, 3);
	assert_int_equal(t02->exceeded, 0);
	assert_int_equal(standing.reported, 4);
}

static void bands_follow_the_total(void **state)
{
	struct rig *rig = *state;

	rig_report_models(rig, "CB", Q1, "2024-03-16T00:00Z", 5); /* 915.00 */
	rig_must_report(rig, "BK", Q1, at("2024-03-16T00:00Z"));
	rig_report_with(rig, "TQ", Q1, "2024-03-16T00:00Z", "T03", 0); /* 755.00 */
	struct rig_report report;

	rig_report(rig, "SL", Q1, at("2024-03-16T00:00Z"), &report);
	report.command.submit_report.model_count = 5;
	rig_line(&report, "T01")->actual = 73125; /* 65.00 of 80.00 */
	rig_must_send(rig, &report.command);
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-17T00:00Z"));

	assert_string_equal(rig_told(rig, &standing, "CB"),
	                    "915.00 = 915.00 - 0.00, 0 days ON_TIME XS");
	assert_string_equal(rig_told(rig, &standing, "SL"),
	                    "900.00 = 900.00 - 0.00, 0 days ON_TIME XS");
	assert_string_equal(rig_told(rig, &standing, "BK"),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
	assert_string_equal(rig_told(rig, &standing, "TQ"),
	                    "755.00 = 755.00 - 0.00, 0 days ON_TIME HT");
	assert_string_equal(rig_told(rig, &standing, "HN"),
	                    "0.00 = 0.00 - 0.00, 0 days EXPECTED KHT");
}

static void equals_share_a_rank_and_the_priority_group_breaks_a_tie(void **state)
{
	struct rig *rig = *state;

	rig_report_models(rig, "HN", Q1, "2024-03-16T00:00Z", 1);
	rig_must_report(rig, "CB", Q1, at("2024-03-16T00:00Z"));
	rig_must_report(rig, "BK", Q1, at("2024-03-16T00:00Z"));
	rig_must_report(rig, "PT", Q1, at("2024-03-20T17:00Z")); /* 850.00 after 5.00 */
	struct standing standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));

	assert_string_equal(rig_ranks(rig, &standing, 5), "1:HN 2=BK 2=CB 4:PT 5=TQ");
	assert_int_equal(rig_row(&standing, "CB")->priority, 10000);

	/* PT as good as SL in total, by fewer points in T14 and one more model; SL has 50.00 less
	 * in T03, the priority group */
	struct rig_report report;

	rig_report(rig, "SL", Q1, at("2024-03-20T17:00Z"), &report);
	rig_line(&report, "T03")->actual = 4 * UNITS; /* 50.00 less */
	report.command.submit_report.model_count = 5; /* 60.00 more */
	rig_line(&report, "T14")->actual = 4 * UNITS; /* 10.00 less */
	rig_must_send(rig, &report.command);
	standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));
	assert_string_equal(rig_told(rig, &standing, "SL"),
	                    "850.00 = 855.00 - 5.00, 1 days LATE TOT");
	assert_string_equal(rig_ranks(rig, &standing, 6), "1:HN 2=BK 2=CB 4:PT 5:SL 6=TQ");
}

static void the_rank_before_is_that_of_the_period_before(void **state)
{
	struct rig *rig = *state;

	rig_report_with(rig, "HN", Q1, "2024-03-16T00:00Z", "T03", 8);
	rig_report_with(rig, "PT", Q1, "2024-03-16T00:00Z", "T03", 6);
	rig_report_with(rig, "HN", Q2, "2024-06-16T00:00Z", "T03", 2);
	rig_report_with(rig, "PT", Q2, "2024-06-16T00:00Z", "T03", 4);
	const struct standing q1 = rig_standing(rig, Q1, at("2024-06-17T00:00Z"));
	const struct standing q2 = rig_standing(rig, Q2, at("2024-06-17T00:00Z"));

	assert_int_equal(rig_row(&q1, "HN")->rank_before, 0);
	assert_int_equal(rig_row(&q1, "HN")->rank, 1);
	assert_int_equal(rig_row(&q2, "HN")->rank_before, 1);
	assert_int_equal(rig_row(&q2, "PT")->rank_before, 2);
	assert_int_equal(rig_row(&q2, "PT")->rank, 1);
	assert_int_equal(rig_standing(rig, Q3, at("2024-09-16T00:00Z")).rows[8].rank_before,
	                 1); /* PT in Q2 */
	assert_int_equal(rig_standing(rig, Q3, at("2024-09-16T00:00Z")).rows[13].rank_before, 2);
}

static void canonical_bytes_are_as_documented(void **state)
{
	struct rig *rig = *state;
	struct buffer bytes = { 0 };

	rig_must_report(rig, "TQ", Q1, at("2024-03-20T17:00Z"));
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));
	static const uint8_t head[] = "thidua.standing.v1\nTCXDD-1\0\0\0\x07\xe8\0\0\0\x01";
	static const uint8_t counts[] =
	        "\0\0\0\x0e\0\0\0\x0eTQ\0\0\0\0\x01\0"
	        "\0\0\0\0\0\x01\x4c\x08" /* 850.00 */
	        "\0\0\0\0\0\x01\x4d\xfc" /* 855.00 */
	        "\0\0\0\0\0\0\0\0"       /* no bonus */
	        "\0\0\0\0\0\0\x01\xf4"   /* 5.00 */
	        "\0\0\0\x01\x03TOT\0"    /* a day late, LATE */
	        "\0\0\0\x01"             /* revision */
	        "\0\0\0\0\0\0\x1f\x40\0\0\0\0\0\0\x1f\x40\0\0\0\0\0\0\x27\x10";
	size_t size = sizeof(head) - 1 + HASH_SIZE + 8;

	standing_canonical(&standing, &bytes);
	assert_memory_equal(bytes.data, head, sizeof(head) - 1);
	assert_memory_equal(bytes.data + sizeof(head) - 1, standing.ruleset->hash, HASH_SIZE);
	assert_memory_equal(bytes.data + sizeof(head) - 1 + HASH_SIZE, counts, sizeof(counts) - 1);
	for (size_t board = 0; board < SEASON_2024_BOARDS; board++)
		size += strlen(standing.ruleset->boards[board]) + 1 + 4 + 1 + 4 * 8 + 4 + 1 +
		        strlen(standing.ruleset->bands[standing.rows[board].band].code) + 1 + 4 +
		        SEASON_2024_TASKS * 8;
	assert_int_equal(bytes.size, size);
	buffer_close(&bytes);
}

/* Of edition 2: what the review makes of a row, and the number of its amendment, before its points. */
static void canonical_bytes_of_edition_2_tell_of_the_review(void **state)
{
	struct rig *rig = *state;
	struct buffer first = { 0 }, second = { 0 };
	static const uint8_t title[] = "thidua.standing.v2\n", row[] = "\0\0\0\x01\x05\0\0\0\0";
	struct season_draft draft;

	rig_close(rig);
	rig_open(rig);
	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	rig_begin(rig, &draft);
	rig_must_report(rig, "TQ", Q1, at("2024-03-20T17:00Z"));
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-21T00:00Z"));
	struct ruleset as_first = *standing.ruleset;
	struct standing in_first = standing;
	const size_t head = sizeof(title) - 1, revision = head + 8 + 8 + HASH_SIZE + 8 + 49;

	as_first.edition = EDITION_FIRST;
	in_first.ruleset = &as_first;
	standing.rows[0].marks = MARK_UNREVIEWED | MARK_ADJUSTED;
	standing_canonical(&in_first, &first);
	standing_canonical(&standing, &second);
	assert_int_equal(second.size, first.size + SEASON_2024_BOARDS * 5);
	assert_memory_equal(second.data, title, head);
	assert_memory_equal(second.data + head, first.data + head, revision - head);
	assert_memory_equal(second.data + revision, row, sizeof(row) - 1);
	assert_memory_equal(second.data + revision + 9, first.data + revision + 4,
	                    SEASON_2024_TASKS * 8);
	buffer_close(&first);
	buffer_close(&second);
}

static void time_and_keys_do_not_enter_the_canonical_bytes(void **state)
{
	struct rig *rig = *state;
	const struct standing before = rig_standing(rig, Q1, at("2024-03-16T00:00Z"));
	const struct command revoke = rig_revoke(rig, "HN", at("2024-03-16T01:00Z"));

	rig_must_send(rig, &revoke);
	const struct standing after = rig_standing(rig, Q1, at("2024-03-18T00:00Z"));

	assert_true(rig_hash(&before) == rig_hash(&after));
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(there_is_no_standing_before_the_period_opens),
		BEGUN(every_expected_report_is_there_before_any_arrives),
		BEGUN(every_value_zero_on_time_is_a_legitimate_report),
		BEGUN(what_is_not_assigned_rescales_the_base),
		BEGUN(the_other_policy_gives_nothing_for_it),
		BEGUN(one_report_moves_every_board_through_the_lead),
		BEGUN(the_sums_of_the_cluster_count_who_met_the_target),
		BEGUN(bands_follow_the_total),
		BEGUN(equals_share_a_rank_and_the_priority_group_breaks_a_tie),
		BEGUN(the_rank_before_is_that_of_the_period_before),
		BEGUN(canonical_bytes_are_as_documented),
		BEGUN(canonical_bytes_of_edition_2_tell_of_the_review),
		BEGUN(time_and_keys_do_not_enter_the_canonical_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
