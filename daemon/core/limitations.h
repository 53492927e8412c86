/*
 * limitations -- what boards have named themselves as not going well, and what has become of each.
 *
 * It is open until its board closes it; that waits for whether it is confirmed, and if not it is open again.
 * At the lock of a period the limitations of the revision in force come to be, each by its season, period,
 * board and number there; what says the same as one of the board that is open is that one. They stay,
 * whatever season it is, until they are closed. Only seasons that have agreed to it know any.
 *
 * Inside core only.
 */
#ifndef CORE_LIMITATIONS_H
#define CORE_LIMITATIONS_H

#include "reading.h"
#include "rows.h"

struct arena;
struct faults;

enum limitation_event { LIMITATION_CLOSE = 1, LIMITATION_CONFIRM, LIMITATION_REFUSE };

enum limitation_state { /* the wire's numbers */
	                LIMITATION_OPEN = 1,
	                LIMITATION_CLOSING,
	                LIMITATION_CLOSED,
};

struct known_limitation {
	uint16_t year, number, board;      /* the board's number */
	uint8_t period;                    /* the wire's number; 0: from a season's file */
	uint8_t closings;                  /* how often it was closed */
	uint32_t text;                     /* number + 1 */
	struct row from;                   /* the entry of which it is */
	int64_t since;                     /* the instant at which it came to be */
	int64_t closed_at;                 /* INT64_MAX: it is not */
	const struct limitation_row *last; /* NULL: nothing was said of it */
};

struct known_limitations { /* the arena's; rows are the cluster's, until the next command */
	struct limitations_of_board {
		struct known_limitation *items; /* in the order in which they came to be */
		size_t count, room;
	} * boards; /* by number */
	size_t board_count;
};

/* Those that came to be by an instant, with what was said of them by another one. */
void limitations_look(const struct cluster *cluster, int64_t came_by, int64_t said_by,
                      struct arena *arena, struct known_limitations *out);

/* Of a board by its number; NULL: there is none. */
const struct known_limitation *limitations_find(const struct known_limitations *known,
                                                uint16_t board, uint32_t year, int period,
                                                uint32_t number);

enum limitation_state limitations_state(const struct known_limitation *limitation);
const char *limitations_text(const struct cluster *cluster, uint32_t text);
/* Of one that is CLOSING: from when the supervisor may confirm it. */
int64_t limitations_supervisor_from(const struct ruleset *ruleset,
                                    const struct known_limitation *limitation);
/* The season that it came with: of one from a file that season, not the year before. */
uint32_t limitations_season_of(const struct known_limitation *limitation);

/* How many of each board were open when the reading's season began, and how many of these are closed by
 * its end, as a share: [board_count], by the places of the ruleset. Moves its version. */
void limitations_read(struct reading *reading, struct arena *arena, struct value *out);

/* The latest season that follows limitations and has begun by then; 0: none. */
uint32_t limitations_season(const struct cluster *cluster, int64_t now);

/* --- what is said --- */

bool limitations_same_text(const char *a, const char *b);

/* What is wrong with those of a report, or with the room that they take. Nothing where the season does not
 * follow them. */
void limitations_check_report(const struct cluster *cluster, const struct command *command,
                              const struct ruleset *ruleset, struct faults *why);
/* May a season's next version list what it lists, and be without what the one before follows? */
void limitations_check_season(const struct cluster *cluster, const struct command *command,
                              struct faults *why);

void limitations_keep_report(struct cluster *cluster, const struct submit_report *submit,
                             struct report *report);
/* Of the version that was added last. */
void limitations_keep_season(struct cluster *cluster, const struct season_draft *draft);

/* Number + 1 of what a board says, kept when it is new. */
uint32_t limitations_keep_text(struct cluster *cluster, uint32_t year, uint16_t board,
                               const char *text);

#endif
