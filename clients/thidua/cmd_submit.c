/*
 * thidua submit: a report from its file to its receipt, or only tried.
 *
 * A file without "revision" is the usual case: the number and the hash of the report before it are
 * asked of the daemon, after everything that waited has been sent; when that cannot be, or nothing
 * is to be sent now, they are found in the outbox, which knows what this office sent itself. When
 * the guess is wrong the daemon refuses with STALE and nothing is lost.
 *
 * --dry-run asks what the same bytes would give, signed so that they can only be tried; nothing is
 * put into the outbox.
 */
#include <string.h>

#include "buffer.h"
#include "cli.h"
#include "json_out.h"
#include "json_standings.h"
#include "members.h"
#include "report_load.h"
#include "send.h"
#include "sheet.h"
#include "words.h"

/* What the outbox knows of this board's reports of the period: the line may be down, and it was we
 * who sent them. */
struct history {
	struct report_file *file;
	struct dial *dial;
};

static bool take_later(void *context, const struct outbox_row *row)
{
	struct history *history = context;
	struct submit_report *report = &history->file->report;
	struct faults why;
	struct command command;

	faults_init(&why, &history->dial->arena);
	if (row->state == OUTBOX_REFUSED ||
	    !command_decode(row->signed_command.bytes, row->signed_command.size,
	                    &history->dial->arena, &command, &why) ||
	    command.action != ACTION_SUBMIT_REPORT ||
	    strcmp(command.cluster, history->file->cluster) != 0 ||
	    command.year != history->file->year ||
	    strcmp(command.submit_report.board, report->board) != 0 ||
	    command.submit_report.period != report->period ||
	    command.submit_report.revision < report->revision)
		return true;
	report->revision = command.submit_report.revision + 1;
	report->has_previous_hash = true;
	memcpy(report->previous_hash, row->hash, HASH_SIZE);
	return true;
}

static int revision_from_outbox(struct dial *dial, struct report_file *file)
{
	struct history history = { file, dial };

	file->report.revision = 1;
	const int code = thidua_outbox_list(dial->handle, take_later, &history);

	return code == THIDUA_OK ? code : dial_tell(dial, code);
}

static void revision_after(const struct answer *answer, struct submit_report *report)
{
	report->revision = 1;
	for (size_t i = 0;
	     answer->kind == ANSWER_COMPLETENESS && i < answer->completeness.board_count; i++) {
		const struct told_board *board = &answer->completeness.boards[i];

		if (strcmp(board->board, report->board) != 0 || board->revision == 0 ||
		    !board->has_command_hash)
			continue;
		report->revision = board->revision + 1;
		report->has_previous_hash = true;
		memcpy(report->previous_hash, board->command_hash, HASH_SIZE);
	}
}

/* A refusal here is left to the command itself, which says all that is wrong at once. */
static int find_revision(struct dial *dial, struct report_file *file)
{
	if (file->has_revision)
		return THIDUA_OK;
	if (options_has(dial->options, OPTION_NO_WAIT) &&
	    !options_has(dial->options, OPTION_DRY_RUN))
		return revision_from_outbox(dial, file);
	if (!options_has(dial->options, OPTION_DRY_RUN) && send_older(dial) == THIDUA_KEPT)
		return revision_from_outbox(dial, file);
	const struct query query = { .question = QUESTION_COMPLETENESS,
		                     .cluster = file->cluster,
		                     .year = file->year,
		                     .period = file->report.period - 1 };
	const int code = dial_try(dial, &query);

	if (code == THIDUA_UNREACHABLE && !options_has(dial->options, OPTION_DRY_RUN))
		return revision_from_outbox(dial, file);
	if (code != THIDUA_OK && code != THIDUA_REFUSED)
		return dial_tell(dial, code);
	revision_after(&dial->answer, &file->report);
	return THIDUA_OK;
}

static int tell_what_if(struct dial *dial, const struct report_file *file)
{
	const struct told_standings standings = dial->answer.standings;
	const struct told_scorecard card = dial->answer.scorecard;
	struct member_list members;

	members_ask(dial, file->cluster, file->year, &members);
	if (options_has(dial->options, OPTION_JSON)) {
		json_print(json_pack("{s:b, s:i, s:o, s:o}", "dry_run", 1, "revision",
		                     (int)file->report.revision, "standings",
		                     json_standings(&standings, &members), "scorecard",
		                     json_scorecard(&card, &members)));
		return THIDUA_OK;
	}
	printf(say(WORD_WHAT_IF), file->report.revision, show_points(&dial->arena, card.row.total),
	       card.row.rank, standings.expected);
	fputs("\n\n", stdout);
	sheet_print(&dial->arena, &standings, &members, file->report.board);
	return THIDUA_OK;
}

static int dry_run(struct dial *dial, const struct report_file *file, const struct buffer *bytes)
{
	struct signed_command command;
	struct buffer frame = { 0 };
	int code = thidua_sign(dial->handle, SIGNED_AS_DRY_RUN, bytes, &command);

	if (code == THIDUA_OK) {
		const uint64_t correlation = thidua_correlation(dial->handle);

		encode_signed(&command, true, correlation, &frame);
		code = dial_send(dial, &frame, correlation);
	}
	buffer_close(&frame);
	return code == THIDUA_OK ? tell_what_if(dial, file) : dial_tell(dial, code);
}

static int deliver(struct dial *dial, const struct report_file *file, const struct buffer *bytes)
{
	struct thidua_receipt receipt;
	const struct submit_report *report = &file->report;
	const char *what = arena_text(&dial->arena, say(WORD_REPORT_OF), report->board,
	                              words_period(report->period), file->year, report->revision);

	if (report->revision > 1 && !file->has_revision)
		fprintf(stderr, say(WORD_REVISION_MADE), report->revision), fputc('\n', stderr);
	const int code =
	        send_deliver(dial, bytes, !options_has(dial->options, OPTION_NO_WAIT), &receipt);

	if (code == THIDUA_OK)
		send_receipt(dial, what, &receipt, true);
	return code;
}

int cmd_submit(struct options *options, size_t count, char **operands)
{
	if (count != 1)
		return options_usage(options);
	struct report_file file;
	struct dial dial = { 0 };
	struct command command;
	struct buffer bytes = { 0 };
	int code = report_load(options, operands[0], &file);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options,
		                 options_has(options, OPTION_DRY_RUN) ? DIAL_ASK : DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = find_revision(&dial, &file);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_SUBMIT_REPORT, file.cluster, file.year);
		command.submit_report = file.report;
		encode_command(&command, &bytes);
		code = send_check(&dial, &bytes);
	}
	if (code == THIDUA_OK)
		code = options_has(options, OPTION_DRY_RUN) ? dry_run(&dial, &file, &bytes)
		                                            : deliver(&dial, &file, &bytes);
	buffer_close(&bytes);
	dial_close(&dial);
	return code;
}
