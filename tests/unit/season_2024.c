#include "season_2024.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "faults.h"

enum { DAYS = 365 }; /* from 15 March 2024 to that of 2025 */

#define COUNT(array)    (sizeof(array) / sizeof((array)[0]))
#define POINTS(whole)   (INT64_C(100) * (whole))
#define QUANTITY(whole) (INT64_C(10000) * (whole))

#define GROUP "Nhóm nhiệm vụ"
static const struct group_draft groups[] = {
	{ 1, GROUP }, { 2, GROUP }, { 3, GROUP }, { 4, GROUP },
	{ 5, GROUP }, { 6, GROUP }, { 7, GROUP }, { 8, GROUP }
};

static const uint32_t even[] = { 2500, 5000, 7500, 10000 };
static const uint32_t whole[] = { 10000, 10000, 10000, 10000 };

/* congress preparation by milestones, planning by share done */
static const struct ladder_step t03_steps[] = {
	{ 2500, POINTS(25) }, { 5000, POINTS(50) }, { 7500, POINTS(75) }, { 10000, POINTS(100) }
};
static const struct ladder_step t08_steps[] = { { 5000, POINTS(30) },
	                                        { 8000, POINTS(50) },
	                                        { 10000, POINTS(70) } };

#define TASK(task_code, task_group, task_kind, how, what, points, goal, phases)                    \
	.code = (task_code), .name = "Nhiệm vụ", .unit = "%", .group = (task_group),               \
	.kind = (task_kind), .accumulation = (how), .measure = (what), .max = POINTS(points),      \
	.target = QUANTITY(goal), .has_target = true, .phasing_count = COUNT(phases),              \
	.phasing = (phases)

static const struct task_draft tasks[] = {
	{ TASK("T01", 1, KIND_LINEAR, ACCUMULATE_SUM, MEASURE_QUANTITY, 80, 36, even) },
	{ TASK("T02", 1, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 80, 95, whole) },
	{ TASK("T03", 2, KIND_LADDER, ACCUMULATE_LAST, MEASURE_QUANTITY, 100, 8, whole),
	  .step_count = COUNT(t03_steps), .steps = t03_steps },
	{ TASK("T04", 3, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 80, 90, whole) },
	{ TASK("T05", 3, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 70, 100, whole) },
	{ TASK("T06", 4, KIND_LEADER, ACCUMULATE_SUM, MEASURE_QUANTITY, 80, 12, even) },
	{ TASK("T07", 5, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 70, 100, whole) },
	{ TASK("T08", 5, KIND_LADDER, ACCUMULATE_LAST, MEASURE_PERCENT, 70, 100, whole),
	  .step_count = COUNT(t08_steps), .steps = t08_steps },
	{ TASK("T09", 5, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 60, 100, whole) },
	{ TASK("T10", 6, KIND_LEADER, ACCUMULATE_SUM, MEASURE_QUANTITY, 90, 1200, even) },
	{ TASK("T11", 7, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 60, 100, whole) },
	{ TASK("T12", 8, KIND_LINEAR, ACCUMULATE_LAST, MEASURE_PERCENT, 50, 80, whole) },
	{ TASK("T13", 8, KIND_PER_UNIT, ACCUMULATE_SUM, MEASURE_MODELS, 60, 5, even),
	  .has_per_unit = true, .per_unit = POINTS(12) },
	{ TASK("T14", 8, KIND_PER_UNIT, ACCUMULATE_MAX, MEASURE_QUANTITY, 50, 5, whole),
	  .has_per_unit = true, .per_unit = POINTS(10) },
};

#define OWN(task_code, goal)                                                                       \
	{                                                                                          \
		.task = (task_code), .has_target = true, .target = QUANTITY(goal)                  \
	}
#define NOT_OURS(task_code)                                                                        \
	{                                                                                          \
		.task = (task_code), .not_assigned = true                                          \
	}

static const struct target_draft tq[] = { OWN("T10", 1500) };
static const struct target_draft bk[] = { OWN("T10", 600), OWN("T06", 8) };
static const struct target_draft db[] = { OWN("T10", 900) };
static const struct target_draft lch[] = { OWN("T10", 700), NOT_OURS("T12") };
static const struct target_draft vp[] = { OWN("T01", 40), NOT_OURS("T06") };
static const struct target_draft hn[] = { OWN("T01", 96), OWN("T06", 30), OWN("T10", 9000) };

#define BOARD(board_code)                                                                          \
	{                                                                                          \
		.code = (board_code), .name = "Ban Tổ chức", .iso = "VN-HN"                        \
	}
#define BOARD_WITH(board_code, own)                                                                \
	{                                                                                          \
		.code = (board_code), .name = "Ban Tổ chức", .iso = "VN-HN",                       \
		.target_count = COUNT(own), .targets = (own)                                       \
	}

static const struct board_draft boards[] = {
	BOARD_WITH("TQ", tq),
	BOARD_WITH("BK", bk),
	BOARD("CB"),
	BOARD_WITH("DB", db),
	BOARD("HG"),
	BOARD("HB"),
	BOARD_WITH("LCH", lch),
	BOARD("LCA"),
	BOARD("PT"),
	BOARD("SL"),
	BOARD("TNG"),
	BOARD_WITH("VP", vp),
	BOARD("YB"),
	BOARD_WITH("HN", hn),
};

#define PERIOD(number, first, expected, last)                                                      \
	{                                                                                          \
		.period = (number), .has_opens = true, .has_due = true, .has_lock = true,          \
		.opens = (first), .due = (expected), .lock = (last)                                \
	}

/* days since 1970-01-01: 2024-01-01 is 19723 */
static const struct period_draft periods[] = {
	PERIOD(1, 19797, 19802, 19818), /* 2024-03-15, 03-20, 04-05 */
	PERIOD(2, 19889, 19892, 19909), /* 2024-06-15, 06-18, 07-05 */
	PERIOD(3, 19981, 19986, 20001), /* 2024-09-15, 09-20, 10-05 */
	PERIOD(4, 20042, 20047, 20055), /* 2024-11-15, 11-20, 11-28 */
	PERIOD(5, 20088, 20119, 20134), /* 2024-12-31, 2025-01-31, 2025-02-15 */
};

/* New Year, Tết, Hùng kings, 30 April and 1 May, National Day; New Year and Tết of 2025 */
static const int32_t holidays[] = {
	19723, 19761, 19762, 19765, 19766, 19767, 19831, 19843, 19844,
	19968, 19969, 20089, 20115, 20116, 20117, 20118, 20119,
};

static const struct late_step late_steps[] = { { 2, POINTS(5) },
	                                       { 5, POINTS(10) },
	                                       { 10, POINTS(15) } };

static const int tiebreaks[] = { TIEBREAK_TOTAL, TIEBREAK_DEDUCTION, TIEBREAK_PRIORITY_GROUP,
	                         TIEBREAK_BASE, TIEBREAK_LATE_DAYS };

static const struct band_draft bands[] = {
	{ "XS", "Mức", true, POINTS(900) },
	{ "TOT", "Mức", true, POINTS(800) },
	{ "HT", "Mức", true, POINTS(650) },
	{ "KHT", "Mức", true, 0 },
};

void season_2024_draft(struct season_draft *draft)
{
	*draft = (struct season_draft){
		.cluster = "TCXDD-1",
		.year = 2024,
		.name = "Mùa thi đua 2024",
		.scale = POINTS(1000),
		.missing_deduction = POINTS(20),
		.bonus_cap = POINTS(100),
		.group_count = COUNT(groups),
		.groups = groups,
		.task_count = COUNT(tasks),
		.tasks = tasks,
		.board_count = COUNT(boards),
		.boards = boards,
		.period_count = COUNT(periods),
		.periods = periods,
		.holiday_count = COUNT(holidays),
		.holidays = holidays,
		.late_step_count = COUNT(late_steps),
		.late_steps = late_steps,
		.tie_break_count = COUNT(tiebreaks),
		.tie_breaks = tiebreaks,
		.priority_group = 2,
		.band_count = COUNT(bands),
		.bands = bands,
		.not_assigned = NOT_ASSIGNED_RESCALE,
		.head = "HN",
		.deputy = "PT",
	};
}

void season_2024_reviewed(uint32_t year, struct season_draft *draft)
{
	static const int strict[] = { Q4 + 1, FINAL + 1 };
	static struct period_draft moved[PERIODS];
	const int32_t later = (int32_t)(year - 2024) * DAYS;

	season_2024_draft(draft);
	memcpy(moved, draft->periods, sizeof(moved));
	for (size_t i = 0; i < PERIODS; i++) {
		moved[i].opens += later;
		moved[i].due += later;
		moved[i].lock += later;
	}
	draft->year = year;
	draft->periods = moved;
	draft->has_edition = draft->has_review = true;
	draft->edition = EDITION_SECOND;
	draft->review = (struct review_draft){ .review_days = 5,
		                               .dispute_days = 5,
		                               .return_days = 2,
		                               .strict_count = 2,
		                               .strict = strict };
	if (year == 2024)
		return;
	draft->holiday_count = 0;
	draft->head = "PT";
	draft->deputy = "HN";
}

struct ruleset *season_2024_ruleset(void)
{
	struct season_draft draft;
	struct arena arena;
	struct faults why;
	uint8_t hash[HASH_SIZE];

	season_2024_draft(&draft);
	memset(hash, 0x24, sizeof(hash));
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	struct ruleset *ruleset = ruleset_make(&draft, 1, hash, &why);

	for (size_t i = 0; i < why.count; i++)
		fprintf(stderr, "season 2024: %s %s\n", why.items[i].field, why.items[i].message);
	arena_close(&arena);
	if (!ruleset)
		abort();
	return ruleset;
}
