/*
 * field_words -- where something is wrong, in the words of whoever is to read it.
 *
 * A fault travels with the path of its field, "submit_report.lines[3].actual", which programs
 * understand. People count from 1 and know tasks and boards by their codes: "line 4 (T04), actual".
 * field_words.inc has what each field is called.
 */
#ifndef FIELD_WORDS_H
#define FIELD_WORDS_H

#include <stdbool.h>

struct arena;
struct form;
struct form_field;

/* What is known of the message that paths are of. All zeros: nothing; then its items have numbers
 * alone. */
struct field_words {
	const struct form *form; /* of the message, such as &form_submit_report, and */
	const void *from;        /* its struct, which says the codes of items, or NULL */
	/* Where the field stands in what a person wrote, such as "sheet Q1, cell D7 (T04)", instead
	 * of its words; NULL: of this one nothing is known. field begins within the message:
	 * "lines[3].actual". */
	const char *(*place)(void *context, const char *field);
	void *context;
	const char *file; /* whose name is said where the file as such is wrong, or NULL */
};

/* The path without the name of the action or the season that it begins with; within field. */
const char *field_words_path(const char *field);

/* The field in words: in the arena, or what place said, or the field. words: NULL is nothing. */
const char *field_words_say(struct arena *arena, const struct field_words *words,
                            const char *field);

/* Has a field of the form words, and its items when it is repeated? */
bool field_words_know(const struct form *form, const struct form_field *field);

#endif
