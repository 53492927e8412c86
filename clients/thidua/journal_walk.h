/*
 * journal_walk -- a cluster's journal, entry by entry, page by page.
 */
#ifndef JOURNAL_WALK_H
#define JOURNAL_WALK_H

#include "dial.h"

/* command is NULL for what this program cannot read; the entry's own bytes are, where it is held back. Both
 * live as long as the visit. */
typedef void journal_visitor(void *context, const struct journal_entry *entry,
                             const struct command *command);

/* Calls back for each entry from *next on and moves it behind the last; what the dial's arena holds is
 * gone after each page. What is held back comes without what it is. */
int journal_walk(struct dial *dial, const char *cluster, uint64_t *next, journal_visitor *visit,
                 void *context);

/* The same of all of it, or none: refused where something is held back. proof becomes the daemon's word for
 * the last entry, as a Receipt. */
int journal_walk_whole(struct dial *dial, const char *cluster, uint64_t *next,
                       journal_visitor *visit, void *context, struct buffer *proof);

#endif
