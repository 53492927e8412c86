/*
 * What a batch can hold, a function for each kind of row. The fields stand in the order of the
 * table's columns: the composite types are those of the tables themselves.
 */
#include "names.h"
#include "store_fields.h"
#include "store_private.h"

enum { ROW_BYTES = 48, TOTAL_BYTES = 24 }; /* of standing_state */

/* --- the journal and reports --- */

void batch_head(struct batch *batch, const struct head_row *row)
{
	struct buffer *out = batch_row(batch, ROWS_HEAD, 5);

	field_text(out, row->cluster);
	field_i64(out, INT8, (int64_t)row->sequence);
	field_bytes(out, BYTEA, row->hash, HASH_SIZE);
	field_i64(out, INT8, (int64_t)row->next_sequence);
	field_bytes(out, BYTEA, row->next_hash, HASH_SIZE);
	batch_row_end(batch, ROWS_HEAD);
}

void batch_journal(struct batch *batch, const struct journal_row *row)
{
	struct buffer *out = batch_row(batch, ROWS_JOURNAL, 11);
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
	field_i32(out, INT4, row->year);
	batch_row_end(batch, ROWS_JOURNAL);
}

void batch_report(struct batch *batch, const struct report_row *row)
{
	struct buffer *out = batch_row(batch, ROWS_REPORT, 12);

	field_text(out, row->cluster);
	field_i32(out, INT4, row->year);
	field_text(out, row->board);
	field_period(out, batch_period_type(batch), row->period);
	field_i32(out, INT4, row->revision);
	field_i64(out, INT8, (int64_t)row->sequence);
	field_time(out, row->received_at);
	field_i32(out, INT4, row->late_days);
	field_bytes(out, BYTEA, row->hash, HASH_SIZE);
	field_i32(out, INT4, row->models);
	field_quantities(out, row->actual, row->task_count);
	field_quantities(out, row->out_of, row->task_count);
	batch_row_end(batch, ROWS_REPORT);
}

void batch_record(struct batch *batch, const struct record_row *row)
{
	struct buffer *out = batch_row(batch, ROWS_RECORD, 6);

	field_text(out, row->cluster);
	field_i64(out, INT8, (int64_t)row->sequence);
	field_text(out, row->kind);
	field_i32(out, INT4, row->year);
	field_time(out, row->received_at);
	field_json(out, row->data, row->data_size);
	batch_row_end(batch, ROWS_RECORD);
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
			row->tied | (uint32_t)row->review << 8 | (uint32_t)row->marks << 16,
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
		const uint64_t sums[] = { htobe64((uint64_t)total->actual),
			                  htobe64((uint64_t)total->target) };

		memcpy(at, sums, sizeof(sums));
		put_u32(at + 16, total->met);
		put_u32(at + 20, total->exceeded);
	}
}

static void add_standing(struct batch *batch, enum rows_of kind, const struct standing *standing,
                         const uint8_t *state_hash)
{
	struct buffer *out = batch_row(batch, kind, 15);

	field_text(out, standing->ruleset->cluster);
	field_i32(out, INT4, standing->ruleset->year);
	field_period(out, batch_period_type(batch), standing->period);
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
	field_i32(out, INT4, standing->amendment);
	batch_row_end(batch, kind);
}

/* The same at its lock, whenever it is written: in that night, by a daemon that was down then, or
 * by a rebuild. */
static struct standing at_lock(const struct standing *standing)
{
	const struct ruleset *ruleset = standing->ruleset;
	struct standing then = *standing;

	then.as_of = period_locks_at(ruleset, standing->period);
	then.current = then.as_of < standing_superseded_at(ruleset, standing->period);
	return then;
}

void batch_standing(struct batch *batch, const struct standing *standing,
                    const uint8_t state_hash[HASH_SIZE])
{
	add_standing(batch, ROWS_STANDING, standing, state_hash);
	if (standing->locked && standing->amendment == 0)
		batch_locked(batch, standing, state_hash);
}

void batch_locked(struct batch *batch, const struct standing *standing,
                  const uint8_t state_hash[HASH_SIZE])
{
	const struct standing then = standing->amendment == 0 ? at_lock(standing) : *standing;

	add_standing(batch, ROWS_LOCKED, &then, state_hash);
}

void batch_standing_shown(struct batch *batch, const struct standing *standing,
                          const uint8_t state_hash[HASH_SIZE])
{
	add_standing(batch, ROWS_SHOWN_STANDING, standing, state_hash);
}

void batch_shown(struct batch *batch, const char *cluster, uint32_t year, int64_t as_of,
                 bool frozen)
{
	struct buffer *out = batch_row(batch, ROWS_SHOWN, 5);

	field_text(out, cluster);
	field_i32(out, INT4, year);
	field_time(out, as_of);
	field_bool(out, frozen);
	field_null(out, INT8); /* found in the journal */
	batch_row_end(batch, ROWS_SHOWN);
}

/* --- seasons --- */

static void field_day(struct buffer *out, int32_t day)
{
	if (day == DAY_NEVER) {
		buffer_u32(out, UINT32_MAX); /* null */
		return;
	}
	buffer_u32(out, 4);
	buffer_u32(out, (uint32_t)(day - POSTGRES_EPOCH_DAY));
}

static void field_dates(struct buffer *out, const struct ruleset *ruleset)
{
	for (int which = 0; which < 4; which++) {
		size_t at = field_array(out, DATE_ARRAY, DATE, PERIODS, true);

		for (int period = 0; period < PERIODS; period++) {
			const struct period_dates *dates = &ruleset->periods[period];
			const int32_t days[] = { dates->opens, dates->due, dates->rolled,
				                 dates->lock };

			field_day(out, days[which]);
		}
		field_array_end(out, at);
	}
}

static void field_bands(struct buffer *out, const struct ruleset *ruleset)
{
	size_t at = field_array(out, TEXT_ARRAY, TEXT, ruleset->band_count, false);

	for (size_t band = 0; band < ruleset->band_count; band++) {
		buffer_u32(out, (uint32_t)strlen(ruleset->bands[band].code));
		buffer_append(out, ruleset->bands[band].code, strlen(ruleset->bands[band].code));
	}
	field_array_end(out, at);
	at = field_array(out, NUMERIC_ARRAY, NUMERIC, ruleset->band_count, false);
	for (size_t band = 0; band < ruleset->band_count; band++)
		field_element_numeric(out, ruleset->bands[band].at_least, 2);
	field_array_end(out, at);
}

static void add_board(struct batch *batch, const struct season_row *row, size_t board)
{
	const struct ruleset *ruleset = row->ruleset;
	struct buffer *out = batch_row(batch, ROWS_BOARD, 8);

	field_text(out, ruleset->cluster);
	field_i32(out, INT4, ruleset->year);
	field_i32(out, INT4, ruleset->version);
	field_i16(out, board + 1);
	field_text(out, ruleset->boards[board]);
	field_text(out, row->board_names[board]);
	field_text_or_null(out, row->board_isos[board]);
	size_t at = field_array(out, NUMERIC_ARRAY, NUMERIC, ruleset->task_count, true);

	for (size_t task = 0; task < ruleset->task_count; task++) {
		int64_t target = ruleset_target(ruleset, board, task);

		if (target > 0)
			field_element_numeric(out, target, 4);
		else
			buffer_u32(out, UINT32_MAX);
	}
	field_array_end(out, at);
	batch_row_end(batch, ROWS_BOARD);
}

static void add_task(struct batch *batch, const struct season_row *row, size_t place)
{
	const struct ruleset *ruleset = row->ruleset;
	const struct task *task = &ruleset->tasks[place];
	struct buffer *out = batch_row(batch, ROWS_TASK, 14);

	field_text(out, ruleset->cluster);
	field_i32(out, INT4, ruleset->year);
	field_i32(out, INT4, ruleset->version);
	field_i16(out, place + 1);
	field_text(out, task->code);
	field_i16(out, task->group);
	field_text(out, row->task_names[place]);
	field_text(out, row->task_units[place]);
	field_text(out, names_find(&names_kinds, task->kind));
	field_text(out, names_find(&names_accumulations, task->accumulation));
	field_text(out, names_find(&names_measures, task->measure));
	field_bool(out, task->lower_is_better);
	field_numeric(out, task->max, 2);
	size_t at = field_array(out, INT4_ARRAY, INT4, PERIODS, false);

	for (int period = 0; period < PERIODS; period++) {
		buffer_u32(out, 4);
		buffer_u32(out, task->phasing[period]);
	}
	field_array_end(out, at);
	batch_row_end(batch, ROWS_TASK);
}

void batch_season(struct batch *batch, const struct season_row *row)
{
	const struct ruleset *ruleset = row->ruleset;
	struct buffer *out = batch_row(batch, ROWS_SEASON, 18);

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
	field_null(out, INT4); /* with its next change, at the end of the batch */
	batch_row_end(batch, ROWS_SEASON);
	for (size_t board = 0; board < ruleset->board_count; board++)
		add_board(batch, row, board);
	for (size_t task = 0; task < ruleset->task_count; task++)
		add_task(batch, row, task);
}

void batch_next_change(struct batch *batch, const char *cluster, uint32_t year, int64_t next_change,
                       uint32_t needs_from)
{
	/* A row of season of which only the key, next_change and needs_from are read. */
	static const uint32_t between[] = { INT4,       INT8,          TIMESTAMPTZ, TEXT,
		                            BYTEA,      NUMERIC,       TEXT,        TEXT,
		                            TEXT_ARRAY, NUMERIC_ARRAY, DATE_ARRAY,  DATE_ARRAY,
		                            DATE_ARRAY, DATE_ARRAY };
	struct buffer *out = batch_row(batch, ROWS_CHANGE, 18);

	field_text(out, cluster);
	field_i32(out, INT4, year);
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
		field_null(out, between[i]);
	field_time(out, next_change);
	if (needs_from != year)
		field_i32(out, INT4, needs_from);
	else
		field_null(
		        out,
		        INT4); /* as of a season that was written before there was such a column */
	batch_row_end(batch, ROWS_CHANGE);
}

/* --- keys --- */

/* In capitals, as all names in SQL are; they have no others than a to z. */
static void field_name(struct buffer *out, const struct names *names, int number)
{
	const char *name = names_find(names, number);
	size_t size = strlen(name);
	uint8_t *at = buffer_extend(out, 8 + size);

	put_u32(at, TEXT);
	put_u32(at + 4, (uint32_t)size);
	for (size_t i = 0; i < size; i++)
		at[8 + i] = (uint8_t)(name[i] - 'a' + 'A');
}

void batch_grant(struct batch *batch, const char *cluster, const struct granted_key *key,
                 uint64_t sequence, int64_t received_at)
{
	struct buffer *out = batch_row(batch, ROWS_GRANT, 11);

	field_text(out, cluster);
	field_bytes(out, BYTEA, key->sign_key, KEY_SIZE);
	field_bytes(out, BYTEA, key->curve_key, KEY_SIZE);
	field_name(out, &names_roles, (int)key->role);
	field_text_or_null(out, key->board);
	field_i64(out, INT8, (int64_t)sequence);
	field_time(out, received_at);
	field_null(out, INT8);
	field_null(out, TIMESTAMPTZ);
	field_name(out, &names_audiences, (int)key->audience);
	field_bool(out, key->relay);
	batch_row_end(batch, ROWS_GRANT);
}

void batch_revoke(struct batch *batch, const char *cluster, const uint8_t sign_key[KEY_SIZE],
                  uint64_t sequence, int64_t received_at)
{
	struct buffer *out = batch_row(batch, ROWS_REVOKE, 11);

	field_text(out, cluster);
	field_bytes(out, BYTEA, sign_key, KEY_SIZE);
	field_null(out, BYTEA);
	field_null(out, TEXT);
	field_null(out, TEXT);
	field_null(out, INT8);
	field_null(out, TIMESTAMPTZ);
	field_i64(out, INT8, (int64_t)sequence);
	field_time(out, received_at);
	field_null(out, TEXT);
	field_null(out, BOOL);
	batch_row_end(batch, ROWS_REVOKE);
}
