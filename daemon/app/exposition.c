/*
 * Counters stand in metrics.h and write themselves; the rest is asked of the part that knows it at
 * the moment somebody looks, so that nothing is counted twice.
 */
#include "exposition.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "doubt.h"
#include "log.h"
#include "poller.h"

static void write_line(struct buffer *out, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
static void write_line(struct buffer *out, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	buffer_append(out, text, strlen(text));
}

static void write_sample(struct buffer *out, const char *name, const char *type, const char *help,
                         uint64_t value)
{
	write_line(out, "# HELP thiduad_%s %s.\n# TYPE thiduad_%s %s\nthiduad_%s %llu\n", name,
	           help, name, type, name, (unsigned long long)value);
}

/* Seconds, exactly. */
static void write_seconds(struct buffer *out, uint64_t microseconds)
{
	write_line(out, "%llu.%06llu", (unsigned long long)(microseconds / 1000000),
	           (unsigned long long)(microseconds % 1000000));
}

static void write_histogram(struct buffer *out, const char *name, const char *help,
                            const struct histogram *histogram)
{
	uint64_t count = 0;

	write_line(out, "# HELP thiduad_%s %s.\n# TYPE thiduad_%s histogram\n", name, help, name);
	for (size_t i = 0; i < HISTOGRAM_BOUNDS; i++) {
		count += histogram->counts[i];
		write_line(out, "thiduad_%s_bucket{le=\"", name);
		write_seconds(out, (uint64_t)histogram_bounds[i]);
		write_line(out, "\"} %llu\n", (unsigned long long)count);
	}
	count += histogram->counts[HISTOGRAM_BOUNDS];
	write_line(out, "thiduad_%s_bucket{le=\"+Inf\"} %llu\nthiduad_%s_sum ", name,
	           (unsigned long long)count, name);
	write_seconds(out, histogram->sum);
	write_line(out, "\nthiduad_%s_count %llu\n", name, (unsigned long long)count);
}

static void write_process(const struct app *app, struct buffer *out)
{
	write_line(out,
	           "# HELP thiduad_build_info Which program this is.\n"
	           "# TYPE thiduad_build_info gauge\nthiduad_build_info{version=\"%s\"} 1\n",
	           THIDUAD_VERSION);
	write_sample(out, "start_time_seconds", "gauge", "When it started, since 1970",
	             (uint64_t)app->started_at);
	write_sample(out, "rehearsal", "gauge", "1 when the clock is a rehearsal's",
	             app->clock.rehearsal);
	write_sample(out, "resident_bytes", "gauge", "Memory of the process",
	             (uint64_t)poller_resident());
	write_sample(out, "free_bytes", "gauge", "Of it what malloc keeps for what comes",
	             mallinfo2().fordblks);
}

void exposition_write(const struct app *app, struct buffer *out)
{
	const struct bus_counts *bus = bus_counts(app->bus);
	const struct lines_counts *lines = bus_lines(app->bus);

#define X(name, type, help) write_sample(out, #name, #type, help, app->metrics.name);
	METRICS(X)
#undef X
#define X(name, help) write_histogram(out, #name, help, &app->metrics.name);
	HISTOGRAMS(X)
#undef X
	write_sample(out, "frames_refused_total", "counter",
	             "Messages with wrong frames or without a key", bus->frames_refused);
	write_sample(out, "handshakes_total", "counter", "Connections admitted", bus->handshakes);
	write_sample(out, "handshakes_refused_total", "counter", "Connections refused",
	             bus->handshakes_refused);
	write_sample(out, "connections", "gauge", "Connections that have shaken hands",
	             lines->stages[LINE_SILENT] + lines->stages[LINE_SPEAKING]);
	write_sample(out, "connections_calling", "gauge",
	             "Connections that have not shaken hands yet", lines->stages[LINE_CALLING]);
	write_sample(out, "connections_held", "gauge",
	             "Of them, those that wait for their turn to shake hands",
	             bus_turns(app->bus)->held);
	write_sample(out, "connections_held_total", "counter",
	             "Connections that had to wait for their turn to shake hands",
	             bus_turns(app->bus)->held_ever);
	write_sample(out, "connections_shed_total", "counter",
	             "Connections ended for lack of room before they had said anything",
	             lines->shed);
	write_sample(out, "connections_ended_total", "counter",
	             "Connections ended for what their key did, or because it was revoked",
	             lines->ended);
	write_sample(out, "unfinished_bytes", "gauge", "Bytes of messages that are not whole yet",
	             (uint64_t)bus_bytes(app->bus)->unfinished);
	write_sample(out, "unread_bytes", "gauge", "Bytes that clients have not read yet",
	             (uint64_t)bus_bytes(app->bus)->unread);
	write_sample(out, "replies_lost_total", "counter",
	             "Replies whose client was gone or did not read",
	             bus->replies_gone + bus->replies_full);
	write_sample(out, "requests_under_way", "gauge", "Requests taken and not answered",
	             message_pool_busy(&app->messages));
	write_sample(out, "cached_clusters", "gauge", "Clusters in memory",
	             HASH_COUNT(app->cache.entries));
	write_sample(out, "broken_clusters", "gauge",
	             "Clusters asked for whose journal does not hold together", app->cache.broken);
	write_sample(out, "cached_bytes", "gauge", "Memory of clusters", app->cache.size);
	write_sample(out, "cache_loads_total", "counter", "Clusters loaded from the journal",
	             app->cache.loads);
	write_sample(out, "cache_evictions_total", "counter", "Clusters dropped for lack of room",
	             app->cache.evictions);
	write_sample(out, "database_up", "gauge", "1 when the daemon can commit",
	             store_ready(app->store));
	write_sample(out, "clock_in_doubt", "gauge",
	             "1 when the clock cannot be believed and no command is taken",
	             doubt_stops(app));
	write_sample(out, "journal_readable", "gauge", "1 when clusters can be loaded",
	             store_reads(app->store) && app->cache.trouble[0] == '\0');
	write_sample(out, "log_lines_lost_total", "counter",
	             "Lines of the log that could not be written without waiting", log_lost());
	write_process(app, out);
}
