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

/* Runs a statement that gives no rows, and ends it. */
bool outbox_finish(const struct outbox *outbox, struct sqlite3_stmt *statement, struct faults *why);

/* Runs statements that take and give nothing. */
bool outbox_run(const struct outbox *outbox, const char *sql, struct faults *why);

/* The statements that bring a file of this layout to the next; 0: an empty one. */
const char *outbox_step(int64_t layout);
enum { OUTBOX_LAYOUT = 2 };

#endif
