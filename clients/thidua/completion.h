/*
 * completion -- what a shell needs to know to complete a line of this program: its commands, their
 * options, and what those take. Made from the tables of commands and options.
 */
#ifndef COMPLETION_H
#define COMPLETION_H

#include <stdio.h>

/* A script for bash to read, and a function file for zsh (_thidua). */
void completion_bash(FILE *out);
void completion_zsh(FILE *out);

#endif
