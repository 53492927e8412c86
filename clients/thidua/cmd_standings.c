#include "calendar.h"
#include "cli.h"
#include "complain.h"
#include "json_out.h"
#include "json_standings.h"
#include "members.h"
#include "sealed.h"
#include "sheet.h"
#include "words.h"

/* Which of a locked period's, or that of an instant, where one is named; else the latest. */
static int which(const struct options *options, struct query *query, struct get_standings *out)
{
	const char *at = options_text(options, OPTION_AT);
	uint64_t number;
	const int code = options_number(options, OPTION_AMENDMENT, 0, UINT16_MAX, 0, &number);

	*out = (struct get_standings){ .has_amendment = options_has(options, OPTION_AMENDMENT),
		                       .amendment = (uint32_t)number };
	if (at && (!calendar_parse_instant(at, &out->at) || out->at <= 0))
		return complain(THIDUA_USAGE, say(WORD_INSTANT_WRONG), at);
	if (out->has_amendment || out->at > 0)
		query->asked = out;
	return code;
}

int cmd_standings(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct query query;
	struct get_standings asked;

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_query(options, QUESTION_STANDINGS, &query);

	if (code == THIDUA_OK)
		code = which(options, &query, &asked);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK) {
		const struct told_standings standings = dial.answer.standings;
		struct member_list members;

		members_ask(&dial, query.cluster, query.year, &members);
		code = member_of_options(&members, options);
		if (code == THIDUA_OK && options_has(options, OPTION_JSON))
			json_print(json_standings(&standings, &members));
		else if (code == THIDUA_OK)
			sheet_print(&dial.arena, &standings, &members,
			            options_text(options, OPTION_BOARD));
	}
	if (code == THIDUA_OK)
		sealed_note(&dial, query.cluster, query.year);
	dial_close(&dial);
	return code;
}
