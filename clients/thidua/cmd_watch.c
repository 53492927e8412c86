/*
 * thidua watch: the standing as it changes. What is news, when it is enough, and one line a change
 * where there is no terminal; screen.c is the live table.
 *
 * The feed repeats every standing so that silence means something: a repetition only resets the
 * age. The feed filters versions by topic, this file by what was asked for: one period, or
 * whichever is current, where a change of period is news as well. In a freeze who may see what comes
 * sees it, and who may not what there was before, with the mark.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "json_out.h"
#include "json_standings.h"
#include "members.h"
#include "screen.h"
#include "sheet.h"
#include "terminal.h"
#include "watch.h"
#include "words.h"

enum { PATIENCE_MS = 1000, NAMES_MS = 2000, LEADERS = 3 };

static void print_line(struct watch *watch, const struct told_standings *standings)
{
	struct arena arena;

	arena_init(&arena, 0);
	if (options_has(watch->dial->options, OPTION_JSON)) {
		json_print_line(json_standings(standings, &watch->members));
	} else {
		printf("%s  %s  #%llu  %u/%u ", show_instant(&arena, standings->as_of),
		       words_period(standings->period), (unsigned long long)standings->sequence,
		       standings->reported, standings->expected);
		for (size_t i = 0; i < standings->row_count && i < LEADERS; i++)
			printf(" %u.%s %s", standings->rows[i].rank, standings->rows[i].board,
			       show_points(&arena, standings->rows[i].total));
		for (size_t i = 0; i < standings->move_count; i++)
			printf("%s%s %u→%u", i > 0 ? ", " : "  | ", standings->moves[i].board,
			       standings->moves[i].from, standings->moves[i].to);
		printf("%s\n", sheet_marks(&arena, standings));
		fflush(stdout);
	}
	arena_close(&arena);
}

/* Once each, beside the lines: that there is nothing yet and why, and what is sealed. */
static void tell_state(const struct watch *watch, char *told, size_t size)
{
	struct arena arena;

	arena_init(&arena, 0);
	const char *state = watch->shown == 0 && watch->why_none[0]
	                            ? watch->why_none
	                            : sealed_say(&arena, &watch->sealed);

	if (*state && strcmp(told, state) != 0)
		fprintf(stderr, "thidua: %s\n", state);
	snprintf(told, size, "%s", state);
	arena_close(&arena);
}

static int run_lines(struct watch *watch)
{
	bool silent = false;
	char told[WHY_NONE_SIZE] = "";

	watch_await(watch, NAMES_MS);
	while (!watch_done(watch)) {
		watch_ask(watch);
		tell_state(watch, told, sizeof(told));
		struct told_standings standings;
		const int64_t left = (watch->until - watch_now()) / 1000;
		const int code = watch_next(watch, left < PATIENCE_MS ? (int)left + 1 : PATIENCE_MS,
		                            &standings);

		if (code == THIDUA_OK)
			print_line(watch, &standings);
		else if (code != THIDUA_KEPT)
			return dial_tell(watch->dial, code);
		const bool away = thidua_feed_age(watch->dial->handle) > NO_NEWS_MS;

		if (away && !silent)
			fprintf(stderr, "thidua: %s\n", say(WORD_NO_NEWS));
		silent = away;
		if (ferror(stdout))
			return THIDUA_CONFIG;
	}
	return watch->shown == 0 || watch->shown < watch->count
	               ? complain(THIDUA_UNREACHABLE, "%s", say(WORD_WATCH_TOO_LITTLE))
	               : THIDUA_OK;
}

static int begin(struct watch *watch, const struct options *options, const struct query *query)
{
	uint64_t seconds;
	int code = options_number(options, OPTION_COUNT, 1, UINT32_MAX, 0, &watch->count);

	if (code == THIDUA_OK)
		code = options_number(options, OPTION_WAIT, 1, UINT32_MAX, 0, &seconds);
	if (code == THIDUA_OK)
		code = dial_open(watch->dial, options, DIAL_FEED);
	if (code != THIDUA_OK)
		return code;
	watch->until = seconds > 0 ? watch_now() + (int64_t)seconds * 1000000 : INT64_MAX;
	watch->period = query->period < 0 ? NULL : names_find(&names_periods, query->period);
	code = thidua_subscribe_live(watch->dial->handle, query->cluster, query->year,
	                             watch->period);
	if (code != THIDUA_OK)
		return dial_tell(watch->dial, code);
	watch->query = query;
	return THIDUA_OK;
}

int cmd_watch(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };
	struct watch watch = { .dial = &dial, .members.current = -1 };
	struct query query;

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_query(options, QUESTION_STANDINGS, &query);

	if (code == THIDUA_OK)
		code = begin(&watch, options, &query);
	if (code == THIDUA_OK)
		code = !options_has(options, OPTION_JSON) && terminal_can_draw()
		               ? screen_run(&watch)
		               : run_lines(&watch);
	watch_close(&watch);
	dial_close(&dial);
	return code;
}
