/*
 * invitation -- what an office must know before it can talk to a daemon, in one file that its operator
 * sends: where it is, whose it is, which cluster, year and board. No secret is in it.
 *
 * Whoever can change it on the way can play the daemon; so the keys in it are compared by people.
 */
#ifndef INVITATION_H
#define INVITATION_H

#include "dial.h"

struct invitation {
	const char *commands, *feed; /* endpoints; feed may be NULL */
	const char *cluster, *board; /* board may be NULL */
	uint32_t year;
	struct credential daemon, operator_key; /* public halves */
	bool has_operator;
};

void invitation_write(const struct invitation *from, struct buffer *out);

/* Texts of out are in the arena. A code having said every fault. */
int invitation_read(const struct options *options, const char *path, struct arena *arena,
                    struct invitation *out);

#endif
