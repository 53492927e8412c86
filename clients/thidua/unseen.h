/*
 * unseen -- a warning of characters that nobody sees in what people will read.
 *
 * A title with a mark that turns the direction of writing, or one without width, says to people
 * something else than it does to programs. It may be meant, so it is only told.
 */
#ifndef UNSEEN_H
#define UNSEEN_H

#include "field_words.h"

/* Says on stderr, under the field, which character of the text is not seen, if any. */
void unseen_note(const struct field_words *words, const char *field, const char *text);

#endif
