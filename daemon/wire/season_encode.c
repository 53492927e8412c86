/*
 * A season's draft and names to its bytes, whose hash everybody signs: nothing here may depend on
 * anything but the two. So presence follows one rule for each field for ever: a number that the
 * draft has no has_ for is written when it is not 0, but those that every season has always.
 */
#include "arena.h"
#include "encode.h"
#include "protobuf.h"
#include "thidua/v1/season.pb-c.h"

static void add_groups(const struct season_draft *draft, const struct season_texts *texts,
                       struct arena *arena, Thidua__V1__Season *to)
{
	Thidua__V1__Group *groups = arena_alloc(arena, draft->group_count, sizeof(*groups));

	for (size_t i = 0; i < draft->group_count; i++) {
		thidua__v1__group__init(&groups[i]);
		groups[i].has_number = true;
		groups[i].number = draft->groups[i];
		groups[i].name = (char *)texts->groups[i];
	}
	to->n_groups = draft->group_count;
	to->groups = protobuf_list(arena, groups, draft->group_count, sizeof(*groups));
}

static void add_steps(const struct task_draft *from, struct arena *arena, Thidua__V1__Task *to)
{
	Thidua__V1__LadderStep *steps = arena_alloc(arena, from->step_count, sizeof(*steps));

	for (size_t i = 0; i < from->step_count; i++) {
		thidua__v1__ladder_step__init(&steps[i]);
		steps[i].has_threshold = true;
		steps[i].threshold = (uint32_t)from->steps[i].threshold;
		steps[i].has_points = true;
		steps[i].points = from->steps[i].points;
	}
	to->n_steps = from->step_count;
	to->steps = protobuf_list(arena, steps, from->step_count, sizeof(*steps));
}

static void fill_task(const struct task_draft *from, struct arena *arena, Thidua__V1__Task *to)
{
	thidua__v1__task__init(to);
	to->code = protobuf_text(from->code);
	to->has_group = from->group != 0;
	to->group = from->group;
	to->has_kind = from->kind != 0;
	to->kind = (Thidua__V1__TaskKind)from->kind;
	to->has_accumulation = from->accumulation != 0;
	to->accumulation = (Thidua__V1__Accumulation)from->accumulation;
	to->has_measure = from->measure != 0;
	to->measure = (Thidua__V1__Measure)from->measure;
	to->has_max = from->max != 0;
	to->max = from->max;
	to->n_phasing = from->phasing_count;
	to->phasing = (uint32_t *)from->phasing;
	to->has_target = from->has_target;
	to->target = from->target;
	to->has_lower_is_better = from->lower_is_better;
	to->lower_is_better = from->lower_is_better;
	to->has_per_unit = from->has_per_unit;
	to->per_unit = from->per_unit;
	add_steps(from, arena, to);
}

static void add_tasks(const struct season_draft *draft, const struct season_texts *texts,
                      struct arena *arena, Thidua__V1__Season *to)
{
	Thidua__V1__Task *tasks = arena_alloc(arena, draft->task_count, sizeof(*tasks));

	for (size_t i = 0; i < draft->task_count; i++) {
		fill_task(&draft->tasks[i], arena, &tasks[i]);
		tasks[i].name = (char *)texts->tasks[i];
		tasks[i].unit = (char *)texts->units[i];
	}
	to->n_tasks = draft->task_count;
	to->tasks = protobuf_list(arena, tasks, draft->task_count, sizeof(*tasks));
}

static void add_targets(const struct board_draft *from, struct arena *arena, Thidua__V1__Board *to)
{
	Thidua__V1__Target *targets = arena_alloc(arena, from->target_count, sizeof(*targets));

	for (size_t i = 0; i < from->target_count; i++) {
		const struct target_draft *target = &from->targets[i];

		thidua__v1__target__init(&targets[i]);
		targets[i].task = protobuf_text(target->task);
		if (target->has_target) {
			targets[i].value_case = THIDUA__V1__TARGET__VALUE_TARGET;
			targets[i].target = target->target;
		} else if (target->not_assigned) {
			targets[i].value_case = THIDUA__V1__TARGET__VALUE_NOT_ASSIGNED;
			targets[i].not_assigned = true;
		}
	}
	to->n_targets = from->target_count;
	to->targets = protobuf_list(arena, targets, from->target_count, sizeof(*targets));
}

static void add_boards(const struct season_draft *draft, const struct season_texts *texts,
                       struct arena *arena, Thidua__V1__Season *to)
{
	Thidua__V1__Board *boards = arena_alloc(arena, draft->board_count, sizeof(*boards));

	for (size_t i = 0; i < draft->board_count; i++) {
		thidua__v1__board__init(&boards[i]);
		boards[i].code = protobuf_text(draft->boards[i].code);
		boards[i].name = (char *)texts->boards[i];
		boards[i].iso = (char *)texts->isos[i];
		add_targets(&draft->boards[i], arena, &boards[i]);
	}
	to->n_boards = draft->board_count;
	to->boards = protobuf_list(arena, boards, draft->board_count, sizeof(*boards));
}

static void add_periods(const struct season_draft *draft, struct arena *arena,
                        Thidua__V1__Season *to)
{
	Thidua__V1__PeriodDates *periods =
	        arena_alloc(arena, draft->period_count, sizeof(*periods));

	for (size_t i = 0; i < draft->period_count; i++) {
		const struct period_draft *from = &draft->periods[i];

		thidua__v1__period_dates__init(&periods[i]);
		periods[i].has_period = from->period != 0;
		periods[i].period = (Thidua__V1__Period)from->period;
		periods[i].has_opens = from->has_opens;
		periods[i].opens = from->opens;
		periods[i].has_due = from->has_due;
		periods[i].due = from->due;
		periods[i].has_lock = from->has_lock;
		periods[i].lock = from->lock;
	}
	to->n_periods = draft->period_count;
	to->periods = protobuf_list(arena, periods, draft->period_count, sizeof(*periods));
}

static void add_late_steps(const struct season_draft *draft, struct arena *arena,
                           Thidua__V1__Season *to)
{
	Thidua__V1__LateStep *steps = arena_alloc(arena, draft->late_step_count, sizeof(*steps));

	for (size_t i = 0; i < draft->late_step_count; i++) {
		thidua__v1__late_step__init(&steps[i]);
		steps[i].has_until_days = true;
		steps[i].until_days = draft->late_steps[i].until_days;
		steps[i].has_deduction = true;
		steps[i].deduction = draft->late_steps[i].deduction;
	}
	to->n_late_steps = draft->late_step_count;
	to->late_steps = protobuf_list(arena, steps, draft->late_step_count, sizeof(*steps));
}

static void add_bands(const struct season_draft *draft, const struct season_texts *texts,
                      struct arena *arena, Thidua__V1__Season *to)
{
	Thidua__V1__Band *bands = arena_alloc(arena, draft->band_count, sizeof(*bands));

	for (size_t i = 0; i < draft->band_count; i++) {
		thidua__v1__band__init(&bands[i]);
		bands[i].code = protobuf_text(draft->bands[i].code);
		bands[i].name = (char *)texts->bands[i];
		bands[i].has_at_least = draft->bands[i].has_at_least;
		bands[i].at_least = draft->bands[i].at_least;
	}
	to->n_bands = draft->band_count;
	to->bands = protobuf_list(arena, bands, draft->band_count, sizeof(*bands));
}

static void add_policies(const struct season_draft *draft, struct arena *arena,
                         Thidua__V1__Season *to)
{
	Thidua__V1__TieBreak *tiebreaks =
	        arena_alloc(arena, draft->tiebreak_count, sizeof(*tiebreaks));

	for (size_t i = 0; i < draft->tiebreak_count; i++)
		tiebreaks[i] = (Thidua__V1__TieBreak)draft->tiebreaks[i];
	to->n_tie_breaks = draft->tiebreak_count;
	to->tie_breaks = tiebreaks;
	to->has_scale = true;
	to->scale = draft->scale;
	to->n_holidays = draft->holiday_count;
	to->holidays = (int32_t *)draft->holidays;
	to->has_missing_deduction = true;
	to->missing_deduction = draft->missing_deduction;
	to->has_bonus_cap = true;
	to->bonus_cap = draft->bonus_cap;
	to->has_priority_group = draft->priority_group != 0;
	to->priority_group = draft->priority_group;
	to->has_not_assigned = draft->not_assigned != 0;
	to->not_assigned = (Thidua__V1__NotAssignedPolicy)draft->not_assigned;
	to->head = protobuf_text(draft->head);
	to->deputy = protobuf_text(draft->deputy);
}

void encode_season(const struct season_draft *draft, const struct season_texts *texts,
                   struct buffer *out)
{
	struct arena arena;

	arena_init(&arena, 0);
	Thidua__V1__Season season = THIDUA__V1__SEASON__INIT;

	season.cluster = protobuf_text(draft->cluster);
	season.has_year = draft->year != 0;
	season.year = draft->year;
	season.has_edition = draft->has_edition;
	season.edition = draft->edition;
	season.name = (char *)texts->name;
	add_groups(draft, texts, &arena, &season);
	add_tasks(draft, texts, &arena, &season);
	add_boards(draft, texts, &arena, &season);
	add_periods(draft, &arena, &season);
	add_late_steps(draft, &arena, &season);
	add_bands(draft, texts, &arena, &season);
	add_policies(draft, &arena, &season);
	protobuf_append(out, &season.base);
	arena_close(&arena);
}
