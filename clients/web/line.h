/*
 * line -- the connections of browsers, and for how long each may let us wait.
 *
 * libmicrohttpd hangs up on who is silent; who sends a byte now and then would hold his place for ever. So a
 * request has a time in which it must be here, line, headers and body, and as much again in which its answer
 * must be taken. While the daemon is asked and in a stream nobody waits for the client: answer_seconds and
 * slow_seconds bound those.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

struct line {
	struct line *prev, *next;
	int socket;   /* libmicrohttpd's */
	bool due;     /* we wait for the client */
	bool refused; /* it has had its answer, and is to be hung up on */
	int64_t since;
};

struct lines {
	struct line *first;
	int64_t patience; /* microseconds; all moments here are monotonic ones */
	uint64_t cut;     /* since the start */
};

/* The client's time begins. To be removed before the socket is closed. */
struct line *line_add(struct lines *lines, int socket, int64_t now);
void line_remove(struct lines *lines, struct line **line);

/* From here on the client is waited for, or is not. */
void line_begin(struct line *line, int64_t now);
void line_pause(struct line *line);

/* Hangs up on who took too long; libmicrohttpd hears that, and closes. */
void lines_cut_slow(struct lines *lines, int64_t now);

#endif
