/* Who has reported, and when: the standing's marks without its points. */
#include <string.h>

#include "arena.h"
#include "disclosed.h"
#include "faults.h"
#include "question.h"

static void tell_board(const struct cluster *cluster, const struct standing *standing, size_t board,
                       struct told_board *out)
{
	const struct report *report = standing_report(standing, board);

	out->board = standing->ruleset->boards[board];
	out->status = standing->rows[board].status;
	out->revision = report->revision;
	out->received_at = cluster_report_times(cluster, report).first_received_at;
	out->has_command_hash = report->revision != 0;
	memcpy(out->command_hash, report->hash, HASH_SIZE);
}

/* Of its own board who asks sees what came, of the others what he may. */
static void tell_boards(const struct cluster *cluster, const struct sight *sight,
                        const struct standing *seen, struct arena *arena, struct told_board *boards)
{
	const uint32_t year = seen->ruleset->year;
	struct standing live;

	for (size_t board = 0; board < seen->ruleset->board_count; board++)
		tell_board(cluster, seen, board, &boards[board]);
	const bool sees = audience_sees(cluster, sight, year, sight->reader.board) == sight->now;
	const int own =
	        seen->frozen && sees ? ruleset_board(seen->ruleset, sight->reader.board) : -1;

	if (own >= 0 && standing_compute(cluster, year, seen->period, sight->now, arena, &live))
		tell_board(cluster, &live, (size_t)own, &boards[own]);
}

static void tell_completeness(const struct cluster *cluster, const void *asked,
                              const struct sight *sight, struct arena *arena, void *answered,
                              struct faults *why)
{
	const struct get_completeness *question = asked;
	struct told_completeness *out = answered;
	struct standing standing;
	enum period period;

	if (!question_period(cluster, sight, question->year, question->period, &period, why))
		return;
	if (!disclosed_standing(cluster, question->year, period,
	                        audience_of(cluster, question->year, &sight->reader, sight->now),
	                        sight->now, arena, &standing)) {
		fail(why, FAULT_PERIOD_UNOPENED, "query.period");
		return;
	}
	const size_t count = standing.ruleset->board_count;
	struct told_board *boards = arena_alloc(arena, count, sizeof(*boards));

	tell_boards(cluster, sight, &standing, arena, boards);
	for (size_t board = 0; board < count; board++)
		out->reported += boards[board].revision > 0;
	out->period = (int)period + 1;
	out->expected = (uint32_t)count;
	out->board_count = count;
	out->boards = boards;
}

const struct question_row question_completeness = {
	.number = QUESTION_COMPLETENESS,
	.answer = "completeness",
	.tell = tell_completeness,
};
