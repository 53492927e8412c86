/*
 * How near two words are is the number of letters to change, leave out or add (Levenshtein). The one word
 * that begins so comes before that: "revoke" is revoke_key, though reveal is as near. A hint that might as well
 * be another word helps nobody: of those that are equally near none is one, and one that shares no letter with
 * what was typed is not near, however short both are.
 */
#include "choice.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <thidua.h>

#include "arena.h"
#include "complain.h"
#include "words.h"

enum { NAME_MAX_SIZE = 32, NEAR_AT_MOST = 3, BEGINNING_LEAST = 2 };

int choice_find(const char *typed, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] && strcasecmp(typed, words[i]) == 0)
			return (int)i;
	return -1;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	const size_t d = a < b ? a : b;

	return c < d ? c : d;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t distance(const char *a, const char *b)
{
	const size_t width = strlen(b);
	size_t row[NAME_MAX_SIZE + 1];

	if (strlen(a) > NAME_MAX_SIZE || width > NAME_MAX_SIZE)
		return NAME_MAX_SIZE;
	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			const size_t above = row[j];

			row[j] = smallest(above + 1, row[j - 1] + 1,
			                  diagonal + !same_letter(a[i - 1], b[j - 1]));
			diagonal = above;
		}
	}
	return row[width];
}

/* The one word that begins so; NULL: none does, or several do. */
static const char *only_beginning(const char *typed, const char *const *words, size_t count)
{
	const size_t size = strlen(typed);
	const char *only = NULL;

	for (size_t i = 0; size >= BEGINNING_LEAST && i < count; i++) {
		if (!words[i] || strncasecmp(typed, words[i], size) != 0)
			continue;
		if (only)
			return NULL;
		only = words[i];
	}
	return only;
}

const char *choice_nearest(const char *typed, const char *const *words, size_t count)
{
	const char *beginning = only_beginning(typed, words, count);
	const size_t size = strlen(typed), half = size / 2 + 1;
	size_t least = half < NEAR_AT_MOST ? half : NEAR_AT_MOST;
	const char *best = NULL;
	bool tied = false;

	for (size_t i = 0; !beginning && i < count; i++) {
		const size_t away = words[i] ? distance(typed, words[i]) : NAME_MAX_SIZE;

		if (away > least || away >= size)
			continue;
		tied = best && away == least;
		if (!tied)
			best = words[i];
		least = away;
	}
	return beginning ? beginning : tied ? NULL : best;
}

const char *choice_list(struct arena *arena, const char *const *words, size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		if (words[i])
			list = arena_text(arena, "%s%s%s", list, *list ? ", " : "", words[i]);
	return list;
}

const char *choice_hint(struct arena *arena, const char *typed, const char *const *words,
                        size_t count)
{
	const char *near = choice_nearest(typed, words, count);

	return near ? arena_text(arena, say(WORD_CHOICE_NEAR), near) : "";
}

/* "a, b or c": what it may be. */
static const char *any_of(struct arena *arena, const char *const *words, size_t count)
{
	const char *list = choice_list(arena, words, count), *last = strrchr(list, ',');

	return last ? arena_text(arena, "%.*s%s%s", (int)(last - list), list, say(WORD_CHOICE_OR),
	                         last + 2)
	            : list;
}

int choice_read(const char *what, const char *typed, const char *const *words, size_t count)
{
	const int place = choice_find(typed, words, count);
	struct arena arena;

	if (place >= 0)
		return place;
	arena_init(&arena, 0);
	complain(THIDUA_USAGE, say(WORD_CHOICE), what, any_of(&arena, words, count), typed,
	         choice_hint(&arena, typed, words, count));
	arena_close(&arena);
	return -1;
}

char *choice_code(char *typed)
{
	for (char *at = typed; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return typed;
}
