/*
 * event -- a server-sent event as bytes that go into a socket: in a chunk of HTTP/1.1, and without.
 */
#ifndef EVENT_H
#define EVENT_H

#include "body.h"

struct event {
	struct body *body;  /* the chunk, its head and end included */
	size_t head, bytes; /* bytes of the chunk's head; of the event itself behind it */
};

/* id NULL: it has none. data is one line. */
struct event event_new(const char *name, const char *id, const char *data);
/* "retry: 3000" and what events there are behind it. */
struct event event_first(const char *name, const char *data);
void event_close(struct event *event);

#endif
