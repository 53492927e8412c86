/*
 * The filter sits below stdio, as a stream that takes what printf and the others write: so nobody can
 * forget it. A letter may come in two pieces; its beginning is kept until the rest is there.
 */
#include "output.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "arena.h"
#include "buffer.h"
#include "plain.h"
#include "streams.h"
#include "thidua.h"
#include "words.h"

enum { LETTER_MAX = 4 };

struct stream {
	FILE *behind; /* the terminal */
	char begun[LETTER_MAX];
	size_t begun_size;
};

static struct stream out_stream, error_stream;
static bool deed_done, passing;

const char *output_one_line(struct arena *arena, const char *text)
{
	struct buffer out = { 0 };

	if (!strpbrk(text, "\n\t"))
		return text;
	for (size_t size; *text; text += size) {
		size = strcspn(text, "\n\t");
		buffer_append(&out, text, size);
		if (text[size] == '\n')
			buffer_append(&out, " ⏎ ", strlen(" ⏎ "));
		else if (text[size] == '\t')
			buffer_append(&out, " ", 1);
		size += text[size] != '\0';
	}
	const char *line = arena_text(arena, "%.*s", (int)out.size, (const char *)out.data);

	buffer_close(&out);
	return line;
}

/* --- the streams --- */

static bool write_all(int descriptor, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t done = write(descriptor, bytes, size);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0)
			bytes += done, size -= (size_t)done;
	}
	return true;
}

void output_passing(const char *text)
{
	static const char clear[] = "\r\033[K";
	const char *kind = getenv("TERM");

	if ((!text && !passing) || isatty(STDERR_FILENO) == 0 || !kind || strcmp(kind, "dumb") == 0)
		return;
	write_all(STDERR_FILENO, (const uint8_t *)clear, strlen(clear));
	if (text)
		write_all(STDERR_FILENO, (const uint8_t *)text, strlen(text));
	passing = text != NULL;
}

static ssize_t write_plain(void *cookie, const char *bytes, size_t size)
{
	struct stream *stream = cookie;
	struct buffer whole = { 0 }, plain = { 0 };

	buffer_append(&whole, stream->begun, stream->begun_size);
	buffer_append(&whole, bytes, size);
	output_passing(NULL);
	size_t rest;

	plain_append((const char *)whole.data, whole.size, &plain, &rest);
	stream->begun_size = rest;
	memcpy(stream->begun, whole.data + whole.size - rest, rest);
	const bool fine = write_all(fileno(stream->behind), plain.data, plain.size);

	buffer_close(&whole);
	buffer_close(&plain);
	return fine ? (ssize_t)size : 0;
}

static FILE *filtered(FILE *behind, struct stream *stream, int buffering)
{
	static const cookie_io_functions_t functions = { .write = write_plain };

	FILE *made = fopencookie(stream, "w", functions);

	if (!made)
		return behind;
	setvbuf(made, NULL, buffering, BUFSIZ);
	return made;
}

void output_start(void)
{
	if (!streams_keep())
		_exit(THIDUA_CONFIG);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	out_stream.behind = stdout;
	error_stream.behind = stderr;
	if (isatty(STDOUT_FILENO) != 0)
		stdout = filtered(stdout, &out_stream, _IOLBF);
	stderr = filtered(stderr, &error_stream, _IONBF);
}

FILE *output_screen(void)
{
	fflush(stdout);
	return out_stream.behind ? out_stream.behind : stdout;
}

void output_escape(const char *sequence)
{
	fflush(stdout);
	write_all(STDOUT_FILENO, (const uint8_t *)sequence, strlen(sequence));
}

/* --- the end --- */

void output_deed_done(void)
{
	deed_done = true;
}

/* A reader that has read enough, such as head, is no trouble. */
int output_end(int code)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (errno == EPIPE)
		return code;
	fprintf(stderr, "thidua: %s\n",
	        say(deed_done ? WORD_CANNOT_WRITE_DONE : WORD_CANNOT_WRITE));
	return code != THIDUA_OK || deed_done ? code : THIDUA_CONFIG;
}
