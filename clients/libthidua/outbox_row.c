/* A row of the table to a struct outbox_row. */
#include <sqlite3.h>
#include <string.h>

#include "arena.h"
#include "outbox_file.h"

/* NULL: there is none, or it is no Reply. */
static const struct answer *decode(const uint8_t *bytes, size_t size, struct arena *arena)
{
	if (!bytes)
		return NULL;
	struct answer *answer = arena_alloc(arena, 1, sizeof(*answer));

	return answer_decode(bytes, size, arena, answer) ? answer : NULL;
}

static const char *column_text(sqlite3_stmt *row, int column, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	return arena_text(arena, "%s", !text ? "" : text);
}

static const uint8_t *column_bytes(sqlite3_stmt *row, int column, struct arena *arena, size_t *size)
{
	const void *bytes = sqlite3_column_blob(row, column);

	*size = (size_t)sqlite3_column_bytes(row, column);
	if (!bytes)
		return NULL;
	return memcpy(arena_alloc(arena, *size, 1), bytes, *size);
}

/* The file may have been written by anybody: a wrong length gives zeros, which no daemon accepts.
 */
static void column_exactly(sqlite3_stmt *row, int column, uint8_t *out, size_t size)
{
	const void *bytes = sqlite3_column_blob(row, column);

	if (bytes && (size_t)sqlite3_column_bytes(row, column) == size)
		memcpy(out, bytes, size);
}

void outbox_read_row(sqlite3_stmt *row, struct arena *arena, struct outbox_row *out)
{
	memset(out, 0, sizeof(*out));
	out->place = sqlite3_column_int64(row, 0);
	column_exactly(row, 1, out->id, ID_SIZE);
	column_exactly(row, 2, out->hash, HASH_SIZE);
	out->cluster = column_text(row, 3, arena);
	out->kind = column_text(row, 4, arena);
	out->summary = column_text(row, 5, arena);
	out->signed_command.bytes = column_bytes(row, 6, arena, &out->signed_command.size);
	column_exactly(row, 7, out->signed_command.signature, SIGNATURE_SIZE);
	column_exactly(row, 8, out->signed_command.key, KEY_SIZE);
	out->put_at = sqlite3_column_int64(row, 9);
	out->tried_at = sqlite3_column_int64(row, 10);
	out->settled_at = sqlite3_column_int64(row, 11);
	out->attempts = (uint32_t)sqlite3_column_int64(row, 12);
	const int state = sqlite3_column_int(row, 13);

	out->state =
	        state >= 0 && state < OUTBOX_STATES ? (enum outbox_state)state : OUTBOX_UNKNOWN;
	out->status = (enum status)sqlite3_column_int(row, 14);
	out->reply_bytes = column_bytes(row, 15, arena, &out->reply_size);
	out->sequence = (uint64_t)sqlite3_column_int64(row, 16);
	column_exactly(row, 17, out->journal_hash, HASH_SIZE);
	out->reinstate.bytes = column_bytes(row, 18, arena, &out->reinstate.size);
	column_exactly(row, 19, out->reinstate.signature, SIGNATURE_SIZE);
	memcpy(out->reinstate.key, out->signed_command.key, KEY_SIZE);
	size_t size;
	const uint8_t *reinstated = column_bytes(row, 20, arena, &size);

	out->reinstated = decode(reinstated, size, arena);
	column_exactly(row, 21, out->epoch, EPOCH_SIZE);
	out->unheard = sqlite3_column_int64(row, 22) > 0;
}

void outbox_read_reply(struct outbox_row *row, struct arena *arena)
{
	row->reply = decode(row->reply_bytes, row->reply_size, arena);
}

bool outbox_take_row(struct outbox *outbox, sqlite3_stmt *select, struct arena *arena,
                     struct outbox_row *out, bool *found, struct faults *why)
{
	const int code = sqlite3_step(select);

	*found = code == SQLITE_ROW;
	if (*found)
		outbox_read_row(select, arena, out);
	else if (code != SQLITE_DONE)
		outbox_trouble(outbox, why);
	sqlite3_finalize(select);
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

void outbox_bind_result(sqlite3_stmt *update, const struct outbox_result *result)
{
	sqlite3_bind_int64(update, 1, result->place);
	sqlite3_bind_int(update, 2, (int)result->state);
	sqlite3_bind_int64(update, 3, result->attempts);
	sqlite3_bind_int64(update, 4, result->at);
	sqlite3_bind_int(update, 5, (int)result->status);
	sqlite3_bind_blob64(update, 6, result->reply, result->reply_size, SQLITE_STATIC);
}

void outbox_bind_place(sqlite3_stmt *update, int first, const struct outbox_result *result)
{
	const struct receipt_statement *statement = result->statement;

	sqlite3_bind_int64(update, first, statement ? (int64_t)statement->sequence : 0);
	if (statement)
		sqlite3_bind_blob(update, first + 1, statement->hash, HASH_SIZE, SQLITE_STATIC);
	if (statement && result->epoch)
		sqlite3_bind_blob(update, first + 2, result->epoch, EPOCH_SIZE, SQLITE_STATIC);
}
