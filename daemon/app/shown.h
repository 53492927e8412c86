/*
 * shown -- what was published last of each period, known again by its content.
 *
 * A client that has seen a version drops what comes with the same one, and the database need not be
 * told twice; so what moved is not asked of the command but seen here: content that is the same is
 * not published, content that differs is.
 */
#ifndef APP_SHOWN_H
#define APP_SHOWN_H

#include "standing.h"

struct shown {
	struct shown *next;
	uint32_t year;
	enum period period;
	uint8_t content[HASH_SIZE];
	uint64_t sequence; /* its version */
	int64_t as_of;
	bool locked;
	uint16_t amendment; /* it succeeds the one that locked, by this */
	size_t board_count;
	uint32_t ranks[]; /* in the season's order, to say who moved */
};

/* A hash of all that a client sees of a standing but published_at, moves, cause, sequence and
 * as_of. state_hash is the standing's own. */
void shown_content(const struct standing *standing, const uint8_t state_hash[HASH_SIZE],
                   uint8_t out[HASH_SIZE]);

/* From here on all that is published of the year is told: what was so far is to be found out now. False: it is told
 * already. */
bool shown_begin(struct shown **list, uint32_t year);

/* NULL: never, or it is not known. */
const struct shown *shown_find(const struct shown *list, uint32_t year, enum period period);

/* It has been published. */
void shown_put(struct shown **list, const struct standing *standing,
               const uint8_t content[HASH_SIZE]);

/* Nothing is known any more. */
void shown_clear(struct shown **list);

/* Bytes it holds. */
size_t shown_size(const struct shown *list);

#endif
