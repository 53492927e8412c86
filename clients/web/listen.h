/*
 * listen -- our own listening socket, so that what is accepted has a small buffer: else a slow reader keeps
 * megabytes of the kernel's memory.
 */
#ifndef LISTEN_H
#define LISTEN_H

struct addrinfo;

/* Returns the descriptor, which the caller closes; -1 with errno. */
int listen_at(const struct addrinfo *address);

#endif
