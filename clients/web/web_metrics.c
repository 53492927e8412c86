#include "web_metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "log.h"
#include "web.h"

static void tell(FILE *out, const char *name, const char *kind, const char *meaning, uint64_t value)
{
	fprintf(out,
	        "# HELP thidua_web_%s %s\n# TYPE thidua_web_%s %s\nthidua_web_%s %" PRIu64 "\n",
	        name, meaning, name, kind, name, value);
}

static uint64_t resident(void)
{
	unsigned long long total, pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file) {
		if (fscanf(file, "%llu %llu", &total, &pages) != 2)
			pages = 0;
		fclose(file);
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

struct body *metrics_body(const struct web *web)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return body_new("", 0);
	tell(out, "daemon_up", "gauge", "1: the daemon is heard.", !web->streams.away);
	tell(out, "streams", "gauge", "Clients of the event stream.", web->streams.count);
	tell(out, "streams_blocked", "gauge", "Of them, whose socket is full.",
	     web->streams.blocked);
	tell(out, "streams_opened_total", "counter", "Event streams begun.", web->streams.opened);
	tell(out, "streams_cut_total", "counter",
	     "Event streams ended because their reader was slow.", web->streams.cut);
	tell(out, "events_sent_total", "counter", "Events written, heartbeats too.",
	     web->streams.sent);
	tell(out, "requests_total", "counter", "Requests answered, event streams too.",
	     web->counts.requests);
	tell(out, "requests_refused_total", "counter", "Of them, with 4xx or 5xx.",
	     web->counts.refused);
	tell(out, "requests_cut_total", "counter",
	     "Connections ended because a request or its answer took too long.", web->lines.cut);
	tell(out, "questions_under_way", "gauge", "Questions to the daemon.", web->questions.asked);
	tell(out, "carried_under_way", "gauge", "Signed requests to the daemon.",
	     web->questions.carried);
	tell(out, "waiting", "gauge", "Clients that wait for an answer of the daemon.",
	     web->questions.waiting);
	tell(out, "answers_total", "counter", "Answers of the daemon.", web->questions.answers);
	tell(out, "unasked_total", "counter",
	     "Requests refused since as many were under way as may be.", web->questions.refusals);
	tell(out, "years", "gauge", "Cluster years held in memory.", web->held.count);
	tell(out, "files", "gauge", "Files of the page.", web->files.count);
	tell(out, "log_lines_lost_total", "counter", "Lines of the log that nobody read in time.",
	     log_lost());
	tell(out, "resident_bytes", "gauge", "Memory of this process.", resident());
	fclose(out);
	struct body *body = body_new(text, size);

	free(text);
	return body;
}
