#include "line_address.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"

static struct line_address *find_address(struct line_addresses *addresses,
                                         const struct tcp_peer *peer)
{
	struct line_address *address;

	HASH_FIND(hh, addresses->all, peer->network, TCP_NETWORK_SIZE, address);
	if (address)
		return address;
	address = must_alloc(1, sizeof(*address));
	memcpy(address->network, peer->network, TCP_NETWORK_SIZE);
	HASH_ADD(hh, addresses->all, network, TCP_NETWORK_SIZE, address);
	return address;
}

void line_address_join(struct line_addresses *addresses, struct line *line)
{
	line->address = find_address(addresses, &line->peer);
	line->address->lines++;
	line->address->callers++;
	DL_APPEND2(line->address->oldest_caller, line, older_caller, newer_caller);
}

void line_address_calls_no_more(struct line *line)
{
	DL_DELETE2(line->address->oldest_caller, line, older_caller, newer_caller);
	line->address->callers--;
}

void line_address_leave(struct line_addresses *addresses, struct line *line)
{
	struct line_address *address = line->address;

	if (--address->lines > 0)
		return;
	HASH_DEL(addresses->all, address);
	free(address);
}

struct line *line_address_oldest_of_most(const struct line_addresses *addresses)
{
	const struct line_address *most = addresses->all;

	for (const struct line_address *address = most; address; address = address->hh.next)
		if (address->callers > most->callers)
			most = address;
	return most->oldest_caller;
}
