/*
 * A line is put together in a buffer on the stack, so that logging takes no memory and two threads
 * cannot mix theirs: one write() a line. What would not fit is cut. Values are quoted when they
 * hold anything that could break the line, because field texts come from strangers.
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log_gate.h"
#include "text.h"

#define SECOND INT64_C(1000000)

enum { LINE_SIZE = 2048, PREFIX_SIZE = 3 };

/* Set by the loop, read by workers too. */
static _Atomic(enum log_level) threshold = LOG_LEVEL_INFO;
static _Atomic(log_sink *) destination = log_to_stderr;
static _Atomic(uint64_t) lost;

struct line {
	char *out;
	size_t size, used; /* used < size */
};

static void put(struct line *line, char c)
{
	if (line->used + 1 < line->size)
		line->out[line->used++] = c;
}

static void put_text(struct line *line, const char *text)
{
	for (; *text != '\0'; text++)
		put(line, *text);
}

static bool needs_quotes(const char *text)
{
	if (*text == '\0')
		return true;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text <= ' ' || *text == '"' || *text == '\\' || *text == '=' ||
		    *text == 0x7F)
			return true;
	return false;
}

/* What a stranger sent must not make a second line of ours, nor move the cursor of who reads it. */
static void put_quoted(struct line *line, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	put(line, '"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\n') {
			put_text(line, "\\n");
		} else if (c < ' ' || c == 0x7F) {
			put_text(line, "\\x");
			put(line, hex[c >> 4]);
			put(line, hex[c & 15]);
		} else {
			if (c == '"' || c == '\\')
				put(line, '\\');
			put(line, (char)c);
		}
	}
	put(line, '"');
}

char *log_format(const char *event, const struct log_field *fields, char *out, size_t size)
{
	struct line line = { out, size, 0 };
	char number[24];

	if (size == 0)
		return out;
	put_text(&line, event);
	for (; fields && fields->name; fields++) {
		put(&line, ' ');
		put_text(&line, fields->name);
		put(&line, '=');
		if (!fields->text) {
			snprintf(number, sizeof(number), "%" PRId64, fields->number);
			put_text(&line, number);
		} else if (needs_quotes(fields->text)) {
			put_quoted(&line, fields->text);
		} else {
			put_text(&line, fields->text);
		}
	}
	out[line.used] = '\0';
	return out;
}

char *log_key(const uint8_t *key, char out[LOG_KEY_SIZE])
{
	text_hex(key, LOG_KEY_BYTES, out);
	return out;
}

/* --- standard error --- */

static atomic_bool is_socket;     /* the journal's stream, for one */
static atomic_int unblocked = -1; /* the same pipe or terminal, opened once more: not to block is a
                                     matter of the open file, which others share with us */

void log_open(void)
{
	struct stat status;
	int before = atomic_exchange(&unblocked, -1);

	if (before >= 0)
		close(before);
	atomic_store(&is_socket, false);
	if (fstat(STDERR_FILENO, &status) != 0)
		return;
	atomic_store(&is_socket, S_ISSOCK(status.st_mode));
	if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode))
		atomic_store(&unblocked,
		             open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

static bool can_take(int descriptor)
{
	struct pollfd wanted = { .fd = descriptor, .events = POLLOUT };

	return poll(&wanted, 1, 0) == 1;
}

/* One write a line, so that lines of threads do not mix; a line is smaller than PIPE_BUF, so it goes
 * out whole or not at all. What fails otherwise than by being full (nobody has it open any more) is
 * nobody's loss. */
bool log_to_stderr(enum log_level level, const char *event, const struct log_field *fields)
{
	char text[PREFIX_SIZE + LINE_SIZE + 1];

	text[0] = '<';
	text[1] = (char)('0' + (int)level);
	text[2] = '>';
	log_format(event, fields, text + PREFIX_SIZE, LINE_SIZE);
	size_t length = strlen(text);
	int descriptor = atomic_load(&unblocked);

	text[length] = '\n';
	ssize_t written;

	if (atomic_load(&is_socket))
		written = send(STDERR_FILENO, text, length + 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	else if (descriptor < 0 && !can_take(STDERR_FILENO))
		return false;
	else
		written = write(descriptor < 0 ? STDERR_FILENO : descriptor, text, length + 1);
	return written > 0 || errno != EAGAIN;
}

/* --- what is written --- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t unsaid; /* of the lost: under the lock */
static int64_t say_after;

static void lose_line(void)
{
	unsaid++;
	atomic_fetch_add_explicit(&lost, 1, memory_order_relaxed);
	say_after = log_gate_now() + SECOND;
}

static void say_lost(void)
{
	const struct log_field fields[] = { NUMBER("lines", unsaid), { NULL, NULL, 0 } };

	if (unsaid > 0 && atomic_load(&destination)(LOG_LEVEL_WARN, "log_lines_lost", fields))
		unsaid = 0;
}

/* Under the lock. */
static void put_line(enum log_level level, const char *event, const struct log_field *fields)
{
	say_lost();
	if (unsaid > 0 || !atomic_load(&destination)(level, event, fields))
		lose_line();
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	if (level > atomic_load_explicit(&threshold, memory_order_relaxed))
		return;
	pthread_mutex_lock(&lock);
	log_gate_turn(put_line, false);
	if (log_gate_admits(level, event, fields))
		put_line(level, event, fields);
	pthread_mutex_unlock(&lock);
}

bool log_awaits(enum log_level level, const char *event, const char *who)
{
	if (level > atomic_load_explicit(&threshold, memory_order_relaxed))
		return false;
	pthread_mutex_lock(&lock);
	log_gate_turn(put_line, false);
	bool awaited = log_gate_awaits(level, event, who);

	pthread_mutex_unlock(&lock);
	return awaited;
}

int64_t log_moment(void)
{
	pthread_mutex_lock(&lock);
	int64_t moment = log_gate_moment();

	if (unsaid > 0 && say_after < moment)
		moment = say_after;
	pthread_mutex_unlock(&lock);
	return moment;
}

void log_settle(void)
{
	pthread_mutex_lock(&lock);
	log_gate_turn(put_line, false);
	say_lost();
	say_after = log_gate_now() + SECOND;
	pthread_mutex_unlock(&lock);
}

void log_close(void)
{
	pthread_mutex_lock(&lock);
	log_gate_turn(put_line, true);
	say_lost();
	pthread_mutex_unlock(&lock);
}

uint64_t log_lost(void)
{
	return atomic_load_explicit(&lost, memory_order_relaxed);
}

void log_set_level(enum log_level level)
{
	atomic_store(&threshold, level);
}

void log_set_sink(log_sink *sink)
{
	atomic_store(&destination, sink ? sink : log_to_stderr);
}
