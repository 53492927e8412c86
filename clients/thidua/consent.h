/*
 * consent -- what cannot be undone is asked about, where somebody sits who can answer.
 *
 * Only when stdin and stderr both are a terminal: a script gets no question that nobody answers.
 */
#ifndef CONSENT_H
#define CONSENT_H

#include <stdbool.h>

struct options;

/* Is there anybody to ask? */
bool consent_possible(void);

/* Is it to be asked: is anybody there, who neither said --yes nor only tries it? */
bool consent_wanted(const struct options *options);

/* Asks on stderr; false: no, or no answer. "y" and "c" (có) agree. */
bool consent_given(const char *question, ...) __attribute__((format(printf, 1, 2)));

/* Asks for a line, which is put into answer without its end; false: there is none. */
bool consent_line(char *answer, int size, const char *question, ...)
        __attribute__((format(printf, 3, 4)));

#endif
