/*
 * turns -- who may shake hands next, when more want to than the daemon has time for.
 *
 * A handshake is six multiplications on the curve in the library's one thread, and while it makes
 * them for one line nobody else's bytes move. So there are so many a second, and when more come,
 * new lines are held: the library is not told that they have said something, whatever it is, until
 * it is their turn. Turns go round the addresses, and within one to the newest line, whose client
 * is the likeliest to wait still. Who keeps within the rate is never held.
 */
#ifndef IO_TURNS_H
#define IO_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line;
struct line_address;

struct turns {
	int per_second;
	int64_t credit;  /* handshakes, in millionths */
	int64_t counted; /* monotonic: up to when */
	bool holding;    /* too many have come: new lines are to be born held */
	size_t held;
	uint64_t held_ever;
	struct line_address *next; /* whose turn it is, of those with held lines, in a ring */
};

void turns_open(struct turns *turns, int per_second);

/* A line has come, held or not as tcp_is_held says; it has its address. */
void turns_came(struct turns *turns, struct line *line, int64_t now);
/* It waits no more: it is gone, or ended. Nothing when it did not. */
void turns_leave(struct turns *turns, struct line *line);

/* Lets go whose turn it is. */
void turns_give(struct turns *turns, int64_t now);
/* When that is to be asked again; monotonic. INT64_MAX: nothing is held. */
int64_t turns_moment(const struct turns *turns);

#endif
