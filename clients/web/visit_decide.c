/*
 * What is held is answered at once, without the daemon; what is not is asked of it. An event stream leaves with
 * stream.c.
 */
#include <string.h>

#include "arena.h"
#include "openapi.h"
#include "pages.h"
#include "visit.h"
#include "web.h"
#include "web_metrics.h"

/* --- answers from memory --- */

/* A permalink: what is not held any more is asked of the daemon. */
static void answer_version(struct visit *visit, const struct held *held, int period)
{
	char name[VERSION_SIZE];
	struct version version;

	if (!visit_argument(visit, "v", name, sizeof(name)))
		return;
	struct body *page = held_version(held, period, name);

	if (page)
		visit->outcome = outcome_of(page, outcome_json_type, OUTCOME_FOR_EVER);
	else if (version_parse(name, &version))
		visit_ask_version(visit, period, &version);
	else
		visit->outcome = outcome_problem(404, "NOT_FOUND");
}

static struct outcome csv_of(const struct held *held, const struct held_standing *standing,
                             bool english)
{
	struct told_standings told;
	struct arena arena;
	struct outcome outcome = outcome_problem(500, "UNKNOWN");

	arena_init(&arena, 0);
	if (answer_standings(standing->bytes.data, standing->bytes.size, &arena, &told)) {
		outcome_close(&outcome);
		outcome = pages_csv(&told, &held->names, english);
	}
	arena_close(&arena);
	return outcome;
}

/* True: the outcome is there, or waited for. */
static bool answer_held(struct visit *visit, int period)
{
	const struct route_match *match = &visit->match;
	struct held *held = held_find(&visit->web->held, match->cluster, match->year);
	const struct held_standing *standing = held_standing(held, period);

	if (!held) {
		visit->outcome = outcome_problem(404, "NOT_FOUND");
		return true;
	}
	if (match->route == ROUTE_MOVES) {
		visit->outcome = outcome_json(held_moves(held));
	} else if (match->route == ROUTE_SEASON && held->season &&
	           !visit_raw_argument(visit, "version")) {
		visit->outcome = outcome_of(held->season, outcome_json_type, OUTCOME_ASK_AGAIN);
	} else if (match->route == ROUTE_STANDINGS && visit_raw_argument(visit, "v")) {
		answer_version(visit, held, period);
	} else if (standing && !visit_raw_argument(visit, "amendment")) {
		if (match->route == ROUTE_STANDINGS)
			visit->outcome =
			        outcome_of(standing->page, outcome_json_type, OUTCOME_ASK_AGAIN);
		else if (match->route == ROUTE_STANDINGS_CSV)
			visit->outcome = csv_of(held, standing, visit_is_english(visit));
		else if (match->route == ROUTE_STANDINGS_XLSX)
			visit->outcome = pages_workbook(held_workbook(
			        held, period, visit_is_english(visit) ? ENGLISH : VIETNAMESE));
	}
	return visit->outcome.status != 0 || visit->waiting;
}

static void answer_of_year(struct visit *visit)
{
	int period;

	if (visit_period(visit, &period) && !answer_held(visit, period))
		visit_ask(visit, period);
}

static struct outcome outcome_of_file(const struct web *web, const char *name)
{
	const struct files_entry *entry = files_find(&web->files, name);

	return entry ? outcome_of(entry->body, entry->type, OUTCOME_ASK_AGAIN)
	             : outcome_problem(404, "NOT_FOUND");
}

static struct outcome outcome_of_health(const struct web *web)
{
	return outcome_text(200, web->streams.away ? "ok, but the daemon is away\n" : "ok\n");
}

static struct outcome outcome_of_metrics(const struct web *web)
{
	return (struct outcome){ .status = 200,
		                 .body = metrics_body(web),
		                 .type = "text/plain; version=0.0.4; charset=utf-8" };
}

/* --- streams --- */

static void begin_stream(struct visit *visit)
{
	char cluster[CLUSTER_SIZE] = "";
	uint32_t year;
	bool given;

	if (!visit_argument(visit, "cluster", cluster, sizeof(cluster)) ||
	    !visit_number(visit, "year", 9999, &given, &year))
		return;
	struct web *web = visit->web;

	if (cluster[0] == '\0')
		visit->outcome = outcome_fault("cluster", FAULT_ABSENT, NULL);
	else if (!given)
		visit->outcome = outcome_fault("year", FAULT_ABSENT, NULL);
	else if (!held_find(&web->held, cluster, year))
		visit->outcome = outcome_problem(404, "NOT_FOUND");
	else
		visit->streaming = true;
	strcpy(visit->match.cluster, cluster);
	visit->match.year = year;
}

void visit_decide(struct visit *visit)
{
	const struct web *web = visit->web;

	switch (visit->match.route) {
	case ROUTE_NONE:
	case ROUTE_COMMANDS: /* carried, not decided */
	case ROUTE_DRY_RUN:
	case ROUTE_QUERIES:
	case ROUTES:
		visit->outcome = outcome_problem(404, "NOT_FOUND");
		break;
	case ROUTE_FILE:
		visit->outcome = outcome_of_file(web, visit->match.file);
		break;
	case ROUTE_HEALTH:
		visit->outcome = outcome_of_health(web);
		break;
	case ROUTE_METRICS:
		visit->outcome = outcome_of_metrics(web);
		break;
	case ROUTE_OPENAPI:
		visit->outcome = (struct outcome){ .status = 200,
			                           .body = body_new(openapi_text, openapi_size()),
			                           .type = outcome_json_type,
			                           .cache = OUTCOME_ASK_AGAIN };
		break;
	case ROUTE_CLUSTERS:
		visit->outcome = outcome_json(held_clusters(&web->held));
		break;
	case ROUTE_EVENTS:
		begin_stream(visit);
		break;
	default:
		answer_of_year(visit);
	}
}
