/*
 * A usage line is written for people, and is read here again, so that no word stands in two tables: what
 * completes a line, what hints at a mistyped word and what is shown of one command are the same.
 */
#include "ways.h"

#include <stdbool.h>
#include <string.h>
#include <thidua.h>

#include "arena.h"
#include "choice.h"
#include "complain.h"
#include "words.h"

static const char program[] = "thidua ";
static const char small[] = "abcdefghijklmnopqrstuvwxyz";

/* Bytes of "thidua NAME". */
static size_t head_size(const char *usage)
{
	return strlen(program) + strspn(usage + strlen(program), small);
}

const char *ways_next(struct arena *arena, const char *usage, const char **at)
{
	const char *from = *at;
	int depth = 0;
	size_t size = 0;

	if (!from || !*from)
		return NULL;
	for (; from[size] && (depth > 0 || strncmp(from + size, " | ", 3) != 0); size++)
		depth += (from[size] == '[') - (from[size] == ']');
	*at = from[size] ? from + size + 3 : NULL;
	return from == usage ? arena_text(arena, "%.*s", (int)size, from)
	                     : arena_text(arena, "%.*s %.*s", (int)head_size(usage), usage,
	                                  (int)size, from);
}

/* "list" of "thidua outbox [list]"; "" when no word begins it. */
static const char *first_word(struct arena *arena, const char *way)
{
	const char *word = way + head_size(way);

	word += strspn(word, " ");
	word += *word == '[';
	const size_t letters = strspn(word, small);

	return letters > 1 && (word[letters] == '\0' || strchr(" ]", word[letters]))
	               ? arena_text(arena, "%.*s", (int)letters, word)
	               : "";
}

size_t ways_words(struct arena *arena, const char *usage, const char *words[WAYS_WORDS_MAX])
{
	const char *at = usage;
	size_t count = 0;

	for (const char *way; (way = ways_next(arena, usage, &at)) && count < WAYS_WORDS_MAX;) {
		const char *word = first_word(arena, way);

		if (*word && choice_find(word, words, count) < 0)
			words[count++] = word;
	}
	return count;
}

/* May something else than one of its words stand behind the command? */
static bool takes_others(struct arena *arena, const char *usage)
{
	const char *at = usage;
	bool others = false;

	for (const char *way; (way = ways_next(arena, usage, &at));)
		others |= *first_word(arena, way) == '\0';
	return others;
}

/* The ways that begin with a word, as one line. */
static const char *ways_of(struct arena *arena, const char *usage, const char *word)
{
	const char *ways = "", *at = usage;

	for (const char *way; (way = ways_next(arena, usage, &at));)
		if (strcmp(first_word(arena, way), word) == 0)
			ways = arena_text(arena, "%s%s%s", ways, *ways ? " | " : "",
			                  *ways ? way + head_size(usage) + 1 : way);
	return ways;
}

int ways_refuse(const char *usage, const char *typed)
{
	const char *words[WAYS_WORDS_MAX];
	struct arena arena;

	arena_init(&arena, 0);
	const size_t count = ways_words(&arena, usage, words);
	const int place = typed ? choice_find(typed, words, count) : -1;
	const char *hint = typed ? choice_hint(&arena, typed, words, count) : "";

	if (place >= 0 && strcmp(typed, words[place]) == 0)
		complain(THIDUA_USAGE, "%s", ways_of(&arena, usage, words[place]));
	else if (place >= 0 || *hint || (typed && count > 0 && !takes_others(&arena, usage)))
		complain(THIDUA_USAGE, say(WORD_CHOICE_FOLLOWS),
		         (int)(head_size(usage) - strlen(program)), usage + strlen(program), typed,
		         choice_list(&arena, words, count), hint);
	else
		complain(THIDUA_USAGE, "%s", usage);
	arena_close(&arena);
	return THIDUA_USAGE;
}
