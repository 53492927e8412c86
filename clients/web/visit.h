/*
 * visit -- a request on its way through the server: what it says is read, what to answer is decided, and it
 * is sent.
 *
 * server.c begins and ends a visit; visit_decide.c decides what it is answered, visit_ask.c asks the daemon for that,
 * visit_http.c knows what libmicrohttpd knows of it, and sends.
 */
#ifndef VISIT_H
#define VISIT_H

#include "buffer.h"
#include "outcome.h"
#include "route.h"
#include "under_way.h"
#include "version.h"

struct line;
struct web;
struct MHD_Connection;

struct visit {
	struct web *web;
	struct MHD_Connection *connection;
	struct line *line; /* of its connection */
	struct route_match match;
	char *path; /* match.file points into it */
	struct buffer upload;
	struct outcome outcome;
	bool chunked; /* HTTP/1.1 */
	bool waiting; /* for the daemon; the connection is suspended */
	bool streaming;
};

/* --- what it says --- */

/* As it came; NULL: it is not there. */
const char *visit_header(const struct visit *visit, const char *name);
const char *visit_raw_argument(const struct visit *visit, const char *name);
/* Whom a limit is counted against. */
void visit_address(const struct visit *visit, char out[QUESTIONS_ADDRESS_SIZE]);
bool visit_wants_json(const struct visit *visit);
/* An argument, decoded into out. False, with an outcome, when it is no text or too long; out is "" when
 * it is not there. */
bool visit_argument(struct visit *visit, const char *name, char *out, size_t size);
/* A number up to most; 0 and not given when it is not there. False, with an outcome, when it is none. */
bool visit_number(struct visit *visit, const char *name, uint32_t most, bool *given, uint32_t *out);
/* The wire's number; 0: it is not there. False, with an outcome, when it is none. */
bool visit_period(struct visit *visit, int *out);
bool visit_is_english(struct visit *visit);

/* --- what becomes of it --- */

/* Asks the daemon what the path asks: it waits, or its outcome says why not. */
void visit_ask(struct visit *visit, int period);
/* The same for the page of a version. */
void visit_ask_version(struct visit *visit, int period, const struct version *version);
/* It has an outcome, waits or streams then. */
void visit_decide(struct visit *visit);

/* --- how it is answered --- */

/* Its outcome. False: that cannot be, and it is to be hung up on. */
bool visit_send(struct visit *visit);
bool visit_send_stream(struct visit *visit);
/* What a browser asks before it lets a page of another origin send a POST. */
bool visit_send_preflight(struct visit *visit);

#endif
