/*
 * Three speeds: plain ASCII, up to eight bytes at once, and the letters of Vietnamese, both known by
 * their bytes; other characters known to stand in NFC whatever is beside them; and, when any other occurred,
 * normalisation of the whole text and comparison.
 */
#include "text.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "arena.h"

#define EACH_BYTE UINT64_C(0x0101010101010101)

/* How many of eight bytes, from the first on, are 0x20 .. 0x7E: nothing is borrowed or carried from such a one, so
 * the lowest bit tells the first other one. */
static size_t plain_of_eight(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	word = le64toh(word);
	const uint64_t other =
	        (word | (word - 0x20 * EACH_BYTE) | (word + EACH_BYTE)) & (0x80 * EACH_BYTE);

	return other == 0 ? sizeof(word) : (size_t)__builtin_ctzll(other) / 8;
}

static bool goes_on(unsigned char byte)
{
	return byte >> 6 == 2;
}

/* Bytes of a letter of Vietnamese or another of its blocks, U+00C0 .. U+02FF and U+1E00 .. U+1EFF; 0: it is none. */
static size_t letter_size(const unsigned char *bytes, size_t size)
{
	if (size >= 2 && bytes[0] >= 0xC3 && bytes[0] <= 0xCB && goes_on(bytes[1]))
		return 2;
	if (size >= 3 && bytes[0] == 0xE1 && bytes[1] >> 2 == 0xB8 >> 2 && goes_on(bytes[2]))
		return 3;
	return 0;
}

/* How many bytes from here on are in order, and in NFC, whatever comes before and behind them. All of what people
 * write here, nearly always. */
static size_t plain_size(const unsigned char *bytes, size_t size)
{
	size_t place = 0, more = 1;

	for (; place < size && more > 0; place += more) {
		if (bytes[place] >= 0x80)
			more = letter_size(bytes + place, size - place);
		else if (size - place >= sizeof(uint64_t))
			more = plain_of_eight(bytes + place);
		else
			more = bytes[place] >= 0x20 && bytes[place] < 0x7F;
	}
	return place;
}

static bool is_control(utf8proc_int32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
}

/* Starters with NFC_Quick_Check=Yes: all below the combining marks, Latin Extended Additional (the
 * Vietnamese letters), dashes and quotation marks, currency signs. */
static bool always_nfc(utf8proc_int32_t c)
{
	return c < 0x300 || (c >= 0x1E00 && c < 0x1F00) || (c >= 0x2010 && c < 0x2028) ||
	       (c >= 0x20A0 && c < 0x20C0);
}

/* Normalises in memory of its own and compares. Linear, because a text with marks out of order
 * never comes here: sorting them could take the square of its length. */
static bool normalisation_changes(const utf8proc_uint8_t *text, utf8proc_ssize_t size)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_ssize_t count = utf8proc_decompose(text, size, NULL, 0, options);
	utf8proc_ssize_t place = 0, item = 0;

	if (count < 0)
		return true;
	utf8proc_int32_t *points;

	points = must_alloc((size_t)count + 1, sizeof(*points));
	utf8proc_decompose(text, size, points, count, options);
	count = utf8proc_normalize_utf32(points, count, options);
	utf8proc_int32_t c;

	for (; place < size && item < count; item++) {
		place += utf8proc_iterate(text + place, size - place, &c);
		if (points[item] != c)
			break;
	}
	free(points);
	return place < size || item < count;
}

enum text_flaw text_check(const char *text, size_t size)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
	utf8proc_propval_t class_before = 0;
	bool doubtful = false;

	for (size_t place = 0; place < size;) {
		const size_t plain = plain_size(bytes + place, size - place);
		utf8proc_propval_t class_here = 0;
		utf8proc_int32_t c = bytes[place];
		utf8proc_ssize_t length = 1;

		if (plain > 0) {
			place += plain;
			class_before = 0;
			continue;
		}
		if (c >= 0x80 &&
		    (length = utf8proc_iterate(bytes + place, (utf8proc_ssize_t)(size - place),
		                               &c)) <= 0)
			return TEXT_NOT_UTF8;
		if (c == 0)
			return TEXT_HOLDS_NUL;
		if (is_control(c))
			return TEXT_HOLDS_CONTROL;
		if (!always_nfc(c)) {
			class_here = utf8proc_get_property(c)->combining_class;
			if (class_here != 0 && class_here < class_before)
				return TEXT_NOT_NFC;
			doubtful = true;
		}
		class_before = class_here;
		place += (size_t)length;
	}
	return doubtful && normalisation_changes(bytes, (utf8proc_ssize_t)size) ? TEXT_NOT_NFC
	                                                                        : TEXT_FINE;
}

bool text_is_utf8(const char *text, size_t size)
{
	utf8proc_int32_t c;

	while (size > 0) {
		const utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text,
		                                                 (utf8proc_ssize_t)size, &c);

		if (length <= 0)
			return false;
		text += length;
		size -= (size_t)length;
	}
	return true;
}

enum fault_reason text_fault(enum text_flaw flaw)
{
	static const enum fault_reason reasons[] = {
		[TEXT_HOLDS_NUL] = FAULT_TEXT_HOLDS_NUL,
		[TEXT_NOT_UTF8] = FAULT_TEXT_NOT_UTF8,
		[TEXT_NOT_NFC] = FAULT_TEXT_NOT_NFC,
		[TEXT_HOLDS_CONTROL] = FAULT_TEXT_HOLDS_CONTROL,
	};

	assert(flaw != TEXT_FINE);
	return reasons[flaw];
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool text_is_board(const char *text)
{
	size_t letters = 0;

	while (letters < 3 && is_upper(text[letters]))
		letters++;
	if (letters < 2)
		return false;
	text += letters;
	return *text == '\0' || (is_digit(text[0]) && is_digit(text[1]) && text[2] == '\0');
}

bool text_is_cluster(const char *text)
{
	size_t length = 1;

	if (!is_upper(text[0]) && !is_digit(text[0]))
		return false;
	while (length <= 31 &&
	       (is_upper(text[length]) || is_digit(text[length]) || text[length] == '-'))
		length++;
	return text[length] == '\0';
}

bool text_is_code(const char *text)
{
	size_t length = 1;

	if (!is_upper(text[0]))
		return false;
	while (length <= 6 && (is_upper(text[length]) || is_digit(text[length])))
		length++;
	return text[length] == '\0';
}

void text_hex(const uint8_t *bytes, size_t size, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool text_unhex(const char *hex, uint8_t *out, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int high = hex_value(hex[2 * i]);
		int low = high < 0 ? -1 : hex_value(hex[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return hex[2 * size] == '\0';
}
