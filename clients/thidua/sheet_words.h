/*
 * sheet_words -- what stands over the columns of a report's spreadsheet, and before its values.
 *
 * sheet_words.inc is the one list: templates are made with its first names and files are read by
 * all of them, so what we write we can read.
 */
#ifndef SHEET_WORDS_H
#define SHEET_WORDS_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum sheet_table {
	TABLE_OF_TASKS,
	TABLE_OF_LIMITATIONS,
	TABLE_OF_MODELS,
	TABLE_OF_PROPOSALS,
	TABLE_OF_EVIDENCE,
	SHEET_TABLES
};

enum sheet_column {
#define COLUMN(name, table, starts, vi, en) COLUMN_##name,
#define LABEL(name, vi, en)
#include "sheet_words.inc"
#undef COLUMN
#undef LABEL
	SHEET_COLUMNS
};

enum sheet_label {
#define COLUMN(name, table, starts, vi, en)
#define LABEL(name, vi, en) LABEL_##name,
#include "sheet_words.inc"
#undef COLUMN
#undef LABEL
	SHEET_LABELS
};

/* The column or label that a cell's text names; their count when it is none. */
enum sheet_column sheet_column_of(const char *text);
enum sheet_label sheet_label_of(const char *text);

enum sheet_table sheet_table_of(enum sheet_column column);

/* Does this column begin a table wherever it stands? */
bool sheet_column_starts(enum sheet_column column);

/* The wire's number of a period: "Q2", "quý II", "Quý 2"; 0 when it is none. And a year; 0. */
int sheet_period_of(const char *text);
uint32_t sheet_year_of(const char *text);

/* Is it what a label wants behind it, or words for people? */
bool sheet_label_fits(enum sheet_label label, const char *text);

/* The name that templates have, in the user's language. In the arena. */
const char *sheet_column_name(struct arena *arena, enum sheet_column column);
const char *sheet_label_name(struct arena *arena, enum sheet_label label);

#endif
