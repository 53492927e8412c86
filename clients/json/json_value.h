/*
 * json_value -- the values that every page of JSON is made of: points and quantities as decimal texts,
 * instants with the offset of Vietnam, hashes in hex.
 *
 * Every function returns a new value that the caller prints or puts into another.
 */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include <jansson.h>
#include <stdint.h>

#include "names.h"

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

#endif
