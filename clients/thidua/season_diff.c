/*
 * One walk over both structs by the form, so that no field of a season can be forgotten. Lists of
 * numbers and days are compared as a whole, lists of messages item by item, since a later version
 * keeps their order. Targets of boards go by the task, as in the file.
 */
#include "season_diff.h"

#include <string.h>

#include "arena.h"
#include "drafts.h"
#include "field_words.h"
#include "json_write.h"
#include "messages_forms.h"
#include "ruleset.h"
#include "season_show.h"
#include "show.h"
#include "words.h"

struct diff {
	struct season_changes *out;
	const struct season_draft *was, *is;
};

static void add(struct diff *diff, const char *field, const char *was, const char *is)
{
	struct season_changes *out = diff->out;
	const struct field_words words = { &form_season_draft, diff->is, NULL, NULL, NULL };

	if (strcmp(was, is) == 0)
		return;
	if (out->count == out->room) {
		const size_t room = out->room ? 2 * out->room : 64;
		struct season_change *items = arena_alloc(out->arena, room, sizeof(*items));

		if (out->count > 0)
			memcpy(items, out->items, out->count * sizeof(*items));
		out->items = items;
		out->room = room;
	}
	out->items[out->count++] =
	        (struct season_change){ field, field_words_say(out->arena, &words, field), was,
		                        is };
}

static const char *one(struct arena *arena, const struct form *form, const struct form_field *field,
                       const void *from, size_t i)
{
	if (field->kind == FORM_TEXT)
		return form_text(field, from, i);
	const int64_t number = form_number(field, from, i);

	switch (field->unit) {
	case FORM_UNIT_POINTS:
		return show_points(arena, number);
	case FORM_UNIT_QUANTITY:
		return show_quantity(arena, number);
	case FORM_UNIT_SHARE:
		return show_share(arena, number);
	case FORM_UNIT_DAY:
		return show_day(arena, (int32_t)number);
	default:
		break;
	}
	if (field->kind == FORM_BOOL)
		return say(number ? WORD_YES : WORD_NO);
	const char *name =
	        field->kind == FORM_ENUM ? json_form_name(arena, form, field, (int)number) : NULL;

	return name ? name : arena_text(arena, "%lld", (long long)number);
}

/* The whole value; "–" when it is not there. */
static const char *value(struct arena *arena, const struct form *form,
                         const struct form_field *field, const void *from)
{
	const char *out = "";

	if (!from || !form_given(form, field, from))
		return "–";
	if (!field->repeated)
		return one(arena, form, field, from, 0);
	for (size_t i = 0; i < form_items(field, from); i++)
		out = arena_text(arena, "%s%s%s", out, i > 0 ? "; " : "",
		                 one(arena, form, field, from, i));
	return out;
}

static const char *own(struct arena *arena, const struct season_draft *season,
                       const struct board_draft *board, const char *code)
{
	if (!board)
		return "–";
	if (!draft_target(board, code))
		return say(WORD_TARGET_OF_ALL);
	const struct task_draft *task = draft_task(season, code);

	return task ? season_target(arena, task, board) : "–";
}

static void targets(struct diff *diff, const char *path, const struct board_draft *was,
                    const struct board_draft *is)
{
	struct arena *arena = diff->out->arena;

	for (size_t i = 0; i < diff->is->task_count; i++) {
		const char *code = diff->is->tasks[i].code;

		if (draft_target(was, code) || draft_target(is, code))
			add(diff, arena_text(arena, "%s.targets.%s", path, code),
			    own(arena, diff->was, was, code), own(arena, diff->is, is, code));
	}
}

static void compare(struct diff *diff, const struct form *form, const char *path, const void *was,
                    const void *is);

static size_t item_count(const struct form *form, const struct form_field *field, const void *from)
{
	return from && form_given(form, field, from) ? form_items(field, from) : 0;
}

static void items(struct diff *diff, const struct form *form, const struct form_field *field,
                  const char *path, const void *was, const void *is)
{
	const size_t before = item_count(form, field, was), now = item_count(form, field, is);

	for (size_t i = 0; i < before || i < now; i++)
		compare(diff, field->inside,
		        field->repeated ? arena_text(diff->out->arena, "%s[%zu]", path, i) : path,
		        i < before ? form_inside(field, was, i) : NULL,
		        i < now ? form_inside(field, is, i) : NULL);
}

static void compare(struct diff *diff, const struct form *form, const char *path, const void *was,
                    const void *is)
{
	struct arena *arena = diff->out->arena;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];
		const char *at = arena_text(arena, "%s%s%s", path, *path ? "." : "", field->name);

		if (form == &form_board_draft && field->inside)
			targets(diff, path, was, is);
		else if (field->inside)
			items(diff, form, field, at, was, is);
		else
			add(diff, at, value(arena, form, field, was),
			    value(arena, form, field, is));
	}
}

void season_diff(struct arena *arena, const struct season_draft *was, const struct season_draft *is,
                 struct season_changes *out)
{
	struct diff diff = { out, was, is };

	*out = (struct season_changes){ .arena = arena };
	compare(&diff, &form_season_draft, "", was, is);
}
