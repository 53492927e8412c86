/* State is rows that are only added: what held at an instant, what a rewind takes back, what a
 * forged journal cannot do, and how much memory it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "heap.h"
#include "random_year.h"
#include "report_values.h"
#include "season_2024.h"

#include <cmocka.h>
#undef fail /* ours has arguments */

static const char *const opened[PERIODS] = { "2024-03-18T08:00Z", "2024-06-17T08:00Z",
	                                     "2024-09-18T08:00Z", "2024-11-18T08:00Z",
	                                     "2025-01-20T08:00Z" };

static void report_all(struct rig *rig, enum period period)
{
	for (size_t i = 0; i < SEASON_2024_BOARDS; i++)
		rig_must_report(rig, cluster_ruleset(rig->cluster, 2024, INT64_MAX)->boards[i],
		                period, at(opened[period]));
}

static void play_2024(struct rig *rig)
{
	for (enum period p = Q1; p < PERIODS; p++)
		report_all(rig, p);
}

/* --- values --- */

static void values_come_back_as_they_were(void **state)
{
	(void)state;
	const struct value values[] = { { -1, 0 },
		                        { 0, 0 },
		                        { 1, 0 },
		                        { UNITS, 0 },
		                        { QUANTITY_MAX, QUANTITY_MAX },
		                        { QUANTITY_MAX - 1, 1 },
		                        { 0, 3 * UNITS },
		                        { -1, 0 } };
	enum { COUNT = sizeof(values) / sizeof(values[0]) };
	uint8_t bytes[REPORT_VALUES_MOST];
	struct value read[COUNT + 1];
	const size_t size = report_values_write(values, COUNT, bytes);

	report_values_read(bytes, size, read, COUNT + 1);
	assert_memory_equal(read, values, sizeof(values));
	assert_int_equal(read[COUNT].actual, -1); /* a task assigned since */
}

static void the_largest_report_has_room(void **state)
{
	(void)state;
	struct value values[TASKS_MAX];
	uint8_t bytes[REPORT_VALUES_MOST];

	for (size_t i = 0; i < TASKS_MAX; i++)
		values[i] = (struct value){ QUANTITY_MAX - 1, QUANTITY_MAX - 1 };
	assert_true(report_values_write(values, TASKS_MAX, bytes) <= sizeof(bytes));
}

/* --- what held at an instant --- */

static void nothing_that_comes_after_a_lock_changes_its_standing(void **state)
{
	struct rig *rig = *state;
	const int64_t lock = at("2024-04-05T17:00Z");

	report_all(rig, Q1);
	const struct standing before = rig_standing(rig, Q1, lock);
	const uint64_t hash = rig_hash(&before);
	/* forged: no rule lets a report come so late, and none may need to */
	struct rig_report late;

	rig_report(rig, "HN", Q1, lock, &late);
	rig_line(&late, "T01")->actual = 0;
	assert_true(cluster_apply(rig->cluster, &late.command, late.command.hash, NULL));
	const struct standing after = rig_standing(rig, Q1, at("2024-05-01T00:00Z"));

	assert_true(rig_hash(&after) == hash);
	assert_true(after.sequence == before.sequence);
	assert_int_equal(rig_row(&after, "HN")->revision, 1);
	/* standings that lock later know of it */
	const struct standing second = rig_standing(rig, Q2, at("2024-06-17T00:00Z"));

	assert_true(second.sequence == rig->cluster->sequence);
}

static void a_standing_is_as_new_as_the_newest_row_it_rests_on(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "HN", Q1, at("2024-03-18T08:00Z"));
	rig_must_report(rig, "PT", Q1, at("2024-03-18T09:00Z"));
	const struct standing standing = rig_standing(rig, Q1, at("2024-03-18T10:00Z"));
	const struct command grant =
	        rig_grant(rig, ROLE_VIEWER, "", "viewer", at("2024-03-18T11:00Z"));

	assert_true(standing.sequence == rig->cluster->sequence);
	assert_true(standing.as_of == at("2024-03-18T09:00Z"));
	rig_must_send(rig, &grant);
	assert_true(rig_standing(rig, Q1, at("2024-03-18T12:00Z")).sequence == standing.sequence);
}

/* --- rewind --- */

static void a_what_if_leaves_nothing_behind(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_must_report(rig, "HN", Q1, at("2024-03-18T08:00Z"));
	const struct cluster_mark mark = cluster_mark(rig->cluster);
	const struct standing before = rig_standing(rig, Q1, at("2024-03-18T09:00Z"));
	const uint64_t hash = rig_hash(&before);

	rig_report(rig, "HN", Q1, at("2024-03-18T09:00Z"), &report);
	rig_line(&report, "T01")->actual = 0;
	rig_must_send(rig, &report.command);
	rig_must_report(rig, "PT", Q1, at("2024-03-18T09:00Z"));
	cluster_rewind(rig->cluster, &mark);
	assert_int_equal(cluster_find_command(rig->cluster, report.command.id), 0);
	assert_int_equal(rig->cluster->sequence, mark.sequence);
	const struct standing after = rig_standing(rig, Q1, at("2024-03-18T09:00Z"));

	assert_true(rig_hash(&after) == hash);
	rig_must_send(rig, &report.command);
}

/* Of random years with next versions: to a mark anywhere, forth to the end again, the same. */
static void rewinding_and_going_on_is_as_if_one_had_gone_on(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct year year;
		uint64_t whole[PERIODS], again[PERIODS];
		struct cluster_mark mark = { 0 };
		size_t left = 0;

		year_begin(&year, seed);
		year_plan_versions(&year);
		year_play(&year, NULL, NULL);
		struct cluster *cluster = year_replay(&year, year.accepted);

		year_hashes(&year, cluster, year.end, whole);
		cluster_free(&cluster);
		const size_t all = year.accepted_count, from = roll(&year.dice, all + 1);

		year.accepted_count = from;
		cluster = year_replay(&year, year.accepted);
		mark = cluster_mark(cluster);
		for (size_t pass = 0; pass < 2; pass++) {
			for (left = from; left < all; left++)
				must(&year,
				     cluster_apply(cluster, year.accepted[left],
				                   year.accepted[left]->hash, NULL),
				     "what was accepted is entered again");
			year_hashes(&year, cluster, year.end, again);
			must(&year, memcmp(whole, again, sizeof(whole)) == 0,
			     "a rewound cluster gives the same");
			cluster_rewind(cluster, &mark);
		}
		cluster_free(&cluster);
		year_finish(&year);
	}
}

/* --- forged entries --- */

static void refused_whole(struct rig *rig, const struct command *forged)
{
	const struct cluster_mark before = cluster_mark(rig->cluster);

	assert_false(cluster_apply(rig->cluster, forged, forged->hash, NULL));
	const struct cluster_mark after = cluster_mark(rig->cluster);

	assert_memory_equal(&before, &after, sizeof(before));
}

static void no_forged_report_can_be_entered(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

#define FORGED(change)                                                                             \
	do {                                                                                       \
		rig_report(rig, "HN", Q1, at("2024-03-18T08:00Z"), &report);                       \
		change;                                                                            \
		refused_whole(rig, &report.command);                                               \
	} while (0)
	FORGED(report.command.year = 0);
	FORGED(report.command.year = 2025);
	FORGED(report.command.year = UINT32_MAX);
	FORGED(report.command.cluster = "TCXDD-2");
	FORGED(report.command.action = (enum action_number)99);
	FORGED(report.command.submit_report.board = "XX");
	FORGED(report.command.submit_report.board = "");
	FORGED(report.command.submit_report.period = 0);
	FORGED(report.command.submit_report.period = PERIODS + 1);
	FORGED(report.command.submit_report.period = INT32_MIN);
	FORGED(report.command.submit_report.revision = 0);
	FORGED(report.command.submit_report.revision = 7);
	FORGED(report.command.submit_report.model_count = SIZE_MAX);
	FORGED(report.lines[0].task = "T99");
	FORGED(report.lines[0].task = "T13");
	FORGED(report.lines[0].actual = -1);
	FORGED(report.lines[0].actual = INT64_MAX);
	FORGED(report.lines[1].out_of = INT64_MIN);
#undef FORGED
	rig_report(rig, "HN", Q1, at("2024-03-18T08:00Z"), &report);
	rig_must_send(rig, &report.command);
	refused_whole(rig, &report.command); /* the same id */
}

static void no_forged_key_can_be_entered(void **state)
{
	struct rig *rig = *state;
	const int64_t now = at("2024-03-18T08:00Z");
	struct command forged = rig_grant(rig, ROLE_OFFICE, "HN", "HN", now);

	refused_whole(rig, &forged);
	forged = rig_grant(rig, ROLE_OFFICE, "HN", "new", now);
	forged.grant_key.role = 5;
	refused_whole(rig, &forged);
	forged.grant_key.role = 0;
	refused_whole(rig, &forged);
	forged.grant_key.role = ROLE_OFFICE;
	forged.grant_key.board = "a code of thirty letters, as it were";
	refused_whole(rig, &forged);
	forged = rig_revoke(rig, "nobody", now);
	refused_whole(rig, &forged);
	forged = rig_revoke(rig, "HN", now);
	rig_must_send(rig, &forged);
	forged = rig_revoke(rig, "HN", now);
	refused_whole(rig, &forged);
}

static void no_forged_season_can_be_entered(void **state)
{
	struct rig *rig = *state;
	const int64_t now = at("2024-01-03T08:00Z");
	const uint32_t nothing[] = { 0, 0, 0, 10000 };
	struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft;
	struct command forged;

#define FORGED(version, change)                                                                    \
	do {                                                                                       \
		season_2024_draft(&draft);                                                         \
		memcpy(tasks, draft.tasks, sizeof(tasks));                                         \
		draft.tasks = tasks;                                                               \
		change;                                                                            \
		forged = rig_season(rig, &draft, version, now);                                    \
		refused_whole(rig, &forged);                                                       \
	} while (0)
	FORGED(1, ); /* is in force */
	FORGED(3, );
	FORGED(2, draft.year = 0);
	FORGED(2, draft.task_count = 0);
	FORGED(2, draft.task_count = TASKS_MAX + 1);
	FORGED(2, draft.board_count = 0);
	FORGED(2, draft.period_count = 4);
	FORGED(2, draft.band_count = 0);
	FORGED(2, draft.head = "XX");
	FORGED(2, draft.scale = INT64_MAX);
	FORGED(2, draft.holiday_count = HOLIDAYS_MAX + 1);
	FORGED(2, draft.has_edition = true; draft.edition = EDITION_NEWEST + 1);
	FORGED(2, tasks[0].code = "T0123456789");
	FORGED(2, tasks[0].kind = 99);
	FORGED(2, tasks[0].phasing_count = 0);
	FORGED(2, tasks[0].phasing = nothing);
	FORGED(2, tasks[0].target = INT64_MAX);
	FORGED(2, tasks[0].has_target = false);
	FORGED(2, tasks[5].measure = MEASURE_PERCENT);
	FORGED(2, tasks[2].step_count = SIZE_MAX);
#undef FORGED
}

/* What was accepted once is entered, whatever the rules are now: the scale is not the sum, a date
 * is out of order, and no check would take it. */
static void a_season_that_no_check_would_take_today_is_entered(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.scale /= 2;
	draft.bonus_cap = POINTS_MAX;
	const struct command old = rig_season(rig, &draft, 2, at("2024-01-03T08:00Z"));
	struct effect effect;

	assert_string_not_equal(rig_send(rig, &old), "OK");
	assert_true(cluster_apply(rig->cluster, &old, old.hash, &effect));
	assert_int_equal(cluster_version(rig->cluster, 2024), 2);
	assert_int_equal(effect.year, 2024);
	assert_int_equal(effect.from, Q1);
	assert_true(effect.calendar && !effect.access && !effect.has_late_days);
}

/* --- effects --- */

static void a_command_says_what_it_moved(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;
	struct effect effect;

	rig_report(rig, "HN", Q2, at("2024-06-21T08:00Z"), &report);
	assert_true(cluster_apply(rig->cluster, &report.command, report.command.hash, &effect));
	assert_int_equal(effect.year, 2024);
	assert_int_equal(effect.from, Q2);
	assert_true(effect.has_late_days && !effect.access && !effect.calendar);
	assert_int_equal(effect.late_days, 3);
	const struct command revoke = rig_revoke(rig, "HN", at("2024-06-21T09:00Z"));

	assert_true(cluster_apply(rig->cluster, &revoke, revoke.hash, &effect));
	assert_int_equal(effect.year, 0);
	assert_true(effect.access && !effect.calendar && !effect.has_late_days);
}

/* --- memory --- */

static void a_played_year_is_below_18_kib(void **state)
{
	struct rig *rig = *state;

	play_2024(rig);
	print_message("a played year of 14 boards and 14 tasks: %zu bytes\n",
	              cluster_size(rig->cluster));
	assert_true(cluster_size(rig->cluster) <= 18 * 1024);
}

#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

static void what_is_larger_than_a_block_has_one_of_its_own(void **state)
{
	enum { LARGE = 0x40000 };
	struct heap heap = { 0 };

	(void)state;
	const uint32_t first = heap_add(&heap, 10, false), large = heap_add(&heap, LARGE, false);
	const struct heap_mark mark = heap_mark(&heap);
	const uint32_t none = heap_add(&heap, 0, false), last = heap_add(&heap, 10, true);

	memset(heap_at(&heap, first), 1, 10);
	memset(heap_at(&heap, large), 2, LARGE);
	memset(heap_at(&heap, last), 3, 10);
	assert_int_equal(*(uint8_t *)heap_at(&heap, first), 1);
	assert_int_equal(((uint8_t *)heap_at(&heap, large))[LARGE - 1], 2);
	assert_int_equal(*(uint8_t *)heap_at(&heap, last), 3);
	assert_true(heap_at(&heap, none) != heap_at(&heap, large));
	heap_cut(&heap, mark);
	assert_int_equal(((uint8_t *)heap_at(&heap, large))[0], 2);
	heap_free(&heap);
}

static void a_text_is_kept_once_until_it_is_cut(void **state)
{
	struct heap heap = { 0 };

	(void)state;
	const uint32_t first = heap_text(&heap, "đúng hạn");
	const struct heap_mark mark = heap_mark(&heap);
	const uint32_t other = heap_text(&heap, "chậm");

	assert_int_equal(heap_text(&heap, "đúng hạn"), first);
	assert_int_equal(heap_text(&heap, "chậm"), other);
	heap_cut(&heap, mark);
	const uint32_t between = heap_text(&heap, "đúng hạn, đủ");

	assert_int_equal(heap_text(&heap, "đúng hạn"), first);
	assert_string_equal(heap_at(&heap, heap_text(&heap, "chậm")), "chậm");
	assert_string_equal(heap_at(&heap, between), "đúng hạn, đủ");
	heap_cut(&heap, (struct heap_mark){ 0 });
	assert_string_equal(heap_at(&heap, heap_text(&heap, "đúng hạn")), "đúng hạn");
	heap_free(&heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_larger_than_a_block_has_one_of_its_own),
		cmocka_unit_test(a_text_is_kept_once_until_it_is_cut),
		cmocka_unit_test(values_come_back_as_they_were),
		cmocka_unit_test(the_largest_report_has_room),
		BEGUN(nothing_that_comes_after_a_lock_changes_its_standing),
		BEGUN(a_standing_is_as_new_as_the_newest_row_it_rests_on),
		BEGUN(a_what_if_leaves_nothing_behind),
		cmocka_unit_test(rewinding_and_going_on_is_as_if_one_had_gone_on),
		BEGUN(no_forged_report_can_be_entered),
		BEGUN(no_forged_key_can_be_entered),
		BEGUN(no_forged_season_can_be_entered),
		BEGUN(a_season_that_no_check_would_take_today_is_entered),
		BEGUN(a_command_says_what_it_moved),
		BEGUN(a_played_year_is_below_18_kib),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
