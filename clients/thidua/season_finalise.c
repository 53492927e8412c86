/*
 * The year is typed also where a context has one, since nothing of it can be entered any more once two have
 * signed. Whoever signs second does so with thidua proposal, which tells him the same of what stays undecided.
 */
#include "season_finalise.h"

#include <stdio.h>

#include "consent.h"
#include "send.h"
#include "try_command.h"
#include "unsettled.h"
#include "words.h"

static int agree(const struct dial *dial, uint32_t year)
{
	if (!consent_wanted(dial->options))
		return THIDUA_OK;
	return consent_given(say(WORD_FINALISE_ASK), year) ? THIDUA_OK : THIDUA_USAGE;
}

/* Then nothing is left to be lost, and what is asked for is refused. */
static bool is_final(struct dial *dial, const struct query *of)
{
	const struct query query = {
		.question = QUESTION_SEASON, .cluster = of->cluster, .year = of->year, .period = -1
	};

	return dial_try(dial, &query) == THIDUA_OK && dial->answer.season.finalised_at > 0;
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
	if (code == THIDUA_OK && !is_final(&dial, &query))
		unsettled_tell(&dial, query.cluster, query.year, stderr);
	if (code == THIDUA_OK)
		code = agree(&dial, query.year);
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_FINALISE_YEAR, query.cluster, query.year);
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}
