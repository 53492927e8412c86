/*
 * stream -- the clients of /api/v1/events: each gets every standing of its cluster's year, whole.
 *
 * libmicrohttpd accepts a client, reads its request and writes our headers; from then on its
 * connection is suspended, and we write into its socket ourselves: one event is one write, the same
 * bytes for all. What a client has not read yet is passed over for what is newer, so that nobody
 * holds more than the one event that is on its way to it; who has not read that for some seconds is
 * cut. Who has gone is known at once, by the descriptor.
 */
#ifndef STREAM_H
#define STREAM_H

#include <microhttpd.h>
#include <stdbool.h>

#include "held.h"

struct stream;

struct streams {
	struct stream *first;  /* that have begun; owned by their responses */
	size_t count, blocked; /* of them: whose socket is full */
	size_t ending;         /* of them: given up, and libmicrohttpd has not ended them yet */
	int descriptor;        /* epoll; -1 */
	int64_t slow;          /* microseconds that an event may take */
	int64_t beat_seconds;  /* told to clients, who take for dead what misses some */
	uint64_t opened, sent, cut; /* since the start */
	bool away;                  /* the daemon */
	int64_t silent;             /* milliseconds since the feed said anything */
	uint64_t told;              /* grows with each change of away */
	uint64_t beats;
	struct event beat, daemon;
};

/* False with errno. */
bool streams_open(struct streams *streams, int64_t slow, int64_t beat_seconds);
/* Every connection has been ended. */
void streams_close(struct streams *streams);

/* A response that is a stream of what is held, which must stay; to be queued at once. after: what the
 * client has seen last; NULL: nothing. chunked: HTTP/1.1. */
struct MHD_Response *stream_begin(struct streams *streams, struct MHD_Connection *connection,
                                  struct held *held, const struct version *after, bool chunked);

/* A standing of a year is new. */
void streams_publish(struct streams *streams, const struct held *held);
/* The daemon is away, or up again. */
void streams_tell(struct streams *streams, bool away);
/* A word to all, by which they know that the line lives, and we that they do; each beat_seconds. */
void streams_beat(struct streams *streams);
/* Writes where there is room again and ends those that have gone. */
void streams_work(struct streams *streams);
/* Ends those that are too slow; now is monotonic, microseconds. */
void streams_cut_slow(struct streams *streams, int64_t now);
/* Before libmicrohttpd is stopped: none may be suspended. */
void streams_end_all(struct streams *streams);

/* Monotonic, microseconds. */
int64_t stream_now(void);

#endif
