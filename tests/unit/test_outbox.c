/*
 * What is put stays put, whatever happens to the process, and a file that cannot be an outbox says
 * why.
 */
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "fake_daemon.h"
#include "office.h"
#include "outbox.h"
#include "outbox_lost.h"
#include "query.h"
#include "session.h"

#include <cmocka.h>

static int begin(void **state)
{
	static struct office office;

	office_begin(&office);
	*state = &office;
	return 0;
}

static int end(void **state)
{
	office_end(*state);
	return 0;
}

/* A row whose id and content follow from its number. */
static struct outbox_row row_of(uint32_t number)
{
	static uint8_t command[64];
	struct outbox_row row = { .cluster = "TCXDD-1",
		                  .kind = "submit_report",
		                  .summary = "TQ 2024 Q1 revision 1",
		                  .put_at = 7 };

	memcpy(row.id, &number, sizeof(number));
	memcpy(row.hash, &number, sizeof(number));
	memset(command, (int)(number % 251), sizeof(command));
	memset(row.signed_command.key, 9, KEY_SIZE);
	row.signed_command.bytes = command;
	row.signed_command.size = sizeof(command);
	return row;
}

static struct outbox *open_outbox(const char *path, char message[400])
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	struct outbox *outbox = outbox_open(path, &why);

	snprintf(message, 400, "%s", why.count == 0 ? "" : why.items[0].message);
	arena_close(&arena);
	return outbox;
}

static void assert_refused(const char *path, const char *reason)
{
	char message[400], expected[400];

	assert_null(open_outbox(path, message));
	snprintf(expected, sizeof(expected), "%s: %s", path, reason);
	assert_string_equal(message, expected);
}

static bool put(struct outbox *outbox, uint32_t number)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	const struct outbox_row row = row_of(number);
	const bool fine = outbox_put(outbox, &row, &why);

	arena_close(&arena);
	return fine;
}

/* --- kill -9 --- */

/* Puts rows first, first + 1, ... for ever, and says each number when it is put. */
static _Noreturn void put_for_ever(const char *path, uint32_t first, int told)
{
	char message[400];
	struct outbox *outbox = open_outbox(path, message);

	for (uint32_t number = first; outbox && put(outbox, number); number++)
		if (write(told, &number, sizeof(number)) != (ssize_t)sizeof(number))
			break;
	_exit(1);
}

/* Kills a child that puts rows after it has told of `rows` and a moment more. Returns how many it
 * told of. */
static uint32_t kill_in_the_middle(const char *path, uint32_t first, uint32_t rows, unsigned moment)
{
	int pipes[2];
	uint32_t told = 0;

	assert_int_equal(pipe(pipes), 0);
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		put_for_ever(path, first, pipes[1]);
	close(pipes[1]);
	uint32_t number;

	while (told < rows && read(pipes[0], &number, sizeof(number)) == (ssize_t)sizeof(number))
		told++;
	for (volatile unsigned spin = 0; spin < moment; spin++)
		;
	kill(child, SIGKILL);
	while (read(pipes[0], &number, sizeof(number)) == (ssize_t)sizeof(number))
		told++;
	waitpid(child, NULL, 0);
	close(pipes[0]);
	return told;
}

struct census {
	uint32_t next; /* number expected */
	bool right;
};

static bool count_row(void *context, const struct outbox_row *row)
{
	struct census *census = context;
	const struct outbox_row expected = row_of(census->next++);

	census->right = census->right && row->state == OUTBOX_WAITING &&
	                memcmp(row->id, expected.id, ID_SIZE) == 0 &&
	                row->signed_command.size == expected.signed_command.size &&
	                memcmp(row->signed_command.bytes, expected.signed_command.bytes,
	                       expected.signed_command.size) == 0;
	return true;
}

/* Rows in the file, which must be 0, 1, 2 ... each once. */
static uint32_t census(const char *path)
{
	char message[400];
	struct arena arena;
	struct faults why;
	struct census result = { 0, true };
	struct outbox *outbox = open_outbox(path, message);

	assert_string_equal(message, "");
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	assert_true(outbox_list(outbox, count_row, &result, &why));
	assert_true(result.right);
	arena_close(&arena);
	outbox_close(&outbox);
	return result.next;
}

static void what_was_put_survives_kill_9_and_is_there_once(void **state)
{
	struct office *office = *state;
	const unsigned seed = (unsigned)getpid();
	uint32_t there = 0;

	print_message("seed %u\n", seed);
	srandom(seed);
	for (int round = 0; round < 12; round++) {
		const uint32_t rows = (uint32_t)(random() % 6);
		const uint32_t told = kill_in_the_middle(office->outbox, there, rows,
		                                         (unsigned)(random() % 2000000));
		const uint32_t now = census(office->outbox);

		assert_in_range(now, there + told,
		                there + told + 1); /* at most one was put and not told of */
		there = now;
	}
	assert_true(there > 0);
}

/* --- rows --- */

static void an_id_enters_once(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox *outbox = open_outbox(office->outbox, message);

	assert_true(put(outbox, 1));
	assert_false(put(outbox, 1));
	outbox_close(&outbox);
}

static bool next(struct outbox *outbox, int64_t after, struct outbox_row *row, uint8_t key)
{
	static struct arena arena;
	struct faults why;
	uint8_t keys[KEY_SIZE];

	arena_reset(&arena);
	faults_init(&why, &arena);
	memset(keys, key, KEY_SIZE);
	bool found;

	assert_true(outbox_next(outbox, keys, after, &arena, row, &found, &why));
	if (!found)
		arena_close(&arena);
	return found;
}

static void waiting_rows_come_in_the_order_they_were_put(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox_row row;
	struct outbox *outbox = open_outbox(office->outbox, message);

	for (uint32_t number = 5; number > 0; number--)
		assert_true(put(outbox, number));
	int64_t place = 0;

	for (uint32_t number = 5; number > 0; number--) {
		assert_true(next(outbox, place, &row, 9));
		assert_memory_equal(row.id, row_of(number).id, ID_SIZE);
		place = row.place;
	}
	assert_false(next(outbox, place, &row, 9));
	outbox_close(&outbox);
}

static void rows_of_another_key_are_not_sent(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox_row row;
	struct outbox *outbox = open_outbox(office->outbox, message);

	assert_true(put(outbox, 1));
	assert_false(next(outbox, 0, &row, 8));
	outbox_close(&outbox);
}

static void a_settled_row_does_not_change_any_more(void **state)
{
	struct office *office = *state;
	static const uint8_t proof[] = { 1, 2, 3 };
	char message[400];
	struct outbox_row row;
	struct arena arena;
	struct faults why;
	struct outbox_result result = { .place = 1,
		                        .state = OUTBOX_ACKNOWLEDGED,
		                        .attempts = 1,
		                        .at = 8,
		                        .status = STATUS_OK };

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	office_open(office, NULL, NULL, 0);
	struct outbox *outbox = open_outbox(office->outbox, message);

	assert_true(put(outbox, 1));
	result.reply = proof;
	result.reply_size = sizeof(proof);
	enum outbox_state became;

	assert_true(outbox_record(outbox, &result, &became, &why));
	assert_int_equal(became, OUTBOX_ACKNOWLEDGED);
	result.state = OUTBOX_REFUSED;
	result.status = STATUS_INVALID;
	assert_true(outbox_record(outbox, &result, &became, &why));
	assert_int_equal(became, OUTBOX_STATES);
	assert_false(next(outbox, 0, &row, 9));
	assert_string_equal(office_outbox(office), "1 acknowledged");
	outbox_close(&outbox);
	arena_close(&arena);
}

/* --- files --- */

static void the_file_is_nobody_elses_business(void **state)
{
	struct office *office = *state;
	char message[400], wal[OFFICE_PATH + 32];
	struct stat status;
	const mode_t before = umask(0);
	struct outbox *outbox = open_outbox(office->outbox, message);

	umask(before);
	assert_true(put(outbox, 1));
	assert_int_equal(stat(office->outbox, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	snprintf(wal, sizeof(wal), "%s-wal", office->outbox);
	assert_int_equal(stat(wal, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	outbox_close(&outbox);
}

static void a_file_of_something_else_is_refused(void **state)
{
	struct office *office = *state;
	char text[8192];

	memset(text, 'x', sizeof(text));
	office_write(office->outbox, text, sizeof(text), 0600);
	assert_refused(office->outbox, "file is not a database");
}

static void a_damaged_file_is_refused(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox *outbox = open_outbox(office->outbox, message);

	assert_true(put(outbox, 1));
	outbox_close(&outbox);
	FILE *file = fopen(office->outbox, "r+");

	assert_non_null(file);
	assert_int_equal(fseek(file, 100, SEEK_SET), 0); /* behind the header: the schema's page */
	for (int i = 0; i < 200; i++)
		fputc(0xff, file);
	fclose(file);
	assert_refused(office->outbox, "database disk image is malformed");
}

/* --- receipts --- */

/* Rows up to a place are acknowledged by a journal of their own, each with the entry after the last. */
static void acknowledge_up_to(const struct office *office, int place)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
	         "update command set state = 1, sequence = place, journal_hash = hash,"
	         " root = zeroblob(32), epoch = zeroblob(16) where place <= %d and state = 0",
	         place);
	office_sql(office->outbox, sql);
}

static size_t count_state(const struct office *office, enum outbox_state state)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(office->outbox, &database), SQLITE_OK);
	static const char sql[] = "select count(*) from command where state = ?";
	sqlite3_stmt *select;

	assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &select, NULL), SQLITE_OK);
	sqlite3_bind_int(select, 1, (int)state);
	assert_int_equal(sqlite3_step(select), SQLITE_ROW);
	const size_t count = (size_t)sqlite3_column_int64(select, 0);

	sqlite3_finalize(select);
	sqlite3_close(database);
	return count;
}

/* One process reads its receipts and asks the journal for them. Meanwhile another acknowledges one
 * more, and brings one back that both had missed, at another place. */
static void what_another_process_got_meanwhile_is_not_lost(void **state)
{
	struct office *office = *state;
	enum { ROWS = 4 };
	char message[400];
	struct outbox *outbox = open_outbox(office->outbox, message);

	for (uint32_t number = 1; number <= ROWS; number++)
		assert_true(put(outbox, number));
	acknowledge_up_to(office, ROWS - 1);
	const uint8_t root[HASH_SIZE] = { 0 }, epoch[EPOCH_SIZE] = { 1 };
	uint8_t key[KEY_SIZE];
	struct arena arena;
	struct faults why;

	memset(key, 9, sizeof(key));
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	struct outbox_receipt *receipts;
	size_t count;

	assert_true(outbox_receipts(outbox, key, "TCXDD-1", root, &arena, &receipts, &count, &why));
	assert_int_equal(count, ROWS - 1);
	acknowledge_up_to(office, ROWS);
	office_sql(office->outbox, "update command set journal_hash = root where place = 3");
	assert_true(outbox_judge(outbox, receipts, count, 1, epoch, &why));
	assert_int_equal(count_state(office, OUTBOX_LOST), 1); /* the second */
	assert_int_equal(count_state(office, OUTBOX_ACKNOWLEDGED), ROWS - 1);
	outbox_close(&outbox);
	arena_close(&arena);
}

/* --- drives --- */

/* The system's own way to files, but for memory that processes share. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *own;
	sqlite3_io_methods methods;
} drive;

static int share_nothing(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	(void)file;
	(void)page;
	(void)size;
	(void)extend;
	*out = NULL;
	return SQLITE_IOERR_SHMMAP;
}

static int open_on_drive(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                         int *out)
{
	(void)vfs;
	const int code = drive.own->xOpen(drive.own, name, file, flags, out);

	if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
		drive.methods = *file->pMethods;
		drive.methods.xShmMap = share_nothing;
		file->pMethods = &drive.methods;
	}
	return code;
}

static void use_drive(bool without_sharing)
{
	if (!drive.own) {
		drive.own = sqlite3_vfs_find(NULL);
		drive.vfs = *drive.own;
		drive.vfs.zName = "without-sharing";
		drive.vfs.xOpen = open_on_drive;
	}
	sqlite3_vfs_register(without_sharing ? &drive.vfs : drive.own, 1);
}

static void on_a_drive_without_shared_memory_it_is_as_durable(void **state)
{
	struct office *office = *state;

	for (int in_wal = 0; in_wal < 2; in_wal++) {
		use_drive(in_wal == 0); /* then one that was made elsewhere, and brought here */
		office_open(office, NULL, NULL, 0);
		office_put(office, 1, NULL);
		thidua_close(&office->handle);
		use_drive(true);
		office_open(office, NULL, NULL, 0);
		office_put(office, 1, NULL);
		assert_string_equal(office_outbox(office), "1 waiting 2 waiting");
		thidua_close(&office->handle);
		use_drive(false);
		office_open(office, NULL, NULL, 0); /* and back again */
		assert_string_equal(office_outbox(office), "1 waiting 2 waiting");
		thidua_close(&office->handle);
		unlink(office->outbox);
	}
}

/* Past the limit a write fails as on a full drive; the signal is ours to ignore, as the tool does. */
static void a_full_drive_is_told_and_loses_nothing(void **state)
{
	struct office *office = *state;
	struct rlimit limit, none;
	char expected[400];

	office_open(office, NULL, NULL, 0);
	office_put(office, 1, NULL);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &none), 0);
	limit = none;
	limit.rlim_cur = 0;
	setrlimit(RLIMIT_FSIZE, &limit);
	struct thidua_report *report = office_report("TCXDD-1", 1);
	const int code = thidua_put(office->handle, report, NULL, NULL);

	setrlimit(RLIMIT_FSIZE, &none);
	thidua_report_free(&report);
	assert_int_equal(code, THIDUA_CONFIG);
	snprintf(expected, sizeof(expected),
	         "%s: there is no room left where it lies: free some, or put it on another drive",
	         office->outbox);
	assert_string_equal(thidua_error(office->handle), expected);
	office_put(office, 1, NULL); /* there is room again */
	assert_string_equal(office_outbox(office), "1 waiting 2 waiting");
}

/* --- files that somebody else has written --- */

static void a_code_that_is_too_long_is_passed_over(void **state)
{
	struct office *office = *state;
	struct fake_daemon *daemon = fake_start(&office->daemon, NULL, NULL);

	office_open(office, fake_commands(daemon), NULL, 20000);
	office_put(office, 1, NULL);
	assert_int_equal(thidua_flush(office->handle, 20000, NULL, NULL), THIDUA_OK);
	thidua_close(&office->handle);
	office_sql(office->outbox,
	           "update command set cluster = 'A234567890123456789012345678901234567890'");
	office_open(office, fake_commands(daemon), NULL, 20000);
	office_put(office, 1, NULL);
	assert_int_equal(thidua_flush(office->handle, 20000, NULL, NULL), THIDUA_OK);
	fake_stop(&daemon);
}

static void a_database_of_another_program_is_refused(void **state)
{
	struct office *office = *state;

	office_sql(office->outbox, "create table bookmarks (url text)");
	assert_refused(office->outbox, "is a database of another program");
}

static void an_outbox_of_a_newer_version_is_refused(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox *outbox = open_outbox(office->outbox, message);

	outbox_close(&outbox);
	office_sql(office->outbox, "pragma user_version = 99");
	assert_null(open_outbox(office->outbox, message));
	assert_non_null(strstr(message, "has layout 99; this version knows "));
}

#define NINES "x'0909090909090909090909090909090909090909090909090909090909090909'"

/* As the first version made it: one row of each state. */
static const char first_layout[] =
        "create table command (place integer primary key autoincrement, id blob not null constraint"
        " command_id unique check (length(id) = 16), hash blob not null check (length(hash) = 32),"
        " cluster text not null, kind text not null, summary text not null, command blob not null,"
        " signature blob not null check (length(signature) = 64), key blob not null"
        " check (length(key) = 32), put_at integer not null, tried_at integer not null default 0,"
        " settled_at integer not null default 0, attempts integer not null default 0, state integer"
        " not null default 0 check (state in (0, 1, 2)), status integer not null default 0, reply"
        " blob) strict;"
        "create index command_waiting on command (key, place) where state = 0;"
        "insert into command (place, id, hash, cluster, kind, summary, command, signature, key,"
        " put_at, attempts, state, status)"
        " values (1, randomblob(16), randomblob(32), 'TCXDD-1', 'submit_report', 'TQ', x'00',"
        " zeroblob(64), " NINES ", 7, 1, 0, 0),"
        " (2, randomblob(16), randomblob(32), 'TCXDD-1', 'submit_report', 'TQ', x'00',"
        " zeroblob(64), " NINES ", 7, 1, 1, 0),"
        " (3, randomblob(16), randomblob(32), 'TCXDD-1', 'submit_report', 'TQ', x'00',"
        " zeroblob(64), " NINES ", 7, 1, 2, 2);"
        "pragma application_id = 1952998517; pragma user_version = 1";

/* Taken up and refused by what says nothing of sends before. */
static enum outbox_state forbid_first(struct outbox *outbox)
{
	const struct outbox_result result = { .place = 1,
		                              .state = OUTBOX_UNKNOWN,
		                              .attempts = 1,
		                              .at = 8,
		                              .status = STATUS_FORBIDDEN };
	struct arena arena;
	struct faults why;
	uint8_t key[KEY_SIZE];

	memset(key, 9, sizeof(key));
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	assert_true(outbox_take_up(outbox, key, 1, 1, &why));
	enum outbox_state became;

	assert_true(outbox_record(outbox, &result, &became, &why));
	arena_close(&arena);
	return became;
}

static void an_outbox_of_the_first_layout_is_read(void **state)
{
	struct office *office = *state;
	char message[400];
	struct outbox_row row;

	office_sql(office->outbox, first_layout);
	struct outbox *outbox = open_outbox(office->outbox, message);

	assert_string_equal(message, "");
	office_open(office, NULL, NULL, 0);
	assert_string_equal(office_outbox(office), "1 waiting 2 acknowledged 3 refused INVALID");
	assert_true(next(outbox, 0, &row, 9));
	assert_false(next(outbox, row.place, &row, 9));
	assert_true(put(outbox, 1));
	assert_string_equal(office_outbox(office),
	                    "1 waiting 2 acknowledged 3 refused INVALID 4 waiting");
	assert_int_equal(forbid_first(outbox), OUTBOX_UNKNOWN); /* it may have been sent */
	outbox_close(&outbox);
}

static void a_folder_and_no_folder_are_refused(void **state)
{
	struct office *office = *state;

	assert_refused(office->folder, "cannot be opened for writing: Is a directory");
	assert_refused("/nowhere/outbox",
	               "cannot be opened for writing: No such file or directory");
}

/* Root may write everything, so a child gives that up first. */
static void a_file_that_may_not_be_written_is_refused(void **state)
{
	struct office *office = *state;
	enum { NOBODY = 65534 };
	char message[400];
	struct outbox *outbox = open_outbox(office->outbox, message);

	outbox_close(&outbox);
	assert_int_equal(chmod(office->outbox, 0444), 0);
	assert_int_equal(chmod(office->folder, 0755), 0);
	const pid_t child = fork();

	if (child == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(2);
		outbox = open_outbox(office->outbox, message);
		_exit(!outbox && strstr(message, "Permission denied") ? 0 : 1);
	}
	int result;

	assert_int_equal(waitpid(child, &result, 0), child);
	assert_int_equal(result, 0);
}

static void two_processes_may_make_the_same_outbox_at_once(void **state)
{
	struct office *office = *state;
	enum { CHILDREN = 4, ROWS = 10 };
	pid_t children[CHILDREN];
	char message[400];

	for (uint32_t i = 0; i < CHILDREN; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		struct outbox *outbox = open_outbox(office->outbox, message);
		bool fine = outbox != NULL;

		for (uint32_t number = 0; fine && number < ROWS; number++)
			fine = put(outbox, i * ROWS + number);
		outbox_close(&outbox);
		_exit(fine ? 0 : 1);
	}
	for (size_t i = 0; i < CHILDREN; i++) {
		int result;

		assert_int_equal(waitpid(children[i], &result, 0), children[i]);
		assert_int_equal(result, 0);
	}
	struct outbox *outbox = open_outbox(office->outbox, message);

	for (uint32_t number = 0; number < CHILDREN * ROWS; number++)
		assert_false(put(outbox, number));
	outbox_close(&outbox);
}

/* --- what the handle says --- */

static void a_key_file_open_to_others_is_refused(void **state)
{
	struct office *office = *state;
	const struct thidua_options options = { .credential_path = office->credential };
	char message[400], expected[400];

	assert_int_equal(chmod(office->credential, 0640), 0);
	struct thidua *handle;

	assert_int_equal(thidua_open(&options, &handle, message, sizeof(message)), THIDUA_CONFIG);
	snprintf(expected, sizeof(expected),
	         "credential: %s: is open to others (mode 640): chmod 600 it", office->credential);
	assert_string_equal(message, expected);
}

static void a_public_file_is_no_office_key(void **state)
{
	struct office *office = *state;
	const struct thidua_options options = { .credential_path = office->daemon_key };
	char message[400];

	assert_int_equal(chmod(office->daemon_key, 0600), 0);
	struct thidua *handle;

	assert_int_equal(thidua_open(&options, &handle, message, sizeof(message)), THIDUA_CONFIG);
	assert_non_null(strstr(message, "is the public half; the office's own key file is needed"));
}

static void a_question_is_signed_so_that_others_may_carry_it(void **state)
{
	struct office *office = *state;
	const struct query asked = { .question = QUESTION_STANDINGS,
		                     .cluster = "TCXDD-1",
		                     .year = 2024,
		                     .period = -1,
		                     .board = "" };
	struct buffer bytes = { 0 };
	struct signed_command sealed;

	office_open(office, NULL, NULL, 0);
	assert_int_equal(thidua_sign_query(office->handle, &asked, &bytes, &sealed), THIDUA_OK);
	assert_memory_equal(sealed.key, office->keys.sign_public, KEY_SIZE);
	assert_true(signing_verify(SIGNED_AS_QUERY, &sealed));
	buffer_close(&bytes);
}

static void a_secret_file_is_no_daemon_key(void **state)
{
	struct office *office = *state;
	const struct thidua_options options = { .credential_path = office->credential,
		                                .daemon_key_path = office->credential };
	char message[400];
	struct thidua *handle;

	assert_int_equal(thidua_open(&options, &handle, message, sizeof(message)), THIDUA_CONFIG);
	assert_non_null(strstr(message, "holds secrets; the public half (.pub) is needed"));
}

static void a_report_that_cannot_be_sent_is_not_put(void **state)
{
	struct office *office = *state;

	office_open(office, NULL, NULL, 0);
	struct thidua_report *report;

	assert_int_equal(thidua_report_new("TCXDD-1", 2024, "TQ", "Q1", 1, NULL, &report),
	                 THIDUA_OK);
	thidua_report_proposal(report, "\xff");
	thidua_report_model(report, "", NULL, NULL);
	assert_int_equal(thidua_put(office->handle, report, NULL, NULL), THIDUA_BAD_INPUT);
	thidua_report_free(&report);
	const struct thidua_fault *faults;

	assert_int_equal(thidua_faults(office->handle, &faults), 2);
	assert_string_equal(faults[0].field, "proposals[0]");
	assert_string_equal(faults[1].field, "models[0].title");
	size_t count;

	assert_int_equal(thidua_outbox_count(office->handle, &count), THIDUA_OK);
	assert_int_equal(count, 0);
}

static void a_report_has_bounds(void **state)
{
	struct office *office = *state;
	struct thidua_report *report = office_report("TCXDD-1", 1);

	(void)office;
	for (int i = 0; i < 62; i++)
		assert_int_equal(thidua_report_quantity(report, "T03", i), THIDUA_OK);
	assert_int_equal(thidua_report_quantity(report, "T03", 0), THIDUA_BAD_INPUT);
	for (int i = 0; i < 50; i++)
		assert_int_equal(thidua_report_model(report, "Mô hình", NULL, NULL), THIDUA_OK);
	assert_int_equal(thidua_report_model(report, "Mô hình", NULL, NULL), THIDUA_BAD_INPUT);
	thidua_report_free(&report);
	assert_int_equal(thidua_report_new("TCXDD-1", 2024, "TQ", "Q5", 1, NULL, &report),
	                 THIDUA_USAGE);
	assert_null(report);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(what_was_put_survives_kill_9_and_is_there_once),
		STAGED(an_id_enters_once),
		STAGED(waiting_rows_come_in_the_order_they_were_put),
		STAGED(rows_of_another_key_are_not_sent),
		STAGED(a_settled_row_does_not_change_any_more),
		STAGED(the_file_is_nobody_elses_business),
		STAGED(a_file_of_something_else_is_refused),
		STAGED(a_damaged_file_is_refused),
		STAGED(a_database_of_another_program_is_refused),
		STAGED(an_outbox_of_a_newer_version_is_refused),
		STAGED(an_outbox_of_the_first_layout_is_read),
		STAGED(a_folder_and_no_folder_are_refused),
		STAGED(a_file_that_may_not_be_written_is_refused),
		STAGED(two_processes_may_make_the_same_outbox_at_once),
		STAGED(a_key_file_open_to_others_is_refused),
		STAGED(on_a_drive_without_shared_memory_it_is_as_durable),
		STAGED(what_another_process_got_meanwhile_is_not_lost),
		STAGED(a_full_drive_is_told_and_loses_nothing),
		STAGED(a_code_that_is_too_long_is_passed_over),
		STAGED(a_public_file_is_no_office_key),
		STAGED(a_question_is_signed_so_that_others_may_carry_it),
		STAGED(a_secret_file_is_no_daemon_key),
		STAGED(a_report_that_cannot_be_sent_is_not_put),
		STAGED(a_report_has_bounds),
	};

	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
