/*
 * fields -- what a command's action says, from the command line or a file, by its form.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "command.h"
#include "faults.h"
#include "options.h"

struct form;
struct form_field;

/* Fill the action's struct, all zeros, of a command; action is its field in the command's form.
 * False when anything is wrong. Everything lives in the arena of why.
 *
 * operands: "name=value" each. A field that is not among them but has the name of an option that is
 * told takes that. A file may name the command's year too. */
bool fields_from_operands(const struct options *options, const struct form_field *action,
                          size_t count, char **operands, struct command *out, struct faults *why);
bool fields_from_json(const struct form_field *action, const char *text, size_t size,
                      struct command *out, struct faults *why);

/* In words: what a field of the form takes, and whether it must be there. In the arena. */
const char *fields_takes(struct arena *arena, const struct form *form,
                         const struct form_field *field);

#endif
