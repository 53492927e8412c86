/*
 * thidua postmark: a report that is signed and waits in the outbox is said to be on its way.
 *
 * It goes past the outbox, and before it: what waits there is the report itself, and the line that
 * could not carry it is why the postmark is sent. Nothing of it need be kept before its receipt is
 * here, since it may be sent again as long as the report is due; then it is, so that a restored
 * journal gets it back. Without the outbox at hand, period and hash can be given.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "cli.h"
#include "complain.h"
#include "json_form.h"
#include "json_out.h"
#include "listing.h"
#include "messages_forms.h"
#include "output.h"
#include "send.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { REPORTS_MOST = 64 };

struct waiting { /* reports that wait */
	struct dial *dial;
	int period; /* only this one; 0: any */
	size_t count;
	struct command reports[REPORTS_MOST];
};

static bool take_waiting(void *own, const struct outbox_row *row)
{
	struct waiting *waiting = own;
	struct command command;
	struct faults why;

	faults_init(&why, &waiting->dial->arena);
	if (row->state == OUTBOX_WAITING && strcmp(row->kind, "submit_report") == 0 &&
	    command_decode(row->signed_command.bytes, row->signed_command.size,
	                   &waiting->dial->arena, &command, &why) &&
	    command.submit_report.revision == 1 &&
	    (waiting->period == 0 || command.submit_report.period == waiting->period))
		waiting->reports[waiting->count++] = command;
	return waiting->count < REPORTS_MOST;
}

static void tell_marked(struct dial *dial, const struct command *report,
                        const struct receipt_statement *told)
{
	output_deed_done();
	if (options_has(dial->options, OPTION_JSON)) {
		json_print(json_pack("{s:s, s:o, s:I, s:o}", "kind", "postmark", "report_hash",
		                     json_hex(report->hash, HASH_SIZE), "sequence",
		                     (json_int_t)told->sequence, "received_at",
		                     json_instant(told->received_at)));
		return;
	}
	printf(say(WORD_POSTMARKED), report->submit_report.board,
	       words_period(report->submit_report.period), report->year,
	       show_instant(&dial->arena, told->received_at));
	putchar('\n');
}

/* Signed and asked at once. */
static int mark_report(struct dial *dial, const struct command *report)
{
	const uint64_t correlation = thidua_correlation();
	struct buffer bytes = { 0 }, frame = { 0 };
	struct signed_command sealed;
	struct command command;

	send_start(&command, ACTION_POSTMARK, report->cluster, report->year);
	command.postmark.period = report->submit_report.period;
	memcpy(command.postmark.report_hash, report->hash, HASH_SIZE);
	encode_command(&command, &bytes);
	int code = thidua_sign(dial->handle, SIGNED_AS_COMMAND, &bytes, &sealed);

	if (code == THIDUA_OK) {
		encode_signed(&sealed, false, correlation, &frame);
		code = dial_send(dial, &frame, correlation);
	}
	struct receipt_statement told;

	if (code != THIDUA_OK)
		dial_tell_sent(dial, WORD_REFUSED, code);
	else if ((code = thidua_keep(dial->handle, &bytes, &told)) == THIDUA_UNREACHABLE)
		complain(code, "%s", say(WORD_RECEIPT_FALSE));
	else if (code != THIDUA_OK)
		dial_tell(dial, code);
	else
		tell_marked(dial, report, &told);
	buffer_close(&bytes);
	buffer_close(&frame);
	return code;
}

static int mark_waiting(struct options *options)
{
	struct dial dial = { 0 };
	struct waiting waiting = { .dial = &dial };
	int period = -1;
	int code =
	        options_has(options, OPTION_PERIOD) ? options_period(options, &period) : THIDUA_OK;

	waiting.period = period + 1;
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);

	if (code == THIDUA_OK) {
		code = thidua_outbox_list(dial.handle, take_waiting, &waiting);
		if (code != THIDUA_OK)
			dial_tell(&dial, code);
		else if (waiting.count == 0)
			code = complain(THIDUA_USAGE, "%s", say(WORD_POSTMARK_NOTHING));
	}
	for (size_t i = 0; code == THIDUA_OK && i < waiting.count; i++)
		code = mark_report(&dial, &waiting.reports[i]);
	dial_close(&dial);
	return code;
}

static void show_postmarks(struct dial *dial, const struct query *query,
                           const struct told_reply *reply)
{
	const struct postmarks *told = &reply->postmarks;
	const struct column columns[] = { { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_POSTMARK_CAME), false, CUT_NEVER },
		                          { say(WORD_POSTMARK_HASH), false, CUT_END } };
	struct table table;

	(void)query;
	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->postmark_count; i++) {
		const struct board_postmark *mark = &told->postmarks[i];
		char hash[2 * HASH_SIZE + 1];

		text_hex(mark->report_hash, HASH_SIZE, hash);
		table_cell(&table, PAINT_NONE, "%s", mark->board);
		table_cell(&table, PAINT_NONE, "%s", show_instant(&dial->arena, mark->received_at));
		table_cell(&table, PAINT_NONE, "%s", hash);
	}
	table_print_list(&table);
}

static const struct listing listing = {
	.question = QUESTION_POSTMARKS,
	.form = &form_postmarks,
	.member = offsetof(struct told_reply, postmarks),
	.show = show_postmarks,
};

int cmd_postmark(struct options *options, size_t count, char **operands)
{
	if (count == 1 && strcmp(operands[0], "list") == 0)
		return listing_run(&listing, options, NULL);
	if (count > 0 && !strchr(operands[0], '='))
		return options_usage(options);
	if (count > 0)
		return send_action(options, "postmark", count, operands);
	return mark_waiting(options);
}
