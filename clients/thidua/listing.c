#include "listing.h"

#include "json_out.h"
#include "json_write.h"
#include "sealed.h"

/* The board is asked for only when it was told: everybody's context has one. */
int listing_part(const struct options *options, const char *const *states, int count,
                 struct part *out)
{
	const char *name = options_text(options, OPTION_STATE);
	uint64_t after;
	const int code = options_number(options, OPTION_AFTER, 0, UINT32_MAX, 0, &after);

	*out = (struct part){ .board = "" };
	if (code != THIDUA_OK)
		return code;
	if (name)
		out->state = options_choice(options, OPTION_STATE, states, (size_t)count);
	if (options->told >> OPTION_BOARD & 1)
		out->board = options_text(options, OPTION_BOARD);
	out->after = (uint32_t)after;
	return out->state < 0 ? THIDUA_USAGE : THIDUA_OK;
}

int listing_run(const struct listing *listing, struct options *options, const void *asked)
{
	struct dial dial = { 0 };
	struct query query;
	int code = dial_query(options, listing->question, &query);

	query.asked = asked;
	if (listing->of_years && options_has(options, OPTION_ALL))
		query.year = 0;
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(json_form_write(listing->form, NULL,
		                           (const char *)dial.answer.reply + listing->member));
	else if (code == THIDUA_OK)
		listing->show(&dial, &query, dial.answer.reply);
	if (code == THIDUA_OK && query.year != 0)
		sealed_note(&dial, query.cluster, query.year);
	dial_close(&dial);
	return code;
}
