/*
 * store_fields -- values in PostgreSQL's binary format: type, size (-1: null), value, all
 * big-endian.
 *
 * Only the files of the store include it.
 */
#ifndef IO_STORE_FIELDS_H
#define IO_STORE_FIELDS_H

#include <endian.h>
#include <string.h>

#include "buffer.h"
#include "ruleset.h"

enum { /* object ids of pg_catalog never change */
       BOOL = 16,
       BYTEA = 17,
       INT8 = 20,
       INT2 = 21,
       INT4 = 23,
       TEXT = 25,
       INT4_ARRAY = 1007,
       TEXT_ARRAY = 1009,
       INT8_ARRAY = 1016,
       DATE = 1082,
       DATE_ARRAY = 1182,
       TIMESTAMPTZ = 1184,
       NUMERIC_ARRAY = 1231,
       NUMERIC = 1700,
       UUID = 2950,
       JSONB = 3802,
};

/* PostgreSQL counts microseconds and days from 2000-01-01. */
#define POSTGRES_EPOCH INT64_C(946684800000000)
enum { POSTGRES_EPOCH_DAY = 10957 };

static inline void put_u32(uint8_t *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, sizeof(value));
}

void field_bytes(struct buffer *out, uint32_t type, const void *bytes, size_t size);
void field_null(struct buffer *out, uint32_t type);
void field_text(struct buffer *out, const char *text);
/* NULL and "" are null. */
void field_text_or_null(struct buffer *out, const char *text);
void field_i64(struct buffer *out, uint32_t type, int64_t value);
void field_i32(struct buffer *out, uint32_t type, uint32_t value);
void field_i16(struct buffer *out, size_t value);
void field_bool(struct buffer *out, bool value);
void field_json(struct buffer *out, const char *text, size_t size);
/* INT64_MAX is infinity. */
void field_time(struct buffer *out, int64_t instant);
void field_period(struct buffer *out, uint32_t type, enum period period);
/* value >= 0 with so many decimals, 2 or 4. */
void field_numeric(struct buffer *out, int64_t value, int decimals);
/* An array of bigint; below 0 is null. */
void field_quantities(struct buffer *out, const int64_t *values, size_t count);

/* A field that is an array of count elements, which the caller appends, each after its size; then
 * field_array_end with what this returned. */
size_t field_array(struct buffer *out, uint32_t type, uint32_t element, size_t count, bool nulls);
void field_array_end(struct buffer *out, size_t at);
/* An element of a numeric array. */
void field_element_numeric(struct buffer *out, int64_t value, int decimals);

#endif
