/*
 * line_key -- the lines of one key: those that have spoken, and the prefixes they asked for.
 */
#ifndef IO_LINE_KEY_H
#define IO_LINE_KEY_H

#include <uthash.h>

#include "lines.h"

struct line_key {
	uint8_t key[KEY_SIZE];
	struct line *oldest;
	size_t lines, prefixes;
	UT_hash_handle hh;
};

struct line_keys {
	struct line_key *all;
};

/* NULL when it has none. */
struct line_key *line_key_find(const struct line_keys *keys, const uint8_t key[KEY_SIZE]);
/* A line of no key is this one's from here on, its newest. */
void line_key_join(struct line_keys *keys, struct line *line, const uint8_t key[KEY_SIZE]);
/* It is no key's any more. The key goes with its last line. */
void line_key_leave(struct line_keys *keys, struct line *line);

#endif
