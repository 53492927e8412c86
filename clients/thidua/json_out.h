/*
 * json_out -- what --json prints: points and quantities as decimal texts, instants with the offset
 * of Vietnam, hashes in hex.
 *
 * Every function returns a new value that the caller prints or puts into another.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <jansson.h>

#include "command.h"
#include "names.h"
#include "thidua.h"

/* Prints and frees; one line when compact. */
void json_print(json_t *value);
void json_print_line(json_t *value);

/* What is printed from here on becomes one list, which json_gathered prints. */
void json_gather(void);
void json_gathered(void);

json_t *json_points_text(int64_t points);
json_t *json_quantity_text(int64_t quantity);
json_t *json_hex(const uint8_t *bytes, size_t size);
/* null for 0. */
json_t *json_instant(int64_t instant);
/* Whatever the bytes, such as a file's name: what is no UTF-8 is written as \xff. */
json_t *json_text(const char *text);
/* null for NULL and "". */
json_t *json_maybe(const char *text);
json_t *json_name(const struct names *names, int number);

/* Field as in the file, code, reason, arguments, and the English message. */
json_t *json_fault(const struct thidua_fault *fault);
json_t *json_receipt(const struct thidua_receipt *receipt);
json_t *json_season(const struct season_draft *draft);
json_t *json_report(const struct command *command);

#endif
