/*
 * A line is put together in a buffer on the stack, so that logging takes no memory and two threads
 * cannot mix theirs: one write() a line. What would not fit is cut. Values are quoted when they
 * hold anything that could break the line, because field texts come from strangers.
 */
#include "log.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, PREFIX_SIZE = 3 };

static void write_stderr(enum log_level level, const char *event, const struct log_field *fields);

/* Set by the loop, read by workers too. */
static _Atomic(enum log_level) threshold = LOG_LEVEL_INFO;
static _Atomic(log_sink *) destination = write_stderr;

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

/* One write a line, so that lines of threads do not mix. A full or closed stderr must not stop the
 * daemon. */
static void write_stderr(enum log_level level, const char *event, const struct log_field *fields)
{
	char text[PREFIX_SIZE + LINE_SIZE + 1];

	text[0] = '<';
	text[1] = (char)('0' + (int)level);
	text[2] = '>';
	log_format(event, fields, text + PREFIX_SIZE, LINE_SIZE);
	size_t length = strlen(text);

	text[length] = '\n';
	ssize_t written = write(STDERR_FILENO, text, length + 1);

	(void)written;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	if (level <= atomic_load_explicit(&threshold, memory_order_relaxed))
		atomic_load_explicit(&destination, memory_order_relaxed)(level, event, fields);
}

void log_set_level(enum log_level level)
{
	atomic_store(&threshold, level);
}

void log_set_sink(log_sink *sink)
{
	atomic_store(&destination, sink ? sink : write_stderr);
}
