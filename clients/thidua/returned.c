#include "returned.h"

#include <stdio.h>

#include "arena.h"
#include "calendar.h"
#include "counted.h"
#include "json_out.h"
#include "review.h"
#include "show.h"
#include "words.h"

/* The latest return says why. */
static void ask_one(struct dial *dial, const struct query *of, int period,
                    struct returned_reports *out)
{
	const struct get_review_history asked = { .before = 0 };
	const struct query query = { .question = QUESTION_REVIEW_HISTORY,
		                     .cluster = of->cluster,
		                     .year = of->year,
		                     .period = period - 1,
		                     .board = of->board,
		                     .asked = &asked };

	if (out->count == PERIODS || dial_try(dial, &query) != THIDUA_OK)
		return;
	const struct review_history *told = &dial->answer.reply->review_history;
	struct returned_report *report = &out->items[out->count++];

	*report = (struct returned_report){ period, "", told->review.until };
	for (size_t i = 0; i < told->entry_count; i++) {
		if (told->entries[i].event == REVIEW_RETURN)
			report->reason = told->entries[i].reason;
	}
}

void returned_ask(struct dial *dial, const struct query *of, const struct told_scorecard *card,
                  struct returned_reports *out)
{
	for (size_t i = 0; i < card->late_count; i++) {
		if (card->late[i].review == REVIEW_RETURNED)
			ask_one(dial, of, card->late[i].period, out);
	}
}

static void show_line(struct arena *arena, const char *line)
{
	puts(show_wrapped(arena, line, show_columns()));
}

void returned_show(struct arena *arena, const struct told_scorecard *card,
                   const struct returned_reports *returned)
{
	for (size_t i = 0; i < returned->count; i++) {
		const struct returned_report *report = &returned->items[i];

		show_line(arena, arena_text(arena, say(WORD_STATUS_RETURNED),
		                            words_period(report->period), report->reason,
		                            show_day(arena, calendar_day(report->until - 1))));
	}
	for (size_t i = 0; i < card->late_count; i++) {
		const struct told_late *late = &card->late[i];

		if (late->cause == CAUSE_TOO_LATE && late->review != REVIEW_RETURNED)
			show_line(arena, arena_text(arena, say(WORD_COUNTS_VERIFIED),
			                            words_period(late->period)));
	}
}

json_t *returned_json(const struct returned_reports *returned)
{
	json_t *list = json_array();

	for (size_t i = 0; i < returned->count; i++) {
		const struct returned_report *report = &returned->items[i];

		json_array_append_new(list, json_pack("{s:o, s:s, s:o}", "period",
		                                      json_name(&names_periods, report->period - 1),
		                                      "reason", report->reason, "until",
		                                      json_instant(report->until)));
	}
	return list;
}
