#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "cli.h"
#include "complain.h"
#include "dial.h"
#include "json_out.h"
#include "output.h"
#include "show.h"
#include "words.h"

static int advance(struct options *options, const char *to)
{
	int64_t instant;
	struct dial dial = { 0 };
	struct buffer frame = { 0 };

	if (!calendar_parse_instant(to, &instant))
		return complain(THIDUA_USAGE, say(WORD_INSTANT_WRONG), to);
	int code = dial_open(&dial, options, DIAL_ASK);

	if (code == THIDUA_OK) {
		const uint64_t correlation = thidua_correlation();

		encode_advance_clock(instant, correlation, &frame);
		code = dial_send(&dial, &frame, correlation);
		if (code == THIDUA_OK)
			output_deed_done();
		if (code != THIDUA_OK)
			code = dial_tell(&dial, code);
		else if (options_has(options, OPTION_JSON))
			json_print(json_pack("{s:o}", "now", json_instant(instant)));
		else
			printf(say(WORD_CLOCK_NOW), show_instant(&dial.arena, instant)),
			        putchar('\n');
	}
	buffer_close(&frame);
	dial_close(&dial);
	return code;
}

int cmd_clock(struct options *options, size_t count, char **operands)
{
	if (count != 2 || strcmp(operands[0], "advance") != 0)
		return options_usage(options);
	return advance(options, operands[1]);
}

static void tell_pong(struct dial *dial)
{
	const struct answer *answer = &dial->answer;

	if (options_has(dial->options, OPTION_JSON))
		json_print(json_pack("{s:o, s:o, s:b, s:o}", "now", json_instant(answer->pong.now),
		                     "version", json_maybe(answer->pong.version), "rehearsal",
		                     answer->pong.rehearsal, "epoch",
		                     json_hex(answer->pong.epoch, EPOCH_SIZE)));
	else
		printf("thiduad %s, %s%s%s\n", answer->pong.version ? answer->pong.version : "?",
		       show_instant(&dial->arena, answer->pong.now),
		       answer->pong.rehearsal ? ", " : "",
		       answer->pong.rehearsal ? say(WORD_REHEARSAL) : "");
}

int cmd_ping(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	const struct query query = { .question = QUESTION_PING, .period = -1 };

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_open(&dial, options, DIAL_ASK);

	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK)
		tell_pong(&dial);
	dial_close(&dial);
	return code;
}
