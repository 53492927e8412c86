/*
 * json_write -- any message as JSON, by its form: points and quantities as decimal texts, days and
 * instants as dates, enums by name, bytes in hex.
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <jansson.h>

#include "form.h"

struct arena;

/* A member that is written otherwise than by its form. */
struct json_exception {
	const struct form *form; /* NULL ends a list of these */
	const char *member;
	json_t *(*write)(const void *from); /* from: the struct of the form */
};

/* A new object. Lists of the outermost message are there when empty; what is absent otherwise is
 * left out. exceptions: NULL is none. */
json_t *json_form_write(const struct form *form, const struct json_exception *exceptions,
                        const void *from);

/* A field that is given and not repeated; lists and messages inside are NULL. */
json_t *json_form_value(const struct form *form, const struct form_field *field, const void *from);

/* Names of an enum as files have them, "Q1" and "office", in the arena; NULL when there is none. */
const char *json_form_name(struct arena *arena, const struct form *form,
                           const struct form_field *field, int number);

#endif
