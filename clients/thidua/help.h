/*
 * help -- what --help says: examples first, then usage, then options.
 *
 * Lines are broken between words, at what the terminal has and nowhere beyond 80 places.
 */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "cli.h"

/* The examples of the list of commands, two blanks before each line. */
extern const char help_examples[];

/* The list of commands. */
void help_all(FILE *out);

/* One command. */
void help_verb(const struct verb *verb);

#endif
