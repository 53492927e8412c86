/*
 * question -- what a cluster in memory can be asked, one row a question, in the file of its matter.
 *
 * A row reads its message of proto/ as a struct and fills another; wire knows both by their forms,
 * so a new question is two messages, a function and a row here. Those that need more than the
 * cluster stay with who has it: standings are told with the daemon's epoch and a hash, entries are
 * the store's.
 */
#ifndef CORE_QUESTION_H
#define CORE_QUESTION_H

#include "audience.h"

struct arena;
struct faults;

struct question_row {
	enum question number; /* of the member of Query */
	const char *answer;   /* name of the member of Reply */
	bool of_public;       /* may be asked by who hears only what was published */
	/* The question's struct to the answer's, as the one who asks may see it, which is zeroed; what that points to is the
	 * arena's or the cluster's. Faults: what was asked for is not there. */
	void (*tell)(const struct cluster *cluster, const void *asked, const struct sight *sight,
	             struct arena *arena, void *answered, struct faults *why);
};

/* Whose the answer is, of any question. */
enum audience question_audience(enum question number);

/* NULL: it is none of these. */
const struct question_row *question_find(enum question number);

/* The period that a question means; asked is the wire's number, 0: the current one, as who asks sees it.
 * False with a fault when the season is not there or nothing of it has opened. */
bool question_period(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                     int asked, enum period *out, struct faults *why);
/* The same when the standing of an instant is meant, which is what is current then. */
bool question_period_at(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                        int asked, int64_t at, enum period *out, struct faults *why);

/* Rows */
extern const struct question_row question_completeness, question_postmarks, question_compact,
        question_reviews, question_review_history, question_proposals, question_entries,
        question_amendments, question_todo, question_limitations, question_disclosure,
        question_models;

#endif
