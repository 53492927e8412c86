/*
 * judgements -- what a reviewer says of single tasks, as he types it: "T10=1.200: sổ gốc ghi 1.200".
 *
 * Code, value, reason; a share is T04=85/90, an appraised task has its points, T14=40,5. A board that
 * disputes gives no value: "T10: đã kiểm lại".
 */
#ifndef JUDGEMENTS_H
#define JUDGEMENTS_H

#include "faults.h"
#include "members.h"

/* As many as operands; texts are the operands' or in the arena of why. False having said why, under the
 * code of the task. */
bool judgements_read(const struct member_list *members, size_t count, char **operands,
                     struct judgement *out, struct faults *why);
bool judgements_objections(size_t count, char **operands, struct objection *out,
                           struct faults *why);

/* The first reason that is given; "" when none is. */
const char *judgements_reason(size_t count, const struct judgement *judged);

/* What it gives, as people write it: "1.200", "85/90", points. In the arena. */
const char *judgements_value(struct arena *arena, const struct judgement *judgement);

#endif
