/*
 * form_json -- a struct of a form as JSON, for people with SQL.
 *
 * Fields have their names of proto/. Decimals, days, instants and hashes are strings, so that no
 * reader rounds them; enum values have their names; what is absent is absent. The same struct gives
 * the same text, so that a rebuild writes what was written.
 */
#ifndef WIRE_FORM_JSON_H
#define WIRE_FORM_JSON_H

#include "command.h"
#include "form.h"

/* Appends an object. */
void form_json(const struct form *form, const void *from, struct buffer *out);

/* Appends what a command says beyond its envelope: the member of its action. */
void form_json_action(const struct command *command, struct buffer *out);

#endif
