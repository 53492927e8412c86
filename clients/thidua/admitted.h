/*
 * admitted -- who may do what in a cluster, as its journal has it: every grant, and what was revoked.
 */
#ifndef ADMITTED_H
#define ADMITTED_H

#include "dial.h"

enum { ADMITTED_REASON_SIZE = 201 };

struct admitted {
	uint8_t key[KEY_SIZE]; /* it signs with */
	int role;              /* enum role */
	int audience;          /* of a viewer */
	bool relay;
	char board[CODE_SIZE], label[LABEL_SIZE];
	int64_t granted_at;
	uint64_t entry;
	int64_t revoked_at; /* 0: it is not */
	char reason[ADMITTED_REASON_SIZE];
};

/* Appends a struct admitted for each grant, in the journal's order. A code having said why. What the
 * dial's arena holds is gone then. */
int admitted_read(struct dial *dial, const char *cluster, struct buffer *out);

/* The last one of a key; NULL: the journal does not know it. */
const struct admitted *admitted_find(const struct buffer *all, const uint8_t key[KEY_SIZE]);

#endif
