/*
 * json_read -- one JSON value at a time, each with its path; what is wrong is collected, never
 * stops the reading.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <jansson.h>
#include <stdint.h>

#include "faults.h"
#include "words.h"

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

/* Members of an object. Absent and not needed: the default stays in out and false is returned. */
bool json_has(const struct json_place *object, const char *key);
bool json_text(const struct json_place *object, const char *key, enum need need, const char **out);
bool json_whole(const struct json_place *object, const char *key, enum need need, uint32_t high,
                uint32_t *out);
bool json_points(const struct json_place *object, const char *key, enum need need, int64_t *out);
bool json_quantity(const struct json_place *object, const char *key, enum need need, int64_t *out);
bool json_day(const struct json_place *object, const char *key, enum need need, int32_t *out);
bool json_choice(const struct json_place *object, const char *key, enum need need,
                 const struct names *names, int *out);
bool json_flag(const struct json_place *object, const char *key, enum need need, bool *out);
bool json_hash(const struct json_place *object, const char *key, enum need need, uint8_t out[32]);

/* A list, empty when absent or not a list; count gets its length. */
struct json_place json_list(const struct json_place *object, const char *key, enum need need,
                            size_t most, size_t *count);

/* An object inside; value NULL when absent. */
struct json_place json_inner(const struct json_place *object, const char *key, enum need need);

/* Item of a list as an object. */
struct json_place json_item(const struct json_place *list, size_t index);

/* Values that stand alone: of a list, or of an object with free keys. */
bool json_text_value(const struct json_reader *reader, const json_t *value, const char *path,
                     const char **out);
bool json_whole_value(const struct json_reader *reader, const json_t *value, const char *path,
                      uint32_t high, uint32_t *out);
bool json_quantity_value(const struct json_reader *reader, const json_t *value, const char *path,
                         int64_t *out);
bool json_day_value(const struct json_reader *reader, const json_t *value, const char *path,
                    int32_t *out);
bool json_choice_value(const struct json_reader *reader, const json_t *value, const char *path,
                       const struct names *names, int *out);
bool json_hash_value(const struct json_reader *reader, const json_t *value, const char *path,
                     uint8_t out[32]);

#endif
