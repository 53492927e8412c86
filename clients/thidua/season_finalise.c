/*
 * The year is typed also where a context has one, since nothing of it can be entered any more once two have
 * signed. Whoever signs second does so with thidua proposal.
 */
#include "season_finalise.h"

#include <stdio.h>

#include "arena.h"
#include "consent.h"
#include "review.h"
#include "ruleset.h"
#include "send.h"
#include "try_command.h"
#include "words.h"

/* "CB, DB": whose report of a period came and was never verified; "" when there is none. */
static const char *unreviewed(struct dial *dial, const struct query *asked, enum period period)
{
	const struct query query = { .question = QUESTION_REVIEWS,
		                     .cluster = asked->cluster,
		                     .year = asked->year,
		                     .period = (int)period };
	const char *boards = "";

	if (dial_try(dial, &query) != THIDUA_OK || !dial->answer.reply->reviews.agreed)
		return "";
	const struct reviews *told = &dial->answer.reply->reviews;

	for (size_t i = 0; i < told->board_count; i++) {
		const struct board_review *review = &told->boards[i];

		if (review->revision > 0 && review->state != REVIEW_VERIFIED)
			boards = arena_text(&dial->arena, "%s%s%s", boards, *boards ? ", " : "",
			                    review->board);
	}
	return boards;
}

/* Once the year is settled nobody reviews them any more: that is seen before it is asked about. */
static void warn_of_unreviewed(struct dial *dial, const struct query *asked)
{
	bool warned = false;

	for (enum period period = Q1; period < PERIODS; period++) {
		const char *boards = unreviewed(dial, asked, period);

		if (*boards && !warned)
			fprintf(stderr, "%s\n", say(WORD_FINALISE_UNREVIEWED));
		warned |= *boards != '\0';
		if (*boards)
			fprintf(stderr, "  %s: %s\n", words_period((int)period + 1), boards);
	}
}

static int agree(const struct dial *dial, uint32_t year)
{
	if (!consent_wanted(dial->options))
		return THIDUA_OK;
	return consent_given(say(WORD_FINALISE_ASK), year) ? THIDUA_OK : THIDUA_USAGE;
}

int season_finalise(struct options *options, const char *year)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;

	options->values[OPTION_YEAR] = year;
	int code = dial_query(options, QUESTION_PROPOSALS, &query);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		warn_of_unreviewed(&dial, &query);
	if (code == THIDUA_OK)
		code = agree(&dial, query.year);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_FINALISE_YEAR, query.cluster, query.year);
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}
