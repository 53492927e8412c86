/*
 * faults -- what is wrong with a message, all of it, each with its field.
 *
 * The only way to fail: a status without a reason cannot exist. Every refusal is a row of
 * faults.inc, which has its status, its words in two languages and the kinds of its arguments; so a
 * client in any language can say it, and none can be forgotten. Statuses are those of the wire.
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
	STATUS_BROKEN,
};

enum language { VIETNAMESE, ENGLISH, LANGUAGES };

enum fault_reason {
#define FAULT(name, status, kinds, english, vietnamese) FAULT_##name,
#include "faults.inc"
#undef FAULT
	FAULT_REASONS
};

enum { /* how many arguments each has */
#define FAULT(name, status, kinds, english, vietnamese)                                            \
	FAULT_##name##_ARGUMENTS = sizeof(kinds) - 1,
#include "faults.inc"
#undef FAULT
};

enum { FAULTS_MAX = 200, FAULT_ARGUMENTS_MAX = 6 };

struct fault {
	enum status code;
	const char *reason;           /* name of the row, such as BELOW_ZERO */
	const char *field;            /* path such as lines[3].actual */
	const char *message;          /* English */
	const char *const *arguments; /* as they travel; see faults.inc */
	size_t argument_count;
};

struct faults {
	struct arena *arena; /* owns the texts */
	struct fault *items; /* in the arena */
	size_t count;        /* at most FAULTS_MAX; what is beyond is counted in the last one */
	size_t dropped;
};

void faults_init(struct faults *why, struct arena *arena);

/* fail(why, FAULT_X, field, argument, ...) adds a fault; the arguments are texts, as many as the
 * row says, or it does not compile. field and arguments are copied. */
#define fail(...) FAIL(__VA_ARGS__, NULL)
#define FAIL(why, reason, field, ...)                                                              \
	faults_add(                                                                                \
	        why, reason, field, (const char *const[]){ __VA_ARGS__ },                          \
	        sizeof(char[sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *) - 1 ==   \
	                                    reason##_ARGUMENTS                                     \
	                            ? 1                                                            \
	                            : -1]) *                                                       \
	                reason##_ARGUMENTS)

/* The same where the reason is known only at run time. Takes the row's number of arguments; count
 * must be that. */
void faults_add(struct faults *why, enum fault_reason reason, const char *field,
                const char *const *arguments, size_t count);

/* Adds the faults of another list, each at `place` and a colon before its own field. */
void faults_take(struct faults *why, const char *place, const struct faults *from);

/* printf into the arena, for a field path: fail(why, FAULT_ABSENT, fault_path(why,
 * "lines[%zu].actual", i)). "" when the fault would be dropped. */
const char *fault_path(struct faults *why, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* Arguments as they travel, in the arena. */
const char *fault_number(struct faults *why, long long number);
const char *fault_points(struct faults *why, long long centipoints);
const char *fault_quantity(struct faults *why, long long tenthousandths);
const char *fault_hash(struct faults *why, const unsigned char *hash, size_t size);

/* STATUS_OK, or the code of the first fault. */
enum status faults_status(const struct faults *why);

/* "INVALID" and so on. */
const char *status_name(enum status status);

/* --- the rows --- */

/* FAULT_REASONS when there is none of this name: it is of a newer daemon. */
enum fault_reason fault_find(const char *name);
const char *fault_name(enum fault_reason reason);
enum status fault_status(enum fault_reason reason);
/* A letter an argument; see faults.inc. */
const char *fault_kinds(enum fault_reason reason);
/* The sentence with {1}, {2} ... for its arguments. */
const char *fault_sentence(enum fault_reason reason, enum language language);
/* Puts arguments into a sentence; what is beyond size is cut between characters. Returns out. */
char *fault_fill(const char *sentence, const char *const *arguments, size_t count, char *out,
                 size_t size);

#endif
