/*
 * clock -- what time the daemon says it is: the machine's, or the rehearsal's own.
 *
 * A rehearsal runs from an instant of its own at a speed of its own; speed 0 stands still until it
 * is advanced. It never goes back.
 *
 * The machine's is believed as long as three witnesses agree with it: CLOCK_BOOTTIME, which nobody
 * sets, since the start; PostgreSQL's clock, which may be another machine's; and at the start the
 * newest entry of the journal. Every reading is judged. In doubt the clock stands still at the last
 * reading that was believed, until all have agreed again for ten seconds.
 */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum clock_doubt {
	CLOCK_UNASKED, /* the database has not told what it knows */
	CLOCK_SURE,
	CLOCK_MOVED,           /* it was set since the start, or CLOCK_BOOTTIME stood still */
	CLOCK_UNLIKE_DATABASE, /* PostgreSQL says something else */
	CLOCK_BEHIND_JOURNAL,  /* at the start: the newest entry is later */
};

struct clock {
	bool rehearsal;
	int64_t from;    /* rehearsal instant at `started` */
	int64_t started; /* monotonic */
	int64_t speed;   /* rehearsal microseconds for each real one; 0: stands still */
	/* The machine's. A distance is a clock less CLOCK_BOOTTIME. */
	int64_t tolerance;
	enum clock_doubt doubt;
	bool asked;                            /* the database has told what it knows */
	bool begun;                            /* was SURE once */
	int64_t distance;                      /* at the first reading that was believed */
	bool heard;                            /* PostgreSQL's clock: */
	int64_t database_least, database_most; /* its distance is between */
	bool has_newest;
	int64_t newest;   /* received_at of the newest entry */
	int64_t believed; /* the last reading that was */
	int64_t agreed; /* in doubt: CLOCK_BOOTTIME since all agree again; INT64_MAX: they do not */
	char trouble[120]; /* in doubt: why, for people */
};

/* The machine's; tolerance in microseconds. */
void clock_real(struct clock *clock, int64_t tolerance);
void clock_rehearse(struct clock *clock, int64_t from, int64_t speed);

/* Microseconds since 1970-01-01 UTC. In doubt the last instant that was believed; when none was,
 * the earlier of what the machine says and the newest entry. */
int64_t clock_now(const struct clock *clock);

/* What the machine says, also in a rehearsal and in doubt. */
int64_t clock_wall(void);

/* Rehearsal only: forward to an instant; false when that would go back. */
bool clock_advance(struct clock *clock, int64_t to);

/* The monotonic moment at which clock_now will have reached `instant`; INT64_MAX when never by
 * itself. */
int64_t clock_moment(const struct clock *clock, int64_t instant);

/* --- witnesses; a rehearsal needs none --- */

/* CLOCK_BOOTTIME, in microseconds: goes on while the machine sleeps, and is never set. */
int64_t clock_boot(void);
/* PostgreSQL has just told its clock, as it was not before clock_boot() was `asked`. */
void clock_hear(struct clock *clock, int64_t told, int64_t asked);
/* Of some entries of the journal. */
void clock_hear_entry(struct clock *clock, int64_t received_at);
/* The database has told all it knows. */
void clock_asked(struct clock *clock);

/* Judges the clock, once a turn. True when the doubt is another than before. */
bool clock_watch(struct clock *clock);
/* May it be believed? A rehearsal's always. */
bool clock_sure(const struct clock *clock);

#endif
