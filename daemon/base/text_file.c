/*
 * UTF-16 becomes UTF-8 in the memory it stands in, since a key file may hold a secret and a second
 * copy would have to be wiped too. Two bytes become three at most: moved up by half its size first,
 * what is still to be read is never overtaken by what is written.
 */
#include "text_file.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "arena.h"
#include "buffer.h"

enum { MARKS_MAX = 30 }; /* on one letter: Unicode's Stream-Safe Text Format */
enum { MARK_8 = 3, MARK_16 = 2, UNIT = 2 };
enum { SURROGATES = 0xD800, LOW_SURROGATES = 0xDC00, AFTER_SURROGATES = 0xE000, BEYOND = 0x10000 };

bool text_file_is_utf16(const void *bytes, size_t size, bool *big)
{
	*big = size >= MARK_16 && memcmp(bytes, "\xFE\xFF", MARK_16) == 0;
	return *big || (size >= MARK_16 && memcmp(bytes, "\xFF\xFE", MARK_16) == 0);
}

static int32_t unit_at(const uint8_t *bytes, bool big)
{
	return big ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0];
}

/* The code point that begins here, or -1; *used gets its bytes. */
static int32_t point_at(const uint8_t *bytes, size_t left, bool big, size_t *used)
{
	*used = UNIT;
	if (left < UNIT)
		return -1;
	const int32_t first = unit_at(bytes, big);

	if (first < SURROGATES || first >= AFTER_SURROGATES)
		return first;
	*used = 2 * UNIT;
	const int32_t second = left < 2 * UNIT ? 0 : unit_at(bytes + UNIT, big);

	if (first >= LOW_SURROGATES || second < LOW_SURROGATES || second >= AFTER_SURROGATES)
		return -1;
	return BEYOND + (first - SURROGATES) * 0x400 + second - LOW_SURROGATES;
}

static bool is_whole(const uint8_t *bytes, size_t size, bool big)
{
	for (size_t place = 0, used; place < size; place += used)
		if (point_at(bytes + place, size - place, big, &used) < 0)
			return false;
	return true;
}

static size_t from_utf16(uint8_t *text, size_t size, bool big)
{
	const size_t begin = size / 2 + 1;
	size_t put = 0;

	memmove(text + begin, text, size);
	for (size_t place = MARK_16, used; place < size; place += used) {
		const int32_t point = point_at(text + begin + place, size - place, big, &used);

		put += (size_t)utf8proc_encode_char(point, text + put);
	}
	return put;
}

/* CR LF and CR alone become LF. */
static size_t end_lines(char *text, size_t size)
{
	size_t put = 0;

	if (size == 0 || !memchr(text, '\r', size))
		return size;
	for (size_t place = 0; place < size; place++) {
		if (text[place] != '\r')
			text[put++] = text[place];
		else if (place + 1 == size || text[place + 1] != '\n')
			text[put++] = '\n';
	}
	return put;
}

size_t text_file_plain(char *text, size_t size)
{
	uint8_t *bytes = (uint8_t *)text;
	bool big;

	if (text_file_is_utf16(text, size, &big)) {
		if (!is_whole(bytes, size, big))
			return size;
		size = from_utf16(bytes, size, big);
	} else if (size >= MARK_8 && memcmp(text, "\xEF\xBB\xBF", MARK_8) == 0) {
		size -= MARK_8;
		memmove(text, text + MARK_8, size);
	}
	return end_lines(text, size);
}

void text_file_plain_buffer(struct buffer *text, size_t begin)
{
	const size_t size = text->size - begin;

	buffer_reserve(text, TEXT_FILE_ROOM(size) - size);
	text->size = begin + text_file_plain((char *)text->data + begin, size);
}

/* Marks in a row after this letter, *marks before it; false when they would take long to sort, which
 * takes the square of their number. */
static bool few_marks(utf8proc_int32_t letter, size_t *marks)
{
	*marks = utf8proc_get_property(letter)->combining_class ? *marks + 1 : 0;
	return *marks <= MARKS_MAX;
}

/* UTF-8 without long rows of marks? */
static bool is_composable(const char *text, size_t size)
{
	size_t marks = 0;
	utf8proc_int32_t letter;
	utf8proc_ssize_t length;

	for (size_t place = 0; place < size; place += (size_t)length) {
		length = utf8proc_iterate((const utf8proc_uint8_t *)text + place,
		                          (utf8proc_ssize_t)(size - place), &letter);
		if (length <= 0 || !few_marks(letter, &marks))
			return false;
	}
	return true;
}

char *text_file_compose(struct arena *arena, const char *text)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	char *lined = arena_text(arena, "%s", text);
	const size_t size = end_lines(lined, strlen(text));

	lined[size] = '\0';
	if (text_check(lined, size) == TEXT_FINE || !is_composable(lined, size))
		return lined;
	utf8proc_uint8_t *composed;

	if (utf8proc_map((const uint8_t *)lined, (utf8proc_ssize_t)size, &composed, options) < 0)
		return lined;
	char *out = arena_text(arena, "%s", (const char *)composed);

	free(composed);
	return out;
}

/* A question mark for each control character, in place: without it 4\a2 would read as 42. */
static size_t replace_controls(char *text, size_t size, enum text_flaw *flaw)
{
	size_t marks = 0, put = 0;

	*flaw = TEXT_FINE;
	for (size_t place = 0; place < size;) {
		const utf8proc_uint8_t *here = (const utf8proc_uint8_t *)text + place;
		utf8proc_int32_t c;
		const utf8proc_ssize_t length =
		        utf8proc_iterate(here, (utf8proc_ssize_t)(size - place), &c);

		if (length <= 0)
			*flaw = TEXT_NOT_UTF8;
		else if (!few_marks(c, &marks))
			*flaw = TEXT_NOT_NFC;
		if (*flaw != TEXT_FINE)
			return 0;
		if (utf8proc_category(c) != UTF8PROC_CATEGORY_CC || c == '\t' || c == '\n') {
			memmove(text + put, here, (size_t)length);
			put += (size_t)length;
		} else {
			text[put++] = '?';
		}
		place += (size_t)length;
	}
	return put;
}

char *text_file_tidy(struct arena *arena, const char *text, size_t size, enum text_flaw *flaw)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	char *tidy = arena_alloc(arena, size + 1, 1);

	if (size > 0)
		memcpy(tidy, text, size);
	*flaw = text_check(text, size);
	if (*flaw == TEXT_FINE)
		return tidy;
	size = replace_controls(tidy, end_lines(tidy, size), flaw);
	if (*flaw != TEXT_FINE)
		return NULL;
	utf8proc_uint8_t *composed;
	const utf8proc_ssize_t length =
	        utf8proc_map((utf8proc_uint8_t *)tidy, (utf8proc_ssize_t)size, &composed, options);

	assert(length >= 0);
	tidy = memcpy(arena_alloc(arena, (size_t)length + 1, 1), composed, (size_t)length);
	free(composed);
	return tidy;
}
