/*
 * json_out -- what --json prints, made of the values of json_value.h.
 *
 * Every function returns a new value that the caller prints or puts into another.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <jansson.h>

#include "command.h"
#include "json_value.h"
#include "thidua.h"

/* Prints and frees; one line when compact. */
void json_print(json_t *value);
void json_print_line(json_t *value);

/* What is printed from here on becomes one list, which json_gathered prints. */
void json_gather(void);
void json_gathered(void);

/* Field as in the file, code, reason, arguments, and the English message. */
json_t *json_fault(const struct thidua_fault *fault);
json_t *json_receipt(const struct thidua_receipt *receipt);
json_t *json_report(const struct command *command);

#endif
