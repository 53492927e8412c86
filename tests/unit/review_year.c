#include "review_year.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "faults.h"
#include "question.h"
#include "season_2024.h"

#include <cmocka.h>

#define GRANTED "2024-01-02T08:00+07:00"

enum kind { APPRAISED, PLAIN, NONE };

static void define(struct rig *rig, enum kind kind, uint32_t version, int64_t when,
                   const char *board, const char *task)
{
	const struct target_draft none[] = { { .task = task, .not_assigned = true } };
	struct board_draft boards[SEASON_2024_BOARDS];
	static const int strict[] = { Q4 + 1, FINAL + 1 };
	static struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft;

	season_2024_draft(&draft);
	memcpy(tasks, draft.tasks, sizeof(tasks));
	if (kind == APPRAISED) {
		struct task_draft *last = &tasks[SEASON_2024_TASKS - 1];

		last->kind = KIND_APPRAISED;
		last->accumulation = ACCUMULATE_LAST;
		last->measure = MEASURE_NONE;
		last->has_target = last->has_per_unit = false;
		last->target = last->per_unit = 0;
	}
	draft.tasks = tasks;
	memcpy(boards, draft.boards, sizeof(boards));
	for (size_t i = 0; i < draft.board_count; i++) {
		if (strcmp(boards[i].code, board) != 0)
			continue;
		boards[i].targets = none;
		boards[i].target_count = 1;
	}
	draft.boards = boards;
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.has_review = kind != NONE;
	draft.review = (struct review_draft){ .review_days = 5,
		                              .dispute_days = 5,
		                              .return_days = 2,
		                              .strict_count = 2,
		                              .strict = strict };
	const struct command command = rig_season(rig, &draft, version, when);

	rig_must_send(rig, &command);
}

static int begin(void **state, enum kind kind)
{
	static struct rig rig;
	struct season_draft draft;

	season_2024_draft(&draft);
	rig_open(&rig);
	rig_admit_boards(&rig, &draft, at(GRANTED));
	rig_admit(&rig, ROLE_SUPERVISOR, "", "supervisor", at(GRANTED));
	rig_admit(&rig, ROLE_VIEWER, "", "viewer", at(GRANTED));
	define(&rig, kind, 1, at(GRANTED), "", "");
	*state = &rig;
	return 0;
}

void review_take_task(struct rig *rig, const char *board, const char *task, const char *when)
{
	define(rig, APPRAISED, 2, at(when), board, task);
}

int review_year_setup(void **state)
{
	return begin(state, APPRAISED);
}

int review_year_setup_plain(void **state)
{
	return begin(state, PLAIN);
}

int review_year_setup_none(void **state)
{
	return begin(state, NONE);
}

static size_t place_of(struct rig *rig, const char *board)
{
	return (size_t)ruleset_board(cluster_ruleset(rig->cluster, 2024, INT64_MAX), board);
}

struct review review_of(struct rig *rig, const char *board, const char *when)
{
	struct review review;

	review_now(rig->cluster, 2024, place_of(rig, board), Q1, at(when), &review);
	return review;
}

/* As everybody is told. */
static struct board_review told_of(struct rig *rig, enum period period, const char *board,
                                   int64_t now)
{
	const struct get_reviews asked = { .year = 2024, .period = (int)period + 1 };
	struct reviews told = { .period = 0 };
	struct faults why;

	faults_init(&why, &rig->arena);
	question_reviews.tell(rig->cluster, &asked, rig_sight(now), &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	return told.boards[place_of(rig, board)];
}

static const struct judgement fifty = {
	.task = "T14", .has_points = true, .points = 5000, .reason = ""
};
static const struct objection objection = { .task = "T10", .reason = "đã kiểm lại sổ" };
static const struct judgement answer = {
	.task = "T10", .has_actual = true, .actual = 310 * UNITS, .reason = "theo sổ gốc"
};

static void verify(struct rig *rig, struct command *command)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	if (ruleset->tasks[SEASON_2024_TASKS - 1].kind != KIND_APPRAISED)
		return;
	command->verify_report.tasks = &fifty;
	command->verify_report.task_count = 1;
}

struct command review_named(struct rig *rig, enum period period, enum review_event event,
                            const char *board, const char *name, const char *when)
{
	static const enum action_number actions[] = {
		[REVIEW_TAKE] = ACTION_TAKE_REPORT,       [REVIEW_RELEASE] = ACTION_RELEASE_REPORT,
		[REVIEW_RETURN] = ACTION_RETURN_REPORT,   [REVIEW_VERIFY] = ACTION_VERIFY_REPORT,
		[REVIEW_DISPUTE] = ACTION_DISPUTE_REPORT, [REVIEW_RESOLVE] = ACTION_RESOLVE_DISPUTE
	};
	const struct board_review told = told_of(rig, period, board, at(when));
	struct command command = rig_command(rig, actions[event], name, at(when));

	command.year = 2024;
#define NAME(member, hash)                                                                         \
	command.member.board = board;                                                              \
	command.member.period = (int)period + 1;                                                   \
	memcpy(command.member.hash, told.hash, HASH_SIZE)
	switch (event) {
	case REVIEW_TAKE:
		NAME(take_report, report_hash);
		break;
	case REVIEW_RELEASE:
		NAME(release_report, report_hash);
		break;
	case REVIEW_RETURN:
		NAME(return_report, report_hash);
		command.return_report.reason = "T10 chưa khớp";
		break;
	case REVIEW_VERIFY:
		NAME(verify_report, report_hash);
		break;
	case REVIEW_DISPUTE:
		NAME(dispute_report, verification_hash);
		break;
	default:
		NAME(resolve_dispute, verification_hash);
		break;
	}
#undef NAME
	return command;
}

struct command review_command_of(struct rig *rig, enum period period, enum review_event event,
                                 const char *board, const char *name, const char *when)
{
	struct command command = review_named(rig, period, event, board, name, when);

	if (event == REVIEW_VERIFY) {
		verify(rig, &command);
	} else if (event == REVIEW_DISPUTE) {
		command.dispute_report.tasks = &objection;
		command.dispute_report.task_count = 1;
	} else if (event == REVIEW_RESOLVE) {
		command.resolve_dispute.tasks = &answer;
		command.resolve_dispute.task_count = 1;
	}
	return command;
}

struct command review_command(struct rig *rig, enum review_event event, const char *board,
                              const char *name, const char *when)
{
	return review_command_of(rig, Q1, event, board, name, when);
}

const char *review_send_of(struct rig *rig, enum period period, enum review_event event,
                           const char *board, const char *name, const char *when)
{
	const struct command command = review_command_of(rig, period, event, board, name, when);

	return rig_send(rig, &command);
}

const char *review_send(struct rig *rig, enum review_event event, const char *board,
                        const char *name, const char *when)
{
	return review_send_of(rig, Q1, event, board, name, when);
}

void review_must_of(struct rig *rig, enum period period, enum review_event event, const char *board,
                    const char *name, const char *when)
{
	const struct command command = review_command_of(rig, period, event, board, name, when);

	rig_must_send(rig, &command);
}

void review_must(struct rig *rig, enum review_event event, const char *board, const char *name,
                 const char *when)
{
	review_must_of(rig, Q1, event, board, name, when);
}

void review_bring(struct rig *rig, const char *board, enum review_state state)
{
	const char *reviewer = strcmp(board, "HN") == 0 ? "PT" : "HN";

	if (state == REVIEW_EXPECTED)
		return;
	rig_must_report(rig, board, Q1, at("2024-03-18T08:00+07:00"));
	if (state == REVIEW_SUBMITTED)
		return;
	review_must(rig, REVIEW_TAKE, board, reviewer, "2024-03-19T08:00+07:00");
	if (state == REVIEW_RETURNED)
		review_must(rig, REVIEW_RETURN, board, reviewer, "2024-03-20T08:00+07:00");
	if (state == REVIEW_VERIFIED || state == REVIEW_DISPUTED)
		review_must(rig, REVIEW_VERIFY, board, reviewer, "2024-03-20T08:00+07:00");
	if (state == REVIEW_DISPUTED)
		review_must(rig, REVIEW_DISPUTE, board, board, "2024-03-20T09:00+07:00");
}
