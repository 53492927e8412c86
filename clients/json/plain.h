/*
 * plain -- texts that came from outside, without what is obeyed rather than shown.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stddef.h>

struct arena;
struct buffer;

/* Control bytes, what turns the direction of writing or is not seen, and what is no UTF-8 become
 * \x1b, \u202e and the like; line feeds and tabs stay. *rest counts bytes at the end that begin a
 * letter, and were not taken. */
void plain_append(const char *bytes, size_t size, struct buffer *out, size_t *rest);
/* The same of a text. In the arena. */
const char *plain_text(struct arena *arena, const char *text);

#endif
