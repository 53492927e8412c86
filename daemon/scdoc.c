#include "scdoc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void scdoc_text(const char *words)
{
	for (; *words; words++) {
		if (ispunct((unsigned char)*words))
			putchar('\\');
		putchar(*words);
	}
}

void scdoc_paragraph(const char *words)
{
	scdoc_text(words);
	fputs("\n\n", stdout);
}

void scdoc_item(const char *name, const char *argument, const char *meaning)
{
	putchar('*');
	scdoc_text(name);
	putchar('*');
	if (argument) {
		putchar(' ');
		scdoc_text(argument);
	}
	fputs("\n\t", stdout);
	scdoc_paragraph(meaning);
}

void scdoc_examples(const char *lines)
{
	while (*lines) {
		char line[200];
		const size_t blanks = strspn(lines, " "), size = strcspn(lines, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)(size - blanks), lines + blanks);
		scdoc_text(line);
		lines += size + (lines[size] == '\n');
		puts(*lines ? "++" : "\n");
	}
}
