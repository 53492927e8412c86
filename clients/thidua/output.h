/*
 * output -- what this program writes, and what becomes of it.
 *
 * On a terminal everything on stdout passes one filter, and everywhere what goes to stderr, which people
 * read also behind tee and in a log: names, titles and keys of files come from outside, and a control byte
 * among them would be obeyed. Our own colours go around it.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct arena;

/* Once, before anything is written. A reader that went away and a full disk are told by the write that
 * fails from then on, and end nobody in the middle of a deed. */
void output_start(void);

/* The terminal behind stdout, past the filter, for who draws on it himself. */
FILE *output_screen(void);

/* Writes to stdout's terminal past the filter, in order. */
void output_escape(const char *sequence);

/* A line on stderr's terminal that the next thing written takes away; NULL: none any more. Nothing where
 * stderr is no terminal, or one without a cursor. */
void output_passing(const char *text);

/* What somebody else wrote, in a line of ours: line feeds and tabs as the sign ⏎ and a blank, lest it make
 * lines that look like ours. In the arena, or text. */
const char *output_one_line(struct arena *arena, const char *text);

/* What was asked for is done, such as a receipt verified: that its words get lost does not undo it. */
void output_deed_done(void);

/* The exit code, once all is written: code, unless what was only to be shown could not be. */
int output_end(int code);

#endif
