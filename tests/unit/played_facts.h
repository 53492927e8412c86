/*
 * played_facts -- what must hold in every year, whoever does what: looked at before and after each
 * command, and at the end.
 */
#ifndef TESTS_PLAYED_FACTS_H
#define TESTS_PLAYED_FACTS_H

#include "played_year.h"

enum { KINDS_MAX = 64 };

struct tally { /* by the number of the action */
	uint64_t tried[KINDS_MAX], entered[KINDS_MAX];
	uint64_t years, happened[HAPPENINGS]; /* in how many of them */
};

enum { SUCCESSORS_MAX = 64 };

struct seen_standing {
	bool there;
	uint64_t sequence, content;
	int64_t as_of;
	size_t locked_count; /* the one that locked, and those that succeed it */
	uint64_t locked[SUCCESSORS_MAX];
};

struct seen_by_member { /* of a period, last */
	bool known, there, frozen;
	uint64_t sequence, content;
	int64_t as_of;
};

struct facts {
	struct tally *tally; /* NULL: nobody counts */
	struct seen_standing seen[SEASONS][PERIODS];
	struct seen_by_member member[SEASONS][PERIODS];
	size_t restores;
	int64_t looked_at;
};

void facts_begin(struct facts *facts, struct played *played);

/* Tries it dry, then sends it. What was answered: "OK", or the faults. */
const char *facts_try(struct facts *facts, struct played *played, const struct command *made,
                      const char *by);

/* Of what people see of a standing but since when. */
uint64_t facts_content(const struct standing *standing);

/* Recomputes the year from its journal. */
void facts_end(struct facts *facts, struct played *played);

void facts_tell(const struct tally *tally);
bool facts_all_kinds_entered(const struct tally *tally);

/* Has each of what must come about done so, as often as it must in many years? */
bool facts_all_happened(const struct tally *tally);

#endif
