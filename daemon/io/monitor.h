/*
 * monitor -- what the library tells of its descriptors: it listens, has accepted, leaves.
 *
 * Its threads write to it and must never wait, so it has no high-water mark; whoever owns it reads
 * it often.
 */
#ifndef IO_MONITOR_H
#define IO_MONITOR_H

#include "faults.h"

/* A PAIR that hears of a socket which is not bound yet. name is unique in the context. NULL with
 * faults. */
void *monitor_open(void *zmq_context, void *socket, const char *name, struct faults *why);
/* Before the socket is closed: in the other order the library waits for ever for somebody to read.
 */
void monitor_close(void **monitor, void *socket);

enum monitor_event {
	MONITOR_LISTENS,
	MONITOR_ACCEPTED,
	MONITOR_LEFT, /* is being left */
};

/* The next event of a descriptor, or false. */
bool monitor_next(void *monitor, enum monitor_event *event, int *descriptor);

/* Does this library tell over which descriptor a message came, and can we ask the kernel about it?
 * Its header calls that deprecated, and all of lines.c rests on it. */
bool monitor_tells_lines(struct faults *why);

/* Of a message that was received, a zmq_msg_t; -1 when it is not told. */
int monitor_descriptor(void *message);

#endif
