/*
 * text_file -- a text as people's programs save it, made one that we read.
 *
 * Editors begin a file with a byte order mark, save it in UTF-16, end its lines in CR LF, and some
 * take Vietnamese letters apart. None of that is anybody's mistake, so whatever file a person wrote
 * is read through here. What travels is judged by text.h, which takes one spelling alone.
 */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct buffer;

/* Room that text_file_plain needs for a file of so many bytes. */
#define TEXT_FILE_ROOM(size) ((size) + (size) / 2 + 2)

/* Makes the text UTF-8 without a byte order mark, each line ended by LF, in its own memory, which
 * has TEXT_FILE_ROOM(size). Returns the new size. UTF-16 is known by its mark; when it is cut short
 * or has half a pair it stays as it is, which is no UTF-8 to whoever checks it. */
size_t text_file_plain(char *text, size_t size);

/* The same of what stands in a buffer from `begin` on. */
void text_file_plain_buffer(struct buffer *text, size_t begin);

/* Does it begin with the byte order mark of UTF-16? big: out, which one. */
bool text_file_is_utf16(const void *bytes, size_t size, bool *big);

/* The text in Unicode normal form C, lines ended by LF, in the arena. What is no UTF-8 stays so. */
char *text_file_compose(struct arena *arena, const char *text);

/* A text out of another program's file, as text_check wants it: as text_file_compose, with a
 * question mark for each control character. In the arena; NULL having set flaw when it is not UTF-8, or has more marks on
 * one letter than any language (TEXT_NOT_NFC: sorting them takes the square of their number). */
char *text_file_tidy(struct arena *arena, const char *text, size_t size, enum text_flaw *flaw);

#endif
