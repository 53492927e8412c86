#include "random_season.h"

#include <stdlib.h>
#include <string.h>

#include "calendar.h"

enum {
	FIRST_DAY = 19723 /* 2024-01-01 */,
	BOARDS_MOST = 6,
	TASKS_MOST = 8,
	STEPS_MOST = 4,
	BANDS_MOST = 3
};

/* splitmix64 */
static uint64_t next(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

uint64_t random_setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

uint64_t roll(struct dice *dice, uint64_t count)
{
	return next(dice) % count;
}

bool chance(struct dice *dice, unsigned percent)
{
	return roll(dice, 100) < percent;
}

static int64_t between(struct dice *dice, int64_t least, int64_t most)
{
	return least + (int64_t)roll(dice, (uint64_t)(most - least) + 1);
}

/* Small whole numbers make ties, any number makes long fractions. */
static int64_t random_target(struct dice *dice, int measure)
{
	if (measure == MEASURE_PERCENT || measure == MEASURE_LIMITATIONS)
		return chance(dice, 50) ? between(dice, 1, 20) * 5 * UNITS
		                        : between(dice, 1, 100 * UNITS);
	if (chance(dice, 10))
		return QUANTITY_MAX;
	return chance(dice, 60) ? between(dice, 1, 12) * UNITS : between(dice, 1, QUANTITY_MAX);
}

static void random_phasing(struct dice *dice, struct arena *arena, struct task_draft *task)
{
	uint32_t *phasing = arena_alloc(arena, 4, sizeof(*phasing));

	phasing[3] = FULL;
	for (size_t i = 3; i-- > 0;)
		phasing[i] = chance(dice, 30) ? phasing[i + 1]
		                              : (uint32_t)between(dice, 1, phasing[i + 1]);
	task->phasing = phasing;
	task->phasing_count = 4;
}

static void random_steps(struct dice *dice, struct arena *arena, struct task_draft *task)
{
	struct ladder_step *steps = arena_alloc(arena, STEPS_MOST, sizeof(*steps));
	uint32_t threshold = 0;

	task->step_count = (size_t)between(dice, 1, STEPS_MOST);
	for (size_t i = 0; i < task->step_count; i++) {
		threshold += (uint32_t)between(dice, 1, 25000);
		steps[i] = (struct ladder_step){ threshold, task->max * (int64_t)(i + 1) /
			                                            (int64_t)task->step_count };
	}
	task->steps = steps;
}

static struct task_draft random_task(struct dice *dice, struct arena *arena, size_t i)
{
	struct task_draft task = { .code = arena_text(arena, "T%02zu", i + 1),
		                   .name = arena_text(arena, "Nhiệm vụ %zu", i + 1),
		                   .unit = "việc",
		                   .group = (uint32_t)between(dice, 1, 3),
		                   .kind = (int)between(dice, KIND_LINEAR, KIND_APPRAISED),
		                   .accumulation =
		                           (int)between(dice, ACCUMULATE_SUM, ACCUMULATE_MAX),
		                   .max = chance(dice, 50) ? between(dice, 1, 100) * 100
		                                           : between(dice, 100, POINTS_MAX / 8),
		                   .measure = MEASURE_QUANTITY };

	random_phasing(dice, arena, &task);
	if (task.kind == KIND_APPRAISED) {
		task.measure = MEASURE_NONE;
		return task;
	}
	if (task.kind == KIND_PER_UNIT) {
		task.has_per_unit = true;
		task.per_unit = between(dice, 1, task.max);
		task.measure = chance(dice, 50) ? MEASURE_MODELS : MEASURE_QUANTITY;
	} else {
		task.lower_is_better = chance(dice, 25);
		if (task.kind != KIND_LEADER && chance(dice, 50))
			task.measure = MEASURE_PERCENT;
	}
	if (task.kind == KIND_LADDER)
		random_steps(dice, arena, &task);
	task.has_target = true;
	task.target = random_target(dice, task.measure);
	return task;
}

/* The first task is everybody's, so that nobody is left with none. */
static struct board_draft random_board(struct dice *dice, struct arena *arena,
                                       const struct season_draft *draft, size_t i)
{
	struct target_draft *targets = arena_alloc(arena, draft->task_count, sizeof(*targets));
	struct board_draft board = { .code = arena_text(arena, "B%c", (char)('A' + i)),
		                     .name = arena_text(arena, "Ban %zu", i + 1),
		                     .targets = targets };

	for (size_t task = 0; task < draft->task_count; task++) {
		const struct task_draft *rule = &draft->tasks[task];

		if (task > 0 && chance(dice, 12))
			targets[board.target_count++] =
			        (struct target_draft){ .task = rule->code, .not_assigned = true };
		else if (rule->measure != MEASURE_NONE && chance(dice, 30))
			targets[board.target_count++] =
			        (struct target_draft){ .task = rule->code,
				                       .has_target = true,
				                       .target =
				                               random_target(dice, rule->measure) };
	}
	return board;
}

static void random_boards(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	struct board_draft *boards = arena_alloc(arena, draft->board_count, sizeof(*boards));

	for (size_t i = 0; i < draft->board_count; i++)
		boards[i] = random_board(dice, arena, draft, i);
	draft->boards = boards;
	if (draft->head)
		return; /* a next version has the same */
	draft->head = boards[0].code;
	draft->deputy = boards[1].code;
}

static void random_calendar(struct dice *dice, struct arena *arena, int32_t first,
                            struct season_draft *draft)
{
	struct period_draft *periods = arena_alloc(arena, PERIODS, sizeof(*periods));
	int32_t *holidays = arena_alloc(arena, 8, sizeof(*holidays));
	int32_t opens = first, lock = first;

	draft->holiday_count = roll(dice, 8);
	for (size_t i = 0; i < draft->holiday_count; i++)
		holidays[i] = first + (int32_t)(i * 20 + roll(dice, 20));
	draft->holidays = holidays;
	for (int i = 0; i < PERIODS; i++) {
		opens += (int32_t)between(dice, 1, 40);
		const int32_t due = opens + (int32_t)roll(dice, 10);
		const int32_t rolled = calendar_roll(due, holidays, draft->holiday_count);

		lock = (rolled > lock ? rolled : lock + 1) + (int32_t)roll(dice, 15);
		periods[i] =
		        (struct period_draft){ i + 1, true, opens, true, due, true, lock, false };
	}
	draft->periods = periods;
	draft->period_count = PERIODS;
}

static void random_policies(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	struct late_step *steps = arena_alloc(arena, 3, sizeof(*steps));
	int *tiebreaks = arena_alloc(arena, TIEBREAKS_MAX, sizeof(*tiebreaks));
	uint32_t days = 0;
	int64_t deduction = 0;

	draft->late_step_count = roll(dice, 4);
	for (size_t i = 0; i < draft->late_step_count; i++) {
		days += (uint32_t)between(dice, 1, 4);
		deduction = between(dice, deduction, draft->scale);
		steps[i] = (struct late_step){ days, deduction / 4 };
	}
	draft->late_steps = steps;
	draft->missing_deduction = between(dice, deduction / 4, draft->scale);
	draft->bonus_cap = 0;
	draft->not_assigned = chance(dice, 70) ? NOT_ASSIGNED_RESCALE : NOT_ASSIGNED_ZERO;
	for (int i = 0; i < TIEBREAKS_MAX; i++)
		tiebreaks[i] = i + 1;
	for (size_t i = 1; i < TIEBREAKS_MAX; i++) { /* TOTAL stays first */
		const size_t other = (size_t)between(dice, 1, (int64_t)i);
		const int key = tiebreaks[i];

		tiebreaks[i] = tiebreaks[other];
		tiebreaks[other] = key;
	}
	draft->tie_breaks = tiebreaks;
	draft->tie_break_count = (size_t)between(dice, 1, TIEBREAKS_MAX);
	draft->priority_group = (uint32_t)between(dice, 1, 3);
}

void random_draft_of(struct dice *dice, struct arena *arena, uint32_t year, int32_t first,
                     struct season_draft *draft)
{
	static const struct group_draft groups[] = { { 1, "Nhóm 1" },
		                                     { 2, "Nhóm 2" },
		                                     { 3, "Nhóm 3" } };
	static const struct band_draft bands[] = { { "GOOD", "Tốt", true, 50000 },
		                                   { "FAIR", "Khá", true, 20000 },
		                                   { "POOR", "Yếu", true, 0 } };

	*draft = (struct season_draft){ .cluster = "TCXDD-1",
		                        .year = year,
		                        .name = "Năm thử",
		                        .group_count = 3,
		                        .groups = groups,
		                        .band_count = BANDS_MOST,
		                        .bands = bands,
		                        .task_count = (size_t)between(dice, 1, TASKS_MOST),
		                        .board_count = (size_t)between(dice, 2, BOARDS_MOST) };
	struct task_draft *tasks = arena_alloc(arena, draft->task_count, sizeof(*tasks));

	for (size_t i = 0; i < draft->task_count; i++) {
		tasks[i] = random_task(dice, arena, i);
		draft->scale += tasks[i].max;
	}
	draft->tasks = tasks;
	random_boards(dice, arena, draft);
	random_calendar(dice, arena, first, draft);
	random_policies(dice, arena, draft);
}

void random_draft(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	random_draft_of(dice, arena, 2024, FIRST_DAY, draft);
}

void random_next_version(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	struct task_draft *tasks = arena_alloc(arena, draft->task_count, sizeof(*tasks));
	struct period_draft *periods = arena_alloc(arena, PERIODS, sizeof(*periods));

	memcpy(tasks, draft->tasks, draft->task_count * sizeof(*tasks));
	memcpy(periods, draft->periods, PERIODS * sizeof(*periods));
	for (size_t i = 0; i < draft->task_count; i++) {
		random_phasing(dice, arena, &tasks[i]);
		if (tasks[i].has_target)
			tasks[i].target = random_target(dice, tasks[i].measure);
	}
	periods[FINAL].lock += (int32_t)roll(dice, 4);
	draft->tasks = tasks;
	draft->periods = periods;
	random_boards(dice, arena, draft);
	random_policies(dice, arena, draft);
}

static int64_t random_quantity(struct dice *dice, int64_t target)
{
	if (chance(dice, 15))
		return 0;
	if (chance(dice, 5))
		return QUANTITY_MAX;
	if (chance(dice, 50))
		return target - target * between(dice, 0, 8) / 8;
	return between(dice, 0, target < QUANTITY_MAX / 2 ? 2 * target : QUANTITY_MAX);
}

static struct report_line random_line(struct dice *dice, const struct task *task, int64_t target)
{
	struct report_line line = { .task = task->code };

	if (task->measure == MEASURE_PERCENT) {
		line.has_done = line.has_out_of = true;
		line.out_of = chance(dice, 15)   ? 0
		              : chance(dice, 70) ? between(dice, 1, 20) * UNITS
		                                 : between(dice, 1, QUANTITY_MAX);
		line.done = chance(dice, 20) ? line.out_of : between(dice, 0, line.out_of);
	} else {
		line.has_actual = true;
		line.actual = random_quantity(dice, target);
		if (task->kind == KIND_PER_UNIT)
			line.actual -= line.actual % UNITS;
	}
	return line;
}

void random_report(struct dice *dice, struct rig *rig, uint32_t year, size_t board,
                   enum period period, int64_t received_at, struct rig_report *out)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, year, received_at);
	struct submit_report *submit = &out->command.submit_report;

	rig_report_in(rig, year, arena_text(&rig->arena, "%s", ruleset->boards[board]), period,
	              received_at, out);
	for (size_t i = 0; i < submit->line_count; i++) {
		const int task = ruleset_task(ruleset, out->lines[i].task);

		out->lines[i] = random_line(dice, &ruleset->tasks[task],
		                            ruleset_target(ruleset, board, (size_t)task));
		/* the ruleset may be another when the line is read again */
		out->lines[i].task = arena_text(&rig->arena, "%s", out->lines[i].task);
	}
	submit->model_count = chance(dice, 50) ? 0 : roll(dice, 6);
}
