/*
 * A store is two links, a writer and a reader, that go through the same states (drawn in store.h).
 * Only link_event changes one, by the table below, which each link is given. The writer tells `ready` after the reader is up
 * too, so that who is told may ask at once; from then on each comes and goes alone.
 *
 * An attempt that fails is followed by the next after 100 ms, 200 ms, ... 5 s, each drawn out by up
 * to a quarter, so that daemons that lost one database do not return to it together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "poller.h"
#include "store_private.h"

#define BACKOFF_FIRST INT64_C(100000)
#define BACKOFF_LAST  INT64_C(5000000)
/* A lock is waited for three seconds. */
#define SILENCE_FIRST INT64_C(5000000)
#define SILENCE_LAST  INT64_C(30000000)

static const char silence[] = "no answer from the database";
/* libpq before 15.19 may keep bytes in TLS's own buffer, where poll does not see them. */
#define TLS_GLANCE INT64_C(50000)

static void begin_prepare(struct link *link);
static void become_ready(struct link *link);
static void give_up(struct link *link);

static const struct link_edge edges[LINK_STATES][LINK_EVENTS] = {
	[LINK_DOWN][LINK_TIMER] = { LINK_NAMING, link_begin_naming },
	[LINK_NAMING][LINK_NAMED] = { LINK_CONNECTING, link_begin_connect },
	[LINK_NAMING][LINK_LOST] = { LINK_DOWN, give_up },
	[LINK_CONNECTING][LINK_UP] = { LINK_PREPARING, begin_prepare },
	[LINK_CONNECTING][LINK_LOST] = { LINK_DOWN, give_up },
	[LINK_PREPARING][LINK_PREPARED] = { LINK_READY, become_ready },
	[LINK_PREPARING][LINK_LOST] = { LINK_DOWN, give_up },
	[LINK_READY][LINK_LOST] = { LINK_DOWN, give_up },
};

static void begin_prepare(struct link *link)
{
	link->until = poller_now() + link->store->settings.connect_timeout;
	if (PQserverVersion(link->connection) < 150000)
		link_fail(link, "PostgreSQL 15 or newer is needed, this is %d.%d",
		          PQserverVersion(link->connection) / 10000,
		          PQserverVersion(link->connection) % 10000);
	else if (PQsetnonblocking(link->connection, 1) != 0 ||
	         PQenterPipelineMode(link->connection) != 1)
		link_fail(link, "%s", PQerrorMessage(link->connection));
	else
		link_begin(link);
}

static void become_ready(struct link *link)
{
	link->trouble[0] = '\0';
	link->role->ready(link);
}

static int64_t backoff(struct link *link)
{
	int64_t wait = BACKOFF_FIRST << (link->failures < 6 ? link->failures : 6);
	uint64_t *random = &link->store->jitter; /* xorshift */

	if (wait > BACKOFF_LAST)
		wait = BACKOFF_LAST;
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return wait + (int64_t)(*random % (uint64_t)(wait / 4));
}

/* Of LINK_LOST, so the state is DOWN already and whoever is called back here finds nothing to send
 * to. */
static void give_up(struct link *link)
{
	PQclear(link->kept);
	link->kept = NULL;
	PQfinish(link->connection);
	link->connection = NULL;
	link->step_count = 0;
	if (link == &link->store->writer)
		link->store->silent = false;
	link->more = link->unsent = link->done = link->asked_by_row = link->blank = link->warned =
	        false;
	link->failure.set = false;
	link->until = poller_now() + backoff(link);
	link->failures++;
	link->role->lost(link);
}

/* --- as a source of the loop --- */

/* How long an answer may keep us waiting. A question may be asked again at once; what becomes of a
 * commit is not known until it is answered, or the connection gone. */
static int64_t patience(const struct link *link)
{
	return link == &link->store->writer && link->store->silent ? SILENCE_LAST : SILENCE_FIRST;
}

static void watch_silence(struct link *link)
{
	struct store *store = link->store;

	if (link->state != LINK_READY || link->step_count == 0 ||
	    poller_now() < link->heard + patience(link))
		return;
	if (link == &store->reader || store->silent) {
		link_fail(link, "%s", silence);
		return;
	}
	store->silent = true;
	store_tell_trouble(store, silence);
}

static void wait_for(struct link *link, struct poller *poller)
{
	int wanted = POLL_READ;

	link->slot = -1;
	if (link->state != LINK_READY && !link->done)
		poller_until(poller, link->until);
	if (!link->connection)
		return;
	if (link->more)
		poller_until(poller, poller_now());
	if (link->state == LINK_READY && link->step_count > 0)
		poller_until(poller, link->heard + patience(link));
	if (link->state == LINK_CONNECTING)
		wanted = link->wanted;
	else if (PQflush(link->connection) == 1 || writer_has_more(link))
		wanted |= POLL_WRITE;
	if (link->step_count > 0 && PQsslInUse(link->connection))
		poller_until(poller, poller_now() + TLS_GLANCE);
	link->slot = poller_add_descriptor(poller, PQsocket(link->connection), wanted);
}

static void go_on_connecting(struct link *link, const struct poller *poller)
{
	if (poller_ready(poller, link->slot) == 0)
		return;
	switch (PQconnectPoll(link->connection)) {
	case PGRES_POLLING_READING:
		link->wanted = POLL_READ;
		break;
	case PGRES_POLLING_WRITING:
		link->wanted = POLL_WRITE;
		break;
	case PGRES_POLLING_OK:
		link_event(link, LINK_UP);
		break;
	default:
		link_fail(link, "%s", PQerrorMessage(link->connection));
	}
}

static void work(struct link *link, const struct poller *poller)
{
	if (link->state == LINK_DOWN) {
		if (poller_now() >= link->until)
			link_event(link, LINK_TIMER);
		return;
	}
	if (link->state == LINK_NAMING) {
		link_go_on_naming(link);
		return;
	}
	if (link->state == LINK_CONNECTING)
		go_on_connecting(link, poller);
	else if (poller_ready(poller, link->slot) != 0 || link->more ||
	         PQsslInUse(link->connection))
		link_read(link);
	if ((link->state == LINK_CONNECTING || (link->state == LINK_PREPARING && !link->done)) &&
	    poller_now() >= link->until)
		link_fail(link, "no answer from the database within %lld ms",
		          (long long)(link->store->settings.connect_timeout / 1000));
}

void store_wait(struct store *store, struct poller *poller)
{
	writer_send(store);
	wait_for(&store->reader, poller);
	wait_for(&store->writer, poller);
	store->hosts_slot = -1;
	if (store->reader.state == LINK_NAMING || store->writer.state == LINK_NAMING)
		store->hosts_slot =
		        poller_add_descriptor(poller, hosts_descriptor(store->hosts), POLL_READ);
	if (store->flying && !store->fits)
		poller_until(poller, poller_now());
}

void store_work(struct store *store, struct poller *poller)
{
	if (poller_ready(poller, store->hosts_slot) != 0)
		hosts_heard(store->hosts);
	work(&store->reader, poller);
	work(&store->writer, poller);
	watch_silence(&store->reader);
	watch_silence(&store->writer);
	if (store->writer.state == LINK_PREPARING && store->writer.done &&
	    store->reader.state == LINK_READY)
		link_event(&store->writer, LINK_PREPARED);
	writer_work(store);
}

/* --- life --- */

static void link_open(struct link *link, struct store *store, const struct link_role *role)
{
	link->store = store;
	link->role = role;
	link->edges = edges;
	link->slot = -1;
	link->until = poller_now();
	snprintf(link->trouble, sizeof(link->trouble), "connecting to the database");
}

struct store *store_open(const struct store_settings *settings, const struct store_events *events,
                         void *context)
{
	struct store *store = must_alloc(1, sizeof(*store));

	store->settings = *settings;
	store->conninfo = must_alloc(strlen(settings->conninfo) + 1, 1);
	strcpy(store->conninfo, settings->conninfo);
	store->settings.conninfo = store->conninfo;
	store->events = *events;
	store->context = context;
	store->hosts = store_hosts(&store->settings);
	store->hosts_slot = -1;
	store->jitter = (uint64_t)poller_now() * 2 + 1;
	store->jobs = must_alloc(reader_jobs_max(store), sizeof(*store->jobs));
	link_open(&store->reader, store, &reader_role);
	link_open(&store->writer, store, &writer_role);
	return store;
}

static void link_close(struct link *link)
{
	PQclear(link->kept);
	PQfinish(link->connection);
	free(link->steps);
}

void store_close(struct store **closed)
{
	struct store *store = *closed;

	if (!store)
		return;
	link_close(&store->writer);
	link_close(&store->reader);
	hosts_close(&store->hosts);
	batch_free_all(store);
	buffer_close(&store->part);
	for (size_t i = 0; i < store->loading_count; i++)
		free(store->loading[i]);
	free(store->loading);
	free(store->jobs);
	free(store->conninfo);
	free(store);
	*closed = NULL;
}

bool store_connected(const struct store *store)
{
	return store->writer.state == LINK_READY;
}

bool store_answers(const struct store *store)
{
	return store_connected(store) && !store->silent;
}

bool store_ready(const struct store *store)
{
	return store_answers(store) && store->unable[0] == '\0';
}

bool store_idle(const struct store *store)
{
	return store_connected(store) && !store->flying;
}

bool store_reads(const struct store *store)
{
	return store->reader.state == LINK_READY;
}

const char *store_reader_trouble(const struct store *store)
{
	return store->reader.trouble;
}

void store_hope(struct store *store)
{
	store->unable[0] = '\0';
	if (store_ready(store))
		store_tell_able(store);
}

const char *store_trouble(const struct store *store)
{
	const struct link *writer = &store->writer;

	if (writer->state == LINK_READY)
		return store->silent ? silence : store->unable;
	/* A writer that waits for the reader has the reader's trouble. */
	return writer->state == LINK_PREPARING && writer->done ? store->reader.trouble
	                                                       : writer->trouble;
}
