#include "consent.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "words.h"

enum { ANSWER_SIZE = 16 };

bool consent_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool consent_wanted(const struct options *options)
{
	return !options_has(options, OPTION_YES) && !options_has(options, OPTION_DRY_RUN) &&
	       consent_possible();
}

static bool read_line(char *answer, int size)
{
	if (!fgets(answer, size, stdin)) {
		fputc('\n', stderr); /* the question's line is still open */
		return false;
	}
	answer[strcspn(answer, "\r\n")] = '\0';
	return true;
}

bool consent_given(const char *question, ...)
{
	char answer[ANSWER_SIZE];
	va_list arguments;

	va_start(arguments, question);
	vfprintf(stderr, question, arguments);
	va_end(arguments);
	if (read_line(answer, sizeof(answer)) && answer[0] && strchr("yYcC", answer[0]))
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
