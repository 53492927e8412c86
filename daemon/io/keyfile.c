/*
 * A file of keys is believed as far as its owner and mode allow, judged on the open descriptor, so
 * that nobody can put another file there in between. What was read is wiped, with all the room it
 * had: the buffer is made large enough at once, since one that grows leaves a copy behind.
 */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"

enum { FILE_BYTES_MAX = 65536 };

/* systemd hands a credential over as root's with an ACL for us, whose mask is then seen as the
 * group's right: a group that is root's adds nobody. */
static mode_t rights_of_others(const struct stat *status)
{
	mode_t rights = status->st_mode & (S_IRWXG | S_IRWXO);

	return status->st_uid == 0 && status->st_gid == 0 ? rights & S_IRWXO : rights;
}

/* NULL when it is as trusted as asked for. */
static const char *distrust(const struct stat *status, enum keyfile_trust trust)
{
	mode_t others = rights_of_others(status);

	if (!S_ISREG(status->st_mode))
		return "is not a regular file";
	if (status->st_size > FILE_BYTES_MAX)
		return "is longer than 64 KiB";
	if (trust != KEYFILE_ANY && status->st_uid != geteuid() && status->st_uid != 0)
		return "belongs to another user than the daemon's or root";
	if (trust == KEYFILE_OWNED && (others & (S_IWGRP | S_IWOTH)) != 0)
		return "can be changed by others: chmod go-w";
	if (trust == KEYFILE_SECRET && others != 0)
		return "is open to others: chmod 600";
	return NULL;
}

/* It may have grown since it was looked at; the bound stays. */
static const char *read_all(int descriptor, struct buffer *out)
{
	size_t before = out->size;
	ssize_t size;

	do {
		uint8_t *room = buffer_extend(out, FILE_BYTES_MAX + 1);

		size = read(descriptor, room, FILE_BYTES_MAX + 1);
		out->size -= FILE_BYTES_MAX + 1 - (size > 0 ? (size_t)size : 0);
	} while ((size > 0 || (size < 0 && errno == EINTR)) &&
	         out->size - before <= FILE_BYTES_MAX);
	if (size < 0)
		return strerror(errno);
	return out->size - before > FILE_BYTES_MAX ? "is longer than 64 KiB" : NULL;
}

bool keyfile_read(const char *path, enum keyfile_trust trust, struct buffer *out, const char *where,
                  struct faults *why)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK |
	                                    O_NOCTTY); /* a FIFO must not keep us waiting */
	const char *trouble;
	struct stat status;

	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		trouble = strerror(errno);
	else
		trouble = distrust(&status, trust);
	if (!trouble)
		trouble = read_all(descriptor, out);
	if (descriptor >= 0)
		close(descriptor);
	if (trouble)
		fail_freely(why, STATUS_INVALID, where, "%s: %s", path, trouble);
	return !trouble;
}

/* The faults of its lines are told with the path, at the setting that names it. */
static bool parse(const char *path, const struct buffer *text, struct credential *out,
                  const char *where, struct faults *why)
{
	struct faults inner;

	faults_init(&inner, why->arena);
	bool right = credential_read((const char *)text->data, text->size, out, &inner);

	for (size_t i = 0; i < inner.count; i++)
		fail_freely(why, STATUS_INVALID, where, "%s: %s: %s", path, inner.items[i].field,
		            inner.items[i].message);
	return right;
}

bool keyfile_credential(const char *path, bool secret, struct credential *out, const char *where,
                        struct faults *why)
{
	struct buffer text = { .size = 0 };
	bool right = false;

	buffer_extend(&text,
	              2 * (FILE_BYTES_MAX +
	                   1)); /* at once, so that growing leaves no copy of a secret behind */
	buffer_reset(&text);
	if (keyfile_read(path, secret ? KEYFILE_SECRET : KEYFILE_OWNED, &text, where, why))
		right = parse(path, &text, out, where, why);
	if (right && out->has_secrets != secret) {
		fail_freely(why, STATUS_INVALID, where, "%s: %s", path,
		            secret ? "is a public file: the daemon's own credential is needed"
		                   : "holds secrets: give the daemon the operator's public file");
		right = false;
	}
	if (!right)
		seal_forget(out, sizeof(*out));
	seal_forget(text.data, text.capacity);
	buffer_close(&text);
	return right;
}
