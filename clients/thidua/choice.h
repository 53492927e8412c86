/*
 * choice -- a word of a set that somebody typed: which one it is, whatever its case, and for one that is none
 * of them, which there are and which was probably meant.
 *
 * Commands, their sub-commands, options, names of fields, codes of a season and the values that an option
 * takes are such sets. Words that are NULL are passed over.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include <stddef.h>

struct arena;

/* The place of a word; -1: it is none of them. */
int choice_find(const char *typed, const char *const *words, size_t count);

/* The word nearest to a mistyped one or the only one that it begins; NULL when none is, or several are as near. */
const char *choice_nearest(const char *typed, const char *const *words, size_t count);

/* The same, having said of the value of what, such as "--state", what it must be when it is none of them. */
int choice_read(const char *what, const char *typed, const char *const *words, size_t count);

/* "a, b, c". In the arena. */
const char *choice_list(struct arena *arena, const char *const *words, size_t count);

/* "; did you mean "c"?", or "". In the arena. */
const char *choice_hint(struct arena *arena, const char *typed, const char *const *words,
                        size_t count);

/* Codes have capitals alone, so tq means TQ. Of the text itself, which is returned. */
char *choice_code(char *typed);

#endif
