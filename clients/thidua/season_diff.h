/*
 * season_diff -- what differs between two seasons, in words: a line for each field, and for each
 * board whose target of a task is another.
 */
#ifndef SEASON_DIFF_H
#define SEASON_DIFF_H

#include <stddef.h>

struct arena;
struct season_draft;

struct season_change {
	const char *field;    /* path in the season file */
	const char *where;    /* the same in words: "task 3 (T03), target" */
	const char *was, *is; /* as people write them; "–": not there */
};

struct season_changes {
	struct arena *arena; /* owns all of it */
	struct season_change *items;
	size_t count, room;
};

void season_diff(struct arena *arena, const struct season_draft *was, const struct season_draft *is,
                 struct season_changes *out);

#endif
