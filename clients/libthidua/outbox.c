/*
 * One table, command, a row for each; the file carries our application_id and the number of its
 * layout, so that neither another program's database nor a newer layout is written into. place, the
 * autoincremented key, is the order of putting and never used twice.
 *
 * Waiting rows are found by a partial index over (key, place), which stays small while settled rows
 * pile up for years. Settling is one update that only touches a row still waiting: of two processes
 * that flush one file the first to settle wins, and the other changes nothing.
 *
 * Several processes may open a new file at once. The layout is made inside "begin immediate" by
 * whoever comes first; changing to WAL is the one statement for which SQLite does not wait by
 * itself, so set_wal does.
 */
#include "outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"

enum { APPLICATION_ID = 0x74686475 /* "thdu" */, LAYOUT = 1, BUSY_MS = 5000, BUSY_STEP_MS = 10 };

struct outbox {
	sqlite3 *database;
	char *path;
};

static const char layout[] =
        "create table command ("
        " place integer primary key autoincrement," /* the order in which they were put */
        " id blob not null constraint command_id unique check (length(id) = 16),"
        " hash blob not null check (length(hash) = 32),"
        " cluster text not null,"
        " kind text not null,"
        " summary text not null,"
        " command blob not null,"
        " signature blob not null check (length(signature) = 64),"
        " key blob not null check (length(key) = 32),"
        " put_at integer not null,"
        " tried_at integer not null default 0,"
        " settled_at integer not null default 0,"
        " attempts integer not null default 0,"
        " state integer not null default 0 check (state in (0, 1, 2))," /* enum outbox_state */
        " status integer not null default 0,"
        " reply blob"
        ") strict;"
        "create index command_waiting on command (key, place) where state = 0;";

static bool trouble(const struct outbox *outbox, struct faults *why)
{
	fail(why, FAULT_OUTBOX_TROUBLE, "outbox", outbox->path, sqlite3_errmsg(outbox->database));
	return false;
}

static sqlite3_stmt *prepare(const struct outbox *outbox, const char *sql, struct faults *why)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(outbox->database, sql, -1, &statement, NULL) != SQLITE_OK)
		trouble(outbox, why);
	return statement;
}

static bool run(const struct outbox *outbox, const char *sql, struct faults *why)
{
	return sqlite3_exec(outbox->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       trouble(outbox, why);
}

/* Runs a statement that gives no rows, and ends it. */
static bool finish(const struct outbox *outbox, sqlite3_stmt *statement, struct faults *why)
{
	const int code = sqlite3_step(statement);

	if (code != SQLITE_DONE)
		trouble(outbox, why);
	sqlite3_finalize(statement);
	return code == SQLITE_DONE;
}

static bool read_number(const struct outbox *outbox, const char *sql, int64_t *out,
                        struct faults *why)
{
	sqlite3_stmt *statement = prepare(outbox, sql, why);

	if (!statement)
		return false;
	const bool found = sqlite3_step(statement) == SQLITE_ROW;

	if (found)
		*out = sqlite3_column_int64(statement, 0);
	else
		trouble(outbox, why);
	sqlite3_finalize(statement);
	return found;
}

/* --- opening --- */

/* SQLite would make the file by the umask; reports are nobody else's business. */
static bool make_file(const char *path, struct faults *why)
{
	const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (file < 0) {
		fail(why, FAULT_OUTBOX_UNWRITABLE, "outbox", path, strerror(errno));
		return false;
	}
	struct stat status;
	const bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);

	close(file);
	if (!regular)
		fail(why, FAULT_OUTBOX_IRREGULAR, "outbox", path);
	return regular;
}

/* Two processes that open a new file at once can refuse each other the change without SQLite's own
 * waiting. */
static bool set_wal(const struct outbox *outbox, struct faults *why)
{
	int code = SQLITE_BUSY;

	for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < BUSY_MS;
	     waited += BUSY_STEP_MS) {
		code = sqlite3_exec(outbox->database, "pragma journal_mode = wal", NULL, NULL,
		                    NULL);
		if ((code & 0xff) == SQLITE_BUSY)
			sqlite3_sleep(BUSY_STEP_MS);
	}
	return code == SQLITE_OK || trouble(outbox, why);
}

/* Inside a transaction: another process may be making the layout. */
static bool check_layout(const struct outbox *outbox, bool *empty, struct faults *why)
{
	int64_t application, version, tables;

	if (!read_number(outbox, "pragma application_id", &application, why) ||
	    !read_number(outbox, "pragma user_version", &version, why) ||
	    !read_number(outbox, "select count(*) from sqlite_schema", &tables, why))
		return false;
	*empty = application == 0 && version == 0 && tables == 0;
	if (!*empty && application != APPLICATION_ID) {
		fail(why, FAULT_OUTBOX_FOREIGN, "outbox", outbox->path);
		return false;
	}
	if (!*empty && version != LAYOUT) {
		fail(why, FAULT_OUTBOX_LAYOUT, "outbox", outbox->path, fault_number(why, version),
		     fault_number(why, LAYOUT));
		return false;
	}
	return true;
}

static bool make_layout(const struct outbox *outbox, struct faults *why)
{
	if (!run(outbox, "begin immediate", why))
		return false;
	bool empty;

	if (!check_layout(outbox, &empty, why))
		return false;
	if (!empty) /* another process was faster */
		return run(outbox, "rollback", why);
	char marks[96];

	sqlite3_snprintf((int)sizeof(marks), marks,
	                 "pragma application_id = %d; pragma user_version = %d", APPLICATION_ID,
	                 LAYOUT);
	return run(outbox, layout, why) && run(outbox, marks, why) && run(outbox, "commit", why);
}

static bool prepare_file(const struct outbox *outbox, struct faults *why)
{
	if (sqlite3_db_readonly(outbox->database, "main") == 1) {
		fail(why, FAULT_OUTBOX_READ_ONLY, "outbox", outbox->path);
		return false;
	}
	bool empty;

	if (!run(outbox, "pragma trusted_schema = off; begin", why) ||
	    !check_layout(outbox, &empty, why) || !run(outbox, "commit", why))
		return false;
	if (!set_wal(outbox, why) || !run(outbox, "pragma synchronous = full", why))
		return false;
	return !empty || make_layout(outbox, why);
}

struct outbox *outbox_open(const char *path, struct faults *why)
{
	if (!make_file(path, why))
		return NULL;
	struct outbox *outbox = must_alloc(1, sizeof(*outbox));

	outbox->path = must_alloc(strlen(path) + 1, 1);
	strcpy(outbox->path, path);
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	bool fine = sqlite3_open_v2(path, &outbox->database, flags, NULL) == SQLITE_OK ||
	            trouble(outbox, why);

	if (fine)
		sqlite3_busy_timeout(outbox->database, BUSY_MS);
	fine = fine && prepare_file(outbox, why);
	if (!fine)
		outbox_close(&outbox);
	return outbox;
}

void outbox_close(struct outbox **outbox)
{
	if (!*outbox)
		return;
	sqlite3_close((*outbox)->database);
	free((*outbox)->path);
	free(*outbox);
	*outbox = NULL;
}

/* --- rows --- */

#define COLUMNS                                                                                                                     \
	"place, id, hash, cluster, kind, summary, command, signature, key, put_at, tried_at, settled_at, attempts, state, status, " \
	"reply"

bool outbox_put(struct outbox *outbox, const struct outbox_row *row, struct faults *why)
{
	sqlite3_stmt *insert = prepare(
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
		trouble(outbox, why);
	sqlite3_finalize(insert);
	return code == SQLITE_DONE;
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

static void read_row(sqlite3_stmt *row, struct arena *arena, struct outbox_row *out)
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
	out->state = (enum outbox_state)sqlite3_column_int(row, 13);
	out->status = (enum status)sqlite3_column_int(row, 14);
	out->reply_bytes = column_bytes(row, 15, arena, &out->reply_size);
}

bool outbox_next(struct outbox *outbox, const uint8_t key[KEY_SIZE], int64_t after,
                 struct arena *arena, struct outbox_row *out, bool *found, struct faults *why)
{
	sqlite3_stmt *select = prepare(
	        outbox,
	        "select " COLUMNS
	        " from command where state = 0 and key = ? and place > ? order by place limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(select, 2, after);
	const int code = sqlite3_step(select);

	*found = code == SQLITE_ROW;
	if (*found)
		read_row(select, arena, out);
	else if (code != SQLITE_DONE)
		trouble(outbox, why);
	sqlite3_finalize(select);
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

bool outbox_record(struct outbox *outbox, const struct outbox_result *result, struct faults *why)
{
	sqlite3_stmt *update = prepare(
	        outbox,
	        "update command set state = ?2, attempts = attempts + ?3, tried_at = max(tried_at, ?4),"
	        " settled_at = iif(?2 = 0, 0, ?4), status = iif(?5 = 0, status, ?5), reply = coalesce(?6, reply)"
	        " where place = ?1 and state = 0",
	        why);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, result->place);
	sqlite3_bind_int(update, 2, (int)result->state);
	sqlite3_bind_int64(update, 3, result->attempts);
	sqlite3_bind_int64(update, 4, result->at);
	sqlite3_bind_int(update, 5, (int)result->status);
	sqlite3_bind_blob64(update, 6, result->reply, result->reply_size, SQLITE_STATIC);
	return finish(outbox, update, why);
}

bool outbox_count(struct outbox *outbox, const uint8_t key[KEY_SIZE], size_t *count,
                  struct faults *why)
{
	sqlite3_stmt *select =
	        prepare(outbox, "select count(*) from command where state = 0 and key = ?", why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	const bool found = sqlite3_step(select) == SQLITE_ROW;

	if (found)
		*count = (size_t)sqlite3_column_int64(select, 0);
	else
		trouble(outbox, why);
	sqlite3_finalize(select);
	return found;
}

bool outbox_list(struct outbox *outbox, thidua_outbox_visitor *visit, void *context,
                 struct faults *why)
{
	sqlite3_stmt *select =
	        prepare(outbox, "select " COLUMNS " from command order by place", why);

	if (!select)
		return false;
	struct arena arena;
	struct outbox_row row;
	struct answer reply;
	bool more = true;

	arena_init(&arena, 0);
	int code;

	while (more && (code = sqlite3_step(select)) == SQLITE_ROW) {
		arena_reset(&arena);
		read_row(select, &arena, &row);
		if (row.reply_bytes &&
		    answer_decode(row.reply_bytes, row.reply_size, &arena, &reply))
			row.reply = &reply;
		more = visit(context, &row);
	}
	if (more && code != SQLITE_DONE)
		trouble(outbox, why);
	sqlite3_finalize(select);
	arena_close(&arena);
	return !more || code == SQLITE_DONE;
}
