/*
 * under_way -- requests that are under way to the daemon, and who waits for their answers.
 *
 * A question that is under way already is not asked again: who asks the same waits with the others. So
 * many are under way at once as the library takes (THIDUA_ASKED_MAX), shared out: those that carry what
 * others have signed never take the room of those that ask, nor the other way round, and one signer or
 * address has a part of it. Beyond a bound nothing waits: the answer is 503 or 429.
 */
#ifndef UNDER_WAY_H
#define UNDER_WAY_H

#include "held.h"
#include "outcome.h"
#include "route.h"
#include "thidua.h"
#include "workbooks.h"

enum {
	QUESTIONS_ASKED_MAX = 28,   /* of THIDUA_ASKED_MAX */
	QUESTIONS_CARRIED_MAX = 32, /* of THIDUA_ASKED_MAX; four are left for seasons */
	QUESTIONS_WAITING_MAX = 4096,
	QUESTIONS_OF_ADDRESS_MAX = 14, /* so that one cannot take all */
	QUESTIONS_ADDRESS_SIZE = 64,
};

struct asking;

struct questions {
	struct thidua *handle;
	struct held_list *held;
	struct asking *first;
	size_t asked, carried, waiting;
	struct workbooks workbooks;
	uint64_t number;
	int timeout_ms;
	size_t signer_max, address_max; /* of those carried */
	/* Hands an outcome to who waits, which is closed afterwards. */
	void (*answered)(void *waiter, const struct outcome *outcome);
	uint64_t answers, refusals; /* since the start: answered, and not taken for lack of room */
};

/* What is wanted of an answer. */
struct wish {
	bool english; /* of a file */
	bool fixed;   /* the page of one version, for ever */
	struct version version;
};

/* What a path asks, and for whom. Outcome 0: it is under way, and waiter will be told; else why not. */
struct outcome questions_ask(struct questions *questions, const struct route_match *match,
                             const struct query *query, const struct wish *wish,
                             const char *address, void *waiter);

/* The same for bytes that somebody signed: a SignedCommand or, of QUERIES, a SignedQuery. */
struct outcome questions_carry(struct questions *questions, enum route route, const uint8_t *bytes,
                               size_t size, const char *address, bool json, void *waiter);

/* Asks for those seasons that are wanted. */
void questions_seasons(struct questions *questions);

/* Takes an answer, if there is one; false: there is none. *changed: a year whose standings were made
 * again; NULL: none. */
bool questions_take(struct questions *questions, const struct held **changed);

/* He has gone. */
void questions_forget(struct questions *questions, const void *waiter);
/* Nobody waits any more: all are told that the daemon is away. */
void questions_close(struct questions *questions);

#endif
