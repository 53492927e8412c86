/*
 * help -- what --help says: examples first, then usage, then options.
 */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "cli.h"

/* The list of commands. verbs ends with a NULL name. */
void help_all(const struct verb *verbs, FILE *out);

/* One command. */
void help_verb(const struct verb *verb);

/* One line: how the command is used. */
const char *help_usage(const char *verb);

#endif
