#include "cli.h"
#include "complain.h"
#include "explain.h"
#include "json_out.h"
#include "json_standings.h"
#include "members.h"
#include "sealed.h"
#include "show.h"
#include "words.h"

int cmd_scorecard(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct query query;

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_query(options, QUESTION_SCORECARD, &query);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_BOARD, &query.board);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK) {
		const struct told_scorecard card = dial.answer.scorecard;
		struct member_list members;

		members_ask(&dial, query.cluster, query.year, &members);
		if (options_has(options, OPTION_JSON))
			json_print(json_scorecard(&card, &members));
		else
			explain_card(&dial.arena, &card, &members,
			             options_has(options, OPTION_BY_LOSS));
	}
	if (code == THIDUA_OK)
		sealed_note(&dial, query.cluster, query.year);
	dial_close(&dial);
	return code;
}
