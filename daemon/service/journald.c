/*
 * systemd's two sockets. Its library waits until its reader reads, which is where a stalled journald
 * stops everybody who logs; both protocols are documented as stable, and one datagram each.
 *
 * To the journal a field is "NAME=value\n", or, because a value may hold a newline,
 * "NAME\n" size(8 bytes, little-endian) "value\n".
 */
#include "journald.h"

#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { FIELDS_MAX = 24, ENTRY_SIZE = 8192, NUMBER_SIZE = 24, LINE_SIZE = 2048 };

static const char *journal_path = "/run/systemd/journal/socket";
static int journal = -1; /* connected */

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

/* "@name" is an abstract socket. 0: the path is too long. */
static socklen_t address_of(const char *path, struct sockaddr_un *address)
{
	size_t size = strlen(path);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (size == 0 || size >= sizeof(address->sun_path))
		return 0;
	memcpy(address->sun_path, path, size);
	if (path[0] == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
}

void journald_open(const char *path)
{
	struct sockaddr_un address;

	if (path)
		journal_path = path;
	socklen_t size = address_of(journal_path, &address);

	journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (journal >= 0 && connect(journal, (struct sockaddr *)&address, size) != 0)
		journald_close();
}

void journald_close(void)
{
	if (journal >= 0)
		close(journal);
	journal = -1;
}

struct entry { /* of the journal, being made; what does not fit is left out */
	char text[ENTRY_SIZE];
	size_t used;
	int count;
};

static void add(struct entry *entry, const char *name, const char *value)
{
	size_t name_size = strlen(name), value_size = strlen(value);
	uint64_t size = htole64(value_size);
	char *out = entry->text + entry->used;

	if (entry->count == FIELDS_MAX ||
	    name_size + value_size + sizeof(size) + 2 > sizeof(entry->text) - entry->used)
		return;
	entry->count++;
	out = mempcpy(out, name, name_size);
	*out++ = '\n';
	out = mempcpy(out, &size, sizeof(size));
	out = mempcpy(out, value, value_size);
	*out++ = '\n';
	entry->used = (size_t)(out - entry->text);
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

bool journald_write(enum log_level level, const char *event, const struct log_field *fields)
{
	const struct log_field *field = fields;
	char line[LINE_SIZE], priority[NUMBER_SIZE];
	struct entry entry = { .used = 0, .count = 0 };

	snprintf(priority, sizeof(priority), "%d", (int)level);
	log_format(event, fields, line, sizeof(line));
	add(&entry, "MESSAGE", line);
	add(&entry, "PRIORITY", priority);
	add(&entry, "SYSLOG_IDENTIFIER", "thiduad");
	add(&entry, "THIDUA_EVENT", event);
	for (; field && field->name; field++)
		add_field(&entry, field);
	if (send(journal, entry.text, entry.used, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return true;
	if (errno == EAGAIN || errno == ENOBUFS)
		return false;
	journald_close(); /* journald has been started anew, perhaps */
	journald_open(NULL);
	return log_to_stderr(level, event, fields);
}

void journald_tell(const char *state)
{
	struct sockaddr_un address;
	const char *path = getenv("NOTIFY_SOCKET");
	socklen_t size = path ? address_of(path, &address) : 0;
	int descriptor = size > 0 ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

	if (descriptor < 0)
		return;
	/* what is not taken now is of no use later: a watchdog is fed again */
	ssize_t sent = sendto(descriptor, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
	                      (struct sockaddr *)&address, size);

	(void)sent;
	close(descriptor);
}

long long journald_watchdog(void)
{
	uint64_t limit;

	return sd_watchdog_enabled(0, &limit) > 0 ? (long long)(limit / 2) : 0;
}
