/*
 * thidua todo: what there is to do for who holds this key, and by when: a sentence, a row for each
 * matter, and of each kind the command for the first, to be pasted.
 *
 * What is to be done the daemon says (core/todo.c); here it gets its words.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "cli.h"
#include "dial.h"
#include "json_form.h"
#include "json_out.h"
#include "messages_forms.h"
#include "names.h"
#include "session.h"
#include "show.h"
#include "text.h"
#include "todo.h"
#include "words.h"

/* How a kind is said: a number of them, one of them, and what ends it: BOARD, PERIOD and HASH stand for
 * the item's. */
static const struct saying {
	enum word many, one;
	const char *deed;
} sayings[TODO_KINDS] = {
	[TODO_ANSWER] = { WORD_TODO_ANSWERS, WORD_TODO_ANSWER, "submit FILE --period PERIOD" },
	[TODO_REPORT] = { WORD_TODO_REPORTS, WORD_TODO_REPORT, "submit FILE --period PERIOD" },
	[TODO_COMPACT] = { WORD_TODO_COMPACTS, WORD_TODO_COMPACT, "compact sign" },
	[TODO_FINISH] = { WORD_TODO_FINISHES, WORD_TODO_FINISH,
	                  "review verify BOARD --period PERIOD" },
	[TODO_REVIEW] = { WORD_TODO_REVIEWS, WORD_TODO_REVIEW,
	                  "review take BOARD --period PERIOD" },
	[TODO_RESOLVE] = { WORD_TODO_DISPUTES, WORD_TODO_RESOLVE,
	                   "review show BOARD --period PERIOD" },
	[TODO_COUNTERSIGN] = { WORD_TODO_PROPOSALS, WORD_TODO_COUNTERSIGN, "proposal show HASH" },
	[TODO_DISPUTE] = { WORD_TODO_ADJUSTMENTS, WORD_TODO_DISPUTE,
	                   "review show BOARD --period PERIOD" },
	[TODO_NO_SUPERVISOR] = { WORD_TODO_NO_SUPERVISOR, WORD_TODO_NO_SUPERVISOR, "key list" },
};

enum { HASH_DIGITS = 8 };

static bool is_word(const char *at, const char *name)
{
	return strncmp(at, name, strlen(name)) == 0;
}

/* The command with its places filled. */
static const char *deed_of(const struct options *options, struct arena *arena,
                           const struct todo_item *item)
{
	const char *text = "";
	char hash[2 * HASH_SIZE + 1];

	text_hex(item->proposal, HASH_SIZE, hash);
	for (const char *at = sayings[item->kind].deed; *at;) {
		const char *put =
		        is_word(at, "BOARD")    ? item->board
		        : is_word(at, "PERIOD") ? names_find(&names_periods, item->period - 1)
		        : is_word(at, "HASH")   ? arena_text(arena, "%.*s", HASH_DIGITS, hash)
		                                : NULL;

		text = put ? arena_text(arena, "%s%s", text, put)
		           : arena_text(arena, "%s%c", text, *at);
		at += put ? (is_word(at, "PERIOD") ? 6 : is_word(at, "BOARD") ? 5 : 4) : 1;
	}
	return arena_text(arena, "thidua %s%s", text, options_again(options, arena));
}

static bool is_known(const struct todo_item *item)
{
	return item->kind > 0 && item->kind < TODO_KINDS;
}

/* The last day on which it can be done. */
static const char *last_day(struct arena *arena, const struct todo_item *item)
{
	return show_day(arena, calendar_day(item->until - 1));
}

/* "3 reports to review, the first until 05-04-2024; 1 dispute". */
static void say_sum(struct arena *arena, const struct todo *told)
{
	const char *text = "";

	for (size_t i = 0; i < told->item_count;) {
		const struct todo_item *first = &told->items[i];
		const struct todo_item *soonest = NULL;
		size_t count = 0;

		for (; i < told->item_count && told->items[i].kind == first->kind; i++, count++) {
			const struct todo_item *item = &told->items[i];

			if (item->until != 0 && (!soonest || item->until < soonest->until))
				soonest = item;
		}
		if (!is_known(first))
			continue;
		const char *until = !soonest    ? ""
		                    : count > 1 ? arena_text(arena, say(WORD_TODO_FIRST_UNTIL),
		                                             last_day(arena, soonest))
		                                : arena_text(arena, say(WORD_TODO_UNTIL),
		                                             last_day(arena, soonest));

		text = arena_text(arena, "%s%s%s%s", text, *text ? "; " : "",
		                  arena_text(arena, say(sayings[first->kind].many), count), until);
	}
	show_text(PAINT_BOLD, text);
	putchar('\n');
}

/* Of each kind the command for what comes first; the others are like it. */
static void say_deeds(const struct options *options, struct arena *arena, const struct todo *told)
{
	int last = 0;

	putchar('\n');
	for (size_t i = 0; i < told->item_count; i++) {
		const struct todo_item *item = &told->items[i];

		if (!is_known(item) || item->kind == last)
			continue;
		last = item->kind;
		printf("%s: %s\n", say(sayings[item->kind].one), deed_of(options, arena, item));
	}
}

static void show_todo(const struct options *options, struct arena *arena, const struct todo *told)
{
	const struct column columns[] = { { say(WORD_TODO_WHAT), false, CUT_END },
		                          { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_TODO_LAST_DAY), false, CUT_NEVER } };
	struct table table;

	say_sum(arena, told);
	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->item_count; i++) {
		const struct todo_item *item = &told->items[i];

		if (!is_known(item))
			continue;
		table_cell(&table, item->overdue ? PAINT_WARN : PAINT_NONE, "%s%s",
		           say(sayings[item->kind].one), item->leads ? say(WORD_TODO_LEADS) : "");
		table_cell(&table, PAINT_NONE, "%s", item->board[0] ? item->board : "–");
		table_cell(&table, PAINT_NONE, "%s",
		           item->period > 0 ? words_period(item->period) : "–");
		table_cell(&table, item->overdue ? PAINT_WARN : PAINT_NONE, "%s",
		           item->until != 0 ? last_day(arena, item) : "–");
	}
	table_print(&table);
	say_deeds(options, arena, told);
}

int cmd_todo(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct get_todo asked = { 0 };
	struct query query;

	(void)operands;
	if (count > 0)
		return options_usage(options);
	int code = dial_query(options, QUESTION_TODO, &query);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK) {
		memcpy(asked.key, thidua_credential(dial.handle)->sign_public, KEY_SIZE);
		query.asked = &asked;
		code = dial_ask(&dial, &query);
	}
	if (code == THIDUA_OK) {
		const struct todo *told = &dial.answer.reply->todo;

		if (options_has(options, OPTION_JSON))
			json_print(json_form_write(&form_todo, NULL, told));
		else if (told->item_count == 0)
			puts(say(WORD_TODO_NOTHING));
		else
			show_todo(options, &dial.arena, told);
	}
	dial_close(&dial);
	return code;
}
