/*
 * What came with edition 2: policies, which when absent mean what held before them, and checks that
 * were looser until then. A season of edition 1 was agreed without them and is judged without them
 * for ever.
 */
#include <string.h>

#include "calendar.h"
#include "decimal.h"
#include "faults.h"
#include "fold.h"
#include "names.h"
#include "ruleset_check.h"
#include "text.h"

enum { GRACE_DAYS_MOST = 30, REVIEW_DAYS_MOST = 60, PROPOSAL_DAYS_MOST = 60, EARLIER_MAX = 1000 };

/* A report that a postmark speaks for comes before the lock. */
static void check_grace(const struct season_draft *draft, struct faults *why)
{
	static const char path[] = "season.postmark_grace_days";
	const uint32_t days = draft->postmark_grace_days;
	int32_t holidays[HOLIDAYS_MAX];
	const size_t holiday_count = ruleset_draft_holidays(draft, holidays);

	if (days == 0 || !ruleset_policy_known(draft, EDITION_SECOND, path, why))
		return;
	if (days > GRACE_DAYS_MOST) {
		fail(why, FAULT_NOT_WITHIN, path, "1", fault_number(why, GRACE_DAYS_MOST),
		     fault_number(why, days));
		return;
	}
	for (size_t i = 0; i < draft->period_count && i < PERIODS; i++) {
		const struct period_draft *period = &draft->periods[i];
		char due[CALENDAR_DATE_SIZE], lock[CALENDAR_DATE_SIZE];

		if (period->not_held || !period->has_due || !period->has_lock ||
		    !within(period->due, 0, DAY_LAST))
			continue; /* said already */
		const int32_t rolled = calendar_roll(period->due, holidays, holiday_count);

		if (rolled + (int32_t)days > period->lock)
			fail(why, FAULT_GRACE_PAST_LOCK, path, fault_number(why, days),
			     calendar_format(rolled, due), calendar_format(period->lock, lock));
	}
}

static void check_step(const char *path, uint32_t days, struct faults *why)
{
	if (!within(days, 1, REVIEW_DAYS_MOST))
		fail(why, FAULT_NOT_WITHIN, path, "1", fault_number(why, REVIEW_DAYS_MOST),
		     fault_number(why, days));
}

/* What comes on the last day that is in time can still be reviewed before the lock: else the head
 * could by silence alone strike it out. */
static void check_time_to_review(const struct season_draft *draft, const char *path,
                                 const struct period_draft *period, struct faults *why)
{
	const uint32_t days = draft->review.review_days;
	int32_t holidays[HOLIDAYS_MAX];
	const size_t holiday_count = ruleset_draft_holidays(draft, holidays);
	char due[CALENDAR_DATE_SIZE], lock[CALENDAR_DATE_SIZE];

	if (!period->has_due || !period->has_lock || !within(period->due, 0, DAY_LAST) ||
	    !within(days, 1, REVIEW_DAYS_MOST))
		return; /* said already */
	const int32_t rolled = calendar_roll(period->due, holidays, holiday_count);

	if (rolled + (int32_t)days > period->lock)
		fail(why, FAULT_STRICT_WITHOUT_TIME, path, calendar_format(period->lock, lock),
		     fault_number(why, days), calendar_format(rolled, due));
}

static void check_strict(const struct season_draft *draft, struct faults *why)
{
	const struct review_draft *review = &draft->review;
	unsigned seen = 0;

	for (size_t i = 0; i < review->strict_count; i++) {
		const char *path = fault_path(why, "season.review.strict[%zu]", i);
		const int period = review->strict[i];

		if (!within(period, 1, PERIODS)) {
			fail(why, FAULT_NOT_WITHIN, path, "1", fault_number(why, PERIODS),
			     fault_number(why, period));
			continue;
		}
		if (seen >> period & 1)
			fail(why, FAULT_CODE_TWICE, path, names_find(&names_periods, period - 1));
		else if ((size_t)period > draft->period_count)
			continue; /* said already */
		else if (draft->periods[period - 1].not_held)
			fail(why, FAULT_STRICT_NOT_HELD, path,
			     names_find(&names_periods, period - 1));
		else
			check_time_to_review(draft, path, &draft->periods[period - 1], why);
		seen |= 1U << period;
	}
}

static void check_review(const struct season_draft *draft, struct faults *why)
{
	if (!draft->has_review ||
	    !ruleset_policy_known(draft, EDITION_SECOND, "season.review", why))
		return;
	check_step("season.review.review_days", draft->review.review_days, why);
	check_step("season.review.dispute_days", draft->review.dispute_days, why);
	check_step("season.review.return_days", draft->review.return_days, why);
	check_strict(draft, why);
}

static void check_compact(const struct season_draft *draft, struct faults *why)
{
	if (draft->compact)
		ruleset_policy_known(draft, EDITION_SECOND, "season.compact", why);
}

/* What two people read as one name is one name. */
static void check_name(const char *path, const char *name, struct faults *why)
{
	const int32_t unassigned = fold_unassigned(name), invisible = fold_invisible(name);

	if (unassigned != 0)
		fail(why, FAULT_TEXT_HOLDS_UNASSIGNED, path, fault_path(why, "U+%04X", unassigned));
	else if (invisible != 0)
		fail(why, FAULT_TEXT_HOLDS_INVISIBLE, path, fault_path(why, "U+%04X", invisible));
}

static void check_entry_rule(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct entry_rule_draft *rule = &draft->entry_rules[i];
	const int64_t scale = ruleset_draft_scale(draft);
	size_t first = 0;

	while (strcmp(draft->entry_rules[first].code, rule->code) != 0)
		first++;
	if (!text_is_code(rule->code))
		fail(why, FAULT_CODE_WRONG, fault_path(why, "season.entry_rules[%zu].code", i),
		     rule->code);
	else if (first < i)
		fail(why, FAULT_CODE_TWICE, fault_path(why, "season.entry_rules[%zu].code", i),
		     rule->code);
	if (!within(rule->kind, ENTRY_BONUS, ENTRY_DEDUCTION))
		fail(why, FAULT_NOT_WITHIN, fault_path(why, "season.entry_rules[%zu].kind", i), "1",
		     "2", fault_number(why, rule->kind));
	if (!within(rule->most, 1, scale))
		ruleset_refuse_points(why, fault_path(why, "season.entry_rules[%zu].most", i),
		                      rule->most, 1, scale);
	else if (!within(rule->least, 1, rule->most))
		ruleset_refuse_points(why, fault_path(why, "season.entry_rules[%zu].least", i),
		                      rule->least, 1, rule->most);
	check_name(fault_path(why, "season.entry_rules[%zu].name", i), rule->name, why);
}

/* Nobody alone gives points or takes them. */
static void check_two_signatures(const struct season_draft *draft, struct faults *why)
{
	static const char days[] = "season.proposal_days", rules[] = "season.entry_rules";
	const uint32_t count = draft->proposal_days;

	if (count > 0 && ruleset_policy_known(draft, EDITION_SECOND, days, why) &&
	    count > PROPOSAL_DAYS_MOST)
		fail(why, FAULT_NOT_WITHIN, days, "1", fault_number(why, PROPOSAL_DAYS_MOST),
		     fault_number(why, count));
	if (draft->entry_rule_count == 0 ||
	    !ruleset_policy_known(draft, EDITION_SECOND, rules, why) ||
	    !ruleset_count_fits(why, rules, draft->entry_rule_count, 1, ENTRY_RULES_MAX))
		return;
	if (count == 0)
		fail(why, FAULT_ENTRIES_BY_ONE, rules);
	for (size_t i = 0; i < draft->entry_rule_count; i++)
		check_entry_rule(draft, i, why);
}

static void check_earlier(const struct season_draft *draft, size_t i, struct faults *why)
{
	const struct earlier_limitation *earlier = &draft->earlier_limitations[i];
	const char *path = fault_path(why, "season.earlier_limitations[%zu].text", i);
	const int32_t unassigned = fold_unassigned(earlier->text);

	if (ruleset_draft_board(draft, earlier->board) < 0)
		fail(why, FAULT_BOARD_UNKNOWN,
		     fault_path(why, "season.earlier_limitations[%zu].board", i), earlier->board);
	if (unassigned != 0)
		fail(why, FAULT_TEXT_HOLDS_UNASSIGNED, path, fault_path(why, "U+%04X", unassigned));
	else if (fold_same(earlier->text, ""))
		fail(why, FAULT_TITLE_EMPTY, path);
	for (size_t k = 0; k < i; k++) {
		if (strcmp(draft->earlier_limitations[k].board, earlier->board) != 0 ||
		    !fold_same(draft->earlier_limitations[k].text, earlier->text))
			continue;
		fail(why, FAULT_LIMITATION_TWICE, path,
		     fault_path(why, "season.earlier_limitations[%zu]", k));
		break;
	}
}

/* Somebody else than the board itself says that it is overcome. */
static void check_limitations(const struct season_draft *draft, struct faults *why)
{
	static const char path[] = "season.limitations", list[] = "season.earlier_limitations";
	const size_t count = draft->earlier_limitation_count;

	if (draft->limitations && ruleset_policy_known(draft, EDITION_SECOND, path, why) &&
	    !draft->has_review)
		fail(why, FAULT_LIMITATIONS_UNREVIEWED, path);
	if (count == 0 || !ruleset_policy_known(draft, EDITION_SECOND, list, why) ||
	    !ruleset_count_fits(why, list, count, 1, EARLIER_MAX))
		return;
	if (!draft->limitations)
		fail(why, FAULT_EARLIER_WITHOUT_LIMITATIONS, list);
	for (size_t i = 0; i < count; i++)
		check_earlier(draft, i, why);
}

/* Somebody else than the board itself says that it is one. */
static void check_models(const struct season_draft *draft, struct faults *why)
{
	static const char path[] = "season.models";

	if (draft->models && ruleset_policy_known(draft, EDITION_SECOND, path, why) &&
	    !draft->has_review)
		fail(why, FAULT_MODELS_UNREVIEWED, path);
}

static void check_not_held(const struct season_draft *draft, struct faults *why)
{
	size_t held = 0;

	for (size_t i = 0; i < draft->period_count && i < PERIODS; i++) {
		const struct period_draft *period = &draft->periods[i];
		const char *path = fault_path(why, "season.periods[%zu].not_held", i);

		if (!period->not_held) {
			held++;
			continue;
		}
		if (!ruleset_policy_known(draft, EDITION_SECOND, path, why))
			return;
		if (period->has_opens || period->has_due || period->has_lock)
			fail(why, FAULT_DATES_OF_NOT_HELD, path);
	}
	if (held == 0 && draft->period_count > 0)
		fail(why, FAULT_NO_PERIOD_HELD, "season.periods");
}

static void check_target(const struct task_draft *task, const char *path, int64_t target,
                         struct faults *why)
{
	if (measure_is_share(task->measure) ||
	    decimal_fits(target, QUANTITY_DECIMALS, (int)task->decimals))
		return;
	fail(why, FAULT_TARGET_DECIMALS, path, task->code, fault_number(why, task->decimals),
	     fault_quantity(why, target));
}

static void check_targets(const struct season_draft *draft, const struct task_draft *task,
                          struct faults *why)
{
	for (size_t i = 0; i < draft->board_count; i++) {
		const struct board_draft *board = &draft->boards[i];

		for (size_t k = 0; k < board->target_count; k++) {
			const struct target_draft *own = &board->targets[k];

			if (own->has_target && strcmp(own->task, task->code) == 0)
				check_target(task,
				             fault_path(why,
				                        "season.boards[%zu].targets[%zu].target", i,
				                        k),
				             own->target, why);
		}
	}
}

/* A target that no report could meet exactly was written in another hand than it is read. */
static void check_decimals(const struct season_draft *draft, struct faults *why)
{
	for (size_t i = 0; i < draft->task_count; i++) {
		const struct task_draft *task = &draft->tasks[i];

		if (!task->has_decimals || task->decimals > QUANTITY_DECIMALS)
			continue; /* said already */
		const char *path = fault_path(why, "season.tasks[%zu].decimals", i);

		if (!ruleset_policy_known(draft, EDITION_SECOND, path, why))
			return;
		if (task->has_target)
			check_target(task, fault_path(why, "season.tasks[%zu].target", i),
			             task->target, why);
		check_targets(draft, task, why);
	}
}

static void check_days(const struct season_draft *draft, struct faults *why)
{
	for (size_t i = 0; i < draft->period_count && i < PERIODS; i++) {
		const struct period_draft *period = &draft->periods[i];

		if (period->has_opens)
			ruleset_check_day(draft, fault_path(why, "season.periods[%zu].opens", i),
			                  period->opens, why);
		if (period->has_due)
			ruleset_check_day(draft, fault_path(why, "season.periods[%zu].due", i),
			                  period->due, why);
		if (period->has_lock)
			ruleset_check_day(draft, fault_path(why, "season.periods[%zu].lock", i),
			                  period->lock, why);
	}
	for (size_t i = 0; i < draft->holiday_count && i < HOLIDAYS_MAX; i++)
		ruleset_check_day(draft, fault_path(why, "season.holidays[%zu]", i),
		                  draft->holidays[i], why);
}

static void check_names(const struct season_draft *draft, struct faults *why)
{
	check_name("season.name", draft->name, why);
	for (size_t i = 0; i < draft->group_count; i++)
		check_name(fault_path(why, "season.groups[%zu].name", i), draft->groups[i].name,
		           why);
	for (size_t i = 0; i < draft->task_count; i++) {
		check_name(fault_path(why, "season.tasks[%zu].name", i), draft->tasks[i].name, why);
		check_name(fault_path(why, "season.tasks[%zu].unit", i), draft->tasks[i].unit, why);
	}
	for (size_t i = 0; i < draft->board_count; i++) {
		check_name(fault_path(why, "season.boards[%zu].name", i), draft->boards[i].name,
		           why);
		check_name(fault_path(why, "season.boards[%zu].iso", i), draft->boards[i].iso, why);
	}
	for (size_t i = 0; i < draft->band_count; i++)
		check_name(fault_path(why, "season.bands[%zu].name", i), draft->bands[i].name, why);
}

void check_policies_of_the_year(const struct season_draft *draft, struct faults *why)
{
	check_grace(draft, why);
	check_review(draft, why);
	check_two_signatures(draft, why);
	check_not_held(draft, why);
	check_compact(draft, why);
	ruleset_check_shown(draft, why);
	check_models(draft, why);
	check_limitations(draft, why);
	check_decimals(draft, why);
	if (draft->edition < EDITION_SECOND)
		return;
	check_days(draft, why);
	check_names(draft, why);
}
