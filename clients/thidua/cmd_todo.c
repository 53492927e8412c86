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
#include "json_out.h"
#include "json_write.h"
#include "members.h"
#include "messages_forms.h"
#include "names.h"
#include "session.h"
#include "show.h"
#include "text.h"
#include "todo.h"
#include "words.h"

/* How a kind is said: a number of them, one of them, and what ends it: BOARD, PERIOD, HASH and YEAR stand
 * for the item's. */
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
	[TODO_CONFIRM] = { WORD_TODO_CLOSINGS, WORD_TODO_CONFIRM,
	                   "limitation list --state closing" },
	[TODO_JUDGE_MODEL] = { WORD_TODO_MODELS, WORD_TODO_JUDGE, "model list --board BOARD" },
	[TODO_DISPUTE_MODEL] = { WORD_TODO_MODEL_VERDICTS, WORD_TODO_MODEL_VERDICT,
	                         "model list --board BOARD" },
	[TODO_FINALISE] = { WORD_TODO_ENDS, WORD_TODO_FINALISE, "season finalise YEAR" },
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
		        : is_word(at, "YEAR")   ? options_text(options, OPTION_YEAR)
		                                : NULL;

		text = put ? arena_text(arena, "%s%s", text, put)
		           : arena_text(arena, "%s%c", text, *at);
		at += put ? (is_word(at, "PERIOD") ? 6 : is_word(at, "BOARD") ? 5 : 4) : 1;
	}
	return arena_text(arena, "thidua %s%s", text, options_again_for_season(options, arena));
}

static bool is_known(const struct todo_item *item)
{
	return item->kind > 0 && item->kind < TODO_KINDS;
}

struct matters {
	struct dial *dial;
	struct query query;
	struct todo told;
	int64_t now;
};

static bool is_late(const struct matters *matters, const struct todo_item *item)
{
	return item->overdue && item->since != 0 && matters->now != 0;
}

static unsigned days_late(const struct matters *matters, const struct todo_item *item)
{
	return (unsigned)(calendar_day(matters->now) - calendar_day(item->since - 1));
}

/* ", 2 days overdue (due 20-03-2024)" of one; "" of what is in time. */
static const char *overdue_of(const struct matters *matters, const struct todo_item *item)
{
	struct arena *arena = &matters->dial->arena;

	return is_late(matters, item)
	               ? arena_text(arena, say(WORD_TODO_OVERDUE), days_late(matters, item),
	                            show_day(arena, calendar_day(item->since - 1)))
	               : "";
}

/* The last day on which it can be done. Of what is late, and nothing ends, no day: that on which it was to be
 * done is past, and stands beside it (overdue_of). */
static const char *last_day(struct arena *arena, const struct todo_item *item)
{
	if (item->until != 0)
		return show_day(arena, calendar_day(item->until - 1));
	return item->overdue ? say(WORD_TODO_NO_DAY) : "–";
}

/* Those of a kind, which stand together. */
struct some {
	size_t count, overdue;
	const struct todo_item *latest; /* that is overdue for the longest time */
	const struct todo_item
	        *soonest; /* that ends first; of what is overdue only when nothing else does */
};

static struct some gather(const struct todo *told, size_t first)
{
	struct some some = { .count = 0 };

	for (size_t i = first;
	     i < told->item_count && told->items[i].kind == told->items[first].kind;
	     i++, some.count++) {
		const struct todo_item *item = &told->items[i], *best = some.soonest;

		some.overdue += item->overdue;
		if (item->overdue && (!some.latest || item->since < some.latest->since))
			some.latest = item;
		if (item->until != 0 &&
		    (!best || (best->overdue && !item->overdue) ||
		     (best->overdue == item->overdue && item->until < best->until)))
			some.soonest = item;
	}
	return some;
}

/* ", 2 of them overdue, at most 4 days (due 20-03-2024)". */
static const char *late_of(const struct matters *matters, const struct some *some)
{
	struct arena *arena = &matters->dial->arena;
	const struct todo_item *item = some->latest;

	if (!item || !is_late(matters, item))
		return "";
	return some->count == 1 ? overdue_of(matters, item)
	                        : arena_text(arena, say(WORD_TODO_SOME_OVERDUE), some->overdue,
	                                     days_late(matters, item),
	                                     show_day(arena, calendar_day(item->since - 1)));
}

/* "..., the first until 05-04-2024"; what is overdue is still taken, or counts until its period locks. */
static const char *until_of(const struct matters *matters, const struct some *some)
{
	struct arena *arena = &matters->dial->arena;
	const struct todo_item *item = some->soonest;

	if (!item)
		return "";
	return arena_text(arena,
	                  say(!item->overdue
	                              ? some->count > 1 ? WORD_TODO_FIRST_UNTIL : WORD_TODO_UNTIL
	                      : item->kind == TODO_REPORT ? WORD_TODO_TAKEN_UNTIL
	                                                  : WORD_TODO_LOCKS_AFTER),
	                  last_day(arena, item));
}

/* "3 reports to review, the first until 05-04-2024; 1 dispute". */
static void say_sum(const struct matters *matters)
{
	struct arena *arena = &matters->dial->arena;
	const struct todo *told = &matters->told;
	const char *text = "";

	for (size_t i = 0; i < told->item_count;) {
		const struct todo_item *first = &told->items[i];
		const struct some some = gather(told, i);

		i += some.count;
		if (is_known(first))
			text = arena_text(
			        arena, "%s%s%s%s%s", text, *text ? "; " : "",
			        arena_text(arena, say(sayings[first->kind].many), some.count),
			        late_of(matters, &some), until_of(matters, &some));
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

/* Of a report that could not be reviewed any more before its period locks. */
static void say_too_late(const struct matters *matters)
{
	struct member_list members;

	members_ask(matters->dial, matters->query.cluster, matters->query.year, &members);
	for (size_t i = 0; i < matters->told.item_count; i++) {
		const struct todo_item *item = &matters->told.items[i];

		if ((item->kind == TODO_REPORT || item->kind == TODO_ANSWER) &&
		    member_counts_verified(&members, item->period, matters->now))
			printf(say(WORD_COUNTS_VERIFIED), words_period(item->period)),
			        putchar('\n');
	}
}

static void show_todo(struct matters *matters)
{
	struct arena *arena = &matters->dial->arena;
	const struct todo *told = &matters->told;

	const struct column columns[] = { { say(WORD_TODO_WHAT), false, CUT_END },
		                          { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_TODO_LAST_DAY), false, CUT_NEVER } };
	struct table table;

	matters->now = dial_now(matters->dial);
	say_sum(matters);
	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < told->item_count; i++) {
		const struct todo_item *item = &told->items[i];

		if (!is_known(item))
			continue;
		table_cell(&table, item->overdue ? PAINT_WARN : PAINT_NONE, "%s%s%s",
		           say(sayings[item->kind].one), item->leads ? say(WORD_TODO_LEADS) : "",
		           overdue_of(matters, item));
		table_cell(&table, PAINT_NONE, "%s", item->board[0] ? item->board : "–");
		table_cell(&table, PAINT_NONE, "%s",
		           item->period > 0 ? words_period(item->period) : "–");
		table_cell(&table, item->overdue ? PAINT_WARN : PAINT_NONE, "%s",
		           last_day(arena, item));
	}
	table_print(&table);
	say_deeds(matters->dial->options, arena, told);
	say_too_late(matters);
}

static void say_limitations(const struct matters *matters)
{
	const struct options *options = matters->dial->options;
	struct arena *arena = &matters->dial->arena;
	const char *board = options_text(options, OPTION_BOARD);

	printf(say(WORD_TODO_LIMITATIONS_OPEN), matters->told.limitations_open,
	       arena_text(arena, "%s%s%s", board ? " --board " : "", board ? board : "",
	                  options_again_for_season(options, arena))),
	        putchar('\n');
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
		struct matters matters = { &dial, query, dial.answer.reply->todo, 0 };

		if (options_has(options, OPTION_JSON))
			json_print(json_form_write(&form_todo, NULL, &matters.told));
		else if (matters.told.item_count == 0)
			puts(say(WORD_TODO_NOTHING));
		else
			show_todo(&matters);
		if (matters.told.limitations_open > 0 && !options_has(options, OPTION_JSON))
			say_limitations(&matters);
	}
	dial_close(&dial);
	return code;
}
