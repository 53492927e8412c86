/*
 * members -- the season's names (member_names.h), asked of the daemon or remembered.
 */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "dial.h"
#include "member_names.h"

/* False, silently, when the daemon has none: then codes are shown. What it has is kept for members_recall. */
bool members_ask(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out);

/* Of the season as it was seen last; false when it was not, and then codes are shown. */
bool members_recall(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out);

/* THIDUA_USAGE, having said which boards the season has, when it is known and has not this one. board: NULL is none. */
int member_need_board(const struct member_list *members, const char *board);

/* The same as a note: it goes on without it. */
void member_note_board(const struct member_list *members, const char *board);

/* member_need_board of the board that the options tell; one that only the context names is noted. */
int member_of_options(const struct member_list *members, const struct options *options);

#endif
