/* Every cell of the table of a review: each state, what may happen in it, and who tries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "review_year.h"

#include <cmocka.h>

/* By then the supervisor may take a report of 18 March, and nothing has ended by itself. */
#define NOW "2024-03-24T08:00+07:00"

enum { CB, HN, PT, TQ, SUPERVISOR, OPERATOR, VIEWER, ACTORS };

static const char *const actors[ACTORS] = { "CB",         "HN",       "PT",    "TQ",
	                                    "supervisor", "operator", "viewer" };

static const char *const states[] = { NULL,       "EXPECTED", "SUBMITTED", "UNDER_REVIEW",
	                              "RETURNED", "VERIFIED", "DISPUTED" };

static const struct {
	const char *name, *field;
} events[] = {
	{ NULL, NULL },
	{ "submit", "submit_report" },
	{ "take", "take_report" },
	{ "release", "release_report" },
	{ "return", "return_report" },
	{ "verify", "verify_report" },
	{ "dispute", "dispute_report" },
	{ "resolve", "resolve_dispute" },
};
enum { STATES = sizeof(states) / sizeof(states[0]), EVENTS = sizeof(events) / sizeof(events[0]) };

/* Who succeeds in it: b the board, r its reviewer, s the supervisor. HN has what is under review. */
static const char *const may[STATES][EVENTS] = {
	/*                        submit take release return verify dispute resolve */
	[REVIEW_EXPECTED] = { "", "b", "", "", "", "", "", "" },
	[REVIEW_SUBMITTED] = { "", "b", "rs", "", "", "", "", "" },
	[REVIEW_UNDER_REVIEW] = { "", "", "s", "r", "r", "r", "", "" },
	[REVIEW_RETURNED] = { "", "b", "rs", "", "", "", "", "" },
	[REVIEW_VERIFIED] = { "", "", "", "", "", "", "b", "" },
	[REVIEW_DISPUTED] = { "", "", "", "", "", "", "", "s" },
};

/* Whom an event is for at all. */
static const char *const sides[EVENTS] = { "", "b", "rs", "rs", "rs", "rs", "b", "s" };

static char side_of(size_t actor)
{
	return actor == CB ? 'b' : actor == HN ? 'r' : actor == SUPERVISOR ? 's' : '-';
}

/* The role is looked at before the board. */
static bool role_may(size_t actor, size_t event)
{
	const bool office = actor <= TQ;

	if (event == REVIEW_RESOLVE)
		return actor == SUPERVISOR;
	if (event == REVIEW_SUBMIT || event == REVIEW_DISPUTE)
		return office;
	return office || actor == SUPERVISOR;
}

static const char *expected(size_t state, size_t event, size_t actor)
{
	static char text[64];
	const char side = side_of(actor);
	const bool of_board = event == REVIEW_SUBMIT || event == REVIEW_DISPUTE;

	if (strchr(may[state][event], side))
		return "OK";
	if (!role_may(actor, event))
		return "FORBIDDEN key";
	if (!strchr(sides[event], side))
		snprintf(text, sizeof(text), "FORBIDDEN %s",
		         of_board ? events[event].field : "key");
	else if (state == REVIEW_UNDER_REVIEW && side == 's' && event != REVIEW_RESOLVE)
		return "FORBIDDEN key"; /* HN has it */
	else
		snprintf(text, sizeof(text), "CLOSED %s.period", events[event].field);
	if (of_board && strncmp(text, "FORBIDDEN", 9) == 0)
		strcat(text, ".board");
	return text;
}

static const char *try_it(struct rig *rig, size_t event, const char *actor)
{
	struct rig_report report;

	if (event != REVIEW_SUBMIT)
		return review_send(rig, (enum review_event)event, "CB", actor, NOW);
	rig_report(rig, "CB", Q1, at(NOW), &report);
	memcpy(report.command.key, rig_key(actor), KEY_SIZE);
	return rig_send(rig, &report.command);
}

static size_t wrong_cells(struct rig *rig, size_t state, size_t *count)
{
	size_t wrong = 0;

	for (size_t event = REVIEW_SUBMIT; event < EVENTS; event++) {
		for (size_t actor = 0; actor < ACTORS; actor++) {
			const struct cluster_mark mark = cluster_mark(rig->cluster);
			const char *got = try_it(rig, event, actors[actor]);
			const char *should = expected(state, event, actor);

			cluster_rewind(rig->cluster, &mark);
			(*count)++;
			if (strcmp(got, should) == 0)
				continue;
			print_error("%s, %s by %s: %s, not %s\n", states[state], events[event].name,
			            actors[actor], got, should);
			wrong++;
		}
	}
	return wrong;
}

static void every_cell_says_yes_or_why_not(void **state)
{
	size_t wrong = 0, count = 0;

	for (size_t from = REVIEW_EXPECTED; from < STATES; from++) {
		review_year_setup(state);
		struct rig *rig = *state;

		review_bring(rig, "CB", (enum review_state)from);
		assert_int_equal(review_of(rig, "CB", NOW).state, from);
		wrong += wrong_cells(rig, from, &count);
		rig_teardown(state);
	}
	assert_int_equal(count, 6 * 7 * 7);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_says_yes_or_why_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
