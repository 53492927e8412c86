/*
 * Requests to bytes, the way of a client. Questions are asked by one struct of what they share, so
 * that a client can carry any of them; absent is what it leaves at 0, and period -1.
 */
#include "encode.h"

#include <string.h>

#include "messages_forms.h"

void encode_signed(const struct signed_command *command, bool dry_run, uint64_t correlation,
                   struct buffer *out)
{
	struct told_request request = { .correlation = correlation,
		                        .body = dry_run ? REQUEST_DRY_RUN : REQUEST_COMMAND };
	struct told_signed *body = dry_run ? &request.dry_run : &request.command;

	body->command = (struct bytes){ command->bytes, command->size };
	memcpy(body->signature, command->signature, SIGNATURE_SIZE);
	memcpy(body->key, command->key, KEY_SIZE);
	form_write(&form_told_request, &request, out);
}

/* What all questions about a period have in common. */
#define PLACE  .cluster = query->cluster, .year = query->year
#define PERIOD .period = query->period + 1

static void fill_question(const struct query *query, struct told_query *to)
{
	switch (query->question) {
	case QUESTION_STANDINGS:
		to->standings = (struct get_standings){ PLACE, PERIOD };
		break;
	case QUESTION_SCORECARD:
		to->scorecard = (struct get_scorecard){ PLACE, PERIOD, .board = query->board };
		break;
	case QUESTION_REPORT:
		to->report = (struct get_report){ PLACE, PERIOD, .board = query->board,
			                          .revision = query->revision };
		break;
	case QUESTION_SEASON:
		to->season = (struct get_season){ PLACE, .version = query->revision };
		break;
	case QUESTION_JOURNAL:
		to->journal = (struct get_journal){ .cluster = query->cluster,
			                            .from = query->from,
			                            .limit = query->limit };
		break;
	case QUESTION_COMPLETENESS:
		to->completeness = (struct get_completeness){ PLACE, PERIOD };
		break;
	case QUESTION_PING:
		break;
	}
}

void encode_query(const struct query *query, uint64_t correlation, struct buffer *out)
{
	struct told_request request = { .correlation = correlation,
		                        .body = REQUEST_QUERY,
		                        .query = { .question = query->question } };

	fill_question(query, &request.query);
	form_write(&form_told_request, &request, out);
}

void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out)
{
	const struct told_request request = { .correlation = correlation,
		                              .body = REQUEST_ADVANCE_CLOCK,
		                              .advance_clock = { .to = to } };

	form_write(&form_told_request, &request, out);
}
