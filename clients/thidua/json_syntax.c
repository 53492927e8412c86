/*
 * The parser counts to the end of the word that it stumbled over; people look at its beginning,
 * which is found again from the word that it quotes. Two mistakes make up most of what people type:
 * a comma after the last item, and quotes that an office program made curly.
 */
#include "json_syntax.h"

#include <string.h>

#include "arena.h"

enum { SHOWN_BEFORE = 40, SHOWN = 72 };

struct spot {
	const char *text;
	size_t size, place, begin; /* of the text, of the mistake, of its line */
	int line, column;
};

static bool continues(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Bytes of the word that the parser quotes after "near", when the text has it right before. */
static size_t quoted(const char *text, size_t place, const char *said)
{
	const char *near = strstr(said, " near '"), *end = near ? strrchr(near, '\'') : NULL;

	if (!near || end <= near + 7)
		return 0;
	const size_t size = (size_t)(end - (near + 7));

	return size <= place && memcmp(text + place - size, near + 7, size) == 0 ? size : 0;
}

static struct spot find(const char *text, size_t size, const json_error_t *error)
{
	const size_t told = error->position > 0 ? (size_t)error->position : 0;
	struct spot spot = { .text = text, .size = size, .place = told < size ? told : size };

	spot.place -= quoted(text, spot.place, error->text);
	for (spot.line = 1; spot.begin < spot.place;) {
		const char *end = memchr(text + spot.begin, '\n', spot.place - spot.begin);

		if (!end)
			break;
		spot.begin = (size_t)(end - text) + 1;
		spot.line++;
	}
	spot.column = 1;
	for (size_t i = spot.begin; i < spot.place; i++)
		spot.column += !continues(text[i]);
	return spot;
}

/* The line, or of a long one what is about the mistake; nothing of it moves a terminal. */
static const char *line_of(const struct spot *spot, struct faults *why)
{
	size_t begin = spot->begin, size = 0;
	char line[SHOWN + 1];

	if (spot->place - begin > SHOWN_BEFORE)
		begin = spot->place - SHOWN_BEFORE;
	while (begin < spot->place && continues(spot->text[begin]))
		begin++;
	while (size < SHOWN && begin + size < spot->size && spot->text[begin + size] != '\n') {
		const char byte = spot->text[begin + size];

		line[size++] = (unsigned char)byte < ' ' || byte == '\x7F' ? ' ' : byte;
	}
	while (size > 0 && begin + size < spot->size && continues(spot->text[begin + size]))
		size--;
	line[size] = '\0';
	return fault_path(why, "%s", line + strspn(line, " "));
}

static char before(const struct spot *spot)
{
	size_t place = spot->place;

	while (place > 0 && strchr(" \t\n", spot->text[place - 1]))
		place--;
	return place > 0 ? spot->text[place - 1] : '\0';
}

static bool is_other_quote(const struct spot *spot)
{
	static const char *const quotes[] = { "“", "”", "„", "‘", "’", "«", "'" };
	const size_t left = spot->size - spot->place;

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
		if (left >= strlen(quotes[i]) &&
		    memcmp(spot->text + spot->place, quotes[i], strlen(quotes[i])) == 0)
			return true;
	return false;
}

static enum fault_reason reason_of(const struct spot *spot, enum json_error_code code)
{
	static const enum fault_reason reasons[] = {
		[json_error_stack_overflow] = FAULT_JSON_DEEP,
		[json_error_invalid_utf8] = FAULT_JSON_NOT_UTF8,
		[json_error_premature_end_of_input] = FAULT_JSON_ENDS_EARLY,
		[json_error_end_of_input_expected] = FAULT_JSON_GOES_ON,
		[json_error_null_character] = FAULT_JSON_HOLDS_NUL,
		[json_error_null_byte_in_key] = FAULT_JSON_HOLDS_NUL,
		[json_error_duplicate_key] = FAULT_JSON_KEY_TWICE,
		[json_error_numeric_overflow] = FAULT_JSON_NUMBER_LARGE,
	};
	const size_t known = sizeof(reasons) / sizeof(reasons[0]);

	if (code != json_error_invalid_syntax)
		return (size_t)code < known && reasons[code] ? reasons[code] : FAULT_JSON_SYNTAX;
	if (spot->place < spot->size && strchr("]}", spot->text[spot->place]) &&
	    before(spot) == ',')
		return FAULT_JSON_COMMA;
	return is_other_quote(spot) ? FAULT_JSON_QUOTES : FAULT_JSON_SYNTAX;
}

void json_syntax_fail(const char *text, size_t size, const json_error_t *error, struct faults *why)
{
	const struct spot spot = find(text, size, error);
	const char *line = line_of(&spot, why);

	faults_add(why, reason_of(&spot, json_error_code(error)),
	           fault_path(why, "line %d, column %d", spot.line, spot.column), &line, 1);
}
