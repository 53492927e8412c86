/*
 * thidua submit: a report from its file to its receipt (submission.h), or only tried (what_if.h).
 */
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "dial.h"
#include "names.h"
#include "report_load.h"
#include "sheet_words.h"
#include "submission.h"
#include "what_if.h"

static void compare(const struct options *options, enum setting setting, const char *field,
                    const char *written, struct faults *why)
{
	const char *told = options_text(options, setting);

	if (told && strcmp(told, written) != 0)
		fail(why, FAULT_CONTEXT_DIFFERS, field, written, told);
}

static void compare_period(const struct options *options, const struct report_file *file,
                           struct faults *why)
{
	const char *told = options_text(options, OPTION_PERIOD);
	const int period = told ? sheet_period_of(told) : 0; /* as a sheet without one takes it */

	if (told && period != file->report.period)
		fail(why, FAULT_CONTEXT_DIFFERS, "period",
		     names_find(&names_periods, file->report.period - 1),
		     period > 0 ? names_find(&names_periods, period - 1) : told);
}

/* A file of another year, period, board or cluster than the context's, or than what is typed: one of the
 * two is a mistake, and nothing is signed. */
static int check_context(struct options *options, const struct report_file *file)
{
	struct faults why;

	faults_init(&why, &options->arena);
	compare(options, OPTION_CLUSTER, "cluster", file->cluster, &why);
	compare(options, OPTION_YEAR, "year", arena_text(&options->arena, "%u", file->year), &why);
	compare(options, OPTION_BOARD, "board", file->report.board, &why);
	compare_period(options, file, &why);
	return why.count == 0 ? THIDUA_OK : dial_tell_own(options, &why, THIDUA_BAD_INPUT);
}

/* One that no sheet could mean, before any is read. */
static int check_period(const struct options *options)
{
	const char *told = options_text(options, OPTION_PERIOD);

	return told && sheet_period_of(told) == 0 ? options_period(options, &(int){ 0 })
	                                          : THIDUA_OK;
}

int cmd_submit(struct options *options, size_t count, char **operands)
{
	if (count == 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_MISSING), say(WORD_OPERAND_REPORT),
		                options->usage);
	if (count > 1)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[1]);
	const bool only_tried = options_has(options, OPTION_DRY_RUN);
	struct report_file file;
	struct dial dial = { 0 };
	int code = check_period(options);

	if (code == THIDUA_OK)
		code = report_load(options, operands[0], &file);
	if (code == THIDUA_OK)
		code = check_context(options, &file);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, only_tried ? DIAL_ASK : DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = only_tried ? what_if(&dial, &file) : submission_send(&dial, &file);
	dial_close(&dial);
	return code;
}
