/*
 * show -- tables and colours for people.
 *
 * Colours only on a terminal without NO_COLOR; columns align by what a letter takes on the screen,
 * since Vietnamese letters are one to three bytes and may carry two marks.
 */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ruleset.h"

struct arena;

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_DIM, PAINT_GOOD, PAINT_WARN, PAINT_BAD, PAINTS };

/* Once, before anything is shown: sets the locale for letters. */
void show_start(void);

/* Is stdout a terminal? */
bool show_on_terminal(void);

/* Columns of the terminal; 0 when there is none. */
size_t show_columns(void);

/* The same of stderr. */
size_t show_error_columns(void);

/* Writes text in a colour, or plain where colours are not wanted. */
void show_text(enum paint paint, const char *text);

/* A hash or a key, after what it is, on a line of its own: with words before it it is wider than a screen. */
void show_hex(const char *what, const uint8_t bytes[HASH_SIZE]);

/* Places on the screen that UTF-8 text takes. */
size_t show_width(const char *text);

/* At most width places of the text, with an ellipsis where something was cut. Names of one kind
 * differ at their ends ("Ban Tổ chức Tỉnh ủy ..."), so they are cut at the start. CUT_WRAP: a table's last
 * column, of which nothing is lost: it goes on in lines of its own. In the arena. */
enum cut { CUT_NEVER, CUT_END, CUT_START, CUT_WRAP };
const char *show_fit(struct arena *arena, const char *text, size_t width, enum cut cut);

/* A text with line feeds in place of blanks, so that no line is wider; 0: as wide as it is. In the arena. */
const char *show_wrapped(struct arena *arena, const char *text, size_t columns);

/* Numbers as the language writes them: 842,11 or 842.11. In the arena. */
const char *show_points(struct arena *arena, int64_t points);
const char *show_decimal(struct arena *arena, int64_t value, int decimals); /* as short as it is */
const char *show_quantity(struct arena *arena, int64_t quantity);
/* Bytes as file managers show them: "16 MB", of 1024 each step. */
const char *show_bytes(struct arena *arena, uint64_t bytes);
/* Basis points as percent: 25 %. */
const char *show_share(struct arena *arena, int64_t basis_points);

/* 20-03-2024 and 20-03-2024 16:59:59, both of Vietnam. In the arena. */
const char *show_day(struct arena *arena, int32_t day);
const char *show_instant(struct arena *arena, int64_t instant);

struct column {
	const char *title;
	bool right;
	enum cut cut; /* how it may give way to a narrow screen */
};

struct table_item {
	const char *text; /* in the arena */
	enum paint paint;
};

struct table {
	struct arena *arena;
	const struct column *columns;
	size_t column_count;
	struct table_item *cells; /* row by row */
	size_t cell_count, cell_capacity;
	size_t *widths; /* set by table_layout */
	bool under;     /* set by table_layout: the last column stands below its row, all of it */
	uint32_t spare; /* columns, a bit each, left out where there is no room, the last first */
};

enum { TABLE_GAP = 2 };

void table_start(struct table *table, struct arena *arena, const struct column *columns,
                 size_t column_count);

/* The next cell, left to right and top to bottom. */
void table_cell(struct table *table, enum paint paint, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/* Widths for a screen, 0: as wide as it is; and what there is no room for goes. */
void table_layout(struct table *table, size_t columns);

/* Lays out for the terminal and prints with its head. */
void table_print(struct table *table);

/* Is a list for a program, since stdout is no terminal? Then what stands in one column there is apart. */
bool table_apart(void);

/* A list's: for a program a line each with tabs between the cells, as they are, and no other tab in it. */
void table_print_list(struct table *table);

#endif
