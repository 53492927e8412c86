/* The struct is freed by who lets go of it last: its owner, or the thread. */
#include "lookup.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

struct lookup {
	atomic_int holders;
	atomic_bool done;
	char host[NI_MAXHOST], port[8];
	size_t count;
	char endpoints[LOOKUP_ADDRESSES_MAX][LOOKUP_ENDPOINT_SIZE];
};

static void let_go(struct lookup *lookup)
{
	if (atomic_fetch_sub(&lookup->holders, 1) == 1)
		free(lookup);
}

static void add(struct lookup *lookup, int family, const struct sockaddr *address)
{
	const bool six = family == AF_INET6;
	const void *number = six ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
	                         : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
	char text[INET6_ADDRSTRLEN];

	inet_ntop(family, number, text, sizeof(text));
	snprintf(lookup->endpoints[lookup->count++], LOOKUP_ENDPOINT_SIZE,
	         six ? "tcp://[%s]:%s" : "tcp://%s:%s", text, lookup->port);
}

static void look_up(struct lookup *lookup, int family)
{
	const struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;

	if (getaddrinfo(lookup->host, NULL, &hints, &found) != 0)
		return;
	for (const struct addrinfo *one = found->ai_next;
	     one && lookup->count < LOOKUP_ADDRESSES_MAX; one = one->ai_next)
		add(lookup, family, one->ai_addr);
	freeaddrinfo(found);
}

static void *run(void *context)
{
	struct lookup *lookup = context;

	look_up(lookup, AF_INET6);
	look_up(lookup, AF_INET);
	atomic_store(&lookup->done, true);
	let_go(lookup);
	return NULL;
}

/* Signals are the program's, not ours. */
static bool start(struct lookup *lookup)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_t thread;
	const bool fine = pthread_create(&thread, &attributes, run, lookup) == 0;

	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return fine;
}

struct lookup *lookup_begin(const char *endpoint)
{
	const char *host = endpoint + strlen("tcp://"), *colon = strrchr(host, ':');
	struct lookup *lookup = must_alloc(1, sizeof(*lookup));

	snprintf(lookup->host, sizeof(lookup->host), "%.*s", (int)(colon - host), host);
	snprintf(lookup->port, sizeof(lookup->port), "%s", colon + 1);
	lookup->holders = 2;
	if (start(lookup))
		return lookup;
	free(lookup);
	return NULL;
}

void lookup_forget(struct lookup **lookup)
{
	if (*lookup)
		let_go(*lookup);
	*lookup = NULL;
}

size_t lookup_count(const struct lookup *lookup)
{
	return lookup && atomic_load(&lookup->done) ? lookup->count : 0;
}

const char *lookup_endpoint(const struct lookup *lookup, size_t index)
{
	return lookup->endpoints[index];
}
