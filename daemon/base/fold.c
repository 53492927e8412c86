/*
 * Folding is one walk that gives a code point at a time, so that nothing is allocated and texts
 * that differ do so at once. The lists are those of Unicode 15.0 (White_Space,
 * Default_Ignorable_Code_Point) and stand here, since utf8proc has others: to it U+00A0 is no
 * space. Case and parts are utf8proc's, of Vietnamese written down in fold_letters.inc; tests hold the
 * folding of all code points against a hash, and against utf8proc's.
 *
 * Parts are not put in order across letters: a text in NFC has them so, and who leaves out of it
 * what nobody sees has two spellings of his own.
 */
#include "fold.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <utf8proc.h>

enum { PARTS_MOST = 8, D_WITH_STROKE = 0x0111 };

enum mark {
	GRAVE = 0x0300,
	ACUTE = 0x0301,
	CIRCUMFLEX = 0x0302,
	TILDE = 0x0303,
	BREVE = 0x0306,
	HOOK = 0x0309,
	HORN = 0x031B,
	DOT_BELOW = 0x0323
};

/* The parts of each letter of Vietnamese, and 0 behind them; of others within these two blocks none. */
enum { LOW_FIRST = 0xC0, LOW_END = 0x01B1, HIGH_FIRST = 0x1EA0, HIGH_END = 0x1EFA };

#define LETTER_PLACE(point)                                                                        \
	((point) < LOW_END ? (point)-LOW_FIRST : (point)-HIGH_FIRST + LOW_END - LOW_FIRST)

static const int32_t vietnamese[LETTER_PLACE(HIGH_END)][4] = {
#define LETTER(capital, small, ...)                                                                \
	[LETTER_PLACE(capital)] = { __VA_ARGS__ }, [LETTER_PLACE(small)] = { __VA_ARGS__ },
#include "fold_letters.inc"
#undef LETTER
};

struct range {
	int32_t first, last;
};

static const struct range white[] = {
	{ 0x09, 0x0D },     { 0x20, 0x20 },     { 0x85, 0x85 },     { 0xA0, 0xA0 },
	{ 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F },
	{ 0x205F, 0x205F }, { 0x3000, 0x3000 },
};

static const struct range ignorable[] = {
	{ 0xAD, 0xAD },       { 0x034F, 0x034F }, { 0x061C, 0x061C },   { 0x115F, 0x1160 },
	{ 0x17B4, 0x17B5 },   { 0x180B, 0x180F }, { 0x200B, 0x200F },   { 0x202A, 0x202E },
	{ 0x2060, 0x206F },   { 0x3164, 0x3164 }, { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },
	{ 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFF8 }, { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A },
	{ 0xE0000, 0xE0FFF },
};

#define AMONG(point, ranges) among(point, ranges, sizeof(ranges) / sizeof((ranges)[0]))

static bool among(int32_t point, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count && ranges[i].first <= point; i++)
		if (point <= ranges[i].last)
			return true;
	return false;
}

struct fold {
	const uint8_t *at;    /* of a text that ends with NUL */
	const int32_t *parts; /* not given yet, up to a 0 */
	int32_t own[PARTS_MOST + 1];
	bool begun;
};

/* 0 at the end. */
static inline int32_t next_point(const uint8_t **at)
{
	int32_t point = **at;

	if (point < 0x80) {
		*at += point != 0;
		return point;
	}
	const utf8proc_ssize_t size = utf8proc_iterate(*at, -1, &point);

	assert(size > 0); /* text_check has let it in */
	*at += size;
	return point;
}

/* NULL: it is none of Vietnamese, or one of ASCII. */
static const int32_t *vietnamese_parts(int32_t point)
{
	const bool low = point >= LOW_FIRST && point < LOW_END;

	if (!low && !(point >= HIGH_FIRST && point < HIGH_END))
		return NULL;
	const int32_t *parts = vietnamese[LETTER_PLACE(point)];

	return parts[0] != 0 ? parts : NULL;
}

static const int32_t *take_apart(struct fold *fold, int32_t point)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
	int boundary = 0;
	const utf8proc_ssize_t count =
	        utf8proc_decompose_char(point, fold->own, PARTS_MOST, how, &boundary);

	assert(count > 0 && count <= PARTS_MOST);
	fold->own[count] = 0;
	return fold->own;
}

/* Of the next letter, which is given after the space before it. */
static int32_t next_part(struct fold *fold)
{
	const uint8_t *before = fold->at;
	bool space = false;
	int32_t point;

	for (; (point = next_point(&fold->at)) != 0; before = fold->at) {
		const int32_t *parts = vietnamese_parts(point);

		if (!parts && AMONG(point, white)) {
			space = fold->begun;
		} else if (space && (parts || !AMONG(point, ignorable))) {
			fold->at = before;
			return ' ';
		} else if (parts || !AMONG(point, ignorable)) {
			fold->parts = parts ? parts : take_apart(fold, point);
			fold->begun = true;
			return *fold->parts++;
		}
	}
	return 0;
}

/* The next code point of the folded text; 0 at its end. */
static inline int32_t fold_next(struct fold *fold)
{
	const uint8_t byte = *fold->at;

	if (*fold->parts != 0)
		return *fold->parts++;
	if (byte <= ' ' || byte >= 0x7F)
		return next_part(fold);
	fold->at++;
	fold->begun = true;
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

static struct fold fold_begin(const char *text)
{
	static const int32_t none = 0;

	return (struct fold){ .at = (const uint8_t *)text, .parts = &none };
}

bool fold_same(const char *a, const char *b)
{
	/* mostly it is so, when it is: a correction says again what was said */
	if (strcmp(a, b) == 0)
		return true;
	struct fold left = fold_begin(a), right = fold_begin(b);
	int32_t point;

	do {
		point = fold_next(&left);
		if (point != fold_next(&right))
			return false;
	} while (point != 0);
	return true;
}

uint64_t fold_hash(const char *text)
{
	struct fold fold = fold_begin(text);
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a, a code point at a time */
	int32_t point;

	while ((point = fold_next(&fold)) != 0)
		hash = (hash ^ (uint64_t)point) * UINT64_C(0x100000001B3);
	return hash;
}

/* --- words --- */

/* A letter or digit with what belongs to it wherever it is; a tone belongs to the syllable, and stands on one
 * vowel of it or another as people like: hòa, hoà. */
struct letter {
	int32_t base, mark; /* mark 0: it has none */
};

struct word {
	const struct letter *letters;
	size_t count;
	int32_t tone; /* 0: it has none */
};

static bool is_letter(int32_t point)
{
	const utf8proc_category_t category = utf8proc_category(point);

	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
	       (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static bool is_tone(int32_t point)
{
	return point == GRAVE || point == ACUTE || point == TILDE || point == HOOK ||
	       point == DOT_BELOW;
}

static void add_mark(struct word *word, struct letter *last, int32_t point)
{
	if (is_tone(point))
		word->tone = point;
	else
		last->mark = last->mark == 0 ? point : last->mark * 31 + point;
}

/* The next word of a text into room, which ends the word where it is full; false: there is none. */
static bool next_word(struct fold *fold, struct letter *room, size_t most, struct word *out)
{
	*out = (struct word){ .letters = room };
	int32_t point;

	while ((point = fold_next(fold)) != 0) {
		const bool mark = utf8proc_category(point) == UTF8PROC_CATEGORY_MN;

		if (mark && out->count > 0 && out->count <= most)
			add_mark(out, &room[out->count - 1], point);
		else if (!mark && is_letter(point) && out->count < most)
			room[out->count++] = (struct letter){ point, 0 };
		else if (!mark && !is_letter(point) && out->count > 0)
			break;
	}
	return out->count > 0;
}

/* What is typed with a mark is meant so; without one it is either. */
static bool begins_with(const struct word *word, const struct word *typed)
{
	bool same = typed->count <= word->count && (typed->tone == 0 || typed->tone == word->tone);

	for (size_t i = 0; same && i < typed->count; i++) {
		const struct letter *is = &word->letters[i], *wanted = &typed->letters[i];

		same = (is->base == wanted->base ||
		        (is->base == D_WITH_STROKE && wanted->base == 'd')) &&
		       (wanted->mark == 0 || is->mark == wanted->mark);
	}
	return same;
}

bool fold_finds(const char *text, const char *search)
{
	struct letter typed[FOLD_SEARCH_MAX], letters[FOLD_SEARCH_MAX];
	struct word wanted[FOLD_SEARCH_MAX], word;
	struct fold fold = fold_begin(search);
	size_t used = 0, count = 0;

	while (used < FOLD_SEARCH_MAX &&
	       next_word(&fold, typed + used, FOLD_SEARCH_MAX - used, &wanted[count]))
		used += wanted[count++].count;
	fold = fold_begin(text);
	while (count > 0 && next_word(&fold, letters, FOLD_SEARCH_MAX, &word)) {
		for (size_t i = count; i > 0; i--) /* what is found takes the place of the last */
			if (begins_with(&word, &wanted[i - 1]))
				wanted[i - 1] = wanted[--count];
	}
	return count == 0;
}

int32_t fold_unassigned(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	int32_t point;

	while ((point = next_point(&at)) != 0)
		if (point >= 0x80 && utf8proc_category(point) == UTF8PROC_CATEGORY_CN)
			return point;
	return 0;
}

int32_t fold_invisible(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	int32_t point;

	while ((point = next_point(&at)) != 0)
		if (AMONG(point, ignorable))
			return point;
	return 0;
}

bool fold_says(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	int32_t point;

	while ((point = next_point(&at)) != 0)
		if (is_letter(point) && !AMONG(point, ignorable))
			return true;
	return false;
}
