/*
 * Signing commands and putting them into the outbox.
 *
 * What is stored was decoded first by the daemon's own code: a command that can only be refused for
 * its shape would wait in the outbox for nothing. A row carries the id, hash, cluster and a summary
 * for people beside the bytes, so that a list needs neither the season nor the daemon.
 */
#include <stdlib.h>
#include <string.h>

#include "cluster.h"
#include "handle.h"
#include "look.h"
#include "messages_forms.h"
#include "query.h"
#include "report.h"
#include "text.h"

enum { SUMMARY_KEY_BYTES = 4, CODE_MAX = 7 };

/* A field of the summary, with a blank before it; "" for texts, lists and what is not given. */
static const char *summarise_field(struct arena *arena, const struct form *form,
                                   const struct form_field *field, const void *from)
{
	char hex[2 * SUMMARY_KEY_BYTES + 1];

	if (field->repeated || field->inside || !form_given(form, field, from))
		return "";
	switch (field->kind) {
	case FORM_TEXT:
		return field->bounds.most_bytes > CODE_MAX
		               ? ""
		               : arena_text(arena, " %s", form_text(field, from, 0));
	case FORM_ENUM:
		return arena_text(arena, " %s",
		                  form_enum_short(form, field, (int)form_number(field, from, 0)));
	case FORM_UINT32:
		return arena_text(arena, " %s %lld", field->name,
		                  (long long)form_number(field, from, 0));
	case FORM_FIXED: /* of two keys of one thing, the one that is known by */
		if (strcmp(field->name, "sign_key") != 0)
			return "";
		text_hex(form_bytes(field, from, 0).data, SUMMARY_KEY_BYTES, hex);
		return arena_text(arena, " key %s...", hex);
	default:
		return "";
	}
}

/* "TQ 2024 Q1 revision 2": codes, names and numbers, the year after the first code. */
static const char *summarise(const struct command *command, struct arena *arena)
{
	const struct form_field *action =
	        form_find(&form_command, cluster_action_name(command->action));
	const void *from = form_inside(action, command, 0);
	const char *year = command->year == 0 ? "" : arena_text(arena, " %u", command->year);
	const char *summary = "";

	for (size_t i = 0; i < action->inside->field_count; i++) {
		const struct form_field *field = &action->inside->fields[i];
		const char *part = summarise_field(arena, action->inside, field, from);

		summary = arena_text(arena, "%s%s%s", summary,
		                     i == 0 && field->kind != FORM_TEXT ? year : "", part);
		if (i == 0 && field->kind == FORM_TEXT)
			summary = arena_text(arena, "%s%s", summary, year);
	}
	return *summary ? summary + 1 : summary;
}

static int sign(struct thidua *handle, enum signed_as as, const struct buffer *bytes,
                struct signed_command *out)
{
	if (!handle->has_credential)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without a credential");
	out->bytes = bytes->data;
	out->size = bytes->size;
	signing_sign(as, handle->credential.sign_secret, out);
	return THIDUA_OK;
}

int thidua_sign(struct thidua *handle, enum signed_as as, const struct buffer *command,
                struct signed_command *out)
{
	handle_begin(handle);
	return sign(handle, as, command, out);
}

int thidua_sign_query(struct thidua *handle, const struct query *query, struct buffer *bytes,
                      struct signed_command *out)
{
	struct query signed_now = *query;

	handle_begin(handle);
	signed_now.signed_at = handle_now();
	buffer_reset(bytes);
	query_encode(&signed_now, bytes);
	if (bytes->size > QUERY_BYTES_MAX)
		return handle_fail(handle, THIDUA_USAGE, "the question is too long");
	return sign(handle, SIGNED_AS_QUERY, bytes, out);
}

/* A command that the daemon could only refuse is not stored. */
static int check_shape(struct thidua *handle, const struct buffer *bytes, struct command *out)
{
	struct faults why;

	faults_init(&why, &handle->arena);
	if (bytes->size > COMMAND_BYTES_MAX)
		fail(&why, FAULT_COMMAND_LARGE, "", fault_number(&why, (long long)bytes->size),
		     fault_number(&why, COMMAND_BYTES_MAX));
	else if (command_decode(bytes->data, bytes->size, &handle->arena, out, &why) &&
	         cluster_check_alone(out, &why) && cluster_check_arrival(out, &why))
		return THIDUA_OK;
	return handle_refuse(handle, THIDUA_BAD_INPUT, why.items, why.count);
}

static int make_row(struct thidua *handle, const struct buffer *bytes, struct outbox_row *out)
{
	struct command command = { 0 };

	*out = (struct outbox_row){ 0 };
	if (!handle->outbox)
		return handle_fail(handle, THIDUA_USAGE, "the handle was opened without an outbox");
	int code = check_shape(handle, bytes, &command);

	if (code == THIDUA_OK)
		code = sign(handle, SIGNED_AS_COMMAND, bytes, &out->signed_command);
	if (code != THIDUA_OK)
		return code;
	memcpy(out->id, command.id, ID_SIZE);
	memcpy(out->hash, command.hash, HASH_SIZE);
	out->cluster = command.cluster;
	out->kind = cluster_action_name(command.action);
	out->summary = summarise(&command, &handle->arena);
	out->put_at = handle_now();
	return THIDUA_OK;
}

static int put(struct thidua *handle, const struct buffer *bytes, uint8_t id[ID_SIZE],
               uint8_t hash[HASH_SIZE])
{
	struct outbox_row row;
	struct faults why;
	int code = make_row(handle, bytes, &row);

	if (code != THIDUA_OK)
		return code;
	faults_init(&why, &handle->arena);
	if (!outbox_put(handle->outbox, &row, &why)) {
		code = faults_status(&why) == STATUS_CONFLICT ? THIDUA_USAGE : THIDUA_CONFIG;
		return handle_trouble(handle, code, &why);
	}
	if (id)
		memcpy(id, row.id, ID_SIZE);
	if (hash)
		memcpy(hash, row.hash, HASH_SIZE);
	return THIDUA_OK;
}

int thidua_put_command(struct thidua *handle, const struct buffer *command, uint8_t id[ID_SIZE],
                       uint8_t hash[HASH_SIZE])
{
	handle_begin(handle);
	return put(handle, command, id, hash);
}

int thidua_replace_command(struct thidua *handle, const uint8_t old[ID_SIZE],
                           const struct buffer *command, uint8_t id[ID_SIZE], bool *replaced)
{
	struct outbox_row row;
	struct faults why;

	handle_begin(handle);
	*replaced = false;
	const int code = make_row(handle, command, &row);

	if (code != THIDUA_OK)
		return code;
	faults_init(&why, &handle->arena);
	if (!outbox_replace(handle->outbox, old, &row, replaced, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	if (*replaced)
		memcpy(id, row.id, ID_SIZE);
	return THIDUA_OK;
}

int thidua_withdraw(struct thidua *handle, const uint8_t id[ID_SIZE], bool sent_too, bool *gone)
{
	struct arena *arena = &handle->arena;
	struct faults why;

	handle_begin(handle);
	*gone = false;
	if (!handle->outbox)
		return handle_fail(handle, THIDUA_USAGE, "the handle was opened without an outbox");
	faults_init(&why, arena);
	enum withdrawal became;
	struct outbox_row row;
	bool found;

	if (!outbox_withdraw(handle->outbox, id, sent_too, handle_now(), &became, &why) ||
	    !outbox_find(handle->outbox, id, arena, &row, &found, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	*gone = became == WITHDRAWAL_GONE;
	if (became != WITHDRAWAL_NONE)
		return THIDUA_OK;
	if (!found || row.state != OUTBOX_WAITING)
		return handle_because(handle, THIDUA_USAGE, FAULT_OUTBOX_NOT_WAITING, NULL);
	return handle_because(handle, THIDUA_UNKNOWN, FAULT_OUTBOX_SENT, NULL);
}

/* The row of a command that is in the outbox now, settled by a proven reply. */
static int settle(struct thidua *handle, const uint8_t id[ID_SIZE], const struct buffer *reply,
                  const struct receipt_statement *statement)
{
	struct outbox_row row;
	struct faults why;

	faults_init(&why, &handle->arena);
	bool found;

	if (!outbox_find(handle->outbox, id, &handle->arena, &row, &found, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	const struct outbox_result result = { .place = row.place,
		                              .state = OUTBOX_ACKNOWLEDGED,
		                              .attempts = 1,
		                              .at = handle_now(),
		                              .status = STATUS_OK,
		                              .reply = reply->data,
		                              .reply_size = reply->size,
		                              .statement = statement };
	enum outbox_state became;

	return outbox_record(handle->outbox, &result, &became, &why)
	               ? THIDUA_OK
	               : handle_trouble(handle, THIDUA_CONFIG, &why);
}

int thidua_keep(struct thidua *handle, const struct buffer *command, struct receipt_statement *out)
{
	struct buffer reply = handle->reply;
	struct answer answer;
	uint8_t id[ID_SIZE], hash[HASH_SIZE];

	handle->reply = (struct buffer){ 0 };
	handle_begin(handle);
	seal_hash(command->data, command->size, hash);
	int code = THIDUA_UNREACHABLE;

	if (answer_decode(reply.data, reply.size, &handle->arena, &answer) &&
	    answer.kind == ANSWER_RECEIPT &&
	    seal_check_receipt(&answer.receipt, handle->daemon.sign_public, &handle->arena, out) &&
	    memcmp(out->command_hash, hash, HASH_SIZE) == 0)
		code = put(handle, command, id, hash);
	if (code == THIDUA_OK)
		code = settle(handle, id, &reply, out);
	if (code == THIDUA_OK)
		look_once_more(handle, link_moment() + handle->timeout);
	buffer_close(&reply);
	return code;
}

int thidua_put(struct thidua *handle, const struct thidua_report *report, uint8_t command_id[16],
               uint8_t command_hash[32])
{
	struct buffer bytes = { 0 };

	handle_begin(handle);
	report_encode(report, handle_now(), &bytes);
	const int code = put(handle, &bytes, command_id, command_hash);

	buffer_close(&bytes);
	return code;
}

int thidua_outbox_count(struct thidua *handle, size_t *count)
{
	struct faults why;

	handle_begin(handle);
	if (!handle->outbox || !handle->has_credential)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without an outbox or a credential");
	faults_init(&why, &handle->arena);
	if (!outbox_count(handle->outbox, handle->credential.sign_public, count, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	return THIDUA_OK;
}

int thidua_outbox_list(struct thidua *handle, thidua_outbox_visitor *visit, void *context)
{
	struct faults why;

	handle_begin(handle);
	if (!handle->outbox)
		return handle_fail(handle, THIDUA_USAGE, "the handle was opened without an outbox");
	faults_init(&why, &handle->arena);
	if (!outbox_list(handle->outbox, visit, context, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	return THIDUA_OK;
}
