/*
 * A sentence is walked once: what stands between braces is looked up among the fields of the
 * action, then of the command, and written as people write it. What is absent leaves nothing
 * behind, nor the blank before it.
 */
#include "entry.h"

#include <string.h>

#include "arena.h"
#include "json_write.h"
#include "messages_forms.h"
#include "output.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { KEY_SHOWN = 4 }; /* bytes of a key by which people tell it from another */

struct sentence {
	const char *action, *field,
	        *value; /* said when the field has that value; NULL: whatever it says */
	const char *words[LANGUAGES];
};

static const struct sentence sentences[] = {
#define ENTRY(action, vi, en)                    { #action, NULL, NULL, { vi, en } },
#define ENTRY_WHEN(action, field, value, vi, en) { #action, #field, #value, { vi, en } },
#include "entries.inc"
#undef ENTRY
#undef ENTRY_WHEN
};

/* Does the field say it? An enum by its name, a flag by true or false, any other by given or absent. */
static bool says(struct arena *arena, const struct command *command,
                 const struct form_field *action, const struct sentence *sentence)
{
	const struct form_field *field = form_find(action->inside, sentence->field);
	const void *from = form_inside(action, command, 0);
	const char *said = "absent";

	if (field && field->kind == FORM_BOOL)
		said = form_number(field, from, 0) != 0 ? "true" : "false";
	else if (field && form_given(action->inside, field, from))
		said = field->kind == FORM_ENUM ? json_form_name(arena, action->inside, field,
		                                                 (int)form_number(field, from, 0))
		                                : "given";
	return said && strcmp(said, sentence->value) == 0;
}

static const char *words_of(struct arena *arena, const struct command *command,
                            const struct form_field *action)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		const struct sentence *sentence = &sentences[i];

		if (strcmp(sentence->action, action->name) == 0 &&
		    (!sentence->field || says(arena, command, action, sentence)))
			return sentence->words[words_language()];
	}
	return action->name;
}

const struct form_field *entry_action(const char *name)
{
	const struct form_field *field = form_find(&form_command, name);

	return field && field->chosen ? field : NULL;
}

static const struct form_field *chosen_of(const struct command *command)
{
	for (size_t i = 0; i < form_command.field_count; i++)
		if (form_command.fields[i].chosen &&
		    form_given(&form_command, &form_command.fields[i], command))
			return &form_command.fields[i];
	return NULL;
}

static const char *number_text(struct arena *arena, const struct form *form,
                               const struct form_field *field, const void *from)
{
	const int64_t number = form_number(field, from, 0);

	switch (field->unit) {
	case FORM_UNIT_POINTS:
		return show_points(arena, number);
	case FORM_UNIT_QUANTITY:
		return show_quantity(arena, number);
	case FORM_UNIT_SHARE:
		return show_share(arena, number);
	case FORM_UNIT_DAY:
		return show_day(arena, (int32_t)number);
	case FORM_UNIT_INSTANT:
		return show_instant(arena, number);
	default:
		break;
	}
	if (field->kind != FORM_ENUM)
		return arena_text(arena, "%lld", (long long)number);
	const char *name = json_form_name(arena, form, field, (int)number);
	const int period = name ? names_number(&names_periods, name) : -1;

	return period >= 0 ? words_period(period + 1) : name ? name : "";
}

static const char *value_text(struct arena *arena, const struct form *form,
                              const struct form_field *field, const void *from)
{
	char hex[2 * KEY_SHOWN + 1];

	if (field->kind == FORM_SIGNED_COMMAND) {
		const struct form *signs;
		const void *opened = form_opened(field, from, &signs);

		return opened ? entry_say(arena, opened) : "";
	}
	if (field->repeated || field->inside || !form_given(form, field, from))
		return "";
	if (field->kind == FORM_TEXT)
		return output_one_line(arena, form_text(field, from, 0));
	if (field->kind != FORM_BYTES && field->kind != FORM_FIXED)
		return number_text(arena, form, field, from);
	const struct bytes bytes = form_bytes(field, from, 0);

	text_hex(bytes.data, bytes.size < KEY_SHOWN ? bytes.size : KEY_SHOWN, hex);
	return arena_text(arena, "%s…", hex);
}

/* "duplicate_of.board" is a field of a message in the action. */
static const char *look_inside(struct arena *arena, const struct command *command,
                               const struct form_field *action, const char *name)
{
	const char *dot = strchr(name, '.');
	const struct form_field *outer =
	        form_find(action->inside, arena_text(arena, "%.*s", (int)(dot - name), name));
	const void *from = form_inside(action, command, 0);

	if (!outer || !outer->inside || !form_given(action->inside, outer, from))
		return "";
	const struct form_field *field = form_find(outer->inside, dot + 1);

	return field ? value_text(arena, outer->inside, field, form_inside(outer, from, 0)) : "?";
}

static const char *look_up(struct arena *arena, const struct command *command,
                           const struct form_field *action, const char *name)
{
	const struct form_field *field = form_find(action->inside, name);

	if (strchr(name, '.'))
		return look_inside(arena, command, action, name);
	if (field)
		return value_text(arena, action->inside, field, form_inside(action, command, 0));
	field = form_find(&form_command, name);
	return field ? value_text(arena, &form_command, field, command) : "?";
}

const char *entry_say(struct arena *arena, const struct command *command)
{
	const struct form_field *action = command ? chosen_of(command) : NULL;
	const char *said = "";

	if (!action)
		return "?";
	for (const char *at = words_of(arena, command, action), *open; *at;
	     at = strchr(open, '}') + 1) {
		const size_t before = strcspn(at, "{");

		open = at + before;
		if (!*open)
			return arena_text(arena, "%s%s", said, at);
		const char *name = arena_text(arena, "%.*s", (int)strcspn(open, "}") - 1, open + 1);
		const char *value = look_up(arena, command, action, name);
		const bool blank = !*value && before > 0 && at[before - 1] == ' ';

		said = arena_text(arena, "%s%.*s%s", said, (int)(blank ? before - 1 : before), at,
		                  value);
	}
	return said;
}
