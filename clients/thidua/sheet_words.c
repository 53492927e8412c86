/*
 * Names are few and short, so each is looked for in turn, folded, so that neither capitals nor a
 * line broken inside a cell matter.
 */
#include "sheet_words.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fold.h"
#include "names.h"
#include "ruleset.h"
#include "text.h"
#include "words.h"

enum { NAME_SIZE = 80, YEAR_LEAST = 2000, YEAR_MOST = 2999 };

struct names_of {
	enum sheet_table table;
	bool starts;
	const char *names[LANGUAGES]; /* by semicolon */
};

static const struct names_of columns[SHEET_COLUMNS] = {
#define COLUMN(name, table, starts, vi, en)                                                        \
	[COLUMN_##name] = { TABLE_OF_##table, starts, { [VIETNAMESE] = vi, [ENGLISH] = en } },
#define LABEL(name, vi, en)
#include "sheet_words.inc"
#undef COLUMN
#undef LABEL
};

static const struct names_of labels[SHEET_LABELS] = {
#define COLUMN(name, table, starts, vi, en)
#define LABEL(name, vi, en)                                                                        \
	[LABEL_##name] = { SHEET_TABLES, false, { [VIETNAMESE] = vi, [ENGLISH] = en } },
#include "sheet_words.inc"
#undef COLUMN
#undef LABEL
};

/* Copies up to a semicolon; false when it is too long to be a name. */
static bool copy_name(const char *text, size_t size, char out[NAME_SIZE])
{
	if (size >= NAME_SIZE)
		return false;
	memcpy(out, text, size);
	out[size] = '\0';
	return true;
}

static bool is_among(const char *text, const char *names)
{
	char name[NAME_SIZE];

	for (const char *at = names; *at; at += strspn(at, ";")) {
		const size_t size = strcspn(at, ";");

		if (copy_name(at, size, name) && fold_same(name, text))
			return true;
		at += size;
	}
	return false;
}

static size_t find(const struct names_of *rows, size_t count, const char *text)
{
	char name[NAME_SIZE];
	size_t size = strlen(text), i = 0;

	while (size > 0 && strchr(":* \n", text[size - 1]))
		size--;
	if (size == 0 || !copy_name(text, size, name))
		return count;
	while (i < count && !is_among(name, rows[i].names[VIETNAMESE]) &&
	       !is_among(name, rows[i].names[ENGLISH]))
		i++;
	return i;
}

enum sheet_column sheet_column_of(const char *text)
{
	return (enum sheet_column)find(columns, SHEET_COLUMNS, text);
}

enum sheet_label sheet_label_of(const char *text)
{
	return (enum sheet_label)find(labels, SHEET_LABELS, text);
}

enum sheet_table sheet_table_of(enum sheet_column column)
{
	return columns[column].table;
}

bool sheet_column_starts(enum sheet_column column)
{
	return columns[column].starts;
}

int sheet_period_of(const char *text)
{
	static const char *const arabic[PERIODS] = { "quý 1", "quý 2", "quý 3", "quý 4", "năm" };

	for (int i = 0; i < PERIODS; i++) {
		const enum word word = (enum word)(WORD_PERIOD_Q1 + i);

		if (fold_same(text, names_find(&names_periods, i)) || fold_same(text, arabic[i]) ||
		    fold_same(text, words_in(VIETNAMESE, word)) ||
		    fold_same(text, words_in(ENGLISH, word)))
			return i + 1;
	}
	return 0;
}

uint32_t sheet_year_of(const char *text)
{
	char *end;
	const unsigned long year = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end && year >= YEAR_LEAST && year <= YEAR_MOST
	               ? (uint32_t)year
	               : 0;
}

bool sheet_label_fits(enum sheet_label label, const char *text)
{
	switch (label) {
	case LABEL_CLUSTER:
		return text_is_cluster(text);
	case LABEL_YEAR:
		return sheet_year_of(text) > 0;
	case LABEL_BOARD:
		return text_is_board(text);
	case LABEL_PERIOD:
		return sheet_period_of(text) > 0;
	default:
		return false;
	}
}

static const char *first_name(struct arena *arena, const char *names)
{
	return arena_text(arena, "%.*s", (int)strcspn(names, ";"), names);
}

const char *sheet_column_name(struct arena *arena, enum sheet_column column)
{
	return first_name(arena, columns[column].names[words_language()]);
}

const char *sheet_label_name(struct arena *arena, enum sheet_label label)
{
	return first_name(arena, labels[label].names[words_language()]);
}
