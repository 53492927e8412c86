/*
 * returned -- what the review asks of a board in the morning: its reports that were returned and why, and
 * those that came too late to be reviewed.
 */
#ifndef RETURNED_H
#define RETURNED_H

#include <jansson.h>

#include "dial.h"
#include "standing.h"

struct returned_reports {
	size_t count;
	struct returned_report {
		int period; /* the wire's number */
		const char *reason;
		int64_t until; /* the first instant that is too late for an answer */
	} items[PERIODS];
};

/* of: whose card it is. A card without anything is fine. */
void returned_ask(struct dial *dial, const struct query *of, const struct told_scorecard *card,
                  struct returned_reports *out);

void returned_show(struct arena *arena, const struct told_scorecard *card,
                   const struct returned_reports *returned);
json_t *returned_json(const struct returned_reports *returned);

#endif
