#include "review_deed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "review_year.h"

#include <cmocka.h>

enum { TASKS_MOST = 16 };

struct verdicts {
	size_t count;
	struct judgement judged[TASKS_MOST];
	struct objection objections[TASKS_MOST];
};

static const struct verdicts *parse(struct rig *rig, const char *tasks)
{
	struct verdicts *out = arena_alloc(&rig->arena, 1, sizeof(*out));
	int size;

	for (const char *at = tasks; *at; at += size + (at[size] == ' ')) {
		struct judgement *judged = &out->judged[out->count];
		char code[CODE_SIZE];
		long long number = 0;

		size = (int)strcspn(at, " ");
		assert_true(sscanf(at, "%7[A-Z0-9]=%lld", code, &number) >= 1);
		judged->task = arena_text(&rig->arena, "%s", code);
		judged->reason = "theo sổ gốc";
		judged->has_points = at[size - 1] == 'p';
		judged->has_actual = !judged->has_points;
		judged->points = judged->has_points ? number * 100 : 0;
		judged->actual = judged->has_actual ? number * UNITS : 0;
		out->objections[out->count++] =
		        (struct objection){ .task = judged->task, .reason = "đã kiểm lại sổ" };
	}
	return out;
}

const char *review_deed(struct rig *rig, enum review_event event, const char *board,
                        enum period period, const char *name, const char *when, const char *tasks)
{
	const struct verdicts *verdicts = parse(rig, tasks);
	struct command command = review_named(rig, period, event, board, name, when);

#define LIST(member, list)                                                                         \
	command.member.tasks = verdicts->list;                                                     \
	command.member.task_count = verdicts->count
	if (event == REVIEW_VERIFY) {
		LIST(verify_report, judged);
	} else if (event == REVIEW_DISPUTE) {
		LIST(dispute_report, objections);
	} else if (event == REVIEW_RESOLVE) {
		LIST(resolve_dispute, judged);
	}
#undef LIST
	return rig_send(rig, &command);
}

void review_verify(struct rig *rig, const char *board, enum period period, const char *when,
                   const char *tasks)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, at(when));
	const bool head = strcmp(board, ruleset->boards[ruleset->head]) == 0;
	const char *reviewer = ruleset->boards[head ? ruleset->deputy : ruleset->head];

	assert_string_equal(review_deed(rig, REVIEW_TAKE, board, period, reviewer, when, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_VERIFY, board, period, reviewer, when, tasks),
	                    "OK");
}
