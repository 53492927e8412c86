/*
 * fold -- do two texts say the same to who reads them?
 *
 * One model under five spellings would count five times: with a space more, one that does not
 * break, one that nobody sees, in capitals. Folded, white space is one space between words,
 * default-ignorable code points are left out, letters are without case and in parts. What counts
 * must be the same on every machine and for ever, so only code points that Unicode 15.0 assigns may
 * stand in what is folded: a later Unicode may give others a case.
 *
 * Texts are UTF-8 in NFC (text.h).
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Are they equal when folded? */
bool fold_same(const char *a, const char *b);

/* Equal for texts that are equal when folded; rarely for others. */
uint64_t fold_hash(const char *text);

enum { FOLD_SEARCH_MAX = 200 };

/* Does a word of the text begin with each word of the search? In whatever order, whatever their case. A letter
 * that is typed without its mark is any (hoa finds hòa, d đ), one with it is that alone (hoà does not find hoa); a
 * tone may stand on any vowel of its word. What is no letter and no digit ends a word. A search without a word is
 * in each text; of its letters the first FOLD_SEARCH_MAX are looked for. */
bool fold_finds(const char *text, const char *search);

/* The first code point that Unicode 15.0 does not assign, or that nobody sees; 0: there is none. */
int32_t fold_unassigned(const char *text);
int32_t fold_invisible(const char *text);

/* Has it a letter or a digit that is seen? */
bool fold_says(const char *text);

#endif
