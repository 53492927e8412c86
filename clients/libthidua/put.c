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
#include "report.h"
#include "text.h"

enum { SUMMARY_HASH_BYTES = 4 };

static const char *key_start(struct arena *arena, const uint8_t *key)
{
	char hex[2 * SUMMARY_HASH_BYTES + 1];

	text_hex(key, SUMMARY_HASH_BYTES, hex);
	return arena_text(arena, "key %s...", hex);
}

static const char *summarise(const struct command *command, struct arena *arena)
{
	const struct submit_report *report = &command->submit_report;

	switch (command->action) {
	case ACTION_DEFINE_SEASON:
		return arena_text(arena, "%u version %u", command->year,
		                  command->define_season.version);
	case ACTION_GRANT_KEY:
		return arena_text(arena, "%s %s", key_start(arena, command->grant_key.sign_key),
		                  command->grant_key.board);
	case ACTION_REVOKE_KEY:
		return key_start(arena, command->revoke_key.sign_key);
	case ACTION_SUBMIT_REPORT:
		return arena_text(arena, "%s %u %s revision %u", report->board, command->year,
		                  report_period_name(report->period - 1), report->revision);
	}
	return "";
}

static int sign(struct thidua *handle, const struct buffer *command, struct signed_command *out)
{
	if (!handle->has_credential)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without a credential");
	out->bytes = command->data;
	out->size = command->size;
	memcpy(out->key, handle->credential.sign_public, KEY_SIZE);
	seal_sign(command->data, command->size, handle->credential.sign_secret, out->signature);
	return THIDUA_OK;
}

int thidua_sign(struct thidua *handle, const struct buffer *command, struct signed_command *out)
{
	handle_begin(handle);
	return sign(handle, command, out);
}

/* A command that the daemon could only refuse for its shape is not stored. */
static int check_shape(struct thidua *handle, const struct buffer *bytes, struct command *out)
{
	struct faults why;

	faults_init(&why, &handle->arena);
	if (bytes->size > COMMAND_BYTES_MAX)
		fail(&why, FAULT_COMMAND_LARGE, "", fault_number(&why, (long long)bytes->size),
		     fault_number(&why, COMMAND_BYTES_MAX));
	else if (command_decode(bytes->data, bytes->size, &handle->arena, out, &why))
		return THIDUA_OK;
	return handle_refuse(handle, THIDUA_BAD_INPUT, why.items, why.count);
}

static int put(struct thidua *handle, const struct buffer *bytes, uint8_t id[ID_SIZE],
               uint8_t hash[HASH_SIZE])
{
	struct command command = { 0 };
	struct outbox_row row = { 0 };
	struct faults why;

	if (!handle->outbox)
		return handle_fail(handle, THIDUA_USAGE, "the handle was opened without an outbox");
	int code = check_shape(handle, bytes, &command);

	if (code == THIDUA_OK)
		code = sign(handle, bytes, &row.signed_command);
	if (code != THIDUA_OK)
		return code;
	memcpy(row.id, command.id, ID_SIZE);
	memcpy(row.hash, command.hash, HASH_SIZE);
	row.cluster = command.cluster;
	row.kind = action_name(command.action);
	row.summary = summarise(&command, &handle->arena);
	row.put_at = handle_now();
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
