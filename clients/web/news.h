/*
 * news -- what has become different between two standings of a period, in the words of the page.
 *
 * Pure: two standings in, a list out. A row says no cause; what is told is what its marks show, the
 * strongest first, and one thing a board.
 */
#ifndef NEWS_H
#define NEWS_H

#include <jansson.h>

#include "answer.h"

enum news_kind {
	NEWS_REPORTED, /* the first report of the period came */
	NEWS_CORRECTED,
	NEWS_RETURNED,
	NEWS_TAKEN,
	NEWS_ADJUSTED,
	NEWS_DISPUTED,
	NEWS_VERIFIED,
	NEWS_AMENDED,
	NEWS_LATE,   /* a day more */
	NEWS_POINTS, /* for another reason */
	NEWS_MOVED,  /* the rank alone, because of others */
	NEWS_LOCKED, /* the period; of no board */
	NEWS_OPENED, /* the period; of no board */
	NEWS_KINDS
};

struct news {
	int64_t at;
	int period;        /* the wire's number */
	const char *board; /* the standing's; "": of none */
	enum news_kind what;
	int64_t points;    /* by how much its total changed */
	uint32_t from, to; /* ranks; 0: none, of who has nothing yet by which he could have one */
};

/* At most one a row and one of the period. after's rows in their order, best first. before NULL: the
 * period was not there before, and opened says whether it has just opened. Returns how many. */
size_t news_find(const struct told_standings *before, const struct told_standings *after,
                 bool opened, struct news *out, size_t most);

/* A new value. */
json_t *news_json(const struct news *news);

#endif
