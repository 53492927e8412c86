/*
 * help -- what --help says: examples first, then usage, then options.
 */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "cli.h"

/* The list of commands. */
void help_all(FILE *out);

/* One command. */
void help_verb(const struct verb *verb);

#endif
