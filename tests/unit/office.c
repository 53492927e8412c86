#include "office.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"

#include <cmocka.h>

void office_write(const char *path, const void *bytes, size_t size, unsigned mode)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, size), (ssize_t)size);
	assert_int_equal(fchmod(file, mode), 0);
	close(file);
}

void office_sql(const char *path, const char *sql)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(database);
}

static void write_keys(const char *path, const struct credential *keys, bool secret)
{
	struct buffer text = { 0 };

	credential_write(keys, secret, &text);
	office_write(path, text.data, text.size, secret ? 0600 : 0644);
	buffer_close(&text);
}

void office_begin(struct office *office)
{
	memset(office, 0, sizeof(*office));
	assert_true(seal_start());
	strcpy(office->folder, "/tmp/thidua-office-XXXXXX");
	assert_non_null(mkdtemp(office->folder));
	snprintf(office->credential, sizeof(office->credential), "%s/office.key", office->folder);
	snprintf(office->daemon_key, sizeof(office->daemon_key), "%s/daemon.pub", office->folder);
	snprintf(office->outbox, sizeof(office->outbox), "%s/outbox", office->folder);
	credential_make("Ban Tổ chức Tỉnh ủy Tuyên Quang", &office->keys);
	credential_make("thiduad", &office->daemon);
	write_keys(office->credential, &office->keys, true);
	write_keys(office->daemon_key, &office->daemon, false);
}

void office_end(struct office *office)
{
	static const char *const names[] = { "office.key", "daemon.pub", "outbox", "outbox-wal",
		                             "outbox-shm" };

	thidua_close(&office->handle);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[OFFICE_PATH + 16];

		snprintf(path, sizeof(path), "%s/%s", office->folder, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(office->folder), 0);
}

void office_open(struct office *office, const char *commands, const char *feed, int timeout_ms)
{
	const struct thidua_options options = {
		.command_endpoints = commands,
		.feed_endpoints = feed,
		.credential_path = office->credential,
		.daemon_key_path = office->daemon_key,
		.outbox_path = office->outbox,
		.timeout_ms = timeout_ms,
	};
	char message[400] = "";

	thidua_open(&options, &office->handle, message, sizeof(message));
	assert_string_equal(message, "");
	assert_non_null(office->handle);
}

struct thidua_report *office_report(const char *cluster, unsigned revision)
{
	static const uint8_t previous[HASH_SIZE] = { 1 };
	struct thidua_report *report;
	const int code = thidua_report_new(cluster, 2024, "TQ", "Q1", revision,
	                                   revision > 1 ? previous : NULL, &report);

	assert_int_equal(code, THIDUA_OK);
	assert_int_equal(thidua_report_quantity(report, "T01", 120000), THIDUA_OK);
	assert_int_equal(thidua_report_percent(report, "T02", 450000, 500000), THIDUA_OK);
	return report;
}

void office_put(struct office *office, unsigned revision, uint8_t id[ID_SIZE])
{
	struct thidua_report *report = office_report("TCXDD-1", revision);

	thidua_put(office->handle, report, id, NULL);
	assert_string_equal(thidua_error(office->handle), "");
	thidua_report_free(&report);
}

struct picture {
	char text[4000];
	size_t size;
};

static bool draw(void *context, const struct outbox_row *row)
{
	static const char *const states[] = { "waiting", "acknowledged", "refused", "unknown",
		                              "lost" };
	struct picture *picture = context;
	const bool plain = row->status == 0 || row->status == STATUS_OK;

	picture->size += (size_t)snprintf(
	        picture->text + picture->size, sizeof(picture->text) - picture->size,
	        "%s%lld %s%s%s", picture->size == 0 ? "" : " ", (long long)row->place,
	        states[row->state], plain ? "" : " ", plain ? "" : status_name(row->status));
	return true;
}

const char *office_outbox(struct office *office)
{
	static struct picture picture;

	picture = (struct picture){ .size = 0 };
	thidua_outbox_list(office->handle, draw, &picture);
	assert_string_equal(thidua_error(office->handle), "");
	return picture.text;
}

const char *office_reason(const struct office *office)
{
	const struct thidua_fault *faults;

	return thidua_faults(office->handle, &faults) > 0 ? faults[0].reason : "";
}
