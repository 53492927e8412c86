/*
 * json_form -- any message from JSON, by its form: points and quantities as decimal texts, days and
 * instants as dates, enums by name, bytes in hex.
 *
 * A file that people write is nearly its message. Where it is not, a twist says so: members that
 * must be there, or need not, beyond what the message says, and one that stands in another way.
 */
#ifndef JSON_FORM_H
#define JSON_FORM_H

#include "form.h"
#include "json_read.h"

struct json_twist {
	const struct form *form;
	const char *must, *may; /* names between blanks: " lines steps " */
	const char *other;      /* a member that is read otherwise; out: the struct of the form */
	void (*read_other)(const struct json_place *object, void *out);
	/* what is wrong between members; after an object has been read */
	void (*check)(const struct json_place *object);
};

/* Says each member that is no field. beside: members that may be there all the same (NULL ends
 * them); NULL: none. */
void json_form_only(const struct json_place *object, const struct form *form,
                    const char *const *beside);

/* Reads an object's members into a struct of zeros; everything lives in the reader's arena. twists
 * end with one without a form; NULL: none. What is wrong is in the reader's faults. */
void json_form_read(const struct json_place *object, const struct form *form,
                    const struct json_twist *twists, void *out);

/* One field from text, as on a command line: "12.5", "Q1", "2024-03-20", hex. */
bool json_form_read_text(const struct json_reader *reader, const struct form *form,
                         const struct form_field *field, const char *text, void *out);

#endif
