/*
 * Lines are found by their tasks; texts are compared as a whole, since nobody says which of the old
 * ones a changed one was. Lists are bounded by the message (128 lines, 100 texts), so each is
 * looked for in the other.
 */
#include "report_changes.h"

#include <string.h>

#include "arena.h"
#include "json_write.h"
#include "messages_forms.h"
#include "show.h"
#include "text.h"
#include "words.h"

/* The texts of a report, in one form. */
struct texts {
	size_t count;
	struct {
		const char *list, *text;
		bool met; /* in the other report */
	} * items;
};

static const struct text_list {
	const char *name;
	enum word word;
} lists[] = {
	{ "limitations", WORD_LIMITATIONS },
	{ "models", WORD_MODELS },
	{ "proposals", WORD_PROPOSALS },
	{ "evidence", WORD_EVIDENCE },
};

enum { LIMITATIONS, GOOD_MODELS, PROPOSALS, EVIDENCE };

static void add_text(struct texts *texts, size_t list, const char *text)
{
	texts->items[texts->count].list = lists[list].name;
	texts->items[texts->count++].text = text;
}

static const char *joined(struct arena *arena, const char *first, const char *second,
                          const char *third)
{
	return arena_text(arena, "%s%s%s%s%s", first, *second ? " · " : "", second,
	                  *third ? " · " : "", third);
}

static struct texts texts_of(struct arena *arena, const struct submit_report *report)
{
	const size_t most = report->limitation_count + report->model_count +
	                    report->proposal_count + report->evidence_count;
	struct texts texts = { .items = arena_alloc(arena, most + 1, sizeof(*texts.items)) };

	for (size_t i = 0; i < report->limitation_count; i++)
		add_text(&texts, LIMITATIONS,
		         joined(arena, report->limitations[i].text, report->limitations[i].cause,
		                report->limitations[i].remedy));
	for (size_t i = 0; i < report->model_count; i++)
		add_text(&texts, GOOD_MODELS,
		         joined(arena, report->models[i].title, report->models[i].field,
		                report->models[i].effect));
	for (size_t i = 0; i < report->proposal_count; i++)
		add_text(&texts, PROPOSALS, report->proposals[i]);
	for (size_t i = 0; i < report->evidence_count; i++) {
		char hex[2 * HASH_SIZE + 1];

		text_hex(report->evidence[i], HASH_SIZE, hex);
		add_text(&texts, EVIDENCE, arena_text(arena, "%s", hex));
	}
	return texts;
}

/* Marks each text of one that stands in the other, as often as it does. */
static void meet(struct texts *one, struct texts *other)
{
	for (size_t i = 0; i < one->count; i++)
		for (size_t j = 0; j < other->count && !one->items[i].met; j++)
			if (!other->items[j].met && one->items[i].list == other->items[j].list &&
			    strcmp(one->items[i].text, other->items[j].text) == 0)
				one->items[i].met = other->items[j].met = true;
}

static const struct report_line *line_of(const struct submit_report *report, const char *task)
{
	for (size_t i = 0; i < report->line_count; i++)
		if (strcmp(report->lines[i].task, task) == 0)
			return &report->lines[i];
	return NULL;
}

static bool is_same(const struct report_line *a, const struct report_line *b)
{
	return a->has_actual == b->has_actual && a->actual == b->actual &&
	       a->has_done == b->has_done && a->done == b->done && a->has_out_of == b->has_out_of &&
	       a->out_of == b->out_of;
}

static void compare_lines(struct arena *arena, const struct submit_report *old,
                          const struct submit_report *now, struct report_changes *out)
{
	for (size_t i = 0; i < now->line_count; i++) {
		const struct report_line *is = &now->lines[i], *was = line_of(old, is->task);

		if (!was || !is_same(was, is))
			out->items[out->count++] =
			        (struct report_change){ is->task,
				                        NULL,
				                        was,
				                        is,
				                        report_value(arena, was),
				                        report_value(arena, is) };
	}
	for (size_t i = 0; i < old->line_count; i++)
		if (!line_of(now, old->lines[i].task))
			out->items[out->count++] =
			        (struct report_change){ old->lines[i].task,
				                        NULL,
				                        &old->lines[i],
				                        NULL,
				                        report_value(arena, &old->lines[i]),
				                        NULL };
}

void report_compare(struct arena *arena, const struct submit_report *old,
                    const struct submit_report *now, struct report_changes *out)
{
	static const struct submit_report nothing;
	const struct submit_report *from = old ? old : &nothing;
	struct texts was = texts_of(arena, from), is = texts_of(arena, now);
	const size_t most = from->line_count + now->line_count + was.count + is.count;

	*out = (struct report_changes){ .items =
		                                arena_alloc(arena, most + 1, sizeof(*out->items)) };
	compare_lines(arena, from, now, out);
	meet(&is, &was);
	for (size_t i = 0; i < was.count; i++)
		if (!was.items[i].met)
			out->items[out->count++] =
			        (struct report_change){ .list = was.items[i].list,
				                        .text_was = was.items[i].text };
	for (size_t i = 0; i < is.count; i++)
		if (!is.items[i].met)
			out->items[out->count++] =
			        (struct report_change){ .list = is.items[i].list,
				                        .text_is = is.items[i].text };
}

const char *report_value(struct arena *arena, const struct report_line *line)
{
	if (!line)
		return NULL;
	if (line->has_actual)
		return show_quantity(arena, line->actual);
	return arena_text(arena, "%s / %s", show_quantity(arena, line->done),
	                  show_quantity(arena, line->out_of));
}

static const char *list_title(const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcmp(lists[i].name, name) == 0)
			return say(lists[i].word);
	return name;
}

static void say_change(FILE *to, const struct report_change *change,
                       const struct member_list *members)
{
	if (!change->task) {
		fprintf(to, "  %s %s: %s\n", change->text_is ? "+" : "−", list_title(change->list),
		        change->text_is ? change->text_is : change->text_was);
		return;
	}
	const char *name = member_task(members, change->task);

	fprintf(to, "  %s%s%s: %s → %s\n", change->task, strcmp(name, change->task) == 0 ? "" : " ",
	        strcmp(name, change->task) == 0 ? "" : name,
	        change->text_was ? change->text_was : say(WORD_NO_VALUE),
	        change->text_is ? change->text_is : say(WORD_NO_VALUE));
}

void report_changes_say(FILE *to, const struct report_changes *changes,
                        const struct member_list *members)
{
	for (size_t i = 0; i < changes->count; i++)
		say_change(to, &changes->items[i], members);
}

static json_t *line_json(const struct report_line *line)
{
	json_t *value = line ? json_form_write(&form_report_line, NULL, line) : json_null();

	if (line)
		json_object_del(value, "task");
	return value;
}

json_t *report_changes_json(const struct report_changes *changes)
{
	json_t *all = json_array();

	for (size_t i = 0; i < changes->count; i++) {
		const struct report_change *change = &changes->items[i];

		json_array_append_new(
		        all,
		        change->task
		                ? json_pack("{s:s, s:o, s:o}", "task", change->task, "was",
		                            line_json(change->was), "is", line_json(change->is))
		                : json_pack("{s:s, s:s?, s:s?}", "list", change->list, "was",
		                            change->text_was, "is", change->text_is));
	}
	return all;
}
