/* Asked of the daemon silently, page by page: what it does not say is not told. */
#include "unsettled.h"

#include "arena.h"
#include "limitations.h"
#include "messages.h"
#include "models.h"
#include "output.h"
#include "review.h"
#include "ruleset.h"
#include "words.h"

struct telling {
	struct dial *dial;
	struct query query; /* of cluster and year */
	FILE *out;
	bool headed; /* it was said what they are */
};

static void tell(struct telling *telling, enum word head, const char *line)
{
	if (!telling->headed)
		fprintf(telling->out, "%s\n", say(head));
	telling->headed = true;
	fprintf(telling->out, "  %s\n", output_one_line(&telling->dial->arena, line));
}

static bool ask(struct telling *telling, enum question question, const void *asked)
{
	telling->query.question = question;
	telling->query.asked = asked;
	return dial_try(telling->dial, &telling->query) == THIDUA_OK;
}

/* "CB, DB": whose report of a period came and was never verified; "" when there is none. */
static const char *unreviewed(struct telling *telling, enum period period)
{
	struct dial *dial = telling->dial;
	const char *boards = "";

	telling->query.period = (int)period;
	if (!ask(telling, QUESTION_REVIEWS, NULL) || !dial->answer.reply->reviews.agreed)
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

static void tell_reports(struct telling *telling)
{
	for (enum period period = Q1; period < PERIODS; period++) {
		const char *boards = unreviewed(telling, period);

		if (*boards)
			tell(telling, WORD_FINALISE_UNREVIEWED,
			     arena_text(&telling->dial->arena, "%s: %s",
			                words_period((int)period + 1), boards));
	}
}

static void tell_models(struct telling *telling)
{
	struct get_models asked = {
		.board = "", .field = "", .search = "", .state = MODEL_IS_OPEN
	};

	while (ask(telling, QUESTION_MODELS, &asked)) {
		const struct told_models *told = &telling->dial->answer.reply->models;

		for (size_t i = 0; i < told->model_count; i++)
			tell(telling, WORD_FINALISE_UNJUDGED,
			     arena_text(&telling->dial->arena, "%s, %s: %s", told->models[i].board,
			                words_period(told->models[i].period),
			                told->models[i].title));
		asked.after = told->next;
		if (asked.after == 0)
			break;
	}
}

static void tell_limitations(struct telling *telling)
{
	struct get_limitations asked = { .board = "", .state = LIMITATION_CLOSING };

	while (ask(telling, QUESTION_LIMITATIONS, &asked)) {
		const struct limitations *told = &telling->dial->answer.reply->limitations;

		for (size_t i = 0; i < told->limitation_count; i++)
			tell(telling, WORD_FINALISE_UNCONFIRMED,
			     arena_text(&telling->dial->arena, "%s: %s", told->limitations[i].board,
			                told->limitations[i].text));
		if (!told->more)
			break;
		asked.after += (uint32_t)told->limitation_count;
	}
}

void unsettled_tell(struct dial *dial, const char *cluster, uint32_t year, FILE *out)
{
	static void (*const all[])(struct telling * telling) = { tell_reports, tell_models,
		                                                 tell_limitations };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct telling telling = {
			.dial = dial,
			.query = { .cluster = cluster, .year = year, .period = -1 },
			.out = out,
		};

		all[i](&telling);
	}
}
