/*
 * listing -- a verb that asks one question and shows the answer: for people as that verb lays it out, with
 * --json by its form.
 */
#ifndef LISTING_H
#define LISTING_H

#include "dial.h"
#include "words.h"

struct form;
struct told_reply;

struct listing {
	enum question question;
	const struct form *form;
	size_t member; /* offset of the answer in struct told_reply */
	bool of_years; /* with --all it is asked of no one year */
	void (*show)(struct dial *dial, const struct query *query, const struct told_reply *reply);
};

/* What part of a register is asked for. */
struct part {
	const char *board; /* "": of all */
	int state;         /* the wire's number; 0: any */
	uint32_t after;
};

/* From --board, --state and --after. states: names by number, from 1 on. THIDUA_USAGE, and why is said. */
int listing_part(const struct options *options, const char *const *states, int count,
                 struct part *out);

/* asked: what is asked beside cluster, year and period; may be NULL. */
int listing_run(const struct listing *listing, struct options *options, const void *asked);

#endif
