/*
 * words -- what people read, in Vietnamese and English.
 *
 * words.inc is the one list; a test holds that each word is in both languages and that formats take
 * the same arguments.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

#include "faults.h" /* enum language */
#include "names.h"

enum word {
#define WORD(name, vi, en) WORD_##name,
#include "words.inc"
#undef WORD
	WORDS
};

/* Language of the process: told (NULL: not told), else THIDUA_LANG, LC_ALL, LC_MESSAGES, LANG, else
 * Vietnamese. -1 and no change when what was told is neither vi nor en. */
int words_choose(const char *told);

enum language words_language(void);

/* Never NULL. */
const char *say(enum word word);
const char *words_in(enum language language, enum word word);

/* The wire's numbers to words: enum board_status, enum review_state, a period from 1 on, enum task_kind. */
const char *words_status(int status);
const char *words_review(int state);
const char *words_period(int period);
const char *words_tiebreak(int tiebreak);

#endif
