/*
 * member_names -- the season's names, to show codes with.
 */
#ifndef MEMBER_NAMES_H
#define MEMBER_NAMES_H

#include "answer.h"
#include "encode.h"

struct member_list {
	struct season_draft draft;
	uint32_t version;     /* 0: recalled, or none */
	int current;          /* enum period or -1 */
	int64_t finalised_at; /* 0: its year was not */
};

/* From the answer to GetSeason; texts live in arena. False, and no names, when it is none. */
bool members_take(const struct answer *answer, struct arena *arena, struct member_list *out);

bool member_is_board(const struct member_list *members, const char *code);

/* Names by code; the code itself when unknown. */
const char *member_board(const struct member_list *members, const char *code);
const char *member_task(const struct member_list *members, const char *code);
const char *member_unit(const struct member_list *members, const char *code);
const char *member_band(const struct member_list *members, const char *code);
/* Would a report of the period (the wire's number) that comes at that instant count only once it is verified? */
bool member_counts_verified(const struct member_list *members, int period, int64_t at);
const struct task_draft *member_task_draft(const struct member_list *members, const char *code);

#endif
