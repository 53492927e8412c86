/*
 * The live screen. One loop waits for the keyboard and the feed; once a second it draws again,
 * because the age of the data grows by itself.
 *
 * `latest` is the newest standing, `shown` the one on the screen: p stops the one from becoming the
 * other, and nothing is lost meanwhile. A board that changed place shines for some seconds and
 * shows the move from the place before; both are forgotten by time, so a redraw needs no history.
 */
#include "screen.h"

#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "output.h"
#include "plain.h"
#include "sheet.h"
#include "words.h"

enum { REDRAW_MS = 1000, SHINE_MICROSECONDS = 8000000, HEAD_LINES = 4 };

struct shine { /* a board that changed place lately */
	char board[CODE_SIZE];
	uint32_t from;
	int64_t until;
};

struct screen {
	struct watch *watch;
	struct buffer shown; /* as latest, or older while paused; owned */
	struct shine shines[BOARDS_MAX];
	bool paused, quits;
};

static const struct shine *find_shine(const struct screen *screen, const char *board)
{
	const int64_t now = watch_now();

	for (size_t i = 0; i < BOARDS_MAX; i++)
		if (screen->shines[i].until > now && strcmp(screen->shines[i].board, board) == 0)
			return &screen->shines[i];
	return NULL;
}

static void note_moves(struct screen *screen, const struct told_standings *standings)
{
	const int64_t now = watch_now();

	for (size_t i = 0; i < standings->move_count; i++) {
		size_t at = 0;

		while (at < BOARDS_MAX - 1 && screen->shines[at].until > now &&
		       strcmp(screen->shines[at].board, standings->moves[i].board) != 0)
			at++;
		struct shine *shine = &screen->shines[at];

		strncpy(shine->board, standings->moves[i].board, CODE_SIZE - 1);
		shine->from = standings->moves[i].from;
		shine->until = now + SHINE_MICROSECONDS;
	}
}

static void start_colours(void)
{
	const char *no = getenv("NO_COLOR");

	if ((no && *no) || !has_colors())
		return;
	start_color();
	use_default_colors();
	init_pair(PAINT_GOOD, COLOR_GREEN, -1);
	init_pair(PAINT_WARN, COLOR_YELLOW, -1);
	init_pair(PAINT_BAD, COLOR_RED, -1);
}

static attr_t attribute_of(enum paint paint)
{
	switch (paint) {
	case PAINT_BOLD:
		return A_BOLD;
	case PAINT_DIM:
		return A_DIM;
	case PAINT_GOOD:
	case PAINT_WARN:
	case PAINT_BAD:
		return (attr_t)COLOR_PAIR(paint);
	default:
		return A_NORMAL;
	}
}

static void draw_text(struct arena *arena, int line, int column, attr_t attributes,
                      const char *text)
{
	if (line >= LINES || column >= COLS)
		return;
	attrset((int)attributes);
	mvaddstr(line, column,
	         show_fit(arena, plain_text(arena, text), (size_t)(COLS - column), CUT_END));
	attrset(A_NORMAL);
}

static void draw_cell(const struct table *table, int line, size_t column, const char *text,
                      attr_t attributes)
{
	size_t left = 0;

	for (size_t i = 0; i < column; i++)
		left += table->widths[i] + TABLE_GAP;
	const char *fitting =
	        show_fit(table->arena, text, table->widths[column], table->columns[column].cut);
	const size_t taken = show_width(fitting);
	const size_t blank = table->columns[column].right && table->widths[column] > taken
	                             ? table->widths[column] - taken
	                             : 0;

	draw_text(table->arena, line, (int)(left + blank), attributes, fitting);
}

static void draw_table(struct screen *screen, struct arena *arena,
                       const struct told_standings *standings)
{
	uint32_t *before = arena_alloc(arena, standings->row_count, sizeof(*before));

	for (size_t i = 0; i < standings->row_count; i++) {
		const struct shine *shine = find_shine(screen, standings->rows[i].board);

		before[i] = shine ? shine->from : standings->rows[i].rank_before;
	}
	struct table table;

	sheet_table(&table, arena, standings, &screen->watch->members,
	            options_text(screen->watch->dial->options, OPTION_BOARD), before);
	table_layout(&table, (size_t)COLS);
	for (size_t i = 0; i < table.column_count; i++)
		draw_cell(&table, HEAD_LINES - 1, i, table.columns[i].title, A_UNDERLINE);
	for (size_t i = 0; i < table.cell_count; i++) {
		const size_t row = i / table.column_count;

		if (HEAD_LINES + (int)row >= LINES - 1) /* the last line is the foot's */
			break;
		const bool shines = find_shine(screen, standings->rows[row].board) != NULL;

		draw_cell(&table, HEAD_LINES + (int)row, i % table.column_count,
		          table.cells[i].text,
		          attribute_of(table.cells[i].paint) | (shines ? A_REVERSE : A_NORMAL));
	}
}

/* The signs' meaning before the order, and without the blank line when that is all the room. */
static void draw_below(struct arena *arena, const struct told_standings *standings)
{
	const int foot = LINES - 1, free = HEAD_LINES + (int)standings->row_count;
	int line = free + 1 < foot ? free + 1 : free;
	const char *signs = sheet_signs(arena, standings);

	if (*signs && line < foot)
		draw_text(arena, line++, 0, A_DIM, signs);
	if (line > free && line < foot)
		draw_text(arena, line, 0, A_DIM, sheet_order(arena, standings));
}

static void draw_foot(struct screen *screen, struct arena *arena)
{
	const int64_t age = thidua_feed_age(screen->watch->dial->handle);
	const char *news = age < 0            ? say(WORD_WAITING)
	                   : age > NO_NEWS_MS ? say(WORD_NO_NEWS)
	                                      : arena_text(arena, say(WORD_AGE), (int)(age / 1000));
	const char *foot = arena_text(arena, "%s%s%s   %s", news, screen->paused ? "   " : "",
	                              screen->paused ? say(WORD_PAUSED) : "", say(WORD_KEYS));

	draw_text(arena, LINES - 1, 0,
	          age > NO_NEWS_MS ? (attribute_of(PAINT_BAD) | A_BOLD) : A_DIM, foot);
}

static void draw(struct screen *screen)
{
	struct arena arena;
	struct told_standings standings;

	arena_init(&arena, 0);
	erase();
	if (screen->shown.size > 0 &&
	    answer_standings(screen->shown.data, screen->shown.size, &arena, &standings)) {
		const char *title = sheet_title(&arena, &standings);

		draw_text(&arena, 0, 0, A_BOLD, title);
		draw_text(&arena, 0, (int)show_width(title), attribute_of(PAINT_WARN) | A_BOLD,
		          sheet_marks(&arena, &standings));
		draw_text(&arena, 1, 0, A_NORMAL, sheet_subtitle(&arena, &standings));
		draw_text(&arena, 2, 0, attribute_of(PAINT_WARN),
		          sealed_say(&arena, &screen->watch->sealed));
		draw_table(screen, &arena, &standings);
		draw_below(&arena, &standings);
	} else {
		draw_text(&arena, 0, 0, A_NORMAL, screen->watch->why_none);
	}
	draw_foot(screen, &arena);
	refresh();
	arena_close(&arena);
}

static void read_keys(struct screen *screen)
{
	for (int key; (key = getch()) != ERR;) {
		if (key == 'q' || key == 'Q')
			screen->quits = true;
		if (key == 'p' || key == 'P')
			screen->paused = !screen->paused;
	}
}

static int take_news(struct screen *screen)
{
	struct told_standings standings;
	int code;

	while ((code = watch_next(screen->watch, 0, &standings)) == THIDUA_OK)
		note_moves(screen, &standings);
	if (!screen->paused && screen->watch->latest.size > 0) {
		buffer_reset(&screen->shown);
		buffer_append(&screen->shown, screen->watch->latest.data,
		              screen->watch->latest.size);
	}
	return code == THIDUA_KEPT ? THIDUA_OK : code;
}

/* Without a keyboard, as behind </dev/null, it only shows. */
static int loop(struct screen *screen)
{
	struct thidua *handle = screen->watch->dial->handle;
	struct pollfd sources[] = { { isatty(STDIN_FILENO) ? STDIN_FILENO : -1, POLLIN, 0 },
		                    { thidua_descriptor(handle), POLLIN, 0 } };
	int code = THIDUA_OK;

	while (code == THIDUA_OK && !screen->quits && !watch_done(screen->watch)) {
		watch_ask(screen->watch);
		code = take_news(screen);
		draw(screen);
		if (poll(sources, 2, REDRAW_MS) < 0)
			sources[0].revents = 0;
		read_keys(screen);
		if (sources[0].revents & (POLLHUP | POLLERR))
			screen->quits = true;
	}
	return code;
}

int screen_run(struct watch *watch)
{
	struct screen screen = { .watch = watch };
	SCREEN *terminal = newterm(NULL, output_screen(), stdin);

	if (!terminal)
		return complain(THIDUA_CONFIG, "%s", say(WORD_NO_SCREEN));
	start_colours();
	cbreak();
	noecho();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	curs_set(0);
	const int code = loop(&screen);

	endwin();
	delscreen(terminal);
	buffer_close(&screen.shown);
	return code == THIDUA_OK ? code : dial_tell(watch->dial, code);
}
