#include "help.h"

#include <stdio.h>

#include "fields.h"
#include "messages_forms.h"
#include "words.h"

void help_all(FILE *out)
{
	fprintf(out, "%s\n\n", say(WORD_HELP_EXAMPLES));
	fputs("  thidua keygen --label \"Ban Tổ chức Tỉnh ủy Tuyên Quang\" --out tq.key\n"
	      "  thidua submit q1.json --context tq\n"
	      "  thidua standings --context tq\n"
	      "  thidua watch --context tq\n\n",
	      out);
	fprintf(out, "%s\n\n", say(WORD_HELP_COMMANDS_LIST));
	for (const struct verb *verb = cli_verbs; verb->name; verb++)
		fprintf(out, "  %-10s %s\n", verb->name, verb->purpose[words_language()]);
	fprintf(out, "\n%s\n", say(WORD_HELP_MORE));
	fprintf(out, "%s\n", say(WORD_HELP_EXITS));
}

/* Every action with its fields. */
static void help_actions(void)
{
	for (size_t i = 0; i < form_command.field_count; i++) {
		const struct form_field *field = &form_command.fields[i];

		if (!field->chosen)
			continue;
		printf("%s:\n\n", field->name);
		fields_help(field);
		putchar('\n');
	}
}

void help_verb(const struct verb *verb)
{
	const char *notes = verb->notes[words_language()];

	printf("thidua %s: %s\n\n%s\n\n%s\n\n", verb->name, verb->purpose[words_language()],
	       say(WORD_HELP_EXAMPLES), verb->examples);
	printf("%s\n\n  %s\n\n", say(WORD_HELP_USAGE), verb->usage);
	if (*notes)
		printf("%s\n\n", notes);
	if (verb->run == cmd_send)
		help_actions();
	printf("%s\n\n", say(WORD_HELP_OPTIONS));
	options_help(verb->takes | TAKEN_BY_ALL);
	printf("\n%s\n", say(WORD_HELP_EXITS));
}
