/*
 * names -- what periods, roles, kinds and the like are called in files, faults, topics and SQL.
 *
 * One list for each enumeration, the same in every language and for ever: a name that travelled
 * once keeps its meaning. What people read beside them is the client's matter.
 */
#ifndef CORE_NAMES_H
#define CORE_NAMES_H

struct names {
	const char *const *names; /* [count]; index + first is the number */
	int first;
	int count;
};

/* enum period, enum role without ROLE_NONE, enum audience as it is granted, enum board_status, enum review_state, enum score_cause, enum task_kind, enum accumulation,
 * enum measure, enum not_assigned, enum tiebreak */
extern const struct names names_periods, names_roles, names_audiences, names_statuses,
        names_reviews, names_causes, names_kinds, names_accumulations, names_measures,
        names_policies, names_tiebreaks;

/* "Q1", "office", "ON_TIME"; NULL when there is no such number. */
const char *names_find(const struct names *names, int number);

/* The number, or -1. */
int names_number(const struct names *names, const char *name);

#endif
