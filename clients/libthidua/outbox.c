/*
 * The rows. Settling one is one update that only touches a row that may still change: of two
 * processes that flush one file the first to settle wins, and the other changes nothing.
 */
#include <sqlite3.h>
#include <string.h>

#include "arena.h"
#include "outbox_file.h"

bool outbox_put(struct outbox *outbox, const struct outbox_row *row, struct faults *why)
{
	sqlite3_stmt *insert = outbox_prepare(
	        outbox,
	        "insert into command (id, hash, cluster, kind, summary, command, signature, key, put_at)"
	        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	        why);

	if (!insert)
		return false;
	const struct signed_command *command = &row->signed_command;

	sqlite3_bind_blob(insert, 1, row->id, ID_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(insert, 2, row->hash, HASH_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, row->cluster, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 4, row->kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 5, row->summary, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(insert, 6, command->bytes, command->size, SQLITE_STATIC);
	sqlite3_bind_blob(insert, 7, command->signature, SIGNATURE_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(insert, 8, command->key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 9, row->put_at);
	const int code = sqlite3_step(insert);

	if (code == SQLITE_CONSTRAINT_UNIQUE)
		fail(why, FAULT_OUTBOX_ID_TAKEN, "id");
	else if (code != SQLITE_DONE)
		outbox_trouble(outbox, why);
	sqlite3_finalize(insert);
	return code == SQLITE_DONE;
}

bool outbox_begin(struct outbox *outbox, struct faults *why)
{
	return outbox_run(outbox, "begin immediate", why);
}

bool outbox_conclude(struct outbox *outbox, bool fine, struct faults *why)
{
	if (fine && outbox_run(outbox, "commit", why))
		return true;
	sqlite3_exec(outbox->database, "rollback", NULL, NULL, NULL);
	return false;
}

/* Runs a statement over the row of an id, the second parameter at; *done: it found one. */
static bool change_row(struct outbox *outbox, const char *sql, const uint8_t id[ID_SIZE],
                       int64_t at, bool *done, struct faults *why)
{
	sqlite3_stmt *change = outbox_prepare(outbox, sql, why);

	if (!change)
		return false;
	sqlite3_bind_blob(change, 1, id, ID_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(change, 2, at);
	const bool fine = outbox_finish(outbox, change, why);

	*done = fine && sqlite3_changes(outbox->database) > 0;
	return fine;
}

/* Two statements, of which each looks again: who sends it meanwhile makes it unknown. */
bool outbox_withdraw(struct outbox *outbox, const uint8_t id[ID_SIZE], bool sent_too, int64_t at,
                     enum withdrawal *became, struct faults *why)
{
	bool unknown = false;

	*became = WITHDRAWAL_NONE;
	bool gone;

	if (!change_row(
	            outbox,
	            "delete from command where id = ?1 and state = 0 and unheard = 0 and ?2 = ?2",
	            id, at, &gone, why) ||
	    (!gone && sent_too &&
	     !change_row(
	             outbox,
	             "update command set state = 3, settled_at = ?2 where id = ?1 and state = 0",
	             id, at, &unknown, why)))
		return false;
	*became = gone ? WITHDRAWAL_GONE : unknown ? WITHDRAWAL_UNKNOWN : WITHDRAWAL_NONE;
	return true;
}

bool outbox_replace(struct outbox *outbox, const uint8_t old[ID_SIZE], const struct outbox_row *row,
                    bool *replaced, struct faults *why)
{
	*replaced = false;
	if (!outbox_begin(outbox, why))
		return false;
	enum withdrawal became;

	const bool fine = outbox_withdraw(outbox, old, false, 0, &became, why);
	const bool made = fine && became == WITHDRAWAL_GONE && outbox_put(outbox, row, why);

	*replaced = outbox_conclude(outbox, made, why);
	return fine && (became != WITHDRAWAL_GONE || *replaced);
}

bool outbox_next(struct outbox *outbox, const uint8_t key[KEY_SIZE], int64_t after,
                 struct arena *arena, struct outbox_row *out, bool *found, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select " OUTBOX_COLUMNS
	        " from command where state = 0 and key = ? and place > ? order by place limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(select, 2, after);
	return outbox_take_row(outbox, select, arena, out, found, why);
}

bool outbox_take_up(struct outbox *outbox, const uint8_t key[KEY_SIZE], int64_t first, int64_t last,
                    struct faults *why)
{
	sqlite3_stmt *update =
	        outbox_prepare(outbox,
	                       "update command set unheard = unheard + 1"
	                       " where state = 0 and key = ?1 and place between ?2 and ?3",
	                       why);

	if (!update)
		return false;
	sqlite3_bind_blob(update, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(update, 2, first);
	sqlite3_bind_int64(update, 3, last);
	return outbox_finish(outbox, update, why);
}

/* A row is settled by who comes first, except that what was refused, or is unknown, may be proven
 * yet. It is not unknown when nobody else can have sent it unheard. */
bool outbox_record(struct outbox *outbox, const struct outbox_result *result,
                   enum outbox_state *became, struct faults *why)
{
	sqlite3_stmt *update = outbox_prepare(
	        outbox,
	        "update command set state = iif(?2 = 3 and unheard <= ?7, 2, ?2),"
	        " unheard = max(0, unheard - ?7),"
	        " attempts = attempts + ?3, tried_at = max(tried_at, ?4),"
	        " settled_at = iif(?2 = 0, 0, ?4), status = iif(?5 = 0, status, ?5), reply = coalesce(?6, reply),"
	        " sequence = ?8, journal_hash = ?9, epoch = ?10"
	        " where place = ?1 and (state = 0 or state = 3 and ?2 <> 0 or state = 2 and ?2 = 1)"
	        " returning state",
	        why);

	if (!update)
		return false;
	outbox_bind_result(update, result);
	sqlite3_bind_int(update, 7, result->unheard ? 0 : 1);
	outbox_bind_place(update, 8, result);
	*became = OUTBOX_STATES;
	int code = sqlite3_step(update);

	if (code == SQLITE_ROW) {
		*became = (enum outbox_state)sqlite3_column_int(update, 0);
		code = sqlite3_step(update);
	}
	return outbox_end(outbox, update, code, why);
}

bool outbox_count(struct outbox *outbox, const uint8_t key[KEY_SIZE], size_t *count,
                  struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox, "select count(*) from command where state in (0, 4) and key = ?", why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	const bool found = sqlite3_step(select) == SQLITE_ROW;

	if (found)
		*count = (size_t)sqlite3_column_int64(select, 0);
	else
		outbox_trouble(outbox, why);
	sqlite3_finalize(select);
	return found;
}

bool outbox_acknowledged(struct outbox *outbox, int64_t place, bool *out, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox, "select count(*) from command where place = ? and state = 1", why);

	if (!select)
		return false;
	sqlite3_bind_int64(select, 1, place);
	int code = sqlite3_step(select);

	*out = code == SQLITE_ROW && sqlite3_column_int(select, 0) > 0;
	if (code == SQLITE_ROW)
		code = sqlite3_step(select);
	return outbox_end(outbox, select, code, why);
}

bool outbox_find(struct outbox *outbox, const uint8_t id[ID_SIZE], struct arena *arena,
                 struct outbox_row *out, bool *found, struct faults *why)
{
	sqlite3_stmt *select =
	        outbox_prepare(outbox, "select " OUTBOX_COLUMNS " from command where id = ?", why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, id, ID_SIZE, SQLITE_STATIC);
	const bool fine = outbox_take_row(outbox, select, arena, out, found, why);

	if (fine && *found)
		outbox_read_reply(out, arena);
	return fine;
}

bool outbox_list(struct outbox *outbox, thidua_outbox_visitor *visit, void *context,
                 struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox, "select " OUTBOX_COLUMNS " from command order by place", why);

	if (!select)
		return false;
	struct arena arena;
	struct outbox_row row;
	bool more = true;

	arena_init(&arena, 0);
	int code;

	while (more && (code = sqlite3_step(select)) == SQLITE_ROW) {
		arena_reset(&arena);
		outbox_read_row(select, &arena, &row);
		outbox_read_reply(&row, &arena);
		more = visit(context, &row);
	}
	if (more && code != SQLITE_DONE)
		outbox_trouble(outbox, why);
	sqlite3_finalize(select);
	arena_close(&arena);
	return !more || code == SQLITE_DONE;
}
