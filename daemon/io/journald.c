#define SD_JOURNAL_SUPPRESS_LOCATION /* an event's name says where it comes from */

#include "journald.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

enum { FIELDS_MAX = 24, ENTRY_SIZE = 4096, NUMBER_SIZE = 24, LINE_SIZE = 2048 };

bool journald_present(void)
{
	const char *stream =
	        getenv("JOURNAL_STREAM"); /* device:inode of what systemd gave us as stderr */
	uintmax_t device, inode;
	struct stat status;

	return stream && sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &status) == 0 && status.st_dev == device &&
	       status.st_ino == inode;
}

struct entry { /* of the journal, being made; what does not fit is left out, never cut inside a
	          field's name */
	char text[ENTRY_SIZE];
	size_t used;
	struct iovec parts[FIELDS_MAX];
	int count;
};

static void add(struct entry *entry, const char *name, const char *value)
{
	char *begin = entry->text + entry->used;
	size_t room = sizeof(entry->text) - entry->used;
	int size = entry->count < FIELDS_MAX ? snprintf(begin, room, "%s=%s", name, value) : -1;

	if (size < 0 || strlen(name) + 1 >= room)
		return;
	entry->parts[entry->count++] =
	        (struct iovec){ begin, (size_t)size < room ? (size_t)size : room - 1 };
	entry->used += (size_t)size < room ? (size_t)size : room;
}

static void add_field(struct entry *entry, const struct log_field *field)
{
	char name[64] = "THIDUA_", number[NUMBER_SIZE];
	size_t length = strlen(name);

	for (const char *c = field->name; *c != '\0' && length + 1 < sizeof(name); c++)
		name[length++] = (char)toupper((unsigned char)*c);
	snprintf(number, sizeof(number), "%" PRId64, field->number);
	add(entry, name, field->text ? field->text : number);
}

void journald_write(enum log_level level, const char *event, const struct log_field *fields)
{
	char line[LINE_SIZE], priority[NUMBER_SIZE];
	struct entry entry = { .used = 0, .count = 0 };

	snprintf(priority, sizeof(priority), "%d", (int)level);
	log_format(event, fields, line, sizeof(line));
	add(&entry, "MESSAGE", line);
	add(&entry, "PRIORITY", priority);
	add(&entry, "SYSLOG_IDENTIFIER", "thiduad");
	add(&entry, "THIDUA_EVENT", event);
	for (; fields && fields->name; fields++)
		add_field(&entry, fields);
	if (sd_journal_sendv(entry.parts, entry.count) <
	    0) /* its socket is away: stderr has the prefix that systemd reads */
		fprintf(stderr, "<%d>%s\n", (int)level, line);
}

void journald_tell(const char *state)
{
	sd_notify(0, state);
}

long long journald_watchdog(void)
{
	uint64_t limit;

	return sd_watchdog_enabled(0, &limit) > 0 ? (long long)(limit / 2) : 0;
}
