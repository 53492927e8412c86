/*
 * sheet -- a standing as people see it; the same on paper, in a dry run and on the live screen.
 */
#ifndef SHEET_H
#define SHEET_H

#include "members.h"
#include "show.h"

/* "Cụm TCXDD-1, năm 2024, quý I" and "tính đến ..., đã báo cáo 9/14 ..."; in the arena. */
const char *sheet_title(struct arena *arena, const struct told_standings *standings);
const char *sheet_subtitle(struct arena *arena, const struct told_standings *standings);

/* What must not be overlooked: rehearsal, locked. "" when there is nothing. In the arena. */
const char *sheet_marks(struct arena *arena, const struct told_standings *standings);

/* What the signs beside the boards say, when there are any; else "". In the arena. */
const char *sheet_signs(struct arena *arena, const struct told_standings *standings);

/* The ranking order in words. In the arena. */
const char *sheet_order(struct arena *arena, const struct told_standings *standings);

/* Row i of the table is standings->rows[i]. marked: board whose row stands out, or NULL. before:
 * rank to show the move against, one a row (0: none); NULL: the period before. */
void sheet_table(struct table *table, struct arena *arena, const struct told_standings *standings,
                 const struct member_list *members, const char *marked, const uint32_t *before);

/* Head, table and foot to stdout. */
void sheet_print(struct arena *arena, const struct told_standings *standings,
                 const struct member_list *members, const char *marked);

#endif
