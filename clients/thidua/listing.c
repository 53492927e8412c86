#include "listing.h"

#include "json_form.h"
#include "json_out.h"

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
	dial_close(&dial);
	return code;
}
