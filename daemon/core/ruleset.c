/*
 * A ruleset and all its arrays are one block, so that a cached season is one allocation of just its
 * size:
 *
 *   struct ruleset | tasks | steps of all tasks | targets | late steps | bands | entry rules | holidays | boards
 *
 * by falling alignment, so that nothing is padded between; the targets are as narrow as they may be, and fill up
 * to eight bytes. Who keeps it gives the block and does not move it.
 */
#include "ruleset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "decimal.h"
#include "ruleset_check.h"
#include "targets.h"

static size_t step_total(const struct ruleset *counts)
{
	size_t total = 0;

	for (size_t i = 0; i < counts->task_count; i++)
		total += counts->tasks[i].step_count;
	return total;
}

static size_t block_size(const struct ruleset *counts, size_t steps)
{
	return sizeof(*counts) + counts->task_count * sizeof(*counts->tasks) +
	       steps * sizeof(*counts->tasks->steps) + targets_size(counts) +
	       counts->late_step_count * sizeof(*counts->late_steps) +
	       counts->band_count * sizeof(*counts->bands) +
	       counts->entry_rule_count * sizeof(*counts->entry_rules) +
	       counts->holiday_count * sizeof(*counts->holidays) +
	       counts->board_count * sizeof(*counts->boards);
}

/* Points the arrays of a ruleset, whose counts stand, into the block behind it. Returns the room
 * for the steps. */
static struct ladder_step *place_arrays(struct ruleset *ruleset, size_t steps)
{
	ruleset->tasks = (struct task *)(ruleset + 1);
	struct ladder_step *first = (struct ladder_step *)(ruleset->tasks + ruleset->task_count);

	ruleset->targets = first + steps;
	ruleset->late_steps =
	        (struct late_step *)((uint8_t *)ruleset->targets + targets_size(ruleset));
	ruleset->bands = (struct band *)(ruleset->late_steps + ruleset->late_step_count);
	ruleset->entry_rules = (struct entry_rule *)(ruleset->bands + ruleset->band_count);
	ruleset->holidays = (int32_t *)(ruleset->entry_rules + ruleset->entry_rule_count);
	ruleset->boards = (char(*)[CODE_SIZE])(ruleset->holidays + ruleset->holiday_count);
	return first;
}

static void take_task(struct task *task, const struct task_draft *draft, struct ladder_step **steps)
{
	strcpy(task->code, draft->code);
	task->group = (uint8_t)draft->group;
	task->kind = (uint8_t)draft->kind;
	task->accumulation = (uint8_t)draft->accumulation;
	task->measure = (uint8_t)draft->measure;
	task->lower_is_better = draft->lower_is_better;
	task->decimals = draft->has_decimals ? (uint8_t)draft->decimals : QUANTITY_DECIMALS;
	for (size_t i = 0; i < PERIODS; i++)
		task->phasing[i] =
		        (uint16_t)draft
		                ->phasing[i < draft->phasing_count ? i : draft->phasing_count - 1];
	task->max = draft->max;
	task->per_unit = draft->has_per_unit ? draft->per_unit : 0;
	task->step_count = (uint8_t)draft->step_count;
	if (draft->step_count == 0)
		return;
	memcpy(*steps, draft->steps, draft->step_count * sizeof(**steps));
	task->steps = *steps;
	*steps += draft->step_count;
}

static void take_calendar(struct ruleset *ruleset, const struct season_draft *draft)
{
	ruleset_draft_holidays(draft, ruleset->holidays);
	for (size_t i = 0; i < PERIODS; i++) {
		const struct period_draft *period = &draft->periods[i];

		if (period->not_held) {
			ruleset->periods[i] =
			        (struct period_dates){ DAY_NEVER, DAY_NEVER, DAY_NEVER, DAY_NEVER };
			continue;
		}
		ruleset->periods[i] = (struct period_dates){
			.opens = period->opens,
			.due = period->due,
			.rolled = calendar_roll(period->due, ruleset->holidays,
			                        ruleset->holiday_count),
			.lock = period->lock,
		};
	}
}

static struct review_policy review_of(const struct season_draft *draft)
{
	struct review_policy policy = { 0 };

	if (!draft->has_review)
		return policy;
	policy.review_days = (uint8_t)draft->review.review_days;
	policy.dispute_days = (uint8_t)draft->review.dispute_days;
	policy.return_days = (uint8_t)draft->review.return_days;
	for (size_t i = 0; i < draft->review.strict_count; i++)
		policy.strict |= (uint8_t)(1 << (draft->review.strict[i] - 1));
	return policy;
}

/* Everything but counts and arrays. */
static void take_policies(struct ruleset *ruleset, const struct season_draft *draft)
{
	strcpy(ruleset->cluster, draft->cluster);
	ruleset->year = (uint16_t)draft->year;
	ruleset->edition = draft->has_edition ? (uint8_t)draft->edition : EDITION_FIRST;
	ruleset->scale = draft->scale;
	ruleset->missing_deduction = draft->missing_deduction;
	ruleset->bonus_cap = draft->bonus_cap;
	ruleset->priority_group = (uint8_t)draft->priority_group;
	ruleset->not_assigned = (uint8_t)draft->not_assigned;
	ruleset->postmark_grace_days = (uint8_t)draft->postmark_grace_days;
	ruleset->review = review_of(draft);
	ruleset->compact = draft->compact;
	ruleset->models = draft->models;
	ruleset->limitations = draft->limitations;
	ruleset->earlier_limitations = (uint16_t)draft->earlier_limitation_count;
	ruleset->publication = draft->publication;
	if (draft->has_freeze)
		ruleset->freeze = (struct freeze_dates){ draft->freeze.first, draft->freeze.last,
			                                 (uint8_t)(draft->freeze.period - 1) };
	ruleset->proposal_days = (uint8_t)draft->proposal_days;
	ruleset->head = (uint16_t)ruleset_draft_board(draft, draft->head);
	ruleset->deputy = (uint16_t)ruleset_draft_board(draft, draft->deputy);
	for (size_t i = 0; i < draft->tie_break_count; i++)
		ruleset->tiebreaks[i] = (uint8_t)draft->tie_breaks[i];
	for (size_t i = 0; i < draft->group_count; i++)
		ruleset->groups[i] = (uint8_t)draft->groups[i].number;
}

static void take_arrays(struct ruleset *ruleset, const struct season_draft *draft,
                        struct ladder_step *steps)
{
	for (size_t i = 0; i < draft->task_count; i++)
		take_task(&ruleset->tasks[i], &draft->tasks[i], &steps);
	for (size_t i = 0; i < draft->board_count; i++)
		strcpy(ruleset->boards[i], draft->boards[i].code);
	targets_place(draft, ruleset);
	for (size_t i = 0; i < draft->late_step_count; i++)
		ruleset->late_steps[i] = draft->late_steps[i];
	for (size_t i = 0; i < draft->band_count; i++) {
		strcpy(ruleset->bands[i].code, draft->bands[i].code);
		ruleset->bands[i].at_least = draft->bands[i].at_least;
	}
	for (size_t i = 0; i < draft->entry_rule_count; i++) {
		const struct entry_rule_draft *from = &draft->entry_rules[i];
		struct entry_rule *rule = &ruleset->entry_rules[i];

		*rule = (struct entry_rule){ .least = from->least,
			                     .most = from->most,
			                     .kind = (uint8_t)from->kind };
		strcpy(rule->code, from->code);
	}
}

static struct ruleset counts_of(const struct season_draft *draft)
{
	return (struct ruleset){
		.task_count = (uint16_t)draft->task_count,
		.board_count = (uint16_t)draft->board_count,
		.holiday_count = (uint16_t)draft->holiday_count,
		.late_step_count = (uint8_t)draft->late_step_count,
		.tiebreak_count = (uint8_t)draft->tie_break_count,
		.band_count = (uint8_t)draft->band_count,
		.group_count = (uint8_t)draft->group_count,
		.entry_rule_count = (uint8_t)draft->entry_rule_count,
		.target_width = targets_width(draft),
	};
}

static size_t draft_steps(const struct season_draft *draft)
{
	size_t steps = 0;

	for (size_t i = 0; i < draft->task_count; i++)
		steps += draft->tasks[i].step_count;
	return steps;
}

size_t ruleset_room(const struct season_draft *draft)
{
	if (!ruleset_can_be_held(draft))
		return 0;
	const struct ruleset counts = counts_of(draft);

	return block_size(&counts, draft_steps(draft));
}

void ruleset_place(const struct season_draft *draft, uint32_t version,
                   const uint8_t hash[HASH_SIZE], struct ruleset *out)
{
	*out = counts_of(draft);
	out->version = version;
	memcpy(out->hash, hash, HASH_SIZE);
	take_arrays(out, draft, place_arrays(out, draft_steps(draft)));
	take_policies(out, draft);
	take_calendar(out, draft);
}

struct ruleset *ruleset_make(const struct season_draft *draft, uint32_t version,
                             const uint8_t hash[HASH_SIZE], struct faults *why)
{
	if (!ruleset_check(draft, why))
		return NULL;
	struct ruleset *ruleset = must_alloc(1, ruleset_room(draft));

	ruleset_place(draft, version, hash, ruleset);
	return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
	free(ruleset);
}

size_t ruleset_size(const struct ruleset *ruleset)
{
	return block_size(ruleset, step_total(ruleset));
}

int ruleset_task(const struct ruleset *ruleset, const char *code)
{
	return ruleset_task_from(ruleset, code, 0);
}

static_assert(sizeof(uint64_t) == CODE_SIZE, "a code is a word");

/* A code as one number, as it stands in a ruleset with zeroes behind: what a report names is looked for among all
 * of them. UINT64_MAX, which is no text, when it is longer than any. */
static uint64_t code_word(const char *code)
{
	const size_t size = strnlen(code, CODE_SIZE);
	uint64_t word = 0;

	if (size == CODE_SIZE)
		return UINT64_MAX;
	memcpy(&word, code, size);
	return word;
}

static bool is_code(const char stored[CODE_SIZE], uint64_t word)
{
	return memcmp(stored, &word, CODE_SIZE) == 0;
}

int ruleset_task_from(const struct ruleset *ruleset, const char *code, int likely)
{
	const int count = (int)ruleset->task_count;
	const uint64_t word = code_word(code);

	for (int i = 0; i < count; i++) {
		const int task = likely + i < count ? likely + i : likely + i - count;

		if (is_code(ruleset->tasks[task].code, word))
			return task;
	}
	return -1;
}

int ruleset_board(const struct ruleset *ruleset, const char *code)
{
	const uint64_t word = code_word(code);

	for (size_t i = 0; i < ruleset->board_count; i++)
		if (is_code(ruleset->boards[i], word))
			return (int)i;
	return -1;
}

const struct entry_rule *ruleset_entry_rule(const struct ruleset *ruleset, const char *code)
{
	for (size_t i = 0; i < ruleset->entry_rule_count; i++)
		if (strcmp(ruleset->entry_rules[i].code, code) == 0)
			return &ruleset->entry_rules[i];
	return NULL;
}

bool task_has_line(const struct task *task)
{
	return task->measure == MEASURE_QUANTITY || task->measure == MEASURE_PERCENT;
}

bool period_held(const struct ruleset *ruleset, enum period period)
{
	return ruleset->periods[period].opens != DAY_NEVER;
}

enum period ruleset_first_unlocked(const struct ruleset *ruleset, int64_t instant)
{
	enum period period = Q1;

	while (period < FINAL &&
	       (!period_held(ruleset, period) || period_locks_at(ruleset, period) <= instant))
		period++;
	return period;
}

enum period period_after(const struct ruleset *ruleset, enum period period)
{
	do
		period++;
	while (period < PERIODS && !period_held(ruleset, period));
	return period;
}

enum period period_before(const struct ruleset *ruleset, enum period period)
{
	for (int before = (int)period - 1; before >= Q1; before--) {
		if (period_held(ruleset, (enum period)before))
			return (enum period)before;
	}
	return PERIODS;
}

int64_t ruleset_freezes_at(const struct ruleset *ruleset)
{
	return ruleset->freeze.first > 0 ? calendar_midnight(ruleset->freeze.first) : INT64_MAX;
}

int64_t ruleset_thaws_at(const struct ruleset *ruleset)
{
	return ruleset->freeze.first > 0 ? calendar_midnight(ruleset->freeze.last + 1) : INT64_MAX;
}

bool ruleset_is_over(const struct ruleset *ruleset, int64_t instant)
{
	for (enum period period = Q1; period < PERIODS; period++) {
		if (period_held(ruleset, period) && instant < period_locks_at(ruleset, period))
			return false;
	}
	return true;
}

int64_t ruleset_begins_at(const struct ruleset *ruleset)
{
	return period_opens_at(ruleset, period_held(ruleset, Q1) ? Q1 : period_after(ruleset, Q1));
}

bool ruleset_reviews(const struct ruleset *ruleset)
{
	return ruleset->review.review_days > 0;
}

bool period_strict(const struct ruleset *ruleset, enum period period)
{
	return ruleset->review.strict >> period & 1;
}

int64_t period_opens_at(const struct ruleset *ruleset, enum period period)
{
	return calendar_midnight(ruleset->periods[period].opens);
}

int64_t period_locks_at(const struct ruleset *ruleset, enum period period)
{
	return calendar_midnight(ruleset->periods[period].lock + 1);
}

int ruleset_current(const struct ruleset *ruleset, int64_t now)
{
	int current = PERIODS - 1;

	while (current >= 0 && now < period_opens_at(ruleset, (enum period)current))
		current--;
	return current;
}

uint32_t ruleset_late_days(const struct ruleset *ruleset, enum period period, int64_t received_at)
{
	int32_t day = calendar_day(received_at), due = ruleset->periods[period].rolled;

	return day > due ? (uint32_t)(day - due) : 0;
}

int64_t ruleset_late_deduction(const struct ruleset *ruleset, uint32_t days)
{
	if (days == 0)
		return 0;
	for (size_t i = 0; i < ruleset->late_step_count; i++)
		if (days <= ruleset->late_steps[i].until_days)
			return ruleset->late_steps[i].deduction;
	return ruleset->missing_deduction;
}

/* The days at whose midnight a period may change by time alone: the one that opens it; each after
 * the due one, since an overdue report is a day later each day, also where its deduction stays; last
 * the one after the lock. */
int64_t ruleset_next_change(const struct ruleset *ruleset, int64_t now)
{
	int32_t today = calendar_day(now);
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < PERIODS; i++) {
		const struct period_dates *period = &ruleset->periods[i];

		if (today > period->lock || !period_held(ruleset, (enum period)i))
			continue;
		int32_t day = today < period->opens
		                      ? period->opens
		                      : (today < period->rolled ? period->rolled : today) + 1;
		int64_t change = calendar_midnight(day);

		if (change < next)
			next = change;
	}
	return next;
}
