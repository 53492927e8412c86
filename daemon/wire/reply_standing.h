/*
 * reply_standing -- what travels, filled from what was computed or stored. Private to wire: who
 * verifies a bundle fills it again.
 */
#ifndef WIRE_REPLY_STANDING_H
#define WIRE_REPLY_STANDING_H

#include "reply.h"

/* Room for the repeated parts of the largest standing. */
struct standing_room {
	struct told_row rows[BOARDS_MAX];
	struct told_total totals[TASKS_MAX];
	struct told_move moves[BOARDS_MAX];
	int tiebreaks[TIEBREAKS_MAX];
	const char *tasks[TASKS_MAX];
};

/* to points into the room and the standing afterwards. */
void reply_fill_standings(const struct standing *standing, const struct standing_notice *notice,
                          struct standing_room *room, struct told_standings *to);

/* out points into the entry afterwards. */
void reply_entry(const struct journal_entry *entry, struct told_entry *out);

#endif
