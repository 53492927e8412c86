/* Who has reported, and when: the standing's marks without its points. */
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "question.h"
#include "standing.h"

static void tell_board(const struct standing *standing, size_t board, struct told_board *out)
{
	const struct report *report = standing_report(standing, board);

	out->board = standing->ruleset->boards[board];
	out->status = standing->rows[board].status;
	out->revision = report->revision;
	out->received_at = report->first_received_at;
	out->has_command_hash = report->revision != 0;
	memcpy(out->command_hash, report->hash, HASH_SIZE);
}

static void tell_completeness(const struct cluster *cluster, const void *asked,
                              const struct sight *sight, struct arena *arena, void *answered,
                              struct faults *why)
{
	const struct get_completeness *question = asked;
	struct told_completeness *out = answered;
	struct standing standing;
	enum period period;

	if (!question_period(cluster, question->year, question->period, sight->now, &period, why))
		return;
	if (!standing_compute(cluster, question->year, period, sight->now, arena, &standing)) {
		fail(why, FAULT_PERIOD_UNOPENED, "query.period");
		return;
	}
	const size_t count = standing.ruleset->board_count;
	struct told_board *boards = arena_alloc(arena, count, sizeof(*boards));

	for (size_t board = 0; board < count; board++)
		tell_board(&standing, board, &boards[board]);
	out->period = (int)period + 1;
	out->reported = standing.reported;
	out->expected = (uint32_t)count;
	out->board_count = count;
	out->boards = boards;
}

const struct question_row question_completeness = {
	.number = QUESTION_COMPLETENESS,
	.answer = "completeness",
	.tell = tell_completeness,
};
