/*
 * held -- what the server holds of the cluster years that it shows: the season, and of each opened
 * period the latest standing, as texts that are made once a version.
 *
 * It goes on being served while the daemon is away. Every list has a bound: years, the versions of a
 * period that a permalink finds, and moves.
 */
#ifndef HELD_H
#define HELD_H

#include <jansson.h>

#include "arena.h"
#include "buffer.h"
#include "event.h"
#include "faults.h" /* enum language */
#include "member_names.h"
#include "ruleset.h"
#include "version.h"

enum {
	HELD_YEARS_MAX = 64,
	HELD_PERIODS = 5,
	HELD_VERSIONS_MAX = 32, /* of a period */
	HELD_MOVES_MAX = 50,
};

struct held_standing {
	bool there;
	bool current;
	struct version version;
	uint64_t serial;     /* grows with each that is to be sent; 0: none */
	struct buffer bytes; /* the message as it came */
	struct body *page;   /* JSON */
	struct event event;
	json_t *changes;                   /* a list of news against the one before */
	struct body *workbooks[LANGUAGES]; /* NULL: nobody has asked for it yet */
	struct {
		char version[VERSION_SIZE];
		struct body *page;
	} kept[HELD_VERSIONS_MAX]; /* a ring of permalink.h's; the latest too, once its season's names are known */
	size_t kept_at;
};

struct held {
	char cluster[CLUSTER_SIZE];
	uint32_t year;
	bool rehearsal;
	int64_t published_at; /* the latest; 0: none */
	/* the season; version 0: not known yet */
	uint32_t season_version;
	struct arena arena; /* of its names */
	struct member_list names;
	struct body *season;
	bool season_wanted; /* ask for it: it is not known, or something has changed */
	struct held_standing periods[HELD_PERIODS + 1]; /* by the wire's number */
	json_t *moves[HELD_MOVES_MAX];                  /* a ring of news */
	size_t move_count;
};

struct held_list {
	struct held *years[HELD_YEARS_MAX]; /* in the order in which they became known */
	size_t count;
	uint64_t serial;
};

void held_list_close(struct held_list *list);

/* NULL: none such. */
struct held *held_find(const struct held_list *list, const char *cluster, uint32_t year);
/* The same, made where there is room; NULL: there is none. */
struct held *held_make(struct held_list *list, const char *cluster, uint32_t year);

/* A standing from the feed, which told was decoded from. Returns whose it is; NULL: there is no room
 * for another year. */
struct held *held_take(struct held_list *list, const uint8_t *bytes, size_t size,
                       const struct told_standings *told);

/* The answer to GetSeason. Standings are made again where names are new. */
void held_take_season(struct held_list *list, struct held *held, const struct answer *answer);

/* NULL: there is none. period 0: the current one, else the latest opened. */
const struct held_standing *held_standing(const struct held *held, int period);

/* A standing that there is as a workbook, which is made when it is asked for first; NULL: it cannot be made. */
struct body *held_workbook(struct held *held, int period, enum language language);

/* The page of a version; NULL: it is not there any more, or never was. period 0: the last that has it, since what
 * opens one and closes another moves both at once. */
struct body *held_version(const struct held *held, int period, const char *version);

/* New values. */
json_t *held_clusters(const struct held_list *list);
json_t *held_moves(const struct held *held);
json_t *held_opened(const struct held *held); /* names of periods */
json_t *held_season_json(const struct member_list *names);

#endif
