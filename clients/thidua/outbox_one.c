/*
 * A row lives only while it is visited, and the handle must not be used meanwhile. So a row is looked for
 * first, by its id, and visited again for what is wanted of it.
 */
#include "outbox_one.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consent.h"
#include "file.h"
#include "json_out.h"
#include "json_write.h"
#include "messages_forms.h"
#include "outbox_say.h"
#include "receipt_file.h"
#include "refusal.h"
#include "report_show.h"
#include "text.h"

enum { HEX_SIZE = 2 * ID_SIZE + 1, DIGITS_LEAST = 8 };

/* --- ids --- */

static bool add_id(void *context, const struct outbox_row *row)
{
	char hex[HEX_SIZE];

	text_hex(row->id, ID_SIZE, hex);
	buffer_append(context, hex, sizeof(hex));
	return true;
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, HEX_SIZE);
}

size_t outbox_digits(struct dial *dial)
{
	struct buffer ids = { 0 };
	size_t digits = DIGITS_LEAST;
	const int code = thidua_outbox_list(dial->handle, add_id, &ids);
	const size_t count = ids.size / HEX_SIZE;

	if (count > 0)
		qsort(ids.data, count, HEX_SIZE, compare_ids);
	for (size_t i = 1; i < count; i++) {
		const char *one = (const char *)ids.data + i * HEX_SIZE, *before = one - HEX_SIZE;
		size_t same = 0;

		while (same + 1 < HEX_SIZE - 1 && one[same] == before[same])
			same++;
		digits = same + 1 > digits ? same + 1 : digits;
	}
	buffer_close(&ids);
	if (code != THIDUA_OK)
		dial_tell(dial, code);
	return code == THIDUA_OK ? digits : 0;
}

/* --- the row --- */

struct one {
	struct dial dial;
	const char *typed; /* how the id begins */
	size_t count;      /* of those that do */
	uint8_t id[ID_SIZE];
	enum outbox_state state;
	bool unheard;
	const char *content;
	thidua_outbox_visitor *visit; /* of the row; NULL: it is only looked for */
	int code;                     /* of the visit */
};

static bool look_at(void *context, const struct outbox_row *row)
{
	struct one *one = context;
	char hex[HEX_SIZE];

	text_hex(row->id, ID_SIZE, hex);
	if (strncmp(hex, one->typed, strlen(one->typed)) != 0)
		return true;
	one->count++;
	memcpy(one->id, row->id, ID_SIZE);
	one->state = row->state;
	one->unheard = row->unheard;
	one->content = outbox_content(&one->dial.arena, row);
	return true;
}

static bool visit_it(void *context, const struct outbox_row *row)
{
	struct one *one = context;

	return memcmp(row->id, one->id, ID_SIZE) != 0 || one->visit(one, row);
}

static int find(struct one *one, struct options *options, const char *typed)
{
	*one = (struct one){ .typed = typed };
	int code = dial_open_outbox(&one->dial, options);

	if (code != THIDUA_OK)
		return code;
	code = thidua_outbox_list(one->dial.handle, look_at, one);
	if (code != THIDUA_OK)
		return dial_tell(&one->dial, code);
	if (one->count == 0 && *typed)
		return complain(THIDUA_USAGE, say(WORD_OUTBOX_NO_SUCH), typed);
	return one->count == 1 && *typed
	               ? THIDUA_OK
	               : complain(THIDUA_USAGE, say(WORD_OUTBOX_NOT_ONE), one->count, typed);
}

static int find_and_visit(struct one *one, struct options *options, const char *typed,
                          thidua_outbox_visitor *visit)
{
	int code = find(one, options, typed);

	one->visit = visit;
	if (code == THIDUA_OK) {
		code = thidua_outbox_list(one->dial.handle, visit_it, one);
		code = code == THIDUA_OK ? one->code : dial_tell(&one->dial, code);
	}
	return code;
}

/* --- show --- */

static void show_pair(enum word name, const char *value)
{
	if (*value)
		printf("  %s: %s\n", say(name), value);
}

static void show_answer(struct arena *arena, const struct outbox_row *row)
{
	const struct answer *refused = outbox_refused_by(row);

	if (row->status != 0 && row->status != STATUS_OK)
		show_pair(WORD_OUTBOX_ANSWER, status_name(row->status));
	for (size_t i = 0; refused && i < refused->fault_count; i++) {
		const struct thidua_fault fault = refusal_of(&refused->faults[i]);

		printf("    %s\n", refusal_line(arena, outbox_words(arena, row), &fault));
	}
}

static void show_content(struct dial *dial, const struct outbox_row *row)
{
	struct arena *arena = &dial->arena;
	struct member_list members;
	struct command command;
	struct faults why;

	faults_init(&why, arena);
	if (!command_decode(row->signed_command.bytes, row->signed_command.size, arena, &command,
	                    &why) ||
	    command.action != ACTION_SUBMIT_REPORT)
		return;
	putchar('\n');
	members_recall(dial, command.cluster, command.year, &members);
	report_show_lines(arena, &command.submit_report, &members);
	report_show_texts(&command.submit_report);
}

static void show_row(struct dial *dial, const struct outbox_row *row)
{
	struct arena *arena = &dial->arena;
	char id[HEX_SIZE], hash[2 * HASH_SIZE + 1];

	text_hex(row->id, ID_SIZE, id);
	text_hex(row->hash, HASH_SIZE, hash);
	show_text(PAINT_BOLD, outbox_content(arena, row));
	putchar('\n');
	show_pair(WORD_OUTBOX_ID, id);
	show_pair(WORD_OUTBOX_HASH, hash);
	show_pair(WORD_OUTBOX_PUT, show_instant(arena, row->put_at));
	show_pair(WORD_OUTBOX_STATE, say(outbox_state_say(row->state)->word));
	if (row->state == OUTBOX_ACKNOWLEDGED || row->state == OUTBOX_LOST)
		show_pair(WORD_OUTBOX_RECEIPT, outbox_outcome(arena, row));
	if (row->attempts > 0)
		show_pair(WORD_OUTBOX_TRIED,
		          arena_text(arena, say(WORD_OUTBOX_TRIES), row->attempts,
		                     show_instant(arena, row->tried_at)));
	if (row->unheard && row->state == OUTBOX_WAITING)
		printf("  %s\n", say(WORD_OUTBOX_UNHEARD));
	if (row->state == OUTBOX_UNKNOWN)
		printf("  %s\n", say(WORD_MAY_BE_IN));
	show_answer(arena, row);
	show_content(dial, row);
}

static json_t *content_json(struct arena *arena, const struct outbox_row *row)
{
	struct command command;
	struct faults why;

	faults_init(&why, arena);
	return command_decode(row->signed_command.bytes, row->signed_command.size, arena, &command,
	                      &why)
	               ? json_form_write(&form_command, NULL, &command)
	               : json_null();
}

static bool show_it(void *context, const struct outbox_row *row)
{
	struct one *one = context;
	struct arena *arena = &one->dial.arena;

	if (!options_has(one->dial.options, OPTION_JSON)) {
		show_row(&one->dial, row);
		return false;
	}
	json_t *value = outbox_row_json(arena, row);

	json_object_set_new(value, "answer",
	                    json_maybe(row->status ? status_name(row->status) : ""));
	json_object_set_new(value, "command", content_json(arena, row));
	json_print(value);
	return false;
}

int outbox_show(struct options *options, const char *id)
{
	struct one one;
	const int code = find_and_visit(&one, options, id, show_it);

	dial_close(&one.dial);
	return code;
}

/* --- drop --- */

static int tell_dropped(const struct one *one, bool gone)
{
	if (options_has(one->dial.options, OPTION_JSON)) {
		json_print(json_pack("{s:o, s:b, s:b}", "id", json_hex(one->id, ID_SIZE), "dropped",
		                     1, "may_be_in_journal", !gone));
		return THIDUA_OK;
	}
	show_text(gone ? PAINT_GOOD : PAINT_WARN, "✓ ");
	printf(say(gone ? WORD_OUTBOX_DROPPED : WORD_OUTBOX_DROPPED_SENT), one->content);
	putchar('\n');
	return THIDUA_OK;
}

static bool is_meant(const struct one *one)
{
	return options_has(one->dial.options, OPTION_YES) ||
	       (consent_possible() && consent_given(say(WORD_OUTBOX_DROP_ASK), one->content));
}

static int drop(struct one *one)
{
	if (one->state == OUTBOX_ACKNOWLEDGED || one->state == OUTBOX_LOST)
		return complain(THIDUA_USAGE, say(WORD_OUTBOX_DROP_RECEIPT), one->content);
	if (one->state != OUTBOX_WAITING)
		return complain(THIDUA_USAGE, say(WORD_OUTBOX_DROP_SETTLED), one->content);
	bool gone;
	int code = thidua_withdraw(one->dial.handle, one->id, false, &gone);

	if (code == THIDUA_UNKNOWN) {
		if (!is_meant(one))
			return complain(THIDUA_USAGE, say(WORD_OUTBOX_DROP_SENT), one->content);
		code = thidua_withdraw(one->dial.handle, one->id, true, &gone);
	}
	return code == THIDUA_OK ? tell_dropped(one, gone) : dial_tell(&one->dial, code);
}

int outbox_drop(struct options *options, const char *id)
{
	struct one one;
	int code = find(&one, options, id);

	if (code == THIDUA_OK)
		code = drop(&one);
	dial_close(&one.dial);
	return code;
}

/* --- export --- */

static bool export_it(void *context, const struct outbox_row *row)
{
	struct one *one = context;
	struct buffer file = { 0 };
	struct receipt_proof proof;
	struct faults why;

	if ((row->state != OUTBOX_ACKNOWLEDGED && row->state != OUTBOX_LOST) || !row->reply ||
	    row->reply->kind != ANSWER_RECEIPT) {
		one->code = complain(THIDUA_USAGE, say(WORD_OUTBOX_NO_RECEIPT), one->content);
		return false;
	}
	receipt_file_write(&row->signed_command, &row->reply->receipt, &file);
	faults_init(&why, &one->dial.arena);
	if (!receipt_file_verify(file.data, file.size, NULL, &one->dial.arena, &proof, &why)) {
		one->code = dial_tell_own(one->dial.options, &why, THIDUA_REFUSED);
		buffer_close(&file);
		return false;
	}
	one->code = file_write_new(options_text(one->dial.options, OPTION_OUT), 0644, file.data,
	                           file.size);
	buffer_close(&file);
	return false;
}

int outbox_export(struct options *options, const char *id)
{
	struct one one = { .count = 0 };
	const char *path, *known = options_text(options, OPTION_DAEMON_KEY);
	int code = options_require(options, OPTION_OUT, &path);

	if (code != THIDUA_OK)
		return code;
	code = find_and_visit(&one, options, id, export_it);
	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(json_pack("{s:o, s:s}", "id", json_hex(one.id, ID_SIZE), "out", path));
	else if (code == THIDUA_OK)
		printf(say(WORD_OUTBOX_EXPORTED), one.content, path,
		       options_quoted(&options->arena, path),
		       known ? options_quoted(&options->arena, known) : say(WORD_KEY_FILE)),
		        putchar('\n');
	dial_close(&one.dial);
	return code;
}
