#include "help.h"

#include <stdio.h>

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

void help_verb(const struct verb *verb)
{
	const char *notes = verb->notes[words_language()];

	printf("thidua %s: %s\n\n%s\n\n%s\n\n", verb->name, verb->purpose[words_language()],
	       say(WORD_HELP_EXAMPLES), verb->examples);
	printf("%s\n\n  %s\n\n", say(WORD_HELP_USAGE), verb->usage);
	if (*notes)
		printf("%s\n\n", notes);
	printf("%s\n\n", say(WORD_HELP_OPTIONS));
	options_help(verb->takes | TAKEN_BY_ALL);
	printf("\n%s\n", say(WORD_HELP_EXITS));
}
