/*
 * review -- what has become of each report: who looks at it, what he found, what the board says of that.
 *
 * A report is in one state, which follows from its revisions, from the commands that came to it and
 * from the time: a taking ends by itself, and a lock ends the waiting for an answer. What a state
 * lets whom do, and what that leads to, is one table in review.c.
 */
#ifndef CORE_REVIEW_H
#define CORE_REVIEW_H

#include "reading.h"

struct review_row;

enum review_state { /* the wire's numbers */
	            REVIEW_EXPECTED = 1,
	            REVIEW_SUBMITTED,
	            REVIEW_UNDER_REVIEW,
	            REVIEW_RETURNED,
	            REVIEW_VERIFIED,
	            REVIEW_DISPUTED,
	            REVIEW_STATES
};

enum review_event { /* the wire's numbers; the last two are time's */
	            REVIEW_SUBMIT = 1,
	            REVIEW_TAKE,
	            REVIEW_RELEASE,
	            REVIEW_RETURN,
	            REVIEW_VERIFY,
	            REVIEW_DISPUTE,
	            REVIEW_RESOLVE,
	            REVIEW_FALL_BACK,
	            REVIEW_LOCK,
	            REVIEW_EVENTS
};

/* Of one report. Its rows are the cluster's, until the next command. */
struct review {
	enum review_state state;
	int64_t since;                         /* when it came to that; INT64_MIN: EXPECTED */
	int64_t until;                         /* when time alone ends it; INT64_MAX: it does not */
	const struct report *report;           /* the revision in force; NULL: none */
	const struct review_row *last;         /* the latest event; NULL: none */
	const struct review_row *verification; /* of that revision; NULL: none */
	const uint8_t *hash;                   /* of that command */
	bool returned; /* that revision has been returned, whatever came since */
};

/* Of a board's report as the reading sees it, by the board's place in the ruleset. Moves the reading's
 * version, also by what time did. */
void review_read(struct reading *reading, size_t board, enum period period, struct review *out);

/* The same as it is after all that came, by the board's place in the season's newest version. */
void review_now(const struct cluster *cluster, uint32_t year, size_t board, enum period period,
                int64_t now, struct review *out);

/* The same as it was at an instant, when what came later had not come. */
void review_seen(const struct cluster *cluster, uint32_t year, size_t board, enum period period,
                 int64_t instant, struct review *out);

/* Has this revision, one of the board's in that period, been returned? */
bool review_returned(struct reading *reading, size_t board, enum period period,
                     const struct report *revision);

/* What a verification and the resolutions after it say of one task. */
struct reviewed_task {
	bool adjusted;      /* value stands in place of the reported one; a resolution may give that
	                       very one */
	bool resolved;      /* by a resolution, which is the last word */
	bool disputed;      /* and not resolved yet: the reviewer's word counts */
	struct value value; /* when adjusted */
	int64_t points;     /* of an appraised task; else -1 */
	const char *reason; /* of the value or the points; "": none */
	const char *objection; /* of the board, also when it is resolved; "": none */
};

/* Of all tasks, in the ruleset's order; nothing is said of a report that is not verified. out has that
 * room; its texts are the cluster's. */
void review_tasks(const struct reading *reading, const struct review *review,
                  struct reviewed_task *out);

void review_tasks_of(const struct cluster *cluster, const struct review *review, size_t task_count,
                     struct reviewed_task *out);

/* What a row says of tasks, as many as it counts, for judged_next. */
const uint8_t *review_judged(const struct cluster *cluster, const struct review_row *row);

/* The first instant after `now` at which time ends a state; INT64_MAX: none. */
int64_t review_next_change(const struct cluster *cluster, uint32_t year, int64_t now);

#endif
