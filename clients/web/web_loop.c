/*
 * The order of a turn: what the daemon said is taken in and given to those who listen, then browsers are
 * answered. Time moves by the second: silence, slow clients, heartbeats, seasons to be looked at again.
 */
#include "web_loop.h"

#include <poll.h>
#include <signal.h>

#include "arena.h"
#include "journald.h"
#include "log.h"
#include "server.h"
#include "session.h"
#include "signal_descriptor.h"
#include "web.h"

enum {
	SIGNALS,
	DAEMON,
	SERVER,
	STREAMS,
	SOURCES,
	A_TURN = 256, /* standings or answers */
	SECOND = 1000000,
	SEASON_SECONDS = 30,
};

struct loop {
	struct web *web;
	int64_t second; /* the next, monotonic */
	int64_t watchdog, half;
	int64_t seconds; /* since the start */
	bool more;       /* the daemon has said more than a turn takes */
};

/* --- the daemon --- */

static bool take_standing(struct web *web)
{
	const uint8_t *bytes;
	size_t size;
	struct told_standings told;

	if (thidua_receive_raw(web->handle, 0, &bytes, &size, &told) != THIDUA_OK)
		return false;
	const struct held *held = held_take(&web->held, bytes, size, &told);

	if (held)
		streams_publish(&web->streams, held);
	else
		log_event(LOG_LEVEL_WARN, "year_without_room", TEXT("cluster", told.cluster),
		          NUMBER("year", told.year));
	return true;
}

static bool take_answer(struct web *web)
{
	const struct held *changed;

	if (!questions_take(&web->questions, &changed))
		return false;
	if (changed)
		streams_publish(&web->streams, changed);
	return true;
}

static void hear(struct loop *loop)
{
	int standings = 0, answers = 0;

	while (standings < A_TURN && take_standing(loop->web))
		standings++;
	while (answers < A_TURN && take_answer(loop->web))
		answers++;
	loop->more = standings == A_TURN || answers == A_TURN;
	questions_seasons(&loop->web->questions);
}

static void judge_silence(struct web *web)
{
	const int64_t age = thidua_feed_age(web->handle);
	const bool away = age < 0 || age > web->settings->silent_seconds * 1000;

	web->streams.silent = age;
	if (away == web->streams.away)
		return;
	log_event(away ? LOG_LEVEL_WARN : LOG_LEVEL_INFO, away ? "daemon_away" : "daemon_heard",
	          NUMBER("silent_ms", age));
	streams_tell(&web->streams, away);
}

/* --- signals --- */

static void read_files_again(struct web *web)
{
	struct files fresh;
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (files_load(web->settings->page, web->settings->vendor, &fresh, &why)) {
		files_close(&web->files);
		web->files = fresh;
		log_event(LOG_LEVEL_INFO, "files_read", NUMBER("count", fresh.count));
	}
	for (size_t i = 0; i < why.count; i++)
		log_event(LOG_LEVEL_ERROR, "files_refused", TEXT("where", why.items[i].field),
		          TEXT("message", why.items[i].message));
	arena_close(&arena);
}

static void obey(struct web *web)
{
	for (int signal; (signal = signal_descriptor_next(web->signals)) != 0;) {
		if (signal == SIGHUP)
			read_files_again(web);
		else
			web->stopping = true;
	}
}

/* --- time --- */

static void pass_second(struct loop *loop)
{
	struct web *web = loop->web;
	const int64_t now = stream_now();

	if (loop->half && now >= loop->watchdog) {
		journald_tell("WATCHDOG=1");
		loop->watchdog = now + loop->half;
	}
	if (now < loop->second)
		return;
	loop->second = now + SECOND;
	loop->seconds++;
	streams_cut_slow(&web->streams, now);
	lines_cut_slow(&web->lines, now);
	if (loop->seconds % web->streams.beat_seconds == 0)
		streams_beat(&web->streams);
	for (size_t i = 0; loop->seconds % SEASON_SECONDS == 0 && i < web->held.count; i++)
		web->held.years[i]->season_wanted = true;
	if (log_moment() <= now)
		log_settle();
}

static int patience(const struct loop *loop)
{
	int64_t until = loop->second;

	if (loop->more)
		return 0;
	if (loop->half && loop->watchdog < until)
		until = loop->watchdog;
	const int64_t left = until - stream_now();

	return server_patience(loop->web->server, left < 0 ? 0 : (int)(left / 1000) + 1);
}

static void turn(struct loop *loop)
{
	struct web *web = loop->web;
	struct pollfd sources[SOURCES] = {
		[SIGNALS] = { .fd = web->signals, .events = POLLIN },
		[DAEMON] = { .fd = thidua_descriptor(web->handle), .events = POLLIN },
		[SERVER] = { .fd = server_descriptor(web->server), .events = POLLIN },
		[STREAMS] = { .fd = web->streams.descriptor, .events = POLLIN },
	};

	poll(sources, SOURCES, patience(loop));
	if (sources[SIGNALS].revents != 0)
		obey(web);
	hear(loop); /* always: the library sends again by itself when it is asked */
	judge_silence(web);
	if (sources[STREAMS].revents != 0)
		streams_work(&web->streams);
	pass_second(loop);
	server_work(web->server);
}

void loop_run(struct web *web)
{
	struct loop loop = { .web = web,
		             .second = stream_now() + SECOND,
		             .half = journald_watchdog() };

	loop.watchdog = stream_now() + loop.half;
	journald_tell("READY=1\nSTATUS=Serving");
	hear(&loop);
	while (!web->stopping)
		turn(&loop);
	journald_tell("STOPPING=1");
}
