#include "consent.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fold.h"
#include "options.h"
#include "words.h"

enum { ANSWER_SIZE = 64 };

bool consent_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool consent_wanted(const struct options *options)
{
	return !options_has(options, OPTION_YES) && !options_has(options, OPTION_DRY_RUN) &&
	       consent_possible();
}

/* The whole line: what is longer than there is room for is no answer, and its rest none to the next question. */
static bool read_line(char *answer, int size)
{
	int next = 0;

	if (!fgets(answer, size, stdin)) {
		fputc('\n', stderr); /* the question's line is still open */
		return false;
	}
	const bool whole = strchr(answer, '\n') || feof(stdin);

	while (!whole && next != '\n' && next != EOF)
		next = fgetc(stdin);
	answer[whole ? strcspn(answer, "\r\n") : 0] = '\0';
	return true;
}

/* The whole word, however it is spelt: chưa and cancel begin as a yes does. */
static bool is_yes(const char *answer)
{
	static const char *const words[] = { "c", "có", "co", "y", "yes" };
	bool yes = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		yes |= fold_same(answer, words[i]);
	return yes;
}

bool consent_given(const char *question, ...)
{
	char answer[ANSWER_SIZE];
	va_list arguments;

	va_start(arguments, question);
	vfprintf(stderr, question, arguments);
	va_end(arguments);
	if (read_line(answer, sizeof(answer)) && is_yes(answer))
		return true;
	fprintf(stderr, "%s\n", say(WORD_NOT_AGREED));
	return false;
}

bool consent_line(char *answer, int size, const char *question, ...)
{
	va_list arguments;

	va_start(arguments, question);
	vfprintf(stderr, question, arguments);
	va_end(arguments);
	return read_line(answer, size);
}
