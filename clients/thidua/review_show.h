/*
 * review_show -- how it stands with the reports of a period, and what was done with one, for people.
 */
#ifndef REVIEW_SHOW_H
#define REVIEW_SHOW_H

#include "members.h"

void review_show_list(struct dial *dial, const struct reviews *told);
void review_show_history(struct dial *dial, const struct review_history *told,
                         const struct member_list *members);

#endif
