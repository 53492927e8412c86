/*
 * thidua template: a spreadsheet to fill in, for a board and a period.
 *
 * It has the targets of the season in force and the values of the period before; when the board has
 * reported of this period already it has those values and texts, to be corrected.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "dial.h"
#include "file.h"
#include "in_force.h"
#include "members.h"
#include "template.h"
#include "trouble.h"

enum { WORKBOOK_MAX = 4 << 20 };

/* The report in force of a period; NULL when there is none or it may not be read. */
static const struct submit_report *report_of(struct dial *dial, const struct query *season,
                                             const char *board, int period)
{
	const struct report_file file = { .cluster = season->cluster,
		                          .year = season->year,
		                          .report = { .board = board, .period = period } };
	struct command *command = arena_alloc(&dial->arena, 1, sizeof(*command));

	return period >= 1 && in_force_read(dial, &file, 0, command) ? &command->submit_report
	                                                             : NULL;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t size = strlen(text), tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* libxlsxwriter writes to a path of its own choosing what is there already: so beside it first. */
static int write_xlsx(struct dial *dial, const struct template *template, const char *path)
{
	char *beside = arena_text(&dial->arena, "%s.XXXXXX", path);
	struct buffer bytes = { 0 };
	const int file = mkostemp(beside, O_CLOEXEC); /* why it cannot be is said by us */

	if (file < 0)
		return complain(THIDUA_CONFIG, "%s: %s", path, trouble_say(errno));
	close(file);
	int code = template_xlsx(template, beside)
	                   ? file_read(beside, WORKBOOK_MAX, THIDUA_CONFIG, &bytes)
	                   : complain(THIDUA_CONFIG, say(WORD_TEMPLATE_UNWRITTEN), path);

	unlink(beside);
	if (code == THIDUA_OK)
		code = file_write_new(path, 0666, bytes.data, bytes.size);
	buffer_close(&bytes);
	return code;
}

static int write_csv(const struct template *template, const char *path)
{
	struct buffer text = { 0 };

	template_csv(template, &text);
	const int code = file_write_new(path, 0666, text.data, text.size);

	buffer_close(&text);
	return code;
}

static int make(struct dial *dial, const struct query *query, const char *board, const char *path)
{
	struct member_list members;

	if (!members_ask(dial, query->cluster, query->year, &members))
		return dial_ask(dial, &(struct query){ .question = QUESTION_SEASON,
		                                       .cluster = query->cluster,
		                                       .year = query->year,
		                                       .period = -1 });
	const int period = (query->period >= 0 ? query->period : members.current) + 1;

	if (member_need_board(&members, board) != THIDUA_OK)
		return THIDUA_USAGE;
	if (period == 0)
		return complain(THIDUA_USAGE, say(WORD_OPTION_MISSING), "period");
	const struct template_source source = {
		.season = &members.draft,
		.csv = ends_with(path, ".csv"),
		.board = board,
		.period = period,
		.before = report_of(dial, query, board, period - 1),
		.now = report_of(dial, query, board, period),
	};
	struct template template;
	const bool csv = source.csv;

	template_make(&source, &dial->arena, &template);
	const int code = csv ? write_csv(&template, path) : write_xlsx(dial, &template, path);

	if (code == THIDUA_OK)
		fprintf(stderr,
		        say(source.now ? WORD_TEMPLATE_MADE_FILLED
		            : csv      ? WORD_TEMPLATE_MADE_CSV
		                       : WORD_TEMPLATE_MADE),
		        path, options_quoted(&dial->arena, path),
		        options_again_for_board(dial->options, &dial->arena));
	return code;
}

int cmd_template(struct options *options, size_t count, char **operands)
{
	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	struct query query;
	int code = dial_query(options, QUESTION_SEASON, &query);
	const char *board;

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_BOARD, &board);
	const char *path;

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_OUT, &path);
	if (code == THIDUA_OK && !ends_with(path, ".xlsx") && !ends_with(path, ".csv"))
		code = complain(THIDUA_USAGE, say(WORD_TEMPLATE_ENDING), path);
	struct dial dial = { 0 };

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = make(&dial, &query, board, path);
	dial_close(&dial);
	return code;
}
