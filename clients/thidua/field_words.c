/*
 * One walk along the path, with the form and the struct of the message beside it as far as they are
 * known: the form tells fields of one name apart, the struct says an item's code. What is no field
 * (a task's code where a season file has one, a key that nobody knows) stays as it is.
 */
#include "field_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "messages_forms.h"
#include "words.h"

struct row {
	const struct form *form; /* NULL: any */
	const char *name;
	const char *whole[LANGUAGES], *item[LANGUAGES];
};

#define ANY NULL

static const struct row rows[] = {
#define FIELD(form, name, vi, en)                { form, #name, { vi, en }, { NULL } },
#define LIST(form, name, vi, en, one_vi, one_en) { form, #name, { vi, en }, { one_vi, one_en } },
#include "field_words.inc"
#undef FIELD
#undef LIST
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct row *find(const struct form *form, const char *name, size_t size)
{
	const struct row *any = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		if (strncmp(rows[i].name, name, size) != 0 || rows[i].name[size])
			continue;
		if (rows[i].form == form)
			return &rows[i];
		if (!rows[i].form)
			any = &rows[i];
	}
	return any;
}

bool field_words_know(const struct form *form, const struct form_field *field)
{
	const struct row *row = find(form, field->name, strlen(field->name));

	return row && (!field->repeated || row->item[VIETNAMESE]);
}

const char *field_words_path(const char *field)
{
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *action = &form_command.fields[i];
		const size_t size = strlen(action->name);

		if (action->chosen && strncmp(field, action->name, size) == 0 && field[size] == '.')
			field += size + 1;
	}
	return strncmp(field, "season.", 7) == 0 ? field + 7 : field;
}

/* Where the walk is: the message, as far as it is known. */
struct place {
	const struct form *form;
	const void *from;
};

static struct place step(const struct place *at, const char *name, size_t size, size_t index)
{
	struct place inside = { NULL, NULL };

	for (size_t i = 0; at->form && i < at->form->field_count; i++) {
		const struct form_field *field = &at->form->fields[i];

		if (strncmp(field->name, name, size) != 0 || field->name[size] || !field->inside)
			continue;
		inside.form = field->inside;
		if (at->from && index < form_items(field, at->from))
			inside.from = form_inside(field, at->from, index);
	}
	return inside;
}

/* " (T04)" when the item has a code. */
static const char *code_of(struct arena *arena, const struct place *item)
{
	static const char *const names[] = { "code", "task" };

	for (size_t i = 0; item->from && i < sizeof(names) / sizeof(names[0]); i++) {
		const struct form_field *field = form_find(item->form, names[i]);
		const char *code = field ? form_text(field, item->from, 0) : NULL;

		if (code && *code)
			return arena_text(arena, " (%.40s)", code);
	}
	const struct form_field *period = item->from ? form_find(item->form, "period") : NULL;

	return period ? arena_text(arena, " (%s)",
	                           words_period((int)form_number(period, item->from, 0)))
	              : "";
}

static const char *walk(struct arena *arena, const struct field_words *words, const char *path)
{
	struct place at =
	        words ? (struct place){ words->form, words->from } : (struct place){ NULL, NULL };
	const char *out = "";

	while (*path) {
		const size_t size = strcspn(path, ".[");
		const struct row *row = find(at.form, path, size);
		const bool indexed = path[size] == '[' && row && row->item[VIETNAMESE];
		char *end = (char *)(uintptr_t)path + size;
		const size_t index = indexed ? strtoul(path + size + 1, &end, 10) : 0;

		if (!row)
			return arena_text(arena, "%s%s%s", out, *out ? " " : "", path);
		at = step(&at, path, size, indexed ? index : SIZE_MAX);
		out = arena_text(arena, "%s%s%s", out, *out ? ", " : "",
		                 (indexed ? row->item : row->whole)[words_language()]);
		if (indexed)
			out = arena_text(arena, "%s %zu%s", out, index + 1, code_of(arena, &at));
		path = end + (*end == ']');
		path += *path == '.';
	}
	return out;
}

/* "line 4", "line 4, column 5" of a file, perhaps after its name: "tq.key: line 4". */
static const char *line_of(struct arena *arena, const char *field)
{
	const char *before = strstr(field, ": line "), *at = before ? before + 2 : field;
	unsigned line, column;
	int end = 0;

	if (sscanf(at, "line %u, column %u%n", &line, &column, &end) == 2 && !at[end])
		return arena_text(arena, "%.*s%s %u, %s %u", (int)(at - field), field,
		                  say(WORD_LINE), line, say(WORD_COLUMN), column);
	if (sscanf(at, "line %u%n", &line, &end) == 1 && !at[end])
		return arena_text(arena, "%.*s%s %u", (int)(at - field), field, say(WORD_LINE),
		                  line);
	return NULL;
}

/* What of a message inside another is wrong, "proposal: reveal.period": each in its words. */
static const char *inside_of(struct arena *arena, const struct field_words *words, const char *path)
{
	static const char of_paths[] = "abcdefghijklmnopqrstuvwxyz_.[]0123456789";
	const size_t outer = strspn(path, of_paths);

	if (strncmp(path + outer, ": ", 2) != 0)
		return NULL;
	return arena_text(arena, "%s: %s",
	                  walk(arena, words, arena_text(arena, "%.*s", (int)outer, path)),
	                  field_words_say(arena, NULL, path + outer + 2));
}

const char *field_words_say(struct arena *arena, const struct field_words *words, const char *field)
{
	const char *path = field_words_path(field);
	const char *said = words && words->place ? words->place(words->context, path) : NULL;

	if (!said)
		said = line_of(arena, field);
	if (!said)
		said = inside_of(arena, words, path);
	return said ? said : walk(arena, words, path);
}
