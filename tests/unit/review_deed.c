#include "review_deed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "question.h"

#include <cmocka.h>

enum { TASKS_MOST = 16 };

static const struct board_review *in_force(struct rig *rig, const char *board, enum period period,
                                           int64_t now)
{
	const struct get_reviews asked = { .year = 2024, .period = (int)period + 1 };
	struct reviews *told = arena_alloc(&rig->arena, 1, sizeof(*told));
	struct faults why;

	faults_init(&why, &rig->arena);
	question_reviews.tell(rig->cluster, &asked, now, &rig->arena, told, &why);
	assert_int_equal(why.count, 0);
	return &told->boards[ruleset_board(cluster_ruleset(rig->cluster, 2024, now), board)];
}

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
	static const enum action_number actions[] = {
		[REVIEW_TAKE] = ACTION_TAKE_REPORT,       [REVIEW_RELEASE] = ACTION_RELEASE_REPORT,
		[REVIEW_RETURN] = ACTION_RETURN_REPORT,   [REVIEW_VERIFY] = ACTION_VERIFY_REPORT,
		[REVIEW_DISPUTE] = ACTION_DISPUTE_REPORT, [REVIEW_RESOLVE] = ACTION_RESOLVE_DISPUTE
	};
	const struct board_review *told = in_force(rig, board, period, at(when));
	const struct verdicts *verdicts = parse(rig, tasks);
	struct command command = rig_command(rig, actions[event], name, at(when));

	command.year = 2024;
#define NAME(member, hash)                                                                         \
	command.member.board = board;                                                              \
	command.member.period = (int)period + 1;                                                   \
	memcpy(command.member.hash, told->hash, HASH_SIZE)
#define LIST(member, list)                                                                         \
	command.member.tasks = verdicts->list;                                                     \
	command.member.task_count = verdicts->count
	switch (event) {
	case REVIEW_TAKE:
		NAME(take_report, report_hash);
		break;
	case REVIEW_RELEASE:
		NAME(release_report, report_hash);
		break;
	case REVIEW_RETURN:
		NAME(return_report, report_hash);
		command.return_report.reason = "số liệu chưa khớp";
		break;
	case REVIEW_VERIFY:
		NAME(verify_report, report_hash);
		LIST(verify_report, judged);
		break;
	case REVIEW_DISPUTE:
		NAME(dispute_report, verification_hash);
		LIST(dispute_report, objections);
		break;
	default:
		NAME(resolve_dispute, verification_hash);
		LIST(resolve_dispute, judged);
		break;
	}
#undef NAME
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
