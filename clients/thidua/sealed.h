/*
 * sealed -- what a freeze makes of what is shown: as of when it is, or from whom else it is held back, and
 * until when.
 *
 * Lists and standings do not carry it; it is the season's, and asked for beside them.
 */
#ifndef SEALED_H
#define SEALED_H

#include "dial.h"

struct disclosure;

struct sealed {
	bool holds;           /* something is held back now */
	bool live;            /* not from who asks: head, deputy, supervisor */
	int64_t since, until; /* the first instant that is held back, and that all see again */
};

void sealed_take(const struct disclosure *told, struct sealed *out);

/* What of a season is disclosed, asked for silently; NULL: the daemon does not say. The dial's, until it asks
 * again: it takes the place of the last answer. */
const struct disclosure *sealed_ask(struct dial *dial, const char *cluster, uint32_t year);

/* One line: "of others: as of the end of 19-11-2024; sealed until ..."; "" when nothing is. In the arena. */
const char *sealed_say(struct arena *arena, const struct sealed *sealed);

/* The same on stderr, where what is shown is for programs too. */
void sealed_note(struct dial *dial, const char *cluster, uint32_t year);

/* Before a reason about a board is signed by who sees what others may not: on stderr who reads it, and when.
 * Nothing of one that says nothing, or when nothing is held back. */
void sealed_warn(struct dial *dial, const struct query *of, const char *board, const char *reason);

/* After something was not found: on stderr that it may be held back from who asks, where that can be. */
void sealed_note_hidden(struct dial *dial, const char *cluster, uint32_t year);

#endif
