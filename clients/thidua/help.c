/*
 * Examples come first, since they are what is copied; then the ways to use a command, one on each line.
 */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "messages_forms.h"
#include "show.h"
#include "ways.h"
#include "words.h"

enum { WIDEST = 80, NARROWEST = 20, COMMAND_AT = 13, MEANING_AT = 29, USAGE_AT = 9 };

const char help_examples[] =
        "  thidua keygen --label \"Ban Tổ chức Tỉnh ủy Tuyên Quang\" --out tq.key\n"
        "  thidua submit q1.xlsx --context tq\n"
        "  thidua standings --context tq\n"
        "  thidua watch --context tq";

/* The text at a place of the line, behind what stands left of it, and all its further lines. */
static void put(FILE *out, const char *left, size_t place, const char *text)
{
	const size_t wide = show_columns();
	const size_t columns = wide > 0 && wide < WIDEST ? wide : WIDEST;
	const size_t rest = columns > place + NARROWEST ? columns - place : NARROWEST;
	struct arena arena;

	arena_init(&arena, 0);
	const char *line = show_wrapped(&arena, text, rest);

	fprintf(out, "%-*s", (int)place, left);
	for (const char *end; (end = strchr(line, '\n')); line = end + 1)
		fprintf(out, "%.*s\n%*s", (int)(end - line), line, (int)place, "");
	fprintf(out, "%s\n", line);
	arena_close(&arena);
}

static void put_named(FILE *out, const char *name, size_t place, const char *text)
{
	char left[WIDEST];

	snprintf(left, sizeof(left), "  %s ", name);
	put(out, left, place, text);
}

void help_all(FILE *out)
{
	fprintf(out, "%s\n\n%s\n\n", say(WORD_HELP_EXAMPLES), help_examples);
	fprintf(out, "%s\n\n", say(WORD_HELP_COMMANDS_LIST));
	for (const struct verb *verb = cli_verbs; verb->name; verb++)
		put_named(out, verb->name, COMMAND_AT, verb->purpose[words_language()]);
	fputc('\n', out);
	put(out, "", 0, say(WORD_HELP_MORE));
	put(out, "", 0, say(WORD_HELP_EXITS));
}

/* Every action with its fields. */
static void help_actions(struct arena *arena)
{
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *action = &form_command.fields[i];

		if (!action->chosen)
			continue;
		printf("%s:\n\n", action->name);
		for (size_t j = 0; j < action->inside->field_count; j++)
			put_named(stdout, action->inside->fields[j].name, MEANING_AT,
			          fields_takes(arena, action->inside, &action->inside->fields[j]));
		putchar('\n');
	}
}

static void help_usage(struct arena *arena, const struct verb *verb)
{
	const char *at = verb->usage;

	printf("%s\n\n", say(WORD_HELP_USAGE));
	for (const char *usage; (usage = ways_next(arena, verb->usage, &at));)
		put(stdout, "  thidua", USAGE_AT, usage + strlen("thidua "));
	putchar('\n');
}

void help_verb(const struct verb *verb)
{
	const char *notes = verb->notes[words_language()];
	struct arena arena;

	arena_init(&arena, 0);
	put(stdout, "", 0,
	    arena_text(&arena, "thidua %s: %s", verb->name, verb->purpose[words_language()]));
	printf("\n%s\n\n%s\n\n", say(WORD_HELP_EXAMPLES), verb->examples);
	help_usage(&arena, verb);
	if (*notes)
		put(stdout, "", 0, arena_text(&arena, "%s\n", notes));
	if (verb->run == cmd_send)
		help_actions(&arena);
	printf("%s\n\n", say(WORD_HELP_OPTIONS));
	for (int i = 0; i < OPTIONS; i++)
		if ((verb->takes | TAKEN_BY_ALL) & TAKES(i))
			put_named(stdout, options_spelled(&arena, (enum setting)i), MEANING_AT,
			          options_meaning((enum setting)i));
	putchar('\n');
	put(stdout, "", 0, say(WORD_HELP_EXITS));
	arena_close(&arena);
}
