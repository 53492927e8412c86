/*
 * members -- the season's names, to show codes with.
 */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "dial.h"

struct member_list {
	struct season_draft draft;
	uint32_t version;     /* 0: recalled, or none */
	int current;          /* enum period or -1 */
	int64_t finalised_at; /* 0: its year was not */
};

/* False, silently, when the daemon has none: then codes are shown. What it has is kept for members_recall. */
bool members_ask(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out);

/* Of the season as it was seen last; false when it was not, and then codes are shown. */
bool members_recall(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out);

/* The same from the answer to that question; texts live in arena. */
bool members_take(const struct answer *answer, struct arena *arena, struct member_list *out);

bool member_is_board(const struct member_list *members, const char *code);

/* THIDUA_USAGE, having said which boards the season has, when it is known and has not this one. board: NULL is none. */
int member_need_board(const struct member_list *members, const char *board);

/* The same as a note: it goes on without it. */
void member_note_board(const struct member_list *members, const char *board);

/* member_need_board of the board that the options tell; one that only the context names is noted. */
int member_of_options(const struct member_list *members, const struct options *options);

/* Names by code; the code itself when unknown. */
const char *member_board(const struct member_list *members, const char *code);
const char *member_task(const struct member_list *members, const char *code);
const char *member_unit(const struct member_list *members, const char *code);
const char *member_band(const struct member_list *members, const char *code);
/* Would a report of the period (the wire's number) that comes at that instant count only once it is verified? */
bool member_counts_verified(const struct member_list *members, int period, int64_t at);
const struct task_draft *member_task_draft(const struct member_list *members, const char *code);

#endif
