/*
 * The words of words.inc as a table by number and language, and the names of the wire's numbers.
 *
 * A word that is missing in a language does not compile. Names that files and --json use stand here
 * too, but are no words: they are the same in every language, since files travel.
 */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "ruleset.h"
#include "standing.h"

static enum language chosen = VIETNAMESE;

static const char *const words[WORDS][LANGUAGES] = {
#define WORD(name, vi, en) [WORD_##name] = { vi, en },
#include "words.inc"
#undef WORD
};

/* "vi", "vi_VN.UTF-8", "en-GB" ... -1: neither. */
static int language_of(const char *text)
{
	static const char *const codes[LANGUAGES] = { [VIETNAMESE] = "vi", [ENGLISH] = "en" };

	for (int i = 0; i < LANGUAGES; i++)
		if (strncmp(text, codes[i], 2) == 0 && (text[2] == '\0' || strchr("_-.@", text[2])))
			return i;
	return -1;
}

int words_choose(const char *told)
{
	static const char *const names[] = { "THIDUA_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
	int language = told ? language_of(told) : -1;

	if (told && language < 0)
		return -1;
	for (size_t i = 0; language < 0 && i < sizeof(names) / sizeof(*names); i++) {
		const char *text = getenv(names[i]);

		if (text && *text)
			language = language_of(text);
	}
	chosen = language == ENGLISH ? ENGLISH : VIETNAMESE;
	return 0;
}

enum language words_language(void)
{
	return chosen;
}

const char *words_in(enum language language, enum word word)
{
	return words[word][language];
}

const char *say(enum word word)
{
	return words[word][chosen];
}

const char *words_status(int status)
{
	static const enum word texts[] = {
		[BOARD_EXPECTED] = WORD_STATUS_EXPECTED, [BOARD_ON_TIME] = WORD_STATUS_ON_TIME,
		[BOARD_LATE] = WORD_STATUS_LATE,         [BOARD_OVERDUE] = WORD_STATUS_OVERDUE,
		[BOARD_PENDING] = WORD_STATUS_PENDING,   [BOARD_MISSING] = WORD_STATUS_MISSING
	};

	return status < BOARD_EXPECTED || status > BOARD_MISSING ? "?" : say(texts[status]);
}

const char *words_review(int state)
{
	static const enum word texts[REVIEW_STATES] = {
		[REVIEW_EXPECTED] = WORD_REVIEW_EXPECTED,
		[REVIEW_SUBMITTED] = WORD_REVIEW_SUBMITTED,
		[REVIEW_UNDER_REVIEW] = WORD_REVIEW_UNDER_REVIEW,
		[REVIEW_RETURNED] = WORD_REVIEW_RETURNED,
		[REVIEW_VERIFIED] = WORD_REVIEW_VERIFIED,
		[REVIEW_DISPUTED] = WORD_REVIEW_DISPUTED
	};

	return state < REVIEW_EXPECTED || state >= REVIEW_STATES ? "?" : say(texts[state]);
}

const char *words_period(int period)
{
	static const enum word texts[PERIODS] = { [Q1] = WORD_PERIOD_Q1,
		                                  [Q2] = WORD_PERIOD_Q2,
		                                  [Q3] = WORD_PERIOD_Q3,
		                                  [Q4] = WORD_PERIOD_Q4,
		                                  [FINAL] = WORD_PERIOD_FINAL };

	return period < 1 || period > PERIODS ? "?" : say(texts[period - 1]);
}

const char *words_tiebreak(int tiebreak)
{
	static const enum word texts[] = { [TIEBREAK_TOTAL] = WORD_KEY_TOTAL,
		                           [TIEBREAK_DEDUCTION] = WORD_KEY_DEDUCTION,
		                           [TIEBREAK_PRIORITY_GROUP] = WORD_KEY_PRIORITY,
		                           [TIEBREAK_BASE] = WORD_KEY_BASE,
		                           [TIEBREAK_LATE_DAYS] = WORD_KEY_LATE_DAYS };

	return tiebreak < TIEBREAK_TOTAL || tiebreak > TIEBREAK_LATE_DAYS ? "?"
	                                                                  : say(texts[tiebreak]);
}
