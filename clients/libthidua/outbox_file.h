/*
 * outbox_file -- the SQLite file of an outbox, for the files that make up outbox.h: statements, and
 * how their failures are told.
 */
#ifndef THIDUA_OUTBOX_FILE_H
#define THIDUA_OUTBOX_FILE_H

#include "outbox.h"

struct sqlite3;
struct sqlite3_stmt;

struct outbox {
	struct sqlite3 *database;
	char *path;
};

/* What SQLite says, as a fault; false. */
bool outbox_trouble(const struct outbox *outbox, struct faults *why);

/* NULL with a fault. */
struct sqlite3_stmt *outbox_prepare(const struct outbox *outbox, const char *sql,
                                    struct faults *why);

/* Ends a statement of which all was read; code: what its last step said. */
bool outbox_end(const struct outbox *outbox, struct sqlite3_stmt *statement, int code,
                struct faults *why);

/* Runs a statement that gives no rows, and ends it. */
bool outbox_finish(const struct outbox *outbox, struct sqlite3_stmt *statement, struct faults *why);

/* Runs statements that take and give nothing. */
bool outbox_run(const struct outbox *outbox, const char *sql, struct faults *why);

/* --- outbox_row.c --- */

#define OUTBOX_COLUMNS                                                                                                              \
	"place, id, hash, cluster, kind, summary, command, signature, key, put_at, tried_at, settled_at, attempts, state, status, " \
	"reply, sequence, journal_hash, reinstate, reinstate_signature, reinstated, epoch, unheard"

/* The row that a statement for OUTBOX_COLUMNS stands at; all but reply. */
void outbox_read_row(struct sqlite3_stmt *row, struct arena *arena, struct outbox_row *out);
/* reply too, which may be large. */
void outbox_read_reply(struct outbox_row *row, struct arena *arena);
/* The first row that a statement gives, and its end. */
bool outbox_take_row(struct outbox *outbox, struct sqlite3_stmt *select, struct arena *arena,
                     struct outbox_row *out, bool *found, struct faults *why);
/* Binds place, state, attempts, time, status and reply to the first six parameters. */
void outbox_bind_result(struct sqlite3_stmt *update, const struct outbox_result *result);
/* Binds sequence, journal hash and epoch, from parameter first on. */
void outbox_bind_place(struct sqlite3_stmt *update, int first, const struct outbox_result *result);

/* The statements that bring a file of this layout to the next; 0: an empty one. */
const char *outbox_step(int64_t layout);
enum { OUTBOX_LAYOUT = 4 };

#endif
