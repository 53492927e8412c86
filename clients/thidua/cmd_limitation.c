/*
 * thidua limitation: what boards have named as not going well, and what has become of it: the board closes it with what
 * shows that, who reviews confirms that, or says why not.
 *
 * People name one as 2024-Q1-2, its season, period and number there; as 2023-1 when a season's file lists it. What it
 * says, and which closing waits, is asked for just before, so that what was looked at is what is signed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "choice.h"
#include "cli.h"
#include "complain.h"
#include "consent.h"
#include "document.h"
#include "json_form.h"
#include "listing.h"
#include "messages_forms.h"
#include "names.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "try_command.h"
#include "unseen.h"
#include "words.h"

enum { STATE_OPEN = 1, STATE_CLOSING, STATE_CLOSED, STATES }; /* the wire's numbers */
enum { EVIDENCE_MAX = 20 };

/* --- list --- */

static const char *name_of(struct arena *arena, const struct told_limitation *limitation)
{
	if (limitation->period == 0)
		return arena_text(arena, "%u-%u", limitation->year, limitation->number);
	return arena_text(arena, "%u-%s-%u", limitation->year,
	                  names_find(&names_periods, limitation->period - 1), limitation->number);
}

static const char *state_of(struct arena *arena, const struct told_limitation *limitation)
{
	switch (limitation->state) {
	case STATE_CLOSED:
		return arena_text(arena, say(WORD_LIMITATION_CLOSED),
		                  show_instant(arena, limitation->judged_at));
	case STATE_CLOSING:
		return arena_text(arena, say(WORD_LIMITATION_CLOSING), limitation->reviewer,
		                  show_instant(arena, limitation->supervisor_from));
	default:
		return limitation->judged_at != 0
		               ? arena_text(arena, say(WORD_LIMITATION_REFUSED),
		                            show_instant(arena, limitation->judged_at))
		               : say(WORD_LIMITATION_OPEN);
	}
}

/* What it says, and what was said of it. */
static const char *text_of(struct arena *arena, const struct told_limitation *limitation)
{
	const char *text = limitation->text;

	if (limitation->how[0] != '\0')
		text = arena_text(arena, "%s · %s%s", text, say(WORD_LIMITATION_HOW),
		                  limitation->how);
	if (limitation->reason[0] != '\0')
		text = arena_text(arena, "%s · %s%s", text, say(WORD_LIMITATION_WHY_NOT),
		                  limitation->reason);
	return text;
}

static void add_row(struct table *table, const struct told_limitation *limitation)
{
	struct arena *arena = table->arena;
	const bool closed = limitation->state == STATE_CLOSED;

	table_cell(table, PAINT_BOLD, "%s", limitation->board);
	table_cell(table, PAINT_BOLD, "%s", name_of(arena, limitation));
	table_cell(table,
	           closed                               ? PAINT_GOOD
	           : limitation->state == STATE_CLOSING ? PAINT_WARN
	                                                : PAINT_NONE,
	           "%s", state_of(arena, limitation));
	table_cell(table, PAINT_NONE, "%s", limitation->counts ? say(WORD_LIMITATION_COUNTS) : "–");
	table_cell(table, PAINT_NONE, "%s",
	           table_apart() ? limitation->text : text_of(arena, limitation));
	if (!table_apart())
		return;
	table_cell(table, PAINT_NONE, "%s", limitation->how);
	table_cell(table, PAINT_NONE, "%s", limitation->reason);
}

static void show_list(struct dial *dial, const struct query *query, const struct told_reply *reply)
{
	const struct limitations *told = &reply->limitations;
	const struct get_limitations *asked = query->asked;
	const struct column columns[] = { { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_LIMITATION), false, CUT_NEVER },
		                          { say(WORD_LIMITATION_STATE), false, CUT_NEVER },
		                          { say(WORD_LIMITATION_YEAR), false, CUT_NEVER },
		                          { say(WORD_LIMITATION_TEXT), false, CUT_WRAP },
		                          { say(WORD_LIMITATION_DONE), false, CUT_NEVER },
		                          { say(WORD_LIMITATION_REASON), false, CUT_NEVER } };
	const size_t apart = sizeof(columns) / sizeof(*columns), together = 5;
	struct table table;

	if (!told->agreed || told->limitation_count == 0) {
		printf(say(told->agreed ? WORD_LIMITATIONS_NONE : WORD_LIMITATIONS_NOT_AGREED),
		       query->year),
		        putchar('\n');
		return;
	}
	table_start(&table, &dial->arena, columns, table_apart() ? apart : together);
	for (size_t i = 0; i < told->limitation_count; i++)
		add_row(&table, &told->limitations[i]);
	table_print_list(&table);
	if (told->more)
		printf(say(WORD_LIMITATIONS_MORE),
		       options_next_page(dial->options, &dial->arena, "limitation list",
		                         OPTION_AFTER, asked->after + told->limitation_count)),
		        putchar('\n');
}

static const struct listing listing = {
	.question = QUESTION_LIMITATIONS,
	.form = &form_limitations,
	.member = offsetof(struct told_reply, limitations),
	.show = show_list,
};

static int list(struct options *options)
{
	static const char *const states[STATES] = {
		[STATE_OPEN] = "open", [STATE_CLOSING] = "closing", [STATE_CLOSED] = "closed"
	};
	struct part part;
	const int code = listing_part(options, states, STATES, &part);
	const struct get_limitations asked = { .board = part.board,
		                               .state = part.state,
		                               .after = part.after };

	return code == THIDUA_OK ? listing_run(&listing, options, &asked) : code;
}

/* --- one --- */

struct named {
	uint32_t year, number;
	int period; /* the wire's; 0: of a file */
};

static int read_name(struct arena *arena, const char *text, struct named *out)
{
	char *end, *rest = arena_text(arena, "%s", text);

	*out = (struct named){ .year = (uint32_t)strtoul(rest, &end, 10) };
	if (*end == '-' && !(end[1] >= '0' && end[1] <= '9')) {
		char *name = end + 1, *dash = strchr(name, '-');

		if (dash) {
			*dash = '\0';
			out->period = choice_find(name, names_periods.names,
			                          (size_t)names_periods.count) +
			              1;
		}
		end = dash && out->period > 0 ? dash : rest;
		*end = '-';
	}
	if (end != rest && *end == '-')
		out->number = (uint32_t)strtoul(end + 1, &end, 10);
	return out->year > 0 && out->number > 0 && *end == '\0'
	               ? THIDUA_OK
	               : complain(THIDUA_USAGE, say(WORD_LIMITATION_NAME), text);
}

struct errand {
	struct dial dial;
	struct query query;
	struct told_limitation limitation;
	struct command command;
};

static bool is_named(const struct told_limitation *limitation, const struct named *named)
{
	return limitation->year == named->year && limitation->period == named->period &&
	       limitation->number == named->number;
}

/* Page by page. One that was closed before the season began is not told: then the daemon says what it is. */
static int find_one(struct errand *errand, const char *board, const struct named *named)
{
	struct get_limitations *asked = arena_alloc(&errand->dial.arena, 1, sizeof(*asked));
	bool more = true;
	int code = THIDUA_OK;

	*asked = (struct get_limitations){ .board = board };
	errand->query.asked = asked;
	errand->limitation = (struct told_limitation){ .text = "?" };
	while (more && code == THIDUA_OK) {
		code = dial_ask(&errand->dial, &errand->query);
		const struct limitations *told = &errand->dial.answer.reply->limitations;

		for (size_t i = 0; code == THIDUA_OK && i < told->limitation_count; i++) {
			if (is_named(&told->limitations[i], named))
				errand->limitation = told->limitations[i];
		}
		more = code == THIDUA_OK && told->more;
		asked->after += more ? (uint32_t)told->limitation_count : 0;
	}
	return code;
}

static int start(struct errand *errand, struct options *options, enum action_number action,
                 const char *board, const struct named *named)
{
	int code = dial_query(options, QUESTION_LIMITATIONS, &errand->query);

	if (code == THIDUA_OK)
		code = dial_open(&errand->dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = find_one(errand, board, named);
	if (code == THIDUA_OK)
		send_start(&errand->command, action, errand->query.cluster, errand->query.year);
	return code;
}

/* operands: name, documents. */
static int close_it(struct options *options, size_t count, char **operands)
{
	uint8_t(*evidence)[HASH_SIZE] =
	        arena_alloc(&options->arena, EVIDENCE_MAX, sizeof(*evidence));
	const char *board, *how;
	struct errand errand = { .limitation = { .text = "" } };
	struct named named;
	int code = options_require(options, OPTION_BOARD, &board);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_REASON, &how);
	if (code == THIDUA_OK)
		code = read_name(&options->arena, operands[0], &named);
	if (code == THIDUA_OK && count - 1 > EVIDENCE_MAX)
		return options_usage(options);
	for (size_t i = 1; code == THIDUA_OK && i < count; i++)
		code = document_hash(operands[i], evidence[i - 1]);
	if (code != THIDUA_OK)
		return code;
	unseen_note(NULL, "how", how);
	code = start(&errand, options, ACTION_CLOSE_LIMITATION, board, &named);
	errand.command.close_limitation =
	        (struct close_limitation){ .board = board,
		                           .year = named.year,
		                           .period = named.period,
		                           .number = named.number,
		                           .text = errand.limitation.text,
		                           .how = how,
		                           .evidence_count = count - 1,
		                           .evidence = (const uint8_t(*)[HASH_SIZE])evidence };
	if (code == THIDUA_OK)
		code = try_or_send(&errand.dial, &errand.command);
	dial_close(&errand.dial);
	return code;
}

static bool agreed(struct options *options, const struct errand *errand, const char *board)
{
	const struct told_limitation *limitation = &errand->limitation;

	if (limitation->state != STATE_CLOSING || !consent_wanted(options))
		return true;
	fprintf(stderr, "  %s\n  %s%s\n", limitation->text, say(WORD_LIMITATION_HOW),
	        limitation->how);
	return consent_given(say(WORD_LIMITATION_ASK), board);
}

/* operands: board, name. */
static int judge(struct options *options, char **operands, bool confirmed)
{
	const char *reason = "";
	struct errand errand = { .limitation = { .text = "" } };
	struct named named;
	int code = read_name(&options->arena, operands[1], &named);

	if (code == THIDUA_OK && !confirmed)
		code = options_require(options, OPTION_REASON, &reason);
	if (code != THIDUA_OK)
		return code;
	unseen_note(NULL, "reason", reason);
	code = start(&errand, options, ACTION_CONFIRM_LIMITATION, choice_code(operands[0]), &named);
	struct confirm_limitation *confirm = &errand.command.confirm_limitation;

	*confirm = (struct confirm_limitation){ .board = operands[0],
		                                .year = named.year,
		                                .period = named.period,
		                                .number = named.number,
		                                .text = errand.limitation.text,
		                                .confirmed = confirmed,
		                                .reason = reason };
	memcpy(confirm->closing, errand.limitation.closing, HASH_SIZE);
	if (code == THIDUA_OK)
		sealed_warn(&errand.dial, &errand.query, operands[0], reason);
	if (code == THIDUA_OK && confirmed && !agreed(options, &errand, operands[0]))
		code = THIDUA_USAGE;
	if (code == THIDUA_OK)
		code = try_or_send(&errand.dial, &errand.command);
	dial_close(&errand.dial);
	return code;
}

int cmd_limitation(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "";

	if (count == 1 && strcmp(what, "list") == 0)
		return list(options);
	if (count >= 3 && strcmp(what, "close") == 0)
		return close_it(options, count - 1, operands + 1);
	if (count == 3 && strcmp(what, "confirm") == 0)
		return judge(options, operands + 1, true);
	if (count == 3 && strcmp(what, "refuse") == 0)
		return judge(options, operands + 1, false);
	return options_usage(options);
}
