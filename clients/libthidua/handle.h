/*
 * handle -- what struct thidua holds, for the files that make up libthidua.
 */
#ifndef THIDUA_HANDLE_H
#define THIDUA_HANDLE_H

#include "arena.h"
#include "asked.h"
#include "outbox.h"
#include "session.h"
#include "subscriber.h"

enum { ERROR_SIZE = 600 };

struct thidua {
	bool has_credential, has_daemon;
	struct credential credential, daemon;
	struct link_network *network; /* NULL without endpoints */
	struct link *link;            /* NULL without command endpoints */
	struct courier *courier;      /* the same */
	struct subscriber *feed;      /* NULL without feed endpoints */
	struct asked_list asked;
	struct outbox *outbox; /* NULL without a path */
	int64_t timeout;       /* microseconds */
	/* what look.h found last: */
	int64_t looked_at; /* 0: never */
	bool has_epoch;    /* of the database */
	uint8_t epoch[EPOCH_SIZE];
	int unread; /* THIDUA_OK, or why of something that we have receipts of nothing was said */
	bool doubt; /* and it may be lost */
	/* of the last call: */
	struct arena arena;
	struct buffer reply;
	char error[ERROR_SIZE];
	enum thidua_silence silence;
	struct thidua_fault *faults; /* in the arena */
	size_t fault_count;
};

/* Forgets what the last call gave out. Every public function that can fail begins with it. */
void handle_begin(struct thidua *handle);

/* Sets the error's words; returns code. */
int handle_fail(struct thidua *handle, int code, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/* The same from faults, which become those of thidua_faults too. Returns code. */
int handle_refuse(struct thidua *handle, int code, const struct fault *faults, size_t count);

/* The same of what this machine lacks: the error's words are the first fault's without its field.
 */
int handle_trouble(struct thidua *handle, int code, const struct faults *why);

/* The same of one reason, whose argument is given, or NULL. */
int handle_because(struct thidua *handle, int code, enum fault_reason reason, const char *argument);

/* THIDUA_FORBIDDEN or THIDUA_REFUSED with the answer's faults; THIDUA_OK for STATUS_OK. */
int handle_answer(struct thidua *handle, const struct answer *answer);

/* Nobody answered by the moment, or with none but this status (0: none at all): says why, and returns
 * THIDUA_FORBIDDEN when the daemon refuses the key, else THIDUA_UNREACHABLE. */
int handle_silence(struct thidua *handle, enum status last);

/* What a reason says of it; FAULT_REASONS: connected. */
enum thidua_silence handle_silence_of(enum fault_reason reason);

/* Microseconds since 1970-01-01 UTC, by this machine's clock. */
int64_t handle_now(void);

/* The moment timeout_ms from now; -1: never. */
int64_t handle_until(int timeout_ms);

#endif
