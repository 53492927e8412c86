/*
 * tcp -- what the kernel tells of a connection that the library holds, and the one thing that may be
 * done to it from outside: end it.
 *
 * The library closes descriptors in a thread of its own, and the next connection gets the same
 * number. So each one is known by its cookie, which the kernel gives to no two, and nothing is ended
 * that has another one.
 */
#ifndef IO_TCP_H
#define IO_TCP_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TCP_NETWORK_SIZE = 16,
	TCP_TEXT_SIZE = 64,
	TCP_HELD_BYTES = 32768, /* half of what the kernel takes for a connection at first: asking
	                           for more would make it take more */
};

struct tcp_peer {
	uint8_t network[TCP_NETWORK_SIZE]; /* the address; of IPv6 the first 64 bits, which are one
	                                      site's */
	char text[TCP_TEXT_SIZE];          /* 127.0.0.1:40123 */
};

struct tcp_figures {
	int64_t received; /* bytes that the kernel took in order */
	int64_t unread;   /* of them, those that the library has not read yet */
	int64_t sent;     /* bytes sent, repetitions too */
	int64_t taken;    /* bytes that the other side has taken */
	int64_t untaken;  /* bytes in the kernel that it has not */
};

/* 0 when there is no connection behind the descriptor. */
uint64_t tcp_cookie(int descriptor);
/* False, with empty texts, when there is none. */
bool tcp_peer(int descriptor, struct tcp_peer *out);
bool tcp_look(int descriptor, struct tcp_figures *out);
/* The same without what is unread and untaken, which cost two calls more. */
bool tcp_count(int descriptor, struct tcp_figures *out);

/* Whoever waits for the descriptor to be readable is told so only when TCP_HELD_BYTES have come, or
 * its end, until it is released. A connection is born as its listening socket is then. */
void tcp_hold(int descriptor);
void tcp_release(int descriptor);
bool tcp_is_held(int descriptor);

/* Ends the connection if it is still the one with this cookie: both sides read the end of it, and
 * the library closes the descriptor. */
bool tcp_end(int descriptor, uint64_t cookie);

#endif
