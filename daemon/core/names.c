#include "names.h"

#include <string.h>

#include "standing.h"

#define NAMES(variable, first, ...)                                                                \
	static const char *const variable##_list[] = { __VA_ARGS__ };                              \
	const struct names names_##variable = {                                                    \
		variable##_list, first, (int)(sizeof(variable##_list) / sizeof(*variable##_list))  \
	}

NAMES(periods, Q1, "Q1", "Q2", "Q3", "Q4", "FINAL");
NAMES(roles, ROLE_OFFICE, "office", "supervisor", "operator", "viewer");
NAMES(audiences, AUDIENCE_MEMBER, "member", "public");
NAMES(statuses, BOARD_EXPECTED, "EXPECTED", "ON_TIME", "LATE", "OVERDUE", "PENDING", "MISSING");
NAMES(reviews, REVIEW_EXPECTED, "EXPECTED", "SUBMITTED", "UNDER_REVIEW", "RETURNED", "VERIFIED",
      "DISPUTED");
NAMES(causes, CAUSE_NOT_REPORTED, "NOT_REPORTED", "TOO_LATE", "RETURNED", "LACKING",
      "NOT_APPRAISED", "AT_MOST_TARGET", "VERIFIED_ALONE", "UNJUDGED");
NAMES(kinds, KIND_LINEAR, "LINEAR", "LEADER", "LADDER", "BINARY", "PER_UNIT", "APPRAISED");
NAMES(accumulations, ACCUMULATE_SUM, "SUM", "LAST", "MAX");
NAMES(measures, MEASURE_QUANTITY, "QUANTITY", "PERCENT", "MODELS", "NONE", "LIMITATIONS");
NAMES(policies, NOT_ASSIGNED_RESCALE, "RESCALE", "ZERO");
NAMES(tiebreaks, TIEBREAK_TOTAL, "TOTAL", "DEDUCTION", "PRIORITY_GROUP", "BASE", "LATE_DAYS");

const char *names_find(const struct names *names, int number)
{
	const int index = number - names->first;

	return index >= 0 && index < names->count ? names->names[index] : NULL;
}

int names_number(const struct names *names, const char *name)
{
	for (int i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return names->first + i;
	return -1;
}
