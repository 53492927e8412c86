/*
 * review_show -- how it stands with the reports of a period, and what was done with one, for people.
 */
#ifndef REVIEW_SHOW_H
#define REVIEW_SHOW_H

#include "members.h"

void review_show_list(struct dial *dial, const struct reviews *told);

struct review_seen {
	const struct review_history *told;
	const struct member_list *members;
	const struct submit_report *reported; /* in force; NULL: it cannot be had */
	int64_t now;                          /* the daemon's; 0: it does not say */
	bool newest;                          /* no later entries than these */
};

void review_show_history(struct dial *dial, const struct review_seen *seen);

/* A line for each amendment of the board's report of the query's period; silent where there is none. */
void review_show_amended(struct dial *dial, const struct query *query, const char *board);

/* The report in force of a review; the query has its period. False, silently: it cannot be had. */
bool review_show_reported(struct dial *dial, const struct query *query,
                          const struct board_review *review, struct command *out);

/* "T10 Kết nạp: 315 → 310: sổ gốc ghi 310"; reported: NULL where what stands is another value. In the arena. */
const char *review_show_judgement(struct arena *arena, const struct judgement *judgement,
                                  const struct submit_report *reported,
                                  const struct member_list *members);

#endif
