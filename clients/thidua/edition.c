/*
 * The edition is written into the file's text, not into what JSON made of it: a season file is kept
 * by people, with their order of members and their layout, and only one line of it may change. The
 * draft that was read from the file gets the same edition, so it need not be read again.
 *
 * Where nobody can be asked a script gets a refusal instead of a wait for an answer that nobody gives.
 */
#include "edition.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <thidua.h>

#include "buffer.h"
#include "complain.h"
#include "consent.h"
#include "file.h"
#include "text_file.h"
#include "words.h"

enum { SEASON_FILE_MAX = 1 << 20 };

uint32_t edition_of(const struct season_draft *draft)
{
	return draft->has_edition ? draft->edition : EDITION_FIRST;
}

void edition_note(uint32_t edition)
{
	fprintf(stderr, say(WORD_EDITION_UNNAMED), edition, EDITION_NEWEST);
	fputc('\n', stderr);
}

/* How the file has a character of ASCII: in UTF-16 beside a zero. */
struct units {
	size_t width, at; /* bytes each, and which of them it is */
};

static struct units units_of(const struct buffer *text)
{
	bool big;

	if (!text_file_is_utf16(text->data, text->size, &big))
		return (struct units){ 1, 0 };
	return (struct units){ 2, big ? 1 : 0 };
}

static bool is_blank(const struct buffer *text, struct units units, size_t place)
{
	return place + units.width <= text->size && isspace(text->data[place + units.at]) &&
	       (units.width == 1 || text->data[place + 1 - units.at] == 0);
}

/* Puts the member first into the object, indented as the next one is. The file has been read as
 * JSON, so its first brace opens the object, and a member follows. */
static void insert(const struct buffer *text, uint32_t edition, struct buffer *out)
{
	const struct units units = units_of(text);
	const uint8_t *open = memchr(text->data, '{', text->size);
	const size_t head = (size_t)(open - text->data) - units.at + units.width;
	size_t next = head;
	char member[48];

	while (is_blank(text, units, next))
		next += units.width;
	const int size = snprintf(member, sizeof(member), "\"edition\": %u,%s", edition,
	                          next == head ? " " : "");

	buffer_append(out, text->data, next);
	for (int i = 0; i < size; i++) {
		uint8_t *unit = memset(buffer_extend(out, units.width), 0, units.width);

		unit[units.at] = (uint8_t)member[i];
	}
	buffer_append(out, text->data + head, text->size - head);
}

static int write_into(const char *path, uint32_t edition)
{
	struct buffer text = { 0 }, changed = { 0 };
	int code = file_read(path, SEASON_FILE_MAX, THIDUA_BAD_INPUT, &text);

	if (code == THIDUA_OK) {
		insert(&text, edition, &changed);
		code = file_replace(path, changed.data, changed.size);
	}
	buffer_close(&text);
	buffer_close(&changed);
	return code;
}

static int take(const char *path, uint32_t edition, struct season_draft *draft)
{
	const bool piped = strcmp(path, "-") == 0;
	const int code = piped ? THIDUA_OK : write_into(path, edition);

	if (code != THIDUA_OK)
		return code;
	draft->has_edition = true;
	draft->edition = edition;
	fprintf(stderr, say(piped ? WORD_EDITION_TAKEN : WORD_EDITION_WRITTEN), edition, path);
	fputc('\n', stderr);
	return THIDUA_OK;
}

int edition_for_new(const struct options *options, const char *path, struct season_draft *draft)
{
	if (!draft->has_edition)
		return take(path, EDITION_NEWEST, draft);
	if (draft->edition >= EDITION_NEWEST || options_has(options, OPTION_YES))
		return THIDUA_OK;
	if (consent_possible() &&
	    consent_given(say(WORD_EDITION_ASK), draft->edition, EDITION_NEWEST))
		return THIDUA_OK;
	return complain(THIDUA_USAGE, say(WORD_EDITION_OLDER), draft->edition, EDITION_NEWEST);
}

int edition_for_next(const char *path, const struct season_draft *in_force,
                     struct season_draft *draft)
{
	if (draft->has_edition || !in_force->has_edition)
		return THIDUA_OK;
	return take(path, in_force->edition, draft);
}
