/*
 * address -- where a socket listens, as a setting says it.
 */
#ifndef SERVICE_ADDRESS_H
#define SERVICE_ADDRESS_H

struct addrinfo;

/* "127.0.0.1:7403" or "[::1]:7403" to what the kernel takes; numbers only, so that no name service
 * is waited for. NULL when it is neither; to be given to freeaddrinfo. */
struct addrinfo *address_resolve(const char *address);

#endif
