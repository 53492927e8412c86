/*
 * outbox -- signed commands on disk, from before they are sent until their receipts are kept beside
 * them. Only outbox*.c see sqlite3.h.
 *
 * One SQLite file, WAL and synchronous=FULL: what outbox_put has returned for survives kill -9 and
 * a power cut. Several processes may use it; sending a row twice is harmless, since the daemon
 * knows its id. Settled rows stay: they are the office's proof. Faults: STATUS_CONFLICT for an id
 * that is there already, STATUS_UNAVAILABLE for all else.
 */
#ifndef THIDUA_OUTBOX_H
#define THIDUA_OUTBOX_H

#include "session.h"

struct outbox;

/* Opens; makes the file with mode 0600 when it is absent. NULL with a fault when it cannot be used.
 */
struct outbox *outbox_open(const char *path, struct faults *why);
/* May be called twice. */
void outbox_close(struct outbox **outbox);

/* Adds a waiting row; durable when it returns. Reads id, hash, cluster, kind, summary,
 * signed_command and put_at. */
bool outbox_put(struct outbox *outbox, const struct outbox_row *row, struct faults *why);

/* A transaction for what must happen whole, alone among the processes that use the file. */
bool outbox_begin(struct outbox *outbox, struct faults *why);
/* fine: keeps it all, durable when it returns; else nothing of it. False: nothing is kept. */
bool outbox_conclude(struct outbox *outbox, bool fine, struct faults *why);

/* Takes a waiting row back. Of one that was never sent nothing is left; one that was, without a certain
 * answer, stays as it is, or, when sent_too, is UNKNOWN from at on and sent no more. *became: what
 * came of it; any other row stays, too. */
enum withdrawal { WITHDRAWAL_NONE, WITHDRAWAL_GONE, WITHDRAWAL_UNKNOWN };
bool outbox_withdraw(struct outbox *outbox, const uint8_t id[ID_SIZE], bool sent_too, int64_t at,
                     enum withdrawal *became, struct faults *why);

/* Puts row in the place of a waiting one that was never sent: both or, when that is not there or may
 * have been sent, neither. */
bool outbox_replace(struct outbox *outbox, const uint8_t old[ID_SIZE], const struct outbox_row *row,
                    bool *replaced, struct faults *why);

/* The first waiting row signed by key after a place, in arena; *found false when there is none. */
bool outbox_next(struct outbox *outbox, const uint8_t key[KEY_SIZE], int64_t after,
                 struct arena *arena, struct outbox_row *out, bool *found, struct faults *why);

/* Before rows waiting in these places are sent: that they may have been from now on, without anybody
 * hearing what became of them. Durable when it returns, or when the transaction ends in which they
 * were read: else one may be withdrawn in between, and sent all the same. */
bool outbox_take_up(struct outbox *outbox, const uint8_t key[KEY_SIZE], int64_t first, int64_t last,
                    struct faults *why);

/* What came of a row that was taken up: attempts made since last told, when, and the last answer
 * (status 0, reply NULL: none); unheard: something sent was not answered for certain. With
 * OUTBOX_WAITING the row goes on waiting. With OUTBOX_UNKNOWN, a refusal that says nothing of what
 * was sent before, it is REFUSED when nothing else is unheard. A row once settled changes no more,
 * except that one that is not acknowledged may be proven yet. */
struct outbox_result {
	int64_t place;
	enum outbox_state state;
	bool unheard;
	uint32_t attempts;
	int64_t at; /* microseconds since 1970-01-01 UTC */
	enum status status;
	const uint8_t *reply;
	size_t reply_size;
	const struct receipt_statement *statement; /* ACKNOWLEDGED: what the reply proves */
	const uint8_t *epoch;                      /* ACKNOWLEDGED: of the database */
};
/* *became: the row's state now; OUTBOX_STATES: somebody else had settled it. */
bool outbox_record(struct outbox *outbox, const struct outbox_result *result,
                   enum outbox_state *became, struct faults *why);

/* The row of an id, in arena; *found false when there is none. */
bool outbox_find(struct outbox *outbox, const uint8_t id[ID_SIZE], struct arena *arena,
                 struct outbox_row *out, bool *found, struct faults *why);

/* Is the row in this place acknowledged? */
bool outbox_acknowledged(struct outbox *outbox, int64_t place, bool *out, struct faults *why);

/* Rows waiting, or lost, that are signed by key. */
bool outbox_count(struct outbox *outbox, const uint8_t key[KEY_SIZE], size_t *count,
                  struct faults *why);

/* All rows, oldest first, until the visitor says false. */
bool outbox_list(struct outbox *outbox, thidua_outbox_visitor *visit, void *context,
                 struct faults *why);

#endif
