/* Commands of a review: mostly by who may, mostly with all that the table asks for. */
#include <string.h>

#include "names.h"
#include "played_makers.h"
#include "review.h"
#include "rows.h"

/* A report in that state, if one of many throws finds it. */
static struct review find_report(struct played *played, enum review_state state, size_t *board,
                                 enum period *period)
{
	struct review review = { 0 };
	const int throws = chance(&played->dice, 90) ? 24 : 1;

	for (int i = 0; i < throws; i++) {
		*board = roll(&played->dice, makers_rules(played)->board_count);
		*period = makers_period(played);
		if (!period_held(makers_rules(played), *period))
			continue;
		review_now(played->rig.cluster, played_year(played), *board, *period, played->now,
		           &review);
		if (review.state == state)
			break;
	}
	return review;
}

static const uint8_t *hash_of_report(struct played *played, const struct review *review)
{
	static uint8_t other[HASH_SIZE];

	return review->report && !chance(&played->dice, 3) ? review->report->hash : other;
}

static const uint8_t *hash_of_verification(const struct review *review)
{
	static const uint8_t none[HASH_SIZE];

	return review->verification ? review->hash : none;
}

/* Whose key has it. */
static const char *taker_of(struct played *played, const struct review *review)
{
	const struct cluster *cluster = played->rig.cluster;

	return review->last->by == 0 ? "supervisor"
	                             : arena_text(&played->rig.arena, "%s",
	                                          rows_boards(cluster)[review->last->by - 1].code);
}

/* --- lists of tasks --- */

static struct judgement judge(struct played *played, const struct task *task,
                              const struct report_line *line)
{
	struct judgement out = { .task = arena_text(&played->rig.arena, "%s", task->code),
		                 .reason = "theo sổ gốc" };

	if (task->kind == KIND_APPRAISED) {
		out.has_points = true;
		out.points = (int64_t)roll(&played->dice, (uint64_t)task->max + 1);
	} else if (line) {
		out.has_actual = line->has_actual;
		out.actual = line->actual;
		out.has_done = line->has_done;
		out.done = line->done;
		out.has_out_of = line->has_out_of;
		out.out_of = line->out_of;
	} else if (task->measure == MEASURE_PERCENT) { /* it is the board's no more */
		out.has_done = out.has_out_of = true;
		out.out_of = UNITS;
	} else {
		out.has_actual = true;
	}
	return out;
}

static const struct report_line *find_line(const struct rig_report *report, const char *task)
{
	for (size_t i = 0; i < report->command.submit_report.line_count; i++) {
		if (strcmp(report->lines[i].task, task) == 0)
			return &report->lines[i];
	}
	return NULL;
}

/* Of tasks that are wanted for sure, and of some others. */
static size_t judge_some(struct played *played, size_t board, enum period period,
                         const bool *wanted, unsigned sure, unsigned others,
                         const struct judgement **out)
{
	const struct ruleset *ruleset = makers_rules(played);
	struct judgement *tasks = arena_alloc(&played->rig.arena, TASKS_MAX, sizeof(*tasks));
	struct rig_report *any = arena_alloc(&played->rig.arena, 1, sizeof(*any));
	size_t count = 0;

	random_report(&played->dice, &played->rig, played_year(played), board, period, played->now,
	              any);
	for (size_t i = 0; i < ruleset->task_count; i++) {
		if (chance(&played->dice, wanted[i] ? sure : others))
			tasks[count++] = judge(played, &ruleset->tasks[i],
			                       find_line(any, ruleset->tasks[i].code));
	}
	*out = tasks;
	return count;
}

/* --- commands --- */

static const char *who_reviews(struct played *played, size_t board, const struct review *review)
{
	if (review->state == REVIEW_UNDER_REVIEW && review->last)
		return makers_somebody(played, taker_of(played, review));
	return makers_somebody(played, chance(&played->dice, 30) ? "supervisor"
	                                                         : makers_reviewer(played, board));
}

bool make_taking(struct played *played, struct command *out, const char **by)
{
	size_t board;
	enum period period;
	const bool releases = chance(&played->dice, 8);
	const struct review review = find_report(
	        played, releases ? REVIEW_UNDER_REVIEW : REVIEW_SUBMITTED, &board, &period);

	*by = releases ? who_reviews(played, board, &review)
	               : makers_somebody(played, chance(&played->dice, 30)
	                                                 ? "supervisor"
	                                                 : makers_reviewer(played, board));
	*out = makers_begin(played, releases ? ACTION_RELEASE_REPORT : ACTION_TAKE_REPORT, *by);
	if (releases) {
		out->release_report.board = makers_code(played, board);
		out->release_report.period = (int)period + 1;
		memcpy(out->release_report.report_hash, hash_of_report(played, &review), HASH_SIZE);
	} else {
		out->take_report.board = makers_code(played, board);
		out->take_report.period = (int)period + 1;
		memcpy(out->take_report.report_hash, hash_of_report(played, &review), HASH_SIZE);
	}
	return true;
}

bool make_return(struct played *played, struct command *out, const char **by)
{
	size_t board;
	enum period period;
	const struct review review = find_report(played, REVIEW_UNDER_REVIEW, &board, &period);

	*by = who_reviews(played, board, &review);
	*out = makers_begin(played, ACTION_RETURN_REPORT, *by);
	out->return_report = (struct return_report){ .board = makers_code(played, board),
		                                     .period = (int)period + 1,
		                                     .reason = "chưa khớp" };
	memcpy(out->return_report.report_hash, hash_of_report(played, &review), HASH_SIZE);
	return true;
}

bool make_verification(struct played *played, struct command *out, const char **by)
{
	size_t board;
	enum period period;
	const struct review review = find_report(played, REVIEW_UNDER_REVIEW, &board, &period);
	const struct ruleset *ruleset = makers_rules(played);
	bool wanted[TASKS_MAX] = { false };

	for (size_t i = 0; i < ruleset->task_count; i++)
		wanted[i] = ruleset->tasks[i].kind == KIND_APPRAISED &&
		            ruleset_target(ruleset, board, i) > 0;
	*by = who_reviews(played, board, &review);
	*out = makers_begin(played, ACTION_VERIFY_REPORT, *by);
	out->verify_report = (struct verify_report){ .board = makers_code(played, board),
		                                     .period = (int)period + 1 };
	out->verify_report.task_count =
	        judge_some(played, board, period, wanted, 97, chance(&played->dice, 50) ? 20 : 0,
	                   &out->verify_report.tasks);
	memcpy(out->verify_report.report_hash, hash_of_report(played, &review), HASH_SIZE);
	return true;
}

bool make_dispute(struct played *played, struct command *out, const char **by)
{
	size_t board;
	enum period period;
	const struct review review = find_report(played, REVIEW_VERIFIED, &board, &period);
	const struct ruleset *ruleset = makers_rules(played);
	struct objection *tasks = arena_alloc(&played->rig.arena, TASKS_MAX, sizeof(*tasks));
	size_t count = 0;

	for (size_t i = 0; i < ruleset->task_count; i++) {
		const bool sensible = ruleset_target(ruleset, board, i) > 0 &&
		                      ruleset->tasks[i].measure != MEASURE_MODELS;

		if (chance(&played->dice, sensible ? 40 : 2))
			tasks[count++] = (struct objection){ arena_text(&played->rig.arena, "%s",
				                                        ruleset->tasks[i].code),
				                             "đã kiểm lại" };
	}
	*by = makers_somebody(played, makers_code(played, board));
	*out = makers_begin(played, ACTION_DISPUTE_REPORT, *by);
	out->dispute_report = (struct dispute_report){ .board = makers_code(played, board),
		                                       .period = (int)period + 1,
		                                       .task_count = count,
		                                       .tasks = tasks };
	memcpy(out->dispute_report.verification_hash, hash_of_verification(&review), HASH_SIZE);
	return true;
}

bool make_resolution(struct played *played, struct command *out, const char **by)
{
	size_t board;
	enum period period;
	const struct review review = find_report(played, REVIEW_DISPUTED, &board, &period);

	*by = makers_somebody(played, "supervisor");
	return makers_resolution(played, board, period, &review, *by, false, out);
}

/* All that is disputed, and now and then something else. */
bool makers_resolution(struct played *played, size_t board, enum period period,
                       const struct review *review, const char *by, bool sure, struct command *out)
{
	struct reviewed_task tasks[TASKS_MAX];
	bool wanted[TASKS_MAX] = { false };

	review_tasks_of(played->rig.cluster, review, makers_rules(played)->task_count, tasks);
	for (size_t i = 0; i < makers_rules(played)->task_count; i++)
		wanted[i] = tasks[i].disputed;
	*out = makers_begin(played, ACTION_RESOLVE_DISPUTE, by);
	out->resolve_dispute = (struct resolve_dispute){ .board = makers_code(played, board),
		                                         .period = (int)period + 1 };
	out->resolve_dispute.task_count = judge_some(played, board, period, wanted, sure ? 100 : 97,
	                                             sure ? 0 : 1, &out->resolve_dispute.tasks);
	memcpy(out->resolve_dispute.verification_hash, hash_of_verification(review), HASH_SIZE);
	return true;
}

/* Of any task, by whoever may. */
bool make_amendment(struct played *played, struct command *out, const char **by)
{
	const bool none[TASKS_MAX] = { false };
	const size_t board = roll(&played->dice, makers_rules(played)->board_count);
	const int current = ruleset_current(makers_rules(played), played->now);
	const enum period period =
	        (enum period)roll(&played->dice, current < 0 ? PERIODS : (uint64_t)current + 1);

	*by = chance(&played->dice, 30)
	              ? makers_code(played, board)
	              : makers_somebody(played, chance(&played->dice, 50)
	                                                ? "supervisor"
	                                                : makers_reviewer(played, board));
	*out = makers_begin(played, ACTION_AMEND_REPORT, *by);
	out->amend_report = (struct amend_report){ .board = makers_code(played, board),
		                                   .period = (int)period + 1 };
	out->amend_report.task_count =
	        judge_some(played, board, period, none, 0, 30, &out->amend_report.tasks);
	memset(out->amend_report.evidence, 1, HASH_SIZE);
	return true;
}
