/*
 * Whole files through read and write, which EINTR may cut short.
 *
 * A new file is made with O_EXCL, so that no race overwrites a key. A file that is changed is
 * written beside its old self and renamed over it, after a sync: a full disk or a power cut leaves
 * the old bytes or the new ones, never half. The name is resolved first, so that a symbolic link
 * stays one.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <thidua.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "complain.h"
#include "show.h"
#include "text_file.h"
#include "trouble.h"
#include "words.h"

static int open_for_reading(const char *path)
{
	return strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
}

static int too_large(const char *path, size_t limit, int code)
{
	struct arena arena;

	arena_init(&arena, 0);
	complain(code, say(WORD_FILE_TOO_LARGE), path, show_bytes(&arena, limit));
	arena_close(&arena);
	return code;
}

/* Does what was read begin as head does, as far as it goes? */
static bool begins(const struct buffer *read, size_t begin, const char *head)
{
	const size_t size = strlen(head), there = read->size - begin;

	return memcmp(read->data + begin, head, there < size ? there : size) == 0;
}

int file_read_kind(const char *path, const char *head, size_t limit, int code, struct buffer *out)
{
	int file = open_for_reading(path);

	if (file < 0)
		return complain(code, "%s: %s", path, trouble_say(errno));
	const size_t begin = out->size;
	uint8_t piece[65536];
	ssize_t got;

	while ((got = read(file, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || out->size - begin + (size_t)got > limit)
			break;
		buffer_append(out, piece, (size_t)got);
		if (!begins(out, begin, head)) {
			got = 0;
			break;
		}
	}
	const int why = errno;

	close(file);
	if (got < 0)
		return complain(code, "%s: %s", path, trouble_say(why));
	if (got > 0)
		return too_large(path, limit, code);
	return THIDUA_OK;
}

int file_read(const char *path, size_t limit, int code, struct buffer *out)
{
	return file_read_kind(path, "", limit, code, out);
}

int file_read_text(const char *path, size_t limit, int code, struct buffer *out)
{
	const size_t begin = out->size;
	const int read = file_read(path, limit, code, out);

	if (read == THIDUA_OK)
		text_file_plain_buffer(out, begin);
	return read;
}

static bool write_all(int file, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t put = write(file, bytes, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		size -= (size_t)put;
	}
	return fsync(file) == 0;
}

int file_write_new(const char *path, mode_t mode, const void *bytes, size_t size)
{
	if (strcmp(path, "-") == 0) /* what comes of it is a file: whole, and not overwritten */
		return complain(THIDUA_USAGE, "%s", say(WORD_FILE_NEEDS_NAME));
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (file < 0 && errno == EEXIST)
		return complain(THIDUA_CONFIG, say(WORD_FILE_EXISTS), path);
	if (file < 0)
		return complain(THIDUA_CONFIG, "%s: %s", path, trouble_say(errno));
	const bool written = write_all(file, bytes, size);
	const int why = errno;

	close(file);
	if (written)
		return THIDUA_OK;
	unlink(path);
	return complain(THIDUA_CONFIG, "%s: %s", path, trouble_say(why));
}

/* Beside the file, so that the name changes hands in one step. Returns 0 or errno. */
static int replace(const char *path, mode_t mode, const void *bytes, size_t size)
{
	char beside[PATH_MAX];
	const int length = snprintf(beside, sizeof(beside), "%s.XXXXXX", path);

	if (length < 0 || (size_t)length >= sizeof(beside))
		return ENAMETOOLONG;
	const int file = mkostemp(beside, O_CLOEXEC);

	if (file < 0)
		return errno;
	const bool written = fchmod(file, mode) == 0 && write_all(file, bytes, size) &&
	                     rename(beside, path) == 0;
	const int why = errno;

	close(file);
	if (written)
		return 0;
	unlink(beside);
	return why;
}

bool file_put(const char *path, mode_t mode, const void *bytes, size_t size)
{
	return replace(path, mode, bytes, size) == 0;
}

static int trouble(const char *path, int why)
{
	return complain(THIDUA_CONFIG, "%s: %s", path, trouble_say(why));
}

int file_replace(const char *path, const void *bytes, size_t size)
{
	struct stat status;
	char *real = realpath(path, NULL); /* a link stays one */

	if (!real || stat(real, &status) != 0 || access(real, W_OK) != 0) {
		const int why = errno;

		free(real);
		return trouble(path, why);
	}
	const int why = replace(real, status.st_mode & 07777, bytes, size);

	free(real);
	return why == 0 ? THIDUA_OK : trouble(path, why);
}
