/*
 * What a row says is read before it is sent: the outbox must not be used while its rows are settled.
 *
 * Two contexts may share an outbox, as those of a rehearsal and the real cluster can, by the credential's
 * path. A row is sent unasked only by a context of its own cluster, and only when all that wait there are.
 */
#include "outbox_flush.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "context_files.h"
#include "dial.h"
#include "interruption.h"
#include "json_out.h"
#include "outbox_say.h"
#include "progress.h"
#include "show.h"

struct waiting {
	uint8_t id[ID_SIZE];
	const char *content;
	const struct field_words *words; /* of its faults, or NULL */
};

struct flushing {
	struct dial *dial;
	struct buffer rows;  /* struct waiting [] */
	const char *cluster; /* of the context; NULL: any */
	bool others;         /* some are of another cluster */
	size_t sent, settled;
};

static size_t row_count(const struct flushing *flushing)
{
	return flushing->rows.size / sizeof(struct waiting);
}

static bool add_row(void *context, const struct outbox_row *row)
{
	struct flushing *flushing = context;
	struct waiting made = { .content = outbox_content(&flushing->dial->arena, row),
		                .words = outbox_words(&flushing->dial->arena, row) };

	if (row->state != OUTBOX_WAITING && row->state != OUTBOX_LOST)
		return true;
	memcpy(made.id, row->id, ID_SIZE);
	buffer_append(&flushing->rows, &made, sizeof(made));
	flushing->others |= flushing->cluster && strcmp(flushing->cluster, row->cluster) != 0;
	return true;
}

static const struct waiting *row_of(const struct flushing *flushing, const uint8_t id[ID_SIZE])
{
	static const struct waiting unknown = { .content = "?" };
	const struct waiting *rows = (const struct waiting *)(const void *)flushing->rows.data;

	for (size_t i = 0; i < row_count(flushing); i++)
		if (memcmp(rows[i].id, id, ID_SIZE) == 0)
			return &rows[i];
	return &unknown;
}

static void tell_row(struct flushing *flushing, const uint8_t command_id[16], int code,
                     const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                     size_t fault_count)
{
	struct dial *dial = flushing->dial;
	const struct waiting *row = row_of(flushing, command_id);
	const char *content = row->content;

	if (code != THIDUA_OK) {
		complain(code,
		         say(code == THIDUA_UNKNOWN ? WORD_OUTBOX_NOT_TAKEN
		                                    : WORD_OUTBOX_NOT_ENTERED),
		         content);
		dial_tell_faults_of(dial->options, row->words, faults, fault_count);
		if (code == THIDUA_UNKNOWN)
			complain(code, "%s", say(WORD_MAY_BE_IN));
		return;
	}
	flushing->sent++;
	if (options_has(dial->options, OPTION_JSON)) {
		json_print_line(json_receipt(receipt));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_RECEIPT), content, (unsigned long long)receipt->sequence,
	       show_instant(&dial->arena, receipt->received_at));
	putchar('\n');
}

static bool tell_settled(void *context, const uint8_t command_id[16], int code,
                         const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                         size_t fault_count)
{
	struct flushing *flushing = context;

	tell_row(flushing, command_id, code, receipt, faults, fault_count);
	progress_show(WORD_PROGRESS_SEND, ++flushing->settled, row_count(flushing));
	return true;
}

/* How it ended, in a line. */
static void tell_rest(struct flushing *flushing, int code)
{
	size_t waiting = 0;

	if (thidua_outbox_count(flushing->dial->handle, &waiting) == THIDUA_OK && waiting > 0)
		fprintf(stderr, say(WORD_OUTBOX_LEFT), waiting), fputc('\n', stderr);
	else if (code == THIDUA_OK)
		fprintf(stderr, "%s\n",
		        say(flushing->sent > 0 ? WORD_OUTBOX_SENT : WORD_OUTBOX_EMPTY));
}

static int end_flush(struct dial *dial, int code)
{
	if (code == THIDUA_CONFIG || code == THIDUA_USAGE)
		return dial_complain(dial, code);
	const int judged = dial_judge_kept(dial, code);

	if (code == THIDUA_KEPT && judged == THIDUA_FORBIDDEN)
		complain(judged, "%s", say(WORD_SHUT_OUT));
	return judged;
}

int outbox_flush(struct options *options)
{
	struct dial dial = { 0 };
	struct flushing flushing = { .dial = &dial };
	uint64_t seconds;
	int code = options_number(options, OPTION_TIMEOUT, 1, 3600, 10, &seconds);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		code = thidua_outbox_list(dial.handle, add_row, &flushing);
		if (code != THIDUA_OK)
			dial_tell(&dial, code);
	}
	if (code == THIDUA_OK) {
		progress_show(WORD_PROGRESS_SEND, 0, row_count(&flushing));
		interruption_watch(dial.handle);
		code = thidua_flush(dial.handle, (int)seconds * 1000, tell_settled, &flushing);
		progress_end();
		code = end_flush(&dial, code);
		tell_rest(&flushing, code);
	}
	buffer_close(&flushing.rows);
	dial_close(&dial);
	return code;
}

/* --- of all contexts --- */

/* Is there anything in its outbox that it may send? */
static bool has_waiting(struct options *context, const char *name)
{
	struct dial dial = { 0 };
	struct flushing flushing = { .dial = &dial,
		                     .cluster = options_text(context, OPTION_CLUSTER) };
	const char *credential = options_text(context, OPTION_CREDENTIAL);
	const char *outbox = options_text(context, OPTION_OUTBOX);

	if (!credential || !options_has(context, OPTION_COMMANDS) ||
	    !options_has(context, OPTION_DAEMON_KEY))
		return false;
	if (!outbox)
		outbox = arena_text(&context->arena, "%s.outbox", credential);
	if (access(outbox, F_OK) != 0) /* it would be made */
		return false;
	const bool read = dial_open_outbox(&dial, context) == THIDUA_OK &&
	                  thidua_outbox_list(dial.handle, add_row, &flushing) == THIDUA_OK;
	const bool waits = read && flushing.rows.size > 0;

	buffer_close(&flushing.rows);
	dial_close(&dial);
	if (waits && flushing.others)
		complain(THIDUA_OK, say(WORD_OUTBOX_SHARED), name, outbox);
	return waits && !flushing.others;
}

struct round {
	struct options *options;
	int code;
};

static void flush_context(void *context, const char *name)
{
	struct round *round = context;
	struct options file = { 0 };

	arena_init(&file.arena, 0);
	file.values[OPTION_CONFIG] = context_path(&file.arena, name);
	file.values[OPTION_JSON] = options_text(round->options, OPTION_JSON);
	file.values[OPTION_TIMEOUT] = options_text(round->options, OPTION_TIMEOUT);
	int code = options_read_context(&file);

	if (code == THIDUA_OK && has_waiting(&file, name)) {
		fprintf(stderr, "%s:\n", name);
		code = outbox_flush(&file);
	}
	/* what waits is tried again by itself; of all else somebody must hear */
	if (round->code == THIDUA_OK || (round->code == THIDUA_KEPT && code != THIDUA_OK))
		round->code = code;
	options_close(&file);
}

int outbox_flush_all(struct options *options)
{
	struct round round = { .options = options };

	context_each(&options->arena, flush_context, &round);
	return round.code;
}
