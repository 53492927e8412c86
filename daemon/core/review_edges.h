/*
 * review_edges -- the table of a review: what a state lets whom do, until when, and what that leads to.
 *
 * Everybody goes by it: the commands, what is told of a report, the page in proto/README.md and the
 * test of every cell.
 *
 *     EXPECTED --submit--> SUBMITTED --take--> UNDER_REVIEW --verify--> VERIFIED --dispute--> DISPUTED
 *     SUBMITTED --submit--> SUBMITTED
 *     UNDER_REVIEW --take--> UNDER_REVIEW
 *     UNDER_REVIEW --release--> SUBMITTED
 *     UNDER_REVIEW --fall_back--> SUBMITTED
 *     UNDER_REVIEW --return--> RETURNED --take--> UNDER_REVIEW
 *     RETURNED --submit--> SUBMITTED
 *     RETURNED --lock--> SUBMITTED
 *     DISPUTED --resolve--> VERIFIED
 */
#ifndef CORE_REVIEW_EDGES_H
#define CORE_REVIEW_EDGES_H

#include "command.h"
#include "review.h"

struct faults;

enum review_side {
	REVIEW_BY_BOARD = 1,
	REVIEW_BY_REVIEWER = 2, /* the head's office; of the head's own report the deputy's */
	REVIEW_BY_SUPERVISOR = 4,
	REVIEW_BY_TIME = 8
};

/* What somebody wants to do, and all that the guards look at. */
struct review_act {
	const struct cluster *cluster;
	const struct ruleset *ruleset; /* in force */
	const char *name;              /* of the command */
	enum review_event event;
	enum review_side side; /* whose he is */
	uint16_t by;           /* as review_row has it */
	size_t board;          /* its place in the ruleset */
	enum period period;
	int64_t moment;       /* when it was done: by then it must be in time */
	bool adjusts;         /* a verification: gives a value or points */
	bool appraised;       /* a task that is appraised is assigned to the board */
	struct review review; /* as it is now */
};

/* Where an event leads to; 0: nowhere. */
enum review_state review_edge(enum review_state from, enum review_event event);

/* Sides that may ever do it. */
unsigned review_sides(enum review_event event);

/* Place of the board whose office reviews a board's reports. */
size_t review_reviewer(const struct ruleset *ruleset, size_t board);

/* The side from which a key acts on a board's report; 0: from none. */
unsigned review_side(const struct ruleset *ruleset, const struct granted_key *signer, size_t board);
/* As review_row has it: its board's number + 1; 0: the supervisor's, or of no board of the season. */
uint16_t review_by(const struct cluster *cluster, const struct ruleset *ruleset,
                   const struct granted_key *signer);

/* The first instant at which what an event began has ended by itself: a taking, and of a verification the time in
 * which it may be disputed. */
int64_t review_ends_at(const struct review_row *row);

/* From when the supervisor may take it. */
int64_t review_supervisor_from(const struct cluster *cluster, const struct ruleset *ruleset,
                               enum period period, const struct report *report);

/* Does the table let it? Else one fault, CLOSED or FORBIDDEN. */
bool review_lets(const struct review_act *act, struct faults *why);

#endif
