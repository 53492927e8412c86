/*
 * The file carries our application_id and the number of its layout, so that neither another
 * program's database nor a newer layout is written into.
 *
 * WAL wants memory that processes share with the file's drive. Drives without it, such as some that come
 * over the network, get a journal that is truncated instead: slower, and as safe.
 *
 * Several processes may open a new file, or one of an older layout, at once. The present layout is
 * made inside "begin immediate" by whoever comes first; changing to WAL is the one statement for
 * which SQLite does not wait by itself, so set_wal does.
 */
#include "outbox_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"

enum { APPLICATION_ID = 0x74686475 /* "thdu" */, BUSY_MS = 5000, BUSY_STEP_MS = 10 };

/* Why a write fails there: a file of our own beside the outbox's tells, since SQLite does not. 0: it
 * does not fail now. */
static int why_not_written(const struct outbox *outbox)
{
	static const char nothing[4096];
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s-XXXXXX", outbox->path) >= (int)sizeof(path))
		return 0;
	const int file = mkostemp(path, O_CLOEXEC);

	if (file < 0)
		return errno;
	const bool written =
	        write(file, nothing, sizeof(nothing)) == sizeof(nothing) && fsync(file) == 0;
	const int why = written ? 0 : errno;

	close(file);
	unlink(path);
	return why;
}

/* A file may have grown to its limit, where a small one may still be written. */
static bool is_bounded(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

/* "disk I/O error" is all that SQLite says of most. */
bool outbox_trouble(const struct outbox *outbox, struct faults *why)
{
	const int code = sqlite3_extended_errcode(outbox->database);
	const bool writing = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC ||
	                     code == SQLITE_IOERR_TRUNCATE;
	const char *words = sqlite3_errmsg(outbox->database);
	const int reason = writing ? why_not_written(outbox) : 0;

	if ((code & 0xff) == SQLITE_FULL || reason == ENOSPC || reason == EDQUOT ||
	    reason == EFBIG || (writing && reason == 0 && is_bounded()))
		fail(why, FAULT_OUTBOX_NO_ROOM, "outbox", outbox->path);
	else
		fail(why, FAULT_OUTBOX_TROUBLE, "outbox", outbox->path,
		     reason != 0 ? strerror(reason) : words);
	return false;
}

sqlite3_stmt *outbox_prepare(const struct outbox *outbox, const char *sql, struct faults *why)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(outbox->database, sql, -1, &statement, NULL) != SQLITE_OK)
		outbox_trouble(outbox, why);
	return statement;
}

bool outbox_run(const struct outbox *outbox, const char *sql, struct faults *why)
{
	return sqlite3_exec(outbox->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       outbox_trouble(outbox, why);
}

bool outbox_end(const struct outbox *outbox, sqlite3_stmt *statement, int code, struct faults *why)
{
	if (code != SQLITE_DONE)
		outbox_trouble(outbox, why);
	sqlite3_finalize(statement);
	return code == SQLITE_DONE;
}

bool outbox_finish(const struct outbox *outbox, sqlite3_stmt *statement, struct faults *why)
{
	return outbox_end(outbox, statement, sqlite3_step(statement), why);
}

static bool read_number(const struct outbox *outbox, const char *sql, int64_t *out,
                        struct faults *why)
{
	sqlite3_stmt *statement = outbox_prepare(outbox, sql, why);

	if (!statement)
		return false;
	const bool found = sqlite3_step(statement) == SQLITE_ROW;

	if (found)
		*out = sqlite3_column_int64(statement, 0);
	else
		outbox_trouble(outbox, why);
	sqlite3_finalize(statement);
	return found;
}

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
	return code == SQLITE_OK || outbox_trouble(outbox, why);
}

/* Inside a transaction: another process may be making the layout. 0: the file is empty. */
static bool read_layout(const struct outbox *outbox, int64_t *layout, struct faults *why)
{
	int64_t application, tables;

	if (!read_number(outbox, "pragma application_id", &application, why) ||
	    !read_number(outbox, "pragma user_version", layout, why) ||
	    !read_number(outbox, "select count(*) from sqlite_schema", &tables, why))
		return false;
	if (application == 0 && *layout == 0 && tables == 0)
		return true;
	if (application != APPLICATION_ID) {
		fail(why, FAULT_OUTBOX_FOREIGN, "outbox", outbox->path);
		return false;
	}
	if (*layout < 1 || *layout > OUTBOX_LAYOUT) {
		fail(why, FAULT_OUTBOX_LAYOUT, "outbox", outbox->path, fault_number(why, *layout),
		     fault_number(why, OUTBOX_LAYOUT));
		return false;
	}
	return true;
}

static bool make_layout(const struct outbox *outbox, struct faults *why)
{
	int64_t layout;

	if (!outbox_run(outbox, "begin immediate", why) || !read_layout(outbox, &layout, why))
		return false;
	if (layout == OUTBOX_LAYOUT) /* another process was faster */
		return outbox_run(outbox, "rollback", why);
	char marks[96];

	sqlite3_snprintf((int)sizeof(marks), marks,
	                 "pragma application_id = %d; pragma user_version = %d", APPLICATION_ID,
	                 OUTBOX_LAYOUT);
	for (; layout < OUTBOX_LAYOUT; layout++)
		if (!outbox_run(outbox, outbox_step(layout), why))
			return false;
	return outbox_run(outbox, marks, why) && outbox_run(outbox, "commit", why);
}

/* Did that fail for want of shared memory? */
static bool lacks_sharing(const struct outbox *outbox)
{
	switch (sqlite3_extended_errcode(outbox->database)) {
	case SQLITE_IOERR_SHMOPEN:
	case SQLITE_IOERR_SHMSIZE:
	case SQLITE_IOERR_SHMLOCK:
	case SQLITE_IOERR_SHMMAP:
		return true;
	default:
		return false;
	}
}

/* Looks without writing. */
static bool look_inside(const struct outbox *outbox, int64_t *layout, struct faults *why)
{
	return outbox_run(outbox, "begin", why) && read_layout(outbox, layout, why) &&
	       outbox_run(outbox, "commit", why);
}

/* WAL; or, of a file that this process has for itself, which needs no sharing, the way out of it. */
static bool set_journal(const struct outbox *outbox, bool sharing, struct faults *why)
{
	if (sharing)
		return set_wal(outbox, why) &&
		       outbox_run(outbox, "select count(*) from sqlite_schema", why);
	return outbox_run(outbox,
	                  "pragma journal_mode = truncate; pragma locking_mode = normal;"
	                  "select count(*) from sqlite_schema",
	                  why);
}

static bool prepare_file(const struct outbox *outbox, bool sharing, struct faults *why)
{
	if (sqlite3_db_readonly(outbox->database, "main") == 1) {
		fail(why, FAULT_OUTBOX_READ_ONLY, "outbox", outbox->path);
		return false;
	}
	int64_t layout;

	if (!outbox_run(outbox, "pragma trusted_schema = off", why) ||
	    (!sharing && !outbox_run(outbox, "pragma locking_mode = exclusive", why)) ||
	    !look_inside(outbox, &layout, why) || !set_journal(outbox, sharing, why) ||
	    !outbox_run(outbox, "pragma synchronous = full", why))
		return false;
	return layout == OUTBOX_LAYOUT || make_layout(outbox, why);
}

static bool open_database(struct outbox *outbox, bool sharing, struct faults *why)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(outbox->path, &outbox->database, flags, NULL) != SQLITE_OK)
		return outbox_trouble(outbox, why);
	sqlite3_busy_timeout(outbox->database, BUSY_MS);
	return prepare_file(outbox, sharing, why);
}

struct outbox *outbox_open(const char *path, struct faults *why)
{
	if (!make_file(path, why))
		return NULL;
	struct outbox *outbox = must_alloc(1, sizeof(*outbox));
	const struct faults before = *why;

	outbox->path = must_alloc(strlen(path) + 1, 1);
	strcpy(outbox->path, path);
	bool fine = open_database(outbox, true, why);

	if (!fine && lacks_sharing(outbox)) {
		*why = before;
		sqlite3_close(outbox->database);
		fine = open_database(outbox, false, why);
	}
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
