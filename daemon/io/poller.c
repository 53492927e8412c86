/*
 * The list is made anew in each turn of the loop: what is waited for changes with every message, a
 * turn has some ten entries, and a list that nobody must keep right cannot be wrong. A source holds
 * its place in it (slot) from its wait to its work only.
 *
 * zmq_poll counts milliseconds, moments here are microseconds of a clock that is never set.
 */
#include "poller.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "arena.h"

enum {
	FIRST_ROOM = 16,
	MICROSECONDS_A_MILLISECOND = 1000,
	LONGEST_WAIT = 3600000,
	RETRY_DOUBLINGS = 5
};

#define RETRY_FIRST INT64_C(100000)

struct poller {
	zmq_pollitem_t *items;
	int count, room;
	int64_t until; /* INT64_MAX: for ever */
};

int64_t poller_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t poller_retry(unsigned *failures)
{
	const int64_t moment = poller_now() + (RETRY_FIRST << *failures);

	if (*failures < RETRY_DOUBLINGS)
		++*failures;
	return moment;
}

int64_t poller_resident(void)
{
	long long total, resident = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file) {
		if (fscanf(file, "%lld %lld", &total, &resident) != 2)
			resident = 0;
		fclose(file);
	}
	return resident * sysconf(_SC_PAGESIZE);
}

struct poller *poller_new(void)
{
	struct poller *poller = must_alloc(1, sizeof(*poller));

	poller_begin(poller);
	return poller;
}

void poller_free(struct poller **poller)
{
	if (!*poller)
		return;
	free((*poller)->items);
	free(*poller);
	*poller = NULL;
}

void poller_begin(struct poller *poller)
{
	poller->count = 0;
	poller->until = INT64_MAX;
}

static int add(struct poller *poller, zmq_pollitem_t item)
{
	if (poller->count == poller->room) {
		poller->room = poller->room == 0 ? FIRST_ROOM : 2 * poller->room;
		poller->items =
		        must_grow(poller->items, (size_t)poller->room, sizeof(*poller->items));
	}
	poller->items[poller->count] = item;
	return poller->count++;
}

int poller_add_descriptor(struct poller *poller, int descriptor, int wanted)
{
	int events = ((wanted & POLL_READ) != 0 ? ZMQ_POLLIN : 0) |
	             ((wanted & POLL_WRITE) != 0 ? ZMQ_POLLOUT : 0);

	return add(poller, (zmq_pollitem_t){ .fd = descriptor, .events = (short)events });
}

int poller_add_socket(struct poller *poller, void *socket)
{
	return add(poller, (zmq_pollitem_t){ .socket = socket, .events = ZMQ_POLLIN });
}

void poller_until(struct poller *poller, int64_t moment)
{
	if (moment < poller->until)
		poller->until = moment;
}

/* Rounded up: a wait that ends a little early would turn the loop for nothing until the moment has
 * come. */
static long milliseconds_left(const struct poller *poller)
{
	if (poller->until == INT64_MAX)
		return -1;
	int64_t left;

	if (poller->until <= 0 || (left = poller->until - poller_now()) <= 0)
		return 0;
	if (left > (int64_t)LONGEST_WAIT * MICROSECONDS_A_MILLISECOND)
		return LONGEST_WAIT;
	return (long)((left + MICROSECONDS_A_MILLISECOND - 1) / MICROSECONDS_A_MILLISECOND);
}

bool poller_wait(struct poller *poller)
{
	if (zmq_poll(poller->items, poller->count, milliseconds_left(poller)) >= 0)
		return true;
	for (int i = 0; i < poller->count;
	     i++) /* a signal: nothing is ready, the loop turns once more */
		poller->items[i].revents = 0;
	assert(errno == EINTR || errno == ETERM);
	return errno == EINTR;
}

int poller_ready(const struct poller *poller, int slot)
{
	int ready = 0;

	if (slot < 0 || slot >= poller->count)
		return 0;
	const zmq_pollitem_t *item = &poller->items[slot];

	if ((item->revents & ZMQ_POLLIN) != 0)
		ready |= POLL_READ;
	if ((item->revents & ZMQ_POLLOUT) != 0)
		ready |= POLL_WRITE;
	if ((item->revents & ZMQ_POLLERR) !=
	    0) /* whoever waits must look, and will read the error there */
		ready |= (item->events & ZMQ_POLLIN ? POLL_READ : 0) |
		         (item->events & ZMQ_POLLOUT ? POLL_WRITE : 0);
	return ready;
}
