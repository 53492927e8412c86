/*
 * session -- what libthidua gives to the thidua tool beyond its public header: any request, any
 * command, the outbox's rows.
 *
 * Not installed and not exported: it shows the wire's types, which may change with every version.
 * Link thidua_static.
 */
#ifndef THIDUA_SESSION_H
#define THIDUA_SESSION_H

#include <stdbool.h>

#include "answer.h"
#include "credential.h"
#include "encode.h"
#include "signing.h"
#include "thidua.h"

struct arena;
struct buffer;

/* thidua_open, with everything that is wrong in the caller's faults. */
int thidua_open_why(const struct thidua_options *options, struct thidua **out, struct faults *why);

/* The office's keys; the handle's. NULL when the handle was opened without a credential. */
const struct credential *thidua_credential(const struct thidua *handle);

/* The daemon's public keys; the handle's. NULL when opened without. */
const struct credential *thidua_daemon(const struct thidua *handle);

/* A number that no other request has: of 48 bits, which every reader of JSON holds exactly, and any. A gateway hands replies on with
 * it; one more each time would tell whoever asks how many others have, in a freeze too. */
uint64_t thidua_correlation(void);

/* The Reply frame that thidua_answer gave last, byte by byte; the handle's, until its next call. */
void thidua_last_reply(const struct thidua *handle, const uint8_t **bytes, size_t *size);

/* Signs a serialised Command, to be done or to be tried. out->bytes points into command. Nothing is
 * stored. */
int thidua_sign(struct thidua *handle, enum signed_as as, const struct buffer *command,
                struct signed_command *out);

/* Signs a question, as of now, so that somebody else's connection may carry it: for
 * encode_signed_query. out->bytes points into bytes. */
int thidua_sign_query(struct thidua *handle, const struct query *query, struct buffer *bytes,
                      struct signed_command *out);

/* Signs any serialised Command and puts it into the outbox: durable when it returns. id and hash
 * may be NULL. The same id twice: THIDUA_USAGE. */
int thidua_put_command(struct thidua *handle, const struct buffer *command, uint8_t id[ID_SIZE],
                       uint8_t hash[HASH_SIZE]);

/* The same in the place of one that waits and was never sent, which is gone then: one transaction. Two
 * rows of one matter are never sent by this. *replaced false: the old one may have been sent, or is
 * settled; nothing is changed. */
int thidua_replace_command(struct thidua *handle, const uint8_t old[ID_SIZE],
                           const struct buffer *command, uint8_t id[ID_SIZE], bool *replaced);

/* Takes back a command that waits. *gone: it was never sent, and nothing is left of it. Else it was,
 * without an answer: sent_too, it is UNKNOWN from now on, and THIDUA_OK; or it stays, THIDUA_UNKNOWN.
 * THIDUA_USAGE: no such command waits. */
int thidua_withdraw(struct thidua *handle, const uint8_t id[ID_SIZE], bool sent_too, bool *gone);

/* Every wait of the handle is over as if its time were up once ended says so, which is asked after each signal;
 * one that comes just before the wait begins does not end it. */
void thidua_end_on(struct thidua *handle, bool (*ended)(void));

/* Keeps a Command that was signed by thidua_sign and sent past the outbox, with the receipt that the
 * last thidua_answer gave for it, as an acknowledged row. THIDUA_UNREACHABLE: the receipt is not of
 * this command, or not of the daemon we know; nothing is kept. */
int thidua_keep(struct thidua *handle, const struct buffer *command, struct receipt_statement *out);

/* WAITING until a receipt that verifies makes it ACKNOWLEDGED or a refusal REFUSED; both are the
 * end of it. UNKNOWN: refused too, but it was sent before without an answer, of which the refusal
 * says nothing, so it may be in the journal. LOST: acknowledged, but the journal was put back to
 * what it was before that; waits to be reinstated by its receipt. The numbers are those in the
 * file. */
enum outbox_state {
	OUTBOX_WAITING,
	OUTBOX_ACKNOWLEDGED,
	OUTBOX_REFUSED,
	OUTBOX_UNKNOWN,
	OUTBOX_LOST,
	OUTBOX_STATES
};

/* A row of the outbox; valid while the visitor runs. */
struct outbox_row {
	int64_t place; /* order in which rows were put */
	uint8_t id[ID_SIZE];
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the command's bytes */
	const char *cluster;
	const char *kind;    /* name of the action, such as submit_report */
	const char *summary; /* for people: "TQ 2024 Q1 revision 2" */
	struct signed_command signed_command;
	int64_t put_at;     /* microseconds since 1970-01-01 UTC, by this machine's clock */
	int64_t tried_at;   /* 0: never */
	int64_t settled_at; /* 0: not yet */
	uint32_t attempts;
	bool unheard; /* it may have been sent, and what became of that nobody has heard */
	enum outbox_state state;
	enum status status; /* of the last answer; 0: none */
	const struct answer
	        *reply; /* the last answer decoded: faults, the first receipt; NULL: none */
	const uint8_t *reply_bytes; /* the Reply frame as it came; ACKNOWLEDGED: the proof */
	size_t reply_size;
	uint64_t sequence; /* of its entry by the last receipt, whichever it was; 0: none */
	uint8_t journal_hash[HASH_SIZE];
	uint8_t epoch[EPOCH_SIZE]; /* of the database in which it was last seen; zeros: none */
	struct signed_command reinstate; /* the Reinstate that brings it back; bytes NULL: none */
	const struct answer *reinstated; /* the last answer to that, decoded; NULL: none */
};

/* False: stop. */
typedef bool thidua_outbox_visitor(void *context, const struct outbox_row *row);

/* All rows, oldest first. The visitor must not use the handle. */
int thidua_outbox_list(struct thidua *handle, thidua_outbox_visitor *visit, void *context);

/* Asks whether the journal still holds what the outbox has receipts of; what it does not is LOST from
 * then on. Nothing is asked when there are none. THIDUA_FORBIDDEN: the key may not know.
 * THIDUA_UNREACHABLE: no answer, or none that helps. */
int thidua_outbox_look(struct thidua *handle);

/* Of the database that was looked at last; NULL: none. */
const uint8_t *thidua_epoch(const struct thidua *handle);

/* As thidua_receive, with the Standings message as it came. bytes and out are the handle's, until
 * its next call. */
int thidua_receive_raw(struct thidua *handle, int timeout_ms, const uint8_t **bytes, size_t *size,
                       struct told_standings *out);

#endif
