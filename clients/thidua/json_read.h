/*
 * json_read -- one JSON value at a time, each with its path; what is wrong is collected, never
 * stops the reading.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <jansson.h>
#include <stdint.h>

#include "faults.h"
#include "messages.h"

struct json_reader {
	struct arena *arena;
	struct faults *why;
};

/* An object or a list, and where it stands; value NULL when it is not there or is something else.
 */
struct json_place {
	const struct json_reader *reader;
	const json_t *value;
	const char *path; /* "" for the whole */
};

enum need { MAY, MUST };

/* Parses; false having said line and column. json_decref the value. */
bool json_read_text(const struct json_reader *reader, const char *text, size_t size, json_t **out);

/* Says each key that is not among names (NULL ends them), with the nearest one. */
void json_only(const struct json_place *object, const char *const *names);

/* Path of a member, of an item. */
const char *json_path(const struct json_place *object, const char *key);
const char *json_path_at(const struct json_place *list, size_t index);

/* Is it there? What is null is not. */
bool json_has(const struct json_place *object, const char *key);

/* The member, or NULL having said that it is missing when it must be there. An object that is not
 * there was told already. */
const json_t *json_member(const struct json_place *object, const char *key, enum need need);

/* A list, empty when absent or not a list; count gets its length. */
struct json_place json_list(const struct json_place *object, const char *key, enum need need,
                            size_t most, size_t *count);

/* Values; false having said what is wrong, with out as it was. */
bool json_text_value(const struct json_reader *reader, const json_t *value, const char *path,
                     const char **out);
bool json_whole_value(const struct json_reader *reader, const json_t *value, const char *path,
                      uint32_t high, uint32_t *out);
bool json_points_value(const struct json_reader *reader, const json_t *value, const char *path,
                       int64_t *out);
bool json_quantity_value(const struct json_reader *reader, const json_t *value, const char *path,
                         int64_t *out);
bool json_day_value(const struct json_reader *reader, const json_t *value, const char *path,
                    int32_t *out);
bool json_instant_value(const struct json_reader *reader, const json_t *value, const char *path,
                        int64_t *out);
bool json_flag_value(const struct json_reader *reader, const json_t *value, const char *path,
                     bool *out);
bool json_hex_value(const struct json_reader *reader, const json_t *value, const char *path,
                    size_t size, uint8_t *out);
bool json_bytes_value(const struct json_reader *reader, const json_t *value, const char *path,
                      struct bytes *out);

/* A place whose value is NULL when it is no object. */
struct json_place json_object_value(const struct json_reader *reader, const json_t *value,
                                    const char *path);

#endif
