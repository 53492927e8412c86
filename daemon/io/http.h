/*
 * http -- /metrics, /healthz and /readyz for operators, on loopback, inside the one loop. A source
 * of the loop.
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include "faults.h"

struct buffer;
struct http;
struct poller;

struct http_answers {
	/* Prometheus text format, appended. */
	void (*metrics)(void *context, struct buffer *out);
	/* True: 200, and "ok" or the reason is the body. False: 503, and the reason. */
	bool (*healthy)(void *context, const char **reason);
	bool (*ready)(void *context, const char **reason);
};

/* address "127.0.0.1:7403" or "[::1]:7403"; port 0: any free one; "": none is opened and NULL is
 * returned without a fault. */
struct http *http_open(const char *address, const struct http_answers *answers, void *context,
                       struct faults *why);
void http_close(struct http **http);

void http_wait(struct http *http, struct poller *poller);
void http_work(struct http *http, struct poller *poller);

/* The port in use. */
unsigned http_port(const struct http *http);

#endif
