/*
 * route -- which of our paths a path is, and how a path and its arguments are decoded. Pure.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset.h" /* CLUSTER_SIZE */
#include "text.h"

enum route {
	ROUTE_NONE,
	ROUTE_FILE, /* of the page */
	ROUTE_HEALTH,
	ROUTE_METRICS,
	ROUTE_OPENAPI,
	ROUTE_CLUSTERS,
	ROUTE_EVENTS,
	ROUTE_COMMANDS,
	ROUTE_DRY_RUN,
	ROUTE_QUERIES,
	/* of a cluster and year */
	ROUTE_SEASON,
	ROUTE_STANDINGS,
	ROUTE_STANDINGS_CSV,
	ROUTE_STANDINGS_XLSX,
	ROUTE_SCORECARD,
	ROUTE_COMPLETENESS,
	ROUTE_REVIEWS,
	ROUTE_MODELS,
	ROUTE_LIMITATIONS,
	ROUTE_AMENDMENTS,
	ROUTE_DISCLOSURE,
	ROUTE_COMPACT,
	ROUTE_POSTMARKS,
	ROUTE_TODO,
	ROUTE_MOVES,
	ROUTES
};

enum { ROUTE_BOARD_SIZE = 8 };

struct route_match {
	enum route route;
	char cluster[CLUSTER_SIZE];
	uint32_t year;
	char board[ROUTE_BOARD_SIZE]; /* SCORECARD */
	const char *file; /* FILE: a name of a file; points into the path, or is constant */
};

/* path as it came, without what is behind "?": nothing in a path of ours needs to be escaped, so a "%"
 * is in none. */
struct route_match route_find(const char *path);

/* May pages of other origins be let to it? Nobody knows of a path that there is not. */
bool route_is_api(enum route route);

/* May its body be a request to be carried? Then it takes POST, else GET. */
bool route_carries(enum route route);

/* Decodes "+" and "%41" in place, for the value of an argument. */
enum text_flaw route_decode(char *text);

/* A period by its name, "Q1"; the wire's number, -1: none. */
int route_period(const char *name);

/* A year from 1970 to 2999, or a number in decimal digits; false: it is none. */
bool route_number(const char *text, uint32_t most, uint32_t *out);

#endif
