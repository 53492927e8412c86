#include "question.h"

#include "faults.h"
#include "names.h"

static const struct question_row *const questions[] = {
	&question_completeness,   &question_postmarks,   &question_compact,    &question_reviews,
	&question_review_history, &question_proposals,   &question_entries,    &question_todo,
	&question_amendments,     &question_limitations, &question_disclosure, &question_models,
};

const struct question_row *question_find(enum question number)
{
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		if (questions[i]->number == number)
			return questions[i];
	}
	return NULL;
}

enum audience question_audience(enum question number)
{
	static const enum question of_public[] = { QUESTION_STANDINGS, QUESTION_SCORECARD,
		                                   QUESTION_SEASON, QUESTION_PING };
	const struct question_row *row = question_find(number);
	bool found = row && row->of_public;

	for (size_t i = 0; i < sizeof(of_public) / sizeof(of_public[0]); i++)
		found |= of_public[i] == number;
	return found ? AUDIENCE_PUBLIC : AUDIENCE_MEMBER;
}

bool question_period(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                     int asked, enum period *out, struct faults *why)
{
	return question_period_at(cluster, sight, year, asked, sight->now, out, why);
}

bool question_period_at(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                        int asked, int64_t at, enum period *out, struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, year, INT64_MAX);
	const int64_t seen = audience_sees(cluster, sight, year, "");
	const int current = ruleset ? ruleset_current(ruleset, at < seen ? at : seen) : -1;

	if (!ruleset) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, year));
		return false;
	}
	if (asked == 0 && current < 0) {
		fail(why, FAULT_SEASON_NOT_OPEN, "query.period", fault_number(why, year));
		return false;
	}
	*out = asked == 0 ? (enum period)current : (enum period)(asked - 1);
	if (period_held(ruleset, *out))
		return true;
	fail(why, FAULT_PERIOD_NOT_HELD, "query.period", names_find(&names_periods, (int)*out),
	     fault_number(why, year));
	return false;
}
