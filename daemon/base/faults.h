/*
 * faults -- what is wrong with a message, all of it, each with its field.
 *
 * The only way to fail: a status without a message cannot exist. Statuses are those of the wire.
 */
#ifndef BASE_FAULTS_H
#define BASE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The numbers of thidua.v1.Status; wire asserts that they agree. */
enum status {
	STATUS_OK = 1,
	STATUS_INVALID,
	STATUS_CONFLICT,
	STATUS_STALE,
	STATUS_FORBIDDEN,
	STATUS_CLOSED,
	STATUS_NOT_FOUND,
	STATUS_BUSY,
	STATUS_UNAVAILABLE,
	STATUS_UNSUPPORTED,
};

enum { FAULTS_MAX = 200 };

struct fault {
	enum status code;
	const char *field;   /* path such as lines[3].actual */
	const char *message; /* English */
};

struct faults {
	struct arena *arena; /* owns the texts */
	struct fault *items; /* in the arena */
	size_t count; /* at most FAULTS_MAX; what is beyond is counted in the last one's message */
	size_t dropped;
};

void faults_init(struct faults *why, struct arena *arena);

/* Adds a fault. field is copied. */
void fail(struct faults *why, enum status code, const char *field, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

/* printf into the arena, for a field path: fail(why, STATUS_INVALID, fault_path(why,
 * "lines[%zu].actual", i), ...). */
const char *fault_path(struct faults *why, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* STATUS_OK, or the code of the first fault. */
enum status faults_status(const struct faults *why);

/* "INVALID" and so on. */
const char *status_name(enum status status);

#endif
