/*
 * thidua submit: a report from its file to its receipt (submission.h), or only tried (what_if.h).
 */
#include "cli.h"
#include "dial.h"
#include "report_load.h"
#include "submission.h"
#include "what_if.h"

int cmd_submit(struct options *options, size_t count, char **operands)
{
	if (count != 1)
		return options_usage(options);
	const bool only_tried = options_has(options, OPTION_DRY_RUN);
	struct report_file file;
	struct dial dial = { 0 };
	int code = report_load(options, operands[0], &file);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, only_tried ? DIAL_ASK : DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = only_tried ? what_if(&dial, &file) : submission_send(&dial, &file);
	dial_close(&dial);
	return code;
}
