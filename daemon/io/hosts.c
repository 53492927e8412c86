/*
 * Each host has a block that its thread and the owner share, under one lock; the block goes with
 * whoever lets go of it last, since a look-up cannot be called off. There is one thread a host at
 * most, so a name service that never answers costs as many threads as there are hosts, and no more.
 */
#include "hosts.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"

enum { PLACES_MAX = 64 };

struct host {
	char *name;    /* as it was given; "": libpq's own default, which is a socket folder */
	char *address; /* the same; "": none was given */
	char *port;    /* the same */
	bool asks;     /* it is a name without an address */
	/* under the lock */
	bool busy;
	int trouble;                      /* of the last look-up; 0: it found something */
	char found[HOSTS_ADDRESSES_SIZE]; /* at any time; "": never */
};

struct block { /* shared */
	pthread_mutex_t lock;
	unsigned holders; /* under the lock */
	int descriptor;   /* eventfd; -1: nobody listens any more */
	hosts_look_up *look_up;
	size_t count;
	struct host hosts[];
};

struct hosts {
	struct block *block;
	struct buffer host, address, port; /* what hosts_known gave */
};

struct errand { /* the thread frees it */
	struct block *block;
	struct host *host;
};

/* --- the system's way --- */

int hosts_by_system(const char *host, char out[HOSTS_ADDRESSES_SIZE])
{
	static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		                               .ai_flags = AI_ADDRCONFIG };
	struct addrinfo *found;
	char address[NI_MAXHOST];
	size_t used = 0;
	int trouble = getaddrinfo(host, NULL, &hints, &found);

	if (trouble != 0)
		return trouble;
	out[0] = '\0';
	for (const struct addrinfo *each = found; each; each = each->ai_next) {
		if (getnameinfo(each->ai_addr, each->ai_addrlen, address, sizeof(address), NULL, 0,
		                NI_NUMERICHOST) != 0 ||
		    used + strlen(address) + 2 > HOSTS_ADDRESSES_SIZE)
			continue;
		used += (size_t)snprintf(out + used, HOSTS_ADDRESSES_SIZE - used, "%s%s",
		                         used > 0 ? "," : "", address);
	}
	freeaddrinfo(found);
	return used > 0 ? 0 : EAI_NONAME;
}

/* --- lists --- */

static size_t count_of(const char *list)
{
	size_t count = *list != '\0';

	for (; *list != '\0'; list++)
		count += *list == ',';
	return count;
}

/* The nth of a list, owned by the caller; "" beyond its end. A list of one holds for all when it is
 * the ports'. */
static char *nth_of(const char *list, size_t n, bool for_all)
{
	if (for_all && count_of(list) == 1)
		n = 0;
	for (; n > 0 && *list != '\0'; n--) {
		list += strcspn(list, ",");
		list += *list == ',';
	}
	size_t size = strcspn(list, ",");
	char *copy = must_alloc(size + 1, 1);

	memcpy(copy, list, size);
	return copy;
}

static bool is_name(const char *text)
{
	uint8_t address[sizeof(struct in6_addr)];

	/* a scope, as in fe80::1%eth0, is an address's too */
	return *text != '\0' && *text != '/' && *text != '@' && !strchr(text, ':') &&
	       inet_pton(AF_INET, text, address) != 1;
}

/* --- life --- */

static void let_go(struct block *block)
{
	pthread_mutex_lock(&block->lock);
	bool last = --block->holders == 0;

	pthread_mutex_unlock(&block->lock);
	if (!last)
		return;
	for (size_t i = 0; i < block->count; i++) {
		free(block->hosts[i].name);
		free(block->hosts[i].address);
		free(block->hosts[i].port);
	}
	pthread_mutex_destroy(&block->lock);
	free(block);
}

struct hosts *hosts_open(const struct hosts_lists *lists, hosts_look_up *look_up)
{
	struct hosts *hosts = must_alloc(1, sizeof(*hosts));
	size_t count = count_of(*lists->address != '\0' ? lists->address : lists->host);
	struct block *block =
	        must_alloc(1, sizeof(*block) + (count > 0 ? count : 1) * sizeof(*block->hosts));

	pthread_mutex_init(&block->lock, NULL);
	block->holders = 1;
	block->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (block->descriptor < 0)
		abort(); /* at the start, with hardly a descriptor in use */
	block->look_up = look_up ? look_up : hosts_by_system;
	block->count = count;
	for (size_t i = 0; i < count; i++) {
		struct host *host = &block->hosts[i];

		host->name = nth_of(lists->host, i, false);
		host->address = nth_of(lists->address, i, false);
		host->port = nth_of(lists->port, i, true);
		host->asks = *host->address == '\0' && is_name(host->name);
	}
	hosts->block = block;
	return hosts;
}

void hosts_close(struct hosts **hosts)
{
	if (!*hosts)
		return;
	struct block *block = (*hosts)->block;

	pthread_mutex_lock(&block->lock);
	close(block->descriptor);
	block->descriptor = -1;
	pthread_mutex_unlock(&block->lock);
	let_go(block);
	buffer_close(&(*hosts)->host);
	buffer_close(&(*hosts)->address);
	buffer_close(&(*hosts)->port);
	free(*hosts);
	*hosts = NULL;
}

/* --- looking up --- */

static void note_end(struct block *block, struct host *host, int trouble, const char *found)
{
	static const uint64_t one = 1;

	pthread_mutex_lock(&block->lock);
	host->busy = false;
	host->trouble = trouble;
	if (trouble == 0)
		strcpy(host->found, found); /* else the last good ones stay */
	ssize_t written = block->descriptor >= 0 ? write(block->descriptor, &one, sizeof(one)) : 0;

	(void)written; /* only a counter that is full refuses: it is readable */
	pthread_mutex_unlock(&block->lock);
}

static void *look_up(void *context)
{
	struct errand errand = *(struct errand *)context;
	char found[HOSTS_ADDRESSES_SIZE] = "";

	free(context);
	int trouble = errand.block->look_up(errand.host->name, found);

	note_end(errand.block, errand.host, trouble, found);
	let_go(errand.block);
	return NULL;
}

static void begin_one(struct block *block, struct host *host)
{
	struct errand *errand = must_alloc(1, sizeof(*errand));

	*errand = (struct errand){ block, host };
	pthread_mutex_lock(&block->lock);
	host->busy = true;
	block->holders++;
	pthread_mutex_unlock(&block->lock);
	pthread_t thread;

	if (pthread_create(&thread, NULL, look_up, errand) == 0) {
		pthread_detach(thread);
		return;
	}
	free(errand);
	note_end(block, host, EAI_MEMORY, "");
	let_go(block);
}

void hosts_begin(struct hosts *hosts)
{
	struct block *block = hosts->block;

	for (size_t i = 0; i < block->count; i++) {
		struct host *host = &block->hosts[i];

		if (!host->asks)
			continue;
		pthread_mutex_lock(&block->lock);
		bool busy = host->busy;

		pthread_mutex_unlock(&block->lock);
		if (!busy)
			begin_one(block, host);
	}
}

bool hosts_busy(const struct hosts *hosts)
{
	struct block *block = hosts->block;
	bool busy = false;

	pthread_mutex_lock(&block->lock);
	for (size_t i = 0; i < block->count; i++)
		busy = busy || block->hosts[i].busy;
	pthread_mutex_unlock(&block->lock);
	return busy;
}

int hosts_descriptor(const struct hosts *hosts)
{
	return hosts->block->descriptor;
}

void hosts_heard(struct hosts *hosts)
{
	uint64_t count;
	ssize_t taken = read(hosts->block->descriptor, &count, sizeof(count));

	(void)taken;
}

/* --- what is known --- */

struct place { /* where the database may be */
	const struct host *host;
	const char *address; /* size bytes */
	size_t size;
};

/* Returns how many it has, at most max. */
static size_t places_of(const struct host *host, struct place *places, size_t max)
{
	const char *address = host->asks ? host->found : host->address;
	size_t count = 0;

	if (*address == '\0' && (host->asks || *host->name == '\0'))
		return 0; /* an empty one among others would be overlooked by libpq */
	do {
		size_t size = strcspn(address, ",");

		if (count < max)
			places[count++] = (struct place){ host, address, size };
		address += size;
	} while (*address++ == ',');
	return count;
}

static void begin_list(struct buffer *list)
{
	buffer_reset(list);
	buffer_append(list, "", 1);
}

static void add_item(struct buffer *list, const char *item, size_t size, bool first)
{
	list->size--; /* the NUL */
	if (!first)
		buffer_append(list, ",", 1);
	buffer_append(list, item, size);
	buffer_append(list, "", 1);
}

static void tell_lists(struct hosts *hosts, const struct place *places, size_t count, unsigned turn,
                       struct hosts_lists *out)
{
	begin_list(&hosts->host);
	begin_list(&hosts->address);
	begin_list(&hosts->port);
	for (size_t i = 0; i < count; i++) {
		const struct place *place = &places[(turn + i) % count];
		const struct host *host = place->host;

		add_item(&hosts->host, host->name, strlen(host->name), i == 0);
		add_item(&hosts->address, place->address, place->size, i == 0);
		add_item(&hosts->port, host->port, strlen(host->port), i == 0);
	}
	*out = (struct hosts_lists){ (const char *)hosts->host.data,
		                     (const char *)hosts->address.data,
		                     (const char *)hosts->port.data };
}

bool hosts_known(struct hosts *hosts, unsigned turn, struct hosts_lists *out, char *why,
                 size_t size)
{
	struct block *block = hosts->block;
	const struct host *missing = NULL;
	struct place places[PLACES_MAX];
	size_t count = 0;
	bool asks = block->count > 1;

	pthread_mutex_lock(&block->lock);
	for (size_t i = 0; i < block->count; i++) {
		const struct host *host = &block->hosts[i];
		size_t added = places_of(host, places + count, PLACES_MAX - count);

		asks = asks || host->asks;
		missing = added == 0 ? host : missing;
		count += added;
	}
	if (asks && count == 0)
		snprintf(why, size, "the database's host %s is not found: %s", missing->name,
		         missing->busy ? "the name servers are silent"
		                       : gai_strerror(missing->trouble));
	tell_lists(hosts, places, asks ? count : 0, turn, out);
	pthread_mutex_unlock(&block->lock);
	return !asks || count > 0;
}
