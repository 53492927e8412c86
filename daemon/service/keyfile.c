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
#include "text_file.h"

enum { FILE_BYTES_MAX = 65536 };

/* systemd hands a credential over as root's with an ACL for us, whose mask is then seen as the
 * group's right: a group that is root's adds nobody. */
static mode_t rights_of_others(const struct stat *status)
{
	mode_t rights = status->st_mode & (S_IRWXG | S_IRWXO);

	return status->st_uid == 0 && status->st_gid == 0 ? rights & S_IRWXO : rights;
}

/* FAULT_REASONS: it is as trusted as asked for. */
static enum fault_reason distrust(const struct stat *status, enum keyfile_trust trust)
{
	mode_t others = rights_of_others(status);

	if (!S_ISREG(status->st_mode))
		return FAULT_FILE_NOT_REGULAR;
	if (status->st_size > FILE_BYTES_MAX)
		return FAULT_FILE_TOO_LONG;
	if (trust != KEYFILE_ANY && status->st_uid != geteuid() && status->st_uid != 0)
		return FAULT_FILE_OF_ANOTHER;
	if (trust == KEYFILE_OWNED && (others & (S_IWGRP | S_IWOTH)) != 0)
		return FAULT_FILE_CHANGEABLE;
	if (trust == KEYFILE_SECRET && others != 0)
		return FAULT_FILE_OPEN;
	return FAULT_REASONS;
}

/* It may have grown since it was looked at; the bound stays. */
static enum fault_reason read_all(int descriptor, struct buffer *out)
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
		return FAULT_FILE_UNREADABLE;
	return out->size - before > FILE_BYTES_MAX ? FAULT_FILE_TOO_LONG : FAULT_REASONS;
}

bool keyfile_read(const char *path, enum keyfile_trust trust, struct buffer *out, const char *where,
                  struct faults *why)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK |
	                                    O_NOCTTY); /* a FIFO must not keep us waiting */
	enum fault_reason trouble = FAULT_FILE_UNREADABLE;
	struct stat status;

	if (descriptor >= 0 && fstat(descriptor, &status) == 0) {
		const size_t begin = out->size;

		trouble = distrust(&status, trust);
		if (trouble == FAULT_REASONS)
			trouble = read_all(descriptor, out);
		if (trouble == FAULT_REASONS)
			text_file_plain_buffer(out, begin);
	}
	if (trouble == FAULT_FILE_UNREADABLE)
		fail(why, FAULT_FILE_UNREADABLE, where, path, strerror(errno));
	else if (trouble != FAULT_REASONS)
		faults_add(why, trouble, where, &path, 1);
	if (descriptor >= 0)
		close(descriptor);
	return trouble == FAULT_REASONS;
}

/* The faults of its lines are told with the path, at the setting that names it. */
static bool parse(const char *path, const struct buffer *text, struct credential *out,
                  const char *where, struct faults *why)
{
	struct faults inner;

	faults_init(&inner, why->arena);
	bool right = credential_read((const char *)text->data, text->size, out, &inner);

	for (size_t i = 0; i < inner.count; i++)
		fail(why, FAULT_FILE_OF_KEYS, where, path, inner.items[i].field,
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
		faults_add(why, secret ? FAULT_FILE_IS_PUBLIC : FAULT_FILE_HOLDS_SECRETS, where,
		           &path, 1);
		right = false;
	}
	if (!right)
		seal_forget(out, sizeof(*out));
	seal_forget(text.data, text.capacity);
	buffer_close(&text);
	return right;
}
