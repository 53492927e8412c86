/*
 * ways -- how a command can be used, out of its usage line: the one table of the words that may follow it.
 *
 * "thidua key grant FILE.pub --role ROLE | list" has two: alternatives are told apart by bars, but for those
 * within brackets. A word in small letters that begins one is a sub-command.
 */
#ifndef WAYS_H
#define WAYS_H

#include <stddef.h>

struct arena;

enum { WAYS_WORDS_MAX = 32 };

/* One way at each call: "thidua key list". *at is the usage line at first; NULL after the last one. In the arena. */
const char *ways_next(struct arena *arena, const char *usage, const char **at);

/* The words that may follow, each once. In the arena. */
size_t ways_words(struct arena *arena, const char *usage, const char *words[WAYS_WORDS_MAX]);

/* THIDUA_USAGE, having said of what stood behind the command (NULL: nothing) that there is no such word and
 * which may be meant, or else how that word, or the command, is used. */
int ways_refuse(const char *usage, const char *typed);

#endif
