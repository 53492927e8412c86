#include "explain_review.h"

#include <stdio.h>
#include <string.h>

#include "counted.h"
#include "output.h"
#include "ruleset.h"
#include "show.h"
#include "words.h"

const char *explain_cause(struct arena *arena, const struct told_score_line *line)
{
	switch ((enum score_cause)line->cause) {
	case CAUSE_TOO_LATE:
		return say(WORD_CAUSE_TOO_LATE);
	case CAUSE_RETURNED:
		return say(WORD_CAUSE_RETURNED);
	case CAUSE_LACKING:
		return say(WORD_CAUSE_LACKING);
	case CAUSE_NOT_APPRAISED:
		return say(WORD_CAUSE_NOT_APPRAISED);
	case CAUSE_AT_MOST_TARGET:
		return say(WORD_CAUSE_AT_MOST_TARGET);
	case CAUSE_VERIFIED_ALONE:
		return arena_text(arena, say(WORD_CAUSE_VERIFIED_ALONE),
		                  show_quantity(arena, line->verified));
	case CAUSE_UNJUDGED:
		return say(WORD_CAUSE_UNJUDGED);
	case CAUSE_NOT_REPORTED: /* has its own line */
	case CAUSE_NONE:
		break;
	}
	return "";
}

bool explain_withheld(const struct told_score_line *line)
{
	return line->lower_is_better && line->cause != CAUSE_NONE &&
	       strcmp(line->numerator, "0") == 0;
}

static const char *amount(struct arena *arena, const struct told_score_line *line, bool has,
                          int64_t number, int64_t out_of)
{
	if (!has)
		return say(WORD_EXPLAIN_NOTHING);
	if (line->measure != MEASURE_PERCENT)
		return show_quantity(arena, number);
	return arena_text(arena, say(WORD_EXPLAIN_OF), show_quantity(arena, number),
	                  show_quantity(arena, out_of));
}

static void print_judgement(struct arena *arena, const struct told_score_value *value)
{
	if (value->resolved)
		fputs(say(WORD_EXPLAIN_RESOLVED), stdout);
	if (value->amendment > 0)
		printf(say(WORD_EXPLAIN_AMENDED), value->amendment);
	if (value->reason[0] != '\0')
		printf(say(WORD_EXPLAIN_REASON), output_one_line(arena, value->reason));
	if (value->objection[0] != '\0')
		printf(say(WORD_EXPLAIN_OBJECTION), output_one_line(arena, value->objection));
	if (value->disputed)
		fputs(say(WORD_EXPLAIN_UNRESOLVED), stdout);
	putchar('\n');
}

void explain_values(struct arena *arena, const struct told_score_line *line, int indent)
{
	for (size_t i = 0; i < line->value_count; i++) {
		const struct told_score_value *value = &line->values[i];

		printf("%*s", indent, "");
		if (value->has_points)
			printf(say(value->amendment > 0 ? WORD_EXPLAIN_COUNTS : WORD_EXPLAIN_GIVEN),
			       words_period(value->period), show_points(arena, value->points));
		else
			printf(say(WORD_EXPLAIN_VALUE), words_period(value->period),
			       amount(arena, line, value->has_reported, value->reported,
			              value->reported_out_of),
			       amount(arena, line, value->has_counted, value->counted,
			              value->counted_out_of));
		print_judgement(arena, value);
	}
}
