#include "trouble.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

static const struct {
	int number;       /* 0: a text */
	const char *text; /* English; NULL: the system has it */
	const char *words;
} rows[] = {
#define TROUBLE(number, words) { number, NULL, words },
#define TEXT(text, words)      { 0, text, words },
#include "trouble.inc"
#undef TROUBLE
#undef TEXT
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *trouble_say(int number)
{
	static char unknown[48];

	if (words_language() == ENGLISH)
		return strerror(number);
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return rows[i].words;
	snprintf(unknown, sizeof(unknown), say(WORD_TROUBLE_NUMBER), number);
	return unknown;
}

const char *trouble_words(const char *english)
{
	if (words_language() == ENGLISH)
		return english;
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].text ? rows[i].text : strerror(rows[i].number), english) == 0)
			return rows[i].words;
	return english;
}
