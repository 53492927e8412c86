/*
 * Paths are few and short: a table, and for those of a cluster's year three parts that are cut off
 * one after another.
 */
#include "route.h"

#include <stdio.h>
#include <string.h>

#include "decimal.h"
#include "names.h"
#include "text.h"

enum { YEAR_FIRST = 1970, YEAR_LAST = 2999, YEAR_DIGITS = 4 };

static const struct {
	const char *path;
	enum route route;
	const char *file;
} fixed[] = {
	{ "/", ROUTE_FILE, "index.html" },
	{ "/office", ROUTE_FILE, "office.html" },
	{ "/office/", ROUTE_FILE, "office.html" }, /* as people type it */
	{ "/favicon.ico", ROUTE_FILE, "favicon.ico" },
	{ "/healthz", ROUTE_HEALTH, NULL },
	{ "/metrics", ROUTE_METRICS, NULL },
	{ "/api/v1/openapi.json", ROUTE_OPENAPI, NULL },
	{ "/api/v1/clusters", ROUTE_CLUSTERS, NULL },
	{ "/api/v1/events", ROUTE_EVENTS, NULL },
	{ "/api/v1/commands", ROUTE_COMMANDS, NULL },
	{ "/api/v1/dry-run", ROUTE_DRY_RUN, NULL },
	{ "/api/v1/queries", ROUTE_QUERIES, NULL },
};

static const struct {
	const char *name;
	enum route route;
} of_year[] = {
	{ "season", ROUTE_SEASON },
	{ "standings", ROUTE_STANDINGS },
	{ "standings.csv", ROUTE_STANDINGS_CSV },
	{ "standings.xlsx", ROUTE_STANDINGS_XLSX },
	{ "completeness", ROUTE_COMPLETENESS },
	{ "reviews", ROUTE_REVIEWS },
	{ "models", ROUTE_MODELS },
	{ "limitations", ROUTE_LIMITATIONS },
	{ "amendments", ROUTE_AMENDMENTS },
	{ "disclosure", ROUTE_DISCLOSURE },
	{ "compact", ROUTE_COMPACT },
	{ "postmarks", ROUTE_POSTMARKS },
	{ "todo", ROUTE_TODO },
	{ "moves", ROUTE_MOVES },
};

static const char clusters[] = "/api/v1/clusters/", scorecards[] = "scorecards/", page[] = "/page/",
                  vendor[] = "/vendor/";

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Cuts off what stands before the next slash. False: it does not fit, or there is no slash. */
static bool cut(const char **path, char *out, size_t size)
{
	const char *slash = strchr(*path, '/');
	const size_t part = slash ? (size_t)(slash - *path) : size;

	if (part >= size)
		return false;
	memcpy(out, *path, part);
	out[part] = '\0';
	*path = slash + 1;
	return true;
}

bool route_number(const char *text, uint32_t most, uint32_t *out)
{
	int64_t number;

	if (!decimal_parse(text, 0, &number) || number < 0 || number > most)
		return false;
	*out = (uint32_t)number;
	return true;
}

static struct route_match find_of_year(const char *path)
{
	struct route_match match = { .route = ROUTE_NONE };
	char year[YEAR_DIGITS + 1];

	if (!cut(&path, match.cluster, sizeof(match.cluster)) || !text_is_cluster(match.cluster) ||
	    !cut(&path, year, sizeof(year)) || !route_number(year, YEAR_LAST, &match.year) ||
	    match.year < YEAR_FIRST)
		return match;
	for (size_t i = 0; i < sizeof(of_year) / sizeof(*of_year); i++)
		if (strcmp(path, of_year[i].name) == 0)
			match.route = of_year[i].route;
	if (!begins(path, scorecards))
		return match;
	path += strlen(scorecards);
	if (strlen(path) < sizeof(match.board) && text_is_board(path)) {
		strcpy(match.board, path);
		match.route = ROUTE_SCORECARD;
	}
	return match;
}

struct route_match route_find(const char *path)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (strcmp(path, fixed[i].path) == 0)
			return (struct route_match){ .route = fixed[i].route,
				                     .file = fixed[i].file };
	if (begins(path, page))
		return (struct route_match){ .route = ROUTE_FILE, .file = path + strlen(page) };
	if (begins(path, vendor))
		return (struct route_match){ .route = ROUTE_FILE, .file = path + 1 };
	if (begins(path, clusters))
		return find_of_year(path + strlen(clusters));
	return (struct route_match){ .route = ROUTE_NONE };
}

bool route_is_api(enum route route)
{
	return route >= ROUTE_OPENAPI || route == ROUTE_NONE;
}

bool route_carries(enum route route)
{
	return route == ROUTE_COMMANDS || route == ROUTE_DRY_RUN || route == ROUTE_QUERIES;
}

static int digit(char letter)
{
	return letter >= '0' && letter <= '9'   ? letter - '0'
	       : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
	       : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
	                                        : -1;
}

enum text_flaw route_decode(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++, to++) {
		*to = *at == '+' ? ' ' : *at;
		if (*at != '%')
			continue;
		const int high = digit(at[1]), low = high < 0 ? -1 : digit(at[2]);

		if (low < 0)
			return TEXT_NOT_UTF8;
		if (high == 0 && low == 0)
			return TEXT_HOLDS_NUL;
		*to = (char)(high * 16 + low);
		at += 2;
	}
	*to = '\0';
	return text_check(text, strlen(text));
}

int route_period(const char *name)
{
	const int number = names_number(&names_periods, name);

	return number < 0 ? -1 : number + 1;
}
