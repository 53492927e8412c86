/*
 * A task counts in the largest unit, 1 to 1/10,000, in which all its targets are whole; the width is that of the
 * largest number which that makes.
 */
#include "targets.h"

#include "ruleset_check.h"

static uint16_t unit_with(uint16_t unit, int64_t target)
{
	while (target % unit != 0)
		unit = (uint16_t)(unit / 10);
	return unit;
}

static void find_units(const struct season_draft *draft, uint16_t units[TASKS_MAX])
{
	int64_t targets[TASKS_MAX];

	for (size_t task = 0; task < draft->task_count; task++)
		units[task] = FULL;
	for (size_t board = 0; board < draft->board_count; board++) {
		ruleset_draft_targets(draft, &draft->boards[board], targets);
		for (size_t task = 0; task < draft->task_count; task++)
			units[task] = unit_with(units[task], targets[task]);
	}
}

uint8_t targets_width(const struct season_draft *draft)
{
	uint16_t units[TASKS_MAX];
	int64_t targets[TASKS_MAX], most = 0;

	find_units(draft, units);
	for (size_t board = 0; board < draft->board_count; board++) {
		ruleset_draft_targets(draft, &draft->boards[board], targets);
		for (size_t task = 0; task < draft->task_count; task++) {
			if (targets[task] / units[task] > most)
				most = targets[task] / units[task];
		}
	}
	if (most <= UINT16_MAX)
		return sizeof(uint16_t);
	return most <= UINT32_MAX ? sizeof(uint32_t) : sizeof(uint64_t);
}

size_t targets_size(const struct ruleset *ruleset)
{
	const size_t size =
	        (size_t)ruleset->board_count * ruleset->task_count * ruleset->target_width;

	return (size + 7) & ~(size_t)7;
}

static void put(struct ruleset *ruleset, size_t i, uint64_t number)
{
	if (ruleset->target_width == sizeof(uint16_t))
		((uint16_t *)ruleset->targets)[i] = (uint16_t)number;
	else if (ruleset->target_width == sizeof(uint32_t))
		((uint32_t *)ruleset->targets)[i] = (uint32_t)number;
	else
		((uint64_t *)ruleset->targets)[i] = number;
}

void targets_place(const struct season_draft *draft, struct ruleset *ruleset)
{
	uint16_t units[TASKS_MAX];
	int64_t targets[TASKS_MAX];
	const size_t count = draft->task_count;

	find_units(draft, units);
	for (size_t task = 0; task < count; task++)
		ruleset->tasks[task].target_unit = units[task];
	for (size_t board = 0; board < draft->board_count; board++) {
		ruleset_draft_targets(draft, &draft->boards[board], targets);
		for (size_t task = 0; task < count; task++)
			put(ruleset, board * count + task, (uint64_t)targets[task] / units[task]);
	}
}
