/*
 * A batch holds, for each kind of row, the elements of one array of composite type in PostgreSQL's binary format: an insert is
 * then `select * from unnest($1)`, whatever the number of rows, and nothing is parsed. Layout of an element, all big-endian:
 * size, number of fields, and per field type, size (-1: null), value. The cluster is the first field of every kind.
 *
 * The composite types are those of the tables themselves. Their object ids, and that of the enum period, differ between
 * databases: a batch remembers those it was begun with.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "store_private.h"

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
};
enum { ARRAY_HEADER = 20, CLUSTER_SIZE_AT = 12, CLUSTER_AT = 16, POSTGRES_EPOCH_DAY = 10957 };
enum { ROW_BYTES = 48, TOTAL_BYTES = 24 }; /* of standing_state */

struct place { /* of one row */
	size_t offset, size;
};

struct rows {
	struct buffer bytes; /* begins with room for the array's header */
	struct place *places;
	size_t count, capacity;
};

struct batch {
	struct batch *next; /* of all */
	bool used;
	uint32_t period_type;
	struct rows rows[ROWS_KINDS];
};

/* --- life --- */

void batch_reset(struct batch *batch)
{
	for (int kind = 0; kind < ROWS_KINDS; kind++) {
		buffer_reset(&batch->rows[kind].bytes);
		batch->rows[kind].count = 0;
	}
}

struct batch *store_batch(struct store *store)
{
	struct batch *batch = store->batches;

	while (batch != NULL && batch->used)
		batch = batch->next;
	if (batch == NULL) {
		batch = must_alloc(1, sizeof(*batch));
		batch->next = store->batches;
		store->batches = batch;
	}
	batch->used = true;
	batch->period_type = store->types[TYPE_PERIOD];
	return batch;
}

void store_discard(struct store *store, struct batch *batch)
{
	(void)store;
	batch_reset(batch);
	batch->used = false;
}

void batches_free(struct store *store)
{
	for (struct batch *batch = store->batches, *next; batch != NULL; batch = next) {
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

bool batch_fits(const struct batch *batch, const uint32_t *types)
{
	return batch->period_type == types[TYPE_PERIOD];
}

/* --- as arrays --- */

static void put_u32(uint8_t *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, sizeof(value));
}

static int compare(const void *a, const void *b, void *bytes)
{
	const struct place *left = a, *right = b;
	const uint8_t *l = (uint8_t *)bytes + left->offset, *r = (uint8_t *)bytes + right->offset;
	uint32_t l_size, r_size;
	int difference;

	memcpy(&l_size, l + CLUSTER_SIZE_AT, sizeof(l_size));
	memcpy(&r_size, r + CLUSTER_SIZE_AT, sizeof(r_size));
	l_size = be32toh(l_size);
	r_size = be32toh(r_size);
	difference = memcmp(l + CLUSTER_AT, r + CLUSTER_AT, l_size < r_size ? l_size : r_size);
	if (difference == 0 && l_size != r_size)
		difference = l_size < r_size ? -1 : 1;
	return difference != 0 ? difference : left->offset < right->offset ? -1 : 1; /* else in order of coming */
}

static bool is_sorted(const struct rows *rows)
{
	for (size_t i = 1; i < rows->count; i++) {
		if (compare(&rows->places[i - 1], &rows->places[i], rows->bytes.data) > 0)
			return false;
	}
	return true;
}

size_t batch_array(struct batch *batch, enum rows_of kind, const uint32_t *types, struct buffer *scratch, const uint8_t **bytes)
{
	static const enum row_type type_of[] = {
		[ROWS_JOURNAL] = TYPE_JOURNAL, [ROWS_SEASON] = TYPE_SEASON, [ROWS_BOARD] = TYPE_BOARD,
		[ROWS_TASK] = TYPE_TASK,       [ROWS_GRANT] = TYPE_KEY,     [ROWS_REVOKE] = TYPE_KEY,
		[ROWS_REPORT] = TYPE_REPORT,   [ROWS_CHANGE] = TYPE_SEASON, [ROWS_STANDING] = TYPE_STANDING,
		[ROWS_LOCKED] = TYPE_STANDING,
	};
	struct rows *rows = &batch->rows[kind];
	struct buffer *whole = &rows->bytes;

	if (rows->count == 0)
		return 0;
	if (!is_sorted(rows)) {
		qsort_r(rows->places, rows->count, sizeof(*rows->places), compare, rows->bytes.data);
		whole = scratch;
		buffer_reset(whole);
		buffer_extend(whole, ARRAY_HEADER);
		for (size_t i = 0; i < rows->count; i++)
			buffer_append(whole, rows->bytes.data + rows->places[i].offset, rows->places[i].size);
	}
	put_u32(whole->data, 1);     /* dimensions */
	put_u32(whole->data + 4, 0); /* no nulls */
	put_u32(whole->data + 8, types[type_of[kind]]);
	put_u32(whole->data + 12, (uint32_t)rows->count);
	put_u32(whole->data + 16, 1); /* begins at 1 */
	*bytes = whole->data;
	return whole->size;
}

/* --- rows and fields --- */

static struct buffer *row_begin(struct batch *batch, enum rows_of kind, uint32_t fields)
{
	struct rows *rows = &batch->rows[kind];

	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity == 0 ? 64 : 2 * rows->capacity;
		rows->places = must_grow(rows->places, rows->capacity, sizeof(*rows->places));
	}
	if (rows->bytes.size == 0)
		buffer_extend(&rows->bytes, ARRAY_HEADER);
	rows->places[rows->count++].offset = rows->bytes.size;
	buffer_u32(&rows->bytes, 0); /* row_end knows */
	buffer_u32(&rows->bytes, fields);
	return &rows->bytes;
}

static void row_end(struct batch *batch, enum rows_of kind)
{
	struct rows *rows = &batch->rows[kind];
	struct place *place = &rows->places[rows->count - 1];

	place->size = rows->bytes.size - place->offset;
	put_u32(rows->bytes.data + place->offset, (uint32_t)(place->size - 4));
}

static void field_bytes(struct buffer *out, uint32_t type, const void *bytes, size_t size)
{
	uint8_t *at = buffer_extend(out, 8 + size);

	put_u32(at, type);
	put_u32(at + 4, (uint32_t)size);
	if (size > 0)
		memcpy(at + 8, bytes, size);
}

static void field_null(struct buffer *out, uint32_t type)
{
	buffer_u32(out, type);
	buffer_u32(out, UINT32_MAX);
}

static void field_text(struct buffer *out, const char *text)
{
	field_bytes(out, TEXT, text, strlen(text));
}

static void field_text_or_null(struct buffer *out, const char *text)
{
	if (text == NULL || text[0] == '\0')
		field_null(out, TEXT);
	else
		field_text(out, text);
}

static void field_i64(struct buffer *out, uint32_t type, int64_t value)
{
	uint64_t big = htobe64((uint64_t)value);

	field_bytes(out, type, &big, sizeof(big));
}

static void field_i32(struct buffer *out, uint32_t type, uint32_t value)
{
	value = htobe32(value);
	field_bytes(out, type, &value, sizeof(value));
}

static void field_i16(struct buffer *out, size_t value)
{
	uint16_t big = htobe16((uint16_t)value);

	field_bytes(out, INT2, &big, sizeof(big));
}

static void field_bool(struct buffer *out, bool value)
{
	field_bytes(out, BOOL, &(uint8_t){ value }, 1);
}

static void field_time(struct buffer *out, int64_t instant)
{
	field_i64(out, TIMESTAMPTZ, instant == INT64_MAX ? INT64_MAX : instant - POSTGRES_EPOCH);
}

static void field_period(struct buffer *out, const struct batch *batch, enum period period)
{
	static const char *const names[PERIODS] = { "Q1", "Q2", "Q3", "Q4", "FINAL" };

	field_bytes(out, batch->period_type, names[period], strlen(names[period]));
}

/* numeric: number of digits to base 10000, weight of the first, sign, decimals shown; then the digits. value >= 0. */
static void put_numeric(struct buffer *out, int64_t value, int decimals)
{
	int64_t scaled = decimals == 2 ? value * 100 : value; /* to ten-thousandths; maxima are far below the limit */
	uint16_t digits[6];
	int count = 0;

	for (int64_t left = scaled; left > 0 || count < 2; left /= 10000)
		digits[count++] = (uint16_t)(left % 10000);
	buffer_u32(out, (uint32_t)(8 + 2 * count));
	buffer_u16(out, (uint16_t)count);
	buffer_u16(out, (uint16_t)(count - 2));
	buffer_u16(out, 0);
	buffer_u16(out, (uint16_t)decimals);
	while (count > 0)
		buffer_u16(out, digits[--count]);
}

static void field_numeric(struct buffer *out, int64_t value, int decimals)
{
	buffer_u32(out, NUMERIC);
	put_numeric(out, value, decimals);
}

/* A field that is an array of count elements, which the caller appends; then array_end with what this returned. */
static size_t array_begin(struct buffer *out, uint32_t type, uint32_t element, size_t count, bool nulls)
{
	size_t at = out->size;

	buffer_u32(out, type);
	buffer_u32(out, 0);
	buffer_u32(out, count > 0);
	buffer_u32(out, nulls);
	buffer_u32(out, element);
	if (count > 0) {
		buffer_u32(out, (uint32_t)count);
		buffer_u32(out, 1);
	}
	return at;
}

static void array_end(struct buffer *out, size_t at)
{
	put_u32(out->data + at + 4, (uint32_t)(out->size - at - 8));
}

static void field_quantities(struct buffer *out, const int64_t *values, size_t count)
{
	size_t at = array_begin(out, INT8_ARRAY, INT8, count, true);

	for (size_t i = 0; i < count; i++) {
		if (values[i] < 0) {
			buffer_u32(out, UINT32_MAX);
			continue;
		}
		buffer_u32(out, 8);
		buffer_u64(out, (uint64_t)values[i]);
	}
	array_end(out, at);
}

/* --- the journal and reports --- */

void batch_journal(struct batch *batch, const struct journal_row *row)
{
	struct buffer *out = row_begin(batch, ROWS_JOURNAL, 10);
	const struct journal_entry *entry = &row->entry;

	field_text(out, row->cluster);
	field_i64(out, INT8, (int64_t)entry->sequence);
	field_bytes(out, UUID, row->command_id, ID_SIZE);
	field_text(out, row->kind);
	field_time(out, entry->received_at);
	field_bytes(out, BYTEA, entry->command, entry->command_size);
	field_bytes(out, BYTEA, entry->signature, SIGNATURE_SIZE);
	field_bytes(out, BYTEA, entry->key, KEY_SIZE);
	field_bytes(out, BYTEA, entry->previous_hash, HASH_SIZE);
	field_bytes(out, BYTEA, entry->hash, HASH_SIZE);
	row_end(batch, ROWS_JOURNAL);
}

void batch_report(struct batch *batch, const struct report_row *row)
{
	struct buffer *out = row_begin(batch, ROWS_REPORT, 12);

	field_text(out, row->cluster);
	field_i32(out, INT4, row->year);
	field_text(out, row->board);
	field_period(out, batch, row->period);
	field_i32(out, INT4, row->revision);
	field_i64(out, INT8, (int64_t)row->sequence);
	field_time(out, row->received_at);
	field_i32(out, INT4, row->late_days);
	field_bytes(out, BYTEA, row->hash, HASH_SIZE);
	field_i32(out, INT4, row->models);
	field_quantities(out, row->actual, row->task_count);
	field_quantities(out, row->out_of, row->task_count);
	row_end(batch, ROWS_REPORT);
}

/* --- standings --- */

static uint8_t *packed(struct buffer *out, size_t size)
{
	uint8_t *at = buffer_extend(out, 8 + size);

	put_u32(at, BYTEA);
	put_u32(at + 4, (uint32_t)size);
	return at + 8;
}

static void pack_rows(struct buffer *out, const struct standing *standing)
{
	size_t count = standing->ruleset->board_count;
	uint8_t *at = packed(out, ROW_BYTES * count);

	for (size_t board = 0; board < count; board++) {
		const struct standing_row *row = &standing->rows[board];
		const uint32_t numbers[ROW_BYTES / 4] = {
			(uint32_t)row->total,
			(uint32_t)row->base,
			(uint32_t)row->bonus,
			(uint32_t)row->deduction,
			(uint32_t)row->priority,
			row->late_days,
			row->rank,
			row->rank_before,
			row->revision,
			row->status,
			row->band + 1u,
			row->tied,
		};

		for (size_t i = 0; i < ROW_BYTES / 4; i++, at += 4)
			put_u32(at, numbers[i]);
	}
}

static void pack_points(struct buffer *out, const struct standing *standing)
{
	size_t count = (size_t)standing->ruleset->board_count * standing->ruleset->task_count;
	uint8_t *at = packed(out, 4 * count);

	for (size_t i = 0; i < count; i++, at += 4)
		put_u32(at, (uint32_t)standing->points[i]);
}

static void pack_totals(struct buffer *out, const struct standing *standing)
{
	size_t count = standing->ruleset->task_count;
	uint8_t *at = packed(out, TOTAL_BYTES * count);

	for (size_t task = 0; task < count; task++, at += TOTAL_BYTES) {
		const struct task_total *total = &standing->totals[task];
		const uint64_t sums[] = { htobe64((uint64_t)total->actual), htobe64((uint64_t)total->target) };

		memcpy(at, sums, sizeof(sums));
		put_u32(at + 16, total->met);
		put_u32(at + 20, total->exceeded);
	}
}

static void add_standing(struct batch *batch, enum rows_of kind, const struct standing *standing, const uint8_t *state_hash)
{
	struct buffer *out = row_begin(batch, kind, 14);

	field_text(out, standing->ruleset->cluster);
	field_i32(out, INT4, standing->ruleset->year);
	field_period(out, batch, standing->period);
	field_i32(out, INT4, standing->ruleset->version);
	field_i64(out, INT8, (int64_t)standing->sequence);
	field_time(out, standing->as_of);
	field_bool(out, standing->current);
	field_bool(out, standing->locked);
	field_i32(out, INT4, standing->reported);
	field_i64(out, INT8, (int64_t)standing->models);
	field_bytes(out, BYTEA, state_hash, HASH_SIZE);
	pack_rows(out, standing);
	pack_points(out, standing);
	pack_totals(out, standing);
	row_end(batch, kind);
}

void batch_standing(struct batch *batch, const struct standing *standing, const uint8_t state_hash[HASH_SIZE])
{
	add_standing(batch, ROWS_STANDING, standing, state_hash);
	if (standing->locked)
		add_standing(batch, ROWS_LOCKED, standing, state_hash);
}

/* --- seasons --- */

static void field_day(struct buffer *out, int32_t day)
{
	buffer_u32(out, 4);
	buffer_u32(out, (uint32_t)(day - POSTGRES_EPOCH_DAY));
}

static void field_dates(struct buffer *out, const struct ruleset *ruleset)
{
	for (int which = 0; which < 4; which++) {
		size_t at = array_begin(out, DATE_ARRAY, DATE, PERIODS, false);

		for (int period = 0; period < PERIODS; period++) {
			const struct period_dates *dates = &ruleset->periods[period];
			const int32_t days[] = { dates->opens, dates->due, dates->rolled, dates->lock };

			field_day(out, days[which]);
		}
		array_end(out, at);
	}
}

static void field_bands(struct buffer *out, const struct ruleset *ruleset)
{
	size_t at = array_begin(out, TEXT_ARRAY, TEXT, ruleset->band_count, false);

	for (size_t band = 0; band < ruleset->band_count; band++) {
		buffer_u32(out, (uint32_t)strlen(ruleset->bands[band].code));
		buffer_append(out, ruleset->bands[band].code, strlen(ruleset->bands[band].code));
	}
	array_end(out, at);
	at = array_begin(out, NUMERIC_ARRAY, NUMERIC, ruleset->band_count, false);
	for (size_t band = 0; band < ruleset->band_count; band++)
		put_numeric(out, ruleset->bands[band].at_least, 2);
	array_end(out, at);
}

static void add_board(struct batch *batch, const struct season_row *row, size_t board)
{
	const struct ruleset *ruleset = row->ruleset;
	struct buffer *out = row_begin(batch, ROWS_BOARD, 8);
	size_t at;

	field_text(out, ruleset->cluster);
	field_i32(out, INT4, ruleset->year);
	field_i32(out, INT4, ruleset->version);
	field_i16(out, board + 1);
	field_text(out, ruleset->boards[board]);
	field_text(out, row->board_names[board]);
	field_text_or_null(out, row->board_isos[board]);
	at = array_begin(out, NUMERIC_ARRAY, NUMERIC, ruleset->task_count, true);
	for (size_t task = 0; task < ruleset->task_count; task++) {
		int64_t target = ruleset_target(ruleset, board, task);

		if (target > 0)
			put_numeric(out, target, 4);
		else
			buffer_u32(out, UINT32_MAX);
	}
	array_end(out, at);
	row_end(batch, ROWS_BOARD);
}

static void add_task(struct batch *batch, const struct season_row *row, size_t place)
{
	static const char *const kinds[] = { "", "LINEAR", "LEADER", "LADDER", "BINARY", "PER_UNIT", "APPRAISED" };
	static const char *const accumulations[] = { "", "SUM", "LAST", "MAX" };
	static const char *const measures[] = { "", "QUANTITY", "PERCENT", "MODELS", "NONE" };
	const struct ruleset *ruleset = row->ruleset;
	const struct task *task = &ruleset->tasks[place];
	struct buffer *out = row_begin(batch, ROWS_TASK, 14);
	size_t at;

	field_text(out, ruleset->cluster);
	field_i32(out, INT4, ruleset->year);
	field_i32(out, INT4, ruleset->version);
	field_i16(out, place + 1);
	field_text(out, task->code);
	field_i16(out, task->group);
	field_text(out, row->task_names[place]);
	field_text(out, row->task_units[place]);
	field_text(out, kinds[task->kind]);
	field_text(out, accumulations[task->accumulation]);
	field_text(out, measures[task->measure]);
	field_bool(out, task->lower_is_better);
	field_numeric(out, task->max, 2);
	at = array_begin(out, INT4_ARRAY, INT4, PERIODS, false);
	for (int period = 0; period < PERIODS; period++) {
		buffer_u32(out, 4);
		buffer_u32(out, task->phasing[period]);
	}
	array_end(out, at);
	row_end(batch, ROWS_TASK);
}

void batch_season(struct batch *batch, const struct season_row *row)
{
	const struct ruleset *ruleset = row->ruleset;
	struct buffer *out = row_begin(batch, ROWS_SEASON, 17);

	field_text(out, ruleset->cluster);
	field_i32(out, INT4, ruleset->year);
	field_i32(out, INT4, ruleset->version);
	field_i64(out, INT8, (int64_t)row->sequence);
	field_time(out, row->received_at);
	field_text(out, row->name);
	field_bytes(out, BYTEA, ruleset->hash, HASH_SIZE);
	field_numeric(out, ruleset->scale, 2);
	field_text(out, ruleset->boards[ruleset->head]);
	field_text(out, ruleset->boards[ruleset->deputy]);
	field_bands(out, ruleset);
	field_dates(out, ruleset);
	field_time(out, row->next_change);
	row_end(batch, ROWS_SEASON);
	for (size_t board = 0; board < ruleset->board_count; board++)
		add_board(batch, row, board);
	for (size_t task = 0; task < ruleset->task_count; task++)
		add_task(batch, row, task);
}

void batch_next_change(struct batch *batch, const char *cluster, uint32_t year, int64_t next_change)
{
	/* A row of season of which only the key and next_change are read. */
	static const uint32_t between[] = { INT4, INT8,       TIMESTAMPTZ,   TEXT,       BYTEA,      NUMERIC,    TEXT,
		                            TEXT, TEXT_ARRAY, NUMERIC_ARRAY, DATE_ARRAY, DATE_ARRAY, DATE_ARRAY, DATE_ARRAY };
	struct buffer *out = row_begin(batch, ROWS_CHANGE, 17);

	field_text(out, cluster);
	field_i32(out, INT4, year);
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
		field_null(out, between[i]);
	field_time(out, next_change);
	row_end(batch, ROWS_CHANGE);
}

/* --- keys --- */

void batch_grant(struct batch *batch, const char *cluster, const uint8_t sign_key[KEY_SIZE], const uint8_t curve_key[KEY_SIZE],
                 int role, const char *board, uint64_t sequence, int64_t received_at)
{
	struct buffer *out = row_begin(batch, ROWS_GRANT, 9);

	field_text(out, cluster);
	field_bytes(out, BYTEA, sign_key, KEY_SIZE);
	field_bytes(out, BYTEA, curve_key, KEY_SIZE);
	field_text(out, role_text(role));
	field_text_or_null(out, board);
	field_i64(out, INT8, (int64_t)sequence);
	field_time(out, received_at);
	field_null(out, INT8);
	field_null(out, TIMESTAMPTZ);
	row_end(batch, ROWS_GRANT);
}

void batch_revoke(struct batch *batch, const char *cluster, const uint8_t sign_key[KEY_SIZE], uint64_t sequence,
                  int64_t received_at)
{
	struct buffer *out = row_begin(batch, ROWS_REVOKE, 9);

	field_text(out, cluster);
	field_bytes(out, BYTEA, sign_key, KEY_SIZE);
	field_null(out, BYTEA);
	field_null(out, TEXT);
	field_null(out, TEXT);
	field_null(out, INT8);
	field_null(out, TIMESTAMPTZ);
	field_i64(out, INT8, (int64_t)sequence);
	field_time(out, received_at);
	row_end(batch, ROWS_REVOKE);
}
