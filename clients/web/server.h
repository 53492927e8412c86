/*
 * server -- HTTP: libmicrohttpd inside our loop, its bounds, and what each request is answered.
 */
#ifndef SERVER_H
#define SERVER_H

#include "faults.h"

struct outcome;
struct server;
struct web;

/* Listens at the settings' address. NULL with a fault. */
struct server *server_open(struct web *web, struct faults *why);
/* Ends every connection. */
void server_close(struct server **server);

/* To be waited for. */
int server_descriptor(const struct server *server);
/* Milliseconds until it must be turned, at most `most`. */
int server_patience(const struct server *server, int most);
void server_work(struct server *server);
unsigned server_port(const struct server *server);

/* The answer to who waits for a question: what under_way.h calls. */
void server_answered(void *waiter, const struct outcome *outcome);

#endif
