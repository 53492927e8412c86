/* A policy that the season has not is said too, with what holds then: who agrees to a season agrees to that. Days are told as the
 * last on which something may be done, since that is how people keep them. */
#include "season_policies.h"

#include <stdio.h>

#include "calendar.h"
#include "show.h"
#include "words.h"

static void print_compact(const struct ruleset *ruleset)
{
	printf(say(ruleset->compact ? WORD_POLICY_COMPACT : WORD_POLICY_NO_COMPACT),
	       (unsigned)ruleset->board_count);
	putchar('\n');
}

static void print_postmarks(struct arena *arena, const struct ruleset *ruleset)
{
	const unsigned days = ruleset->postmark_grace_days;
	const char *list = "";

	if (days == 0) {
		puts(say(WORD_POLICY_NO_POSTMARKS));
		return;
	}
	for (enum period period = Q1; period < PERIODS; period++) {
		if (!period_held(ruleset, period))
			continue;
		const int32_t last = ruleset->periods[period].rolled + (int32_t)days;

		list = arena_text(arena, "%s%s%s %s", list, *list ? ", " : "",
		                  words_period((int)period + 1), show_day(arena, last));
	}
	printf(say(WORD_POLICY_POSTMARKS), days, list);
	putchar('\n');
}

static void print_not_held(struct arena *arena, const struct ruleset *ruleset)
{
	const char *list = "";

	for (enum period period = Q1; period < PERIODS; period++)
		if (!period_held(ruleset, period))
			list = arena_text(arena, "%s%s%s", list, *list ? ", " : "",
			                  words_period((int)period + 1));
	if (*list)
		printf(say(WORD_POLICY_NOT_HELD), list), putchar('\n');
}

/* The day with whose end it is over. */
static const char *last_day(struct arena *arena, int64_t too_late)
{
	return show_day(arena, calendar_day(too_late - 1));
}

static void print_review_of(struct arena *arena, const struct ruleset *ruleset, enum period period)
{
	const struct review_policy *review = &ruleset->review;
	const int64_t lock = period_locks_at(ruleset, period);
	const char *name = words_period((int)period + 1);

	printf(say(WORD_POLICY_REVIEW_PERIOD), name,
	       last_day(arena,
	                calendar_days_before(lock, review->review_days + review->return_days)),
	       last_day(arena, calendar_days_before(lock, review->dispute_days)),
	       last_day(arena, lock));
	if (period_strict(ruleset, period))
		printf(say(WORD_POLICY_REVIEW_STRICT),
		       last_day(arena, calendar_days_before(lock, review->review_days)));
	else
		fputs(say(WORD_POLICY_REVIEW_LOOSE), stdout);
	putchar('\n');
}

static void print_review(struct arena *arena, const struct ruleset *ruleset)
{
	const struct review_policy *review = &ruleset->review;
	const char *head = ruleset->boards[ruleset->head],
	           *deputy = ruleset->boards[ruleset->deputy];

	if (!ruleset_reviews(ruleset)) {
		puts(say(WORD_POLICY_NO_REVIEW));
		return;
	}
	printf(say(WORD_POLICY_REVIEW), head, deputy, head, (unsigned)review->review_days,
	       (unsigned)review->dispute_days, (unsigned)review->return_days);
	putchar('\n');
	for (enum period period = Q1; period < PERIODS; period++)
		if (period_held(ruleset, period))
			print_review_of(arena, ruleset, period);
}

static void print_models(const struct ruleset *ruleset)
{
	const char *head = ruleset->boards[ruleset->head],
	           *deputy = ruleset->boards[ruleset->deputy];

	if (ruleset->models)
		printf(say(WORD_POLICY_MODELS), head, head, deputy,
		       (unsigned)ruleset->review.review_days,
		       (unsigned)ruleset->review.dispute_days);
	else
		fputs(say(WORD_POLICY_NO_MODELS), stdout);
	putchar('\n');
}

static void print_limitations(const struct ruleset *ruleset)
{
	const char *head = ruleset->boards[ruleset->head],
	           *deputy = ruleset->boards[ruleset->deputy];

	if (ruleset->limitations)
		printf(say(WORD_POLICY_LIMITATIONS), head, head, deputy,
		       (unsigned)ruleset->review.review_days,
		       (unsigned)ruleset->earlier_limitations);
	else
		fputs(say(WORD_POLICY_NO_LIMITATIONS), stdout);
	putchar('\n');
}

static void print_entry_rules(struct arena *arena, const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->entry_rule_count; i++) {
		const struct entry_rule *rule = &ruleset->entry_rules[i];
		const char *least = show_points(arena, rule->least),
		           *most = show_points(arena, rule->most);

		if (rule->kind == ENTRY_BONUS)
			printf(say(WORD_POLICY_ENTRY_BONUS), rule->code, least, most,
			       show_points(arena, ruleset->bonus_cap));
		else
			printf(say(WORD_POLICY_ENTRY_DEDUCTION), rule->code, least, most);
		putchar('\n');
	}
}

static void print_proposals(struct arena *arena, const struct ruleset *ruleset)
{
	const char *head = ruleset->boards[ruleset->head],
	           *deputy = ruleset->boards[ruleset->deputy];

	if (ruleset->proposal_days == 0) {
		puts(say(WORD_POLICY_NO_PROPOSALS));
		return;
	}
	printf(say(WORD_POLICY_PROPOSALS), (unsigned)ruleset->proposal_days, head, head, deputy,
	       head);
	putchar('\n');
	print_entry_rules(arena, ruleset);
}

static void print_shown(struct arena *arena, const struct ruleset *ruleset)
{
	const char *head = ruleset->boards[ruleset->head],
	           *deputy = ruleset->boards[ruleset->deputy];

	if (ruleset->freeze.first > 0)
		printf(say(WORD_POLICY_FREEZE), show_day(arena, ruleset->freeze.first),
		       show_day(arena, ruleset->freeze.last), head, deputy, head, deputy);
	else
		fputs(say(WORD_POLICY_NO_FREEZE), stdout);
	putchar('\n');
	puts(say(ruleset->publication ? WORD_POLICY_PUBLICATION : WORD_POLICY_NO_PUBLICATION));
}

void season_policies_print(struct arena *arena, const struct ruleset *ruleset)
{
	if (ruleset->edition < EDITION_SECOND)
		return;
	print_not_held(arena, ruleset);
	print_compact(ruleset);
	print_postmarks(arena, ruleset);
	print_review(arena, ruleset);
	print_models(ruleset);
	print_limitations(ruleset);
	print_proposals(arena, ruleset);
	print_shown(arena, ruleset);
}
