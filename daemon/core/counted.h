/*
 * counted -- which revision of a report a standing counts, and as what.
 *
 * Where reports are reviewed, what the reviewer found takes the place of what was reported, and in
 * some periods what nobody has verified counts only when there was time to. Inside core only.
 */
#ifndef CORE_COUNTED_H
#define CORE_COUNTED_H

#include "review.h"

enum score_cause { /* the wire's numbers: why a value is not what was reported, or gives nothing */
	           CAUSE_NONE,
	           CAUSE_NOT_REPORTED,
	           CAUSE_TOO_LATE, /* to be reviewed before the lock, and nobody has verified it */
	           CAUSE_RETURNED,
	           CAUSE_LACKING, /* less is better, and a report has still to come */
	           CAUSE_NOT_APPRAISED,
	           CAUSE_AT_MOST_TARGET, /* LEADER: unverified, so that it leads nobody */
	           CAUSE_VERIFIED_ALONE, /* LEADER: what is verified is better than the whole */
	           CAUSE_UNJUDGED,       /* MODELS: some have no verdict yet */
};

/* What the review makes of a row: of the reports of its board so far. They are in the state_hash. */
enum standing_mark {
	MARK_UNREVIEWED = 1, /* one counts that nobody has verified */
	MARK_UNCOUNTED = 2,  /* one came, and does not count */
	MARK_ADJUSTED = 4,   /* one counts with another value than it reported */
	MARK_DISPUTED = 8,   /* of one that is open */
};

struct counted {                   /* a board's report of one period; its rows are the cluster's */
	const struct report *came; /* the revision in force; NULL: none */
	const struct report *report; /* the one that counts; NULL: none */
	bool verified;               /* what counts is */
	enum score_cause cause; /* why not the revision in force; CAUSE_NONE when that counts */
	struct review review;   /* only where reports are reviewed; else zeros */
};

void counted_read(struct reading *reading, size_t board, enum period period, struct counted *out);

/* What the reviewer found in it, in the ruleset's order; out has that room. */
void counted_tasks(const struct reading *reading, const struct counted *counted,
                   struct reviewed_task *out);

#endif
