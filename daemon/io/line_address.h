/*
 * line_address -- the lines of one address: how many, and which have not shaken hands.
 *
 * An address is one of IPv4, or one site's network of IPv6.
 */
#ifndef IO_LINE_ADDRESS_H
#define IO_LINE_ADDRESS_H

#include <uthash.h>

#include "lines.h"

struct line_address {
	uint8_t network[TCP_NETWORK_SIZE];
	size_t lines, callers;
	struct line *oldest_caller;
	struct line *newest_held;                      /* turns.c's, as the ring */
	struct line_address *turn_before, *turn_after; /* of those with held lines */
	UT_hash_handle hh;
};

struct line_addresses {
	struct line_address *all;
};

/* A new line, CALLING: line->peer says whose it is. */
void line_address_join(struct line_addresses *addresses, struct line *line);
/* It is CALLING no more. */
void line_address_calls_no_more(struct line *line);
/* It is gone, and was CALLING no more. The address goes with its last line. */
void line_address_leave(struct line_addresses *addresses, struct line *line);

/* The oldest caller of the address that has most. There is one at least. */
struct line *line_address_oldest_of_most(const struct line_addresses *addresses);

#endif
