/*
 * A batch holds, for each kind of row, the elements of one array of composite type in PostgreSQL's
 * binary format: an insert is then `select * from unnest($1)`, whatever the number of rows, and
 * nothing is parsed. Layout of an element, all big-endian: size, number of fields, and per field
 * type, size (-1: null), value. The cluster is the first field of every kind.
 *
 * The composite types are those of the tables themselves. Their object ids, and that of the enum
 * period, differ between databases: a batch remembers those it was begun with.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_fields.h"
#include "store_private.h"

enum { PART_BYTES = 256 * 1024 }; /* what a part may have before its last row */
enum { ARRAY_HEADER = 20, CLUSTER_SIZE_AT = 12, CLUSTER_AT = 16 };

struct place { /* of one row */
	size_t offset, size;
};

struct rows {
	struct buffer bytes;
	struct place *places;
	size_t count, capacity;
};

struct batch {
	struct batch *next; /* of all */
	bool used;
	uint32_t period_type;
	char renewed[CLUSTER_SIZE];
	struct rows rows[ROWS_KINDS];
};

/* --- life --- */

static void batch_reset(struct batch *batch)
{
	batch->renewed[0] = '\0';
	for (int kind = 0; kind < ROWS_KINDS; kind++) {
		buffer_reset(&batch->rows[kind].bytes);
		batch->rows[kind].count = 0;
	}
}

struct batch *store_batch(struct store *store)
{
	struct batch *batch = store->batches;

	while (batch && batch->used)
		batch = batch->next;
	if (!batch) {
		batch = must_alloc(1, sizeof(*batch));
		batch->next = store->batches;
		store->batches = batch;
	}
	batch->used = true;
	batch->period_type = store->types.period;
	return batch;
}

void store_discard(struct store *store, struct batch *batch)
{
	(void)store;
	batch_reset(batch);
	batch->used = false;
}

void batch_free_all(struct store *store)
{
	for (struct batch *batch = store->batches, *next; batch; batch = next) {
		next = batch->next;
		for (int kind = 0; kind < ROWS_KINDS; kind++) {
			buffer_close(&batch->rows[kind].bytes);
			free(batch->rows[kind].places);
		}
		free(batch);
	}
	store->batches = NULL;
}

size_t batch_size(const struct batch *batch)
{
	size_t size = 0;

	for (int kind = 0; kind < ROWS_KINDS; kind++)
		size += batch->rows[kind].bytes.size;
	return size;
}

bool batch_empty(const struct batch *batch)
{
	return batch_size(batch) == 0;
}

bool batch_fits(const struct batch *batch, const struct types *types)
{
	return batch->period_type == types->period;
}

/* --- as arrays --- */

static int compare(const void *a, const void *b, void *bytes)
{
	const struct place *left = a, *right = b;
	const uint8_t *l = (uint8_t *)bytes + left->offset, *r = (uint8_t *)bytes + right->offset;
	uint32_t l_size;

	memcpy(&l_size, l + CLUSTER_SIZE_AT, sizeof(l_size));
	uint32_t r_size;

	memcpy(&r_size, r + CLUSTER_SIZE_AT, sizeof(r_size));
	l_size = be32toh(l_size);
	r_size = be32toh(r_size);
	int difference = memcmp(l + CLUSTER_AT, r + CLUSTER_AT, l_size < r_size ? l_size : r_size);

	if (difference == 0 && l_size != r_size)
		difference = l_size < r_size ? -1 : 1;
	return difference != 0                ? difference
	       : left->offset < right->offset ? -1
	                                      : 1; /* else in order of coming */
}

static bool is_sorted(const struct rows *rows)
{
	for (size_t i = 1; i < rows->count; i++) {
		if (compare(&rows->places[i - 1], &rows->places[i], rows->bytes.data) > 0)
			return false;
	}
	return true;
}

static void sort_rows(struct rows *rows)
{
	if (!is_sorted(rows))
		qsort_r(rows->places, rows->count, sizeof(*rows->places), compare,
		        rows->bytes.data);
}

size_t batch_part(struct batch *batch, enum rows_of kind, size_t from, const struct types *types,
                  struct buffer *out)
{
	struct rows *rows = &batch->rows[kind];
	size_t next = from;

	if (from == 0)
		sort_rows(rows);
	buffer_reset(out);
	buffer_extend(out, ARRAY_HEADER);
	for (; next < rows->count && out->size < PART_BYTES; next++)
		buffer_append(out, rows->bytes.data + rows->places[next].offset,
		              rows->places[next].size);
	put_u32(out->data, 1);     /* dimensions */
	put_u32(out->data + 4, 0); /* no nulls */
	put_u32(out->data + 8, types->rows[kind]);
	put_u32(out->data + 12, (uint32_t)(next - from));
	put_u32(out->data + 16, 1); /* begins at 1 */
	return next - from;
}

/* --- rows --- */

struct buffer *batch_row(struct batch *batch, enum rows_of kind, uint32_t fields)
{
	struct rows *rows = &batch->rows[kind];

	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity == 0 ? 64 : 2 * rows->capacity;
		rows->places = must_grow(rows->places, rows->capacity, sizeof(*rows->places));
	}
	rows->places[rows->count++].offset = rows->bytes.size;
	buffer_u32(&rows->bytes, 0); /* batch_row_end knows */
	buffer_u32(&rows->bytes, fields);
	return &rows->bytes;
}

void batch_row_end(struct batch *batch, enum rows_of kind)
{
	struct rows *rows = &batch->rows[kind];
	struct place *place = &rows->places[rows->count - 1];

	place->size = rows->bytes.size - place->offset;
	put_u32(rows->bytes.data + place->offset, (uint32_t)(place->size - 4));
}

void batch_renew(struct batch *batch, const char *cluster)
{
	snprintf(batch->renewed, sizeof(batch->renewed), "%s", cluster);
}

const char *batch_renewed(const struct batch *batch)
{
	return batch->renewed;
}

uint32_t batch_period_type(const struct batch *batch)
{
	return batch->period_type;
}
