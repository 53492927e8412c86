/*
 * A file is opened, looked at and read once, so that what is judged is what was read; its mode is
 * judged last, since a public half is rightly open to others and is told to be one.
 */
#include "office_key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text_file.h"

enum { KEYFILE_MAX = 4096 };

/* Opens first and looks then, so that what is looked at is what is read. Not blocking: a pipe is no
 * key file. */
static int open_file(const char *path, const char *field, struct stat *status, struct faults *why)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (file < 0 || fstat(file, status) != 0)
		fail(why, FAULT_KEY_FILE_UNREADABLE, field, path, strerror(errno));
	else if (!S_ISREG(status->st_mode))
		fail(why, FAULT_KEY_FILE_IRREGULAR, field, path);
	else
		return file;
	if (file >= 0)
		close(file);
	return -1;
}

static ssize_t read_whole(int file, char *out, size_t size)
{
	size_t used = 0;

	while (used < size) {
		const ssize_t count = read(file, out + used, size - used);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		if (count == 0)
			break;
		used += (size_t)count;
	}
	return (ssize_t)used;
}

/* Faults of its lines are told with the file's name. */
static bool parse(const char *path, char *text, size_t size, struct credential *out,
                  struct faults *why)
{
	struct faults inner;

	faults_init(&inner, why->arena);
	const bool fine = credential_read(text, text_file_plain(text, size), out, &inner);

	faults_take(why, path, &inner);
	return fine;
}

/* Is it the half that is asked for, and to nobody else when it is secret? A public half is called
 * one, whoever may read it. */
static bool suits(const char *path, const char *field, bool secret, const struct stat *status,
                  const struct credential *key, struct faults *why)
{
	const bool open = (status->st_mode & 077) != 0;

	if (secret && !key->has_secrets)
		fail(why, FAULT_KEY_FILE_PUBLIC, field, path);
	else if (!secret && key->has_secrets)
		fail(why, FAULT_KEY_FILE_SECRET, field, path);
	else if (secret && open)
		fail(why, FAULT_KEY_FILE_OPEN, field, path,
		     fault_path(why, "%03o", (unsigned)(status->st_mode & 0777)));
	else
		return true;
	return false;
}

bool office_key_read(const char *path, const char *field, bool secret, struct credential *out,
                     struct faults *why)
{
	char text[TEXT_FILE_ROOM(KEYFILE_MAX + 1)];
	struct stat status;
	const int file = open_file(path, field, &status, why);

	if (file < 0)
		return false;
	const ssize_t size = read_whole(file, text, KEYFILE_MAX + 1);
	const int trouble = errno;

	close(file);
	bool fine = false;

	if (size < 0)
		fail(why, FAULT_KEY_FILE_UNREADABLE, field, path, strerror(trouble));
	else if (size > KEYFILE_MAX)
		fail(why, FAULT_KEY_FILE_LONG, field, path);
	else
		fine = parse(path, text, (size_t)size, out, why) &&
		       suits(path, field, secret, &status, out, why);
	seal_forget(text, sizeof(text));
	if (!fine)
		seal_forget(out, sizeof(*out));
	return fine;
}
