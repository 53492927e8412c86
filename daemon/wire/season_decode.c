/*
 * A season's bytes to the draft that the core judges and to the names that people read. Only the
 * shape is judged here; a number that cannot be right arrives as it was sent, so that the core says
 * all that is wrong at once. Names go into arrays that run beside those of the draft.
 */
#include <string.h>

#include "arena.h"
#include "encode.h"
#include "protobuf.h"
#include "shape.h"
#include "thidua/v1/season.pb-c.h"

/* Thresholds past the core's range stay past it. */
static int32_t as_int32(uint32_t value)
{
	return value <= INT32_MAX ? (int32_t)value : INT32_MAX;
}

static void take_steps(const Thidua__V1__Task *from, struct arena *arena, struct task_draft *to)
{
	struct ladder_step *steps = arena_alloc(arena, from->n_steps, sizeof(*steps));

	for (size_t i = 0; i < from->n_steps; i++)
		steps[i] = (struct ladder_step){ as_int32(from->steps[i]->threshold),
			                         from->steps[i]->points };
	to->step_count = from->n_steps;
	to->steps = steps;
}

static void take_tasks(const Thidua__V1__Season *season, struct arena *arena,
                       struct season_draft *draft)
{
	struct task_draft *tasks = arena_alloc(arena, season->n_tasks, sizeof(*tasks));

	for (size_t i = 0; i < season->n_tasks; i++) {
		const Thidua__V1__Task *from = season->tasks[i];

		tasks[i] = (struct task_draft){
			.code = protobuf_or_empty(from->code),
			.group = from->group,
			.kind = (int)from->kind,
			.accumulation = (int)from->accumulation,
			.measure = (int)from->measure,
			.max = from->max,
			.target = from->target,
			.per_unit = from->per_unit,
			.has_target = from->has_target,
			.has_per_unit = from->has_per_unit,
			.lower_is_better = from->lower_is_better,
			.phasing_count = from->n_phasing,
			.phasing = from->phasing,
		};
		take_steps(from, arena, &tasks[i]);
	}
	draft->task_count = season->n_tasks;
	draft->tasks = tasks;
}

static void take_boards(const Thidua__V1__Season *season, struct arena *arena,
                        struct season_draft *draft)
{
	struct board_draft *boards = arena_alloc(arena, season->n_boards, sizeof(*boards));

	for (size_t i = 0; i < season->n_boards; i++) {
		const Thidua__V1__Board *from = season->boards[i];
		struct target_draft *targets =
		        arena_alloc(arena, from->n_targets, sizeof(*targets));

		for (size_t k = 0; k < from->n_targets; k++) {
			const Thidua__V1__Target *target = from->targets[k];

			targets[k].task = protobuf_or_empty(target->task);
			targets[k].has_target =
			        target->value_case == THIDUA__V1__TARGET__VALUE_TARGET;
			targets[k].target = targets[k].has_target ? target->target : 0;
			targets[k].not_assigned =
			        target->value_case == THIDUA__V1__TARGET__VALUE_NOT_ASSIGNED &&
			        target->not_assigned;
		}
		boards[i] = (struct board_draft){ protobuf_or_empty(from->code), from->n_targets,
			                          targets };
	}
	draft->board_count = season->n_boards;
	draft->boards = boards;
}

static void take_periods(const Thidua__V1__Season *season, struct arena *arena,
                         struct season_draft *draft)
{
	struct period_draft *periods = arena_alloc(arena, season->n_periods, sizeof(*periods));

	for (size_t i = 0; i < season->n_periods; i++) {
		const Thidua__V1__PeriodDates *from = season->periods[i];

		periods[i] = (struct period_draft){
			.period = (int)from->period,
			.has_opens = from->has_opens,
			.has_due = from->has_due,
			.has_lock = from->has_lock,
			.opens = from->opens,
			.due = from->due,
			.lock = from->lock,
		};
	}
	draft->period_count = season->n_periods;
	draft->periods = periods;
}

static void take_policies(const Thidua__V1__Season *season, struct arena *arena,
                          struct season_draft *draft)
{
	uint32_t *groups = arena_alloc(arena, season->n_groups, sizeof(*groups));

	for (size_t i = 0; i < season->n_groups; i++)
		groups[i] = season->groups[i]->number;
	struct late_step *late = arena_alloc(arena, season->n_late_steps, sizeof(*late));

	for (size_t i = 0; i < season->n_late_steps; i++)
		late[i] = (struct late_step){ season->late_steps[i]->until_days,
			                      season->late_steps[i]->deduction };
	int *tiebreaks = arena_alloc(arena, season->n_tie_breaks, sizeof(*tiebreaks));

	for (size_t i = 0; i < season->n_tie_breaks; i++)
		tiebreaks[i] = (int)season->tie_breaks[i];
	struct band_draft *bands = arena_alloc(arena, season->n_bands, sizeof(*bands));

	for (size_t i = 0; i < season->n_bands; i++)
		bands[i] = (struct band_draft){ protobuf_or_empty(season->bands[i]->code),
			                        season->bands[i]->has_at_least,
			                        season->bands[i]->at_least };
	draft->group_count = season->n_groups;
	draft->groups = groups;
	draft->late_step_count = season->n_late_steps;
	draft->late_steps = late;
	draft->tiebreak_count = season->n_tie_breaks;
	draft->tiebreaks = tiebreaks;
	draft->band_count = season->n_bands;
	draft->bands = bands;
}

static void take_texts(const Thidua__V1__Season *season, struct arena *arena,
                       struct season_texts *texts)
{
	const char **groups = arena_alloc(arena, season->n_groups, sizeof(*groups));

	for (size_t i = 0; i < season->n_groups; i++)
		groups[i] = season->groups[i]->name;
	const char **tasks = arena_alloc(arena, season->n_tasks, sizeof(*tasks));
	const char **units = arena_alloc(arena, season->n_tasks, sizeof(*units));

	for (size_t i = 0; i < season->n_tasks; i++) {
		tasks[i] = season->tasks[i]->name;
		units[i] = season->tasks[i]->unit;
	}
	const char **boards = arena_alloc(arena, season->n_boards, sizeof(*boards));
	const char **isos = arena_alloc(arena, season->n_boards, sizeof(*isos));

	for (size_t i = 0; i < season->n_boards; i++) {
		boards[i] = season->boards[i]->name;
		isos[i] = season->boards[i]->iso;
	}
	const char **bands = arena_alloc(arena, season->n_bands, sizeof(*bands));

	for (size_t i = 0; i < season->n_bands; i++)
		bands[i] = season->bands[i]->name;
	*texts = (struct season_texts){ season->name, groups, tasks, units, boards, isos, bands };
}

bool decode_season(const uint8_t *bytes, size_t size, struct arena *arena,
                   struct season_draft *draft, struct season_texts *texts, struct faults *why)
{
	if (!shape_check(&shape_season, bytes, size, why))
		return false;
	const Thidua__V1__Season *season =
	        protobuf_unpack(&thidua__v1__season__descriptor, bytes, size, arena);

	if (!season) {
		fail(why, FAULT_OVER_BUDGET, "season");
		return false;
	}
	*draft = (struct season_draft){
		.cluster = protobuf_or_empty(season->cluster),
		.year = season->year,
		.has_edition = season->has_edition,
		.edition = season->edition,
		.scale = season->scale,
		.missing_deduction = season->missing_deduction,
		.bonus_cap = season->bonus_cap,
		.holiday_count = season->n_holidays,
		.holidays = season->holidays,
		.priority_group = season->priority_group,
		.not_assigned = (int)season->not_assigned,
		.head = protobuf_or_empty(season->head),
		.deputy = protobuf_or_empty(season->deputy),
	};
	take_policies(season, arena, draft);
	take_tasks(season, arena, draft);
	take_boards(season, arena, draft);
	take_periods(season, arena, draft);
	if (texts)
		take_texts(season, arena, texts);
	return true;
}
