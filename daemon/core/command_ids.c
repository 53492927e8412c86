/*
 * Ids are found by halving an order of row numbers. A client chooses its ids, so nothing here
 * depends on how they spread: a hash table would make a chain for who looks for it. They rise as
 * their UUIDv7 do, so a new one mostly goes to the end, and the worst that a client can do, with
 * ids that fall, is to have the order moved for each command: of the revisions that one board may
 * make of its year's reports some 60 KiB, and a tenth of a second in all when they are loaded.
 *
 * Nearly each entry has one id, the entry after it the next; and ids begin with the time, of which the
 * first two bytes are the same for fifty days. So a row says neither: where its entry is not one more
 * than that of the row before, or its id begins otherwise, a run begins.
 */
#include "command_ids.h"

#include <assert.h>
#include <string.h>

#include "rows.h"

/* The run of a row. */
static const struct id_run *run_of(const struct cluster *cluster, uint32_t row)
{
	const struct id_run *runs = rows_id_runs(cluster);
	uint32_t low = 0, high = rows_count(cluster, TABLE_ID_RUNS); /* it is one of these */

	while (high - low > 1) {
		const uint32_t middle = low + (high - low) / 2;

		if (runs[middle].first <= row)
			low = middle;
		else
			high = middle;
	}
	return &runs[low];
}

static int compare(const struct cluster *cluster, uint32_t row, const uint8_t id[ID_SIZE])
{
	const int begin = memcmp(run_of(cluster, row)->begin, id, ID_BEGIN);

	return begin != 0 ? begin
	                  : memcmp(rows_ids(cluster)[row].rest, id + ID_BEGIN, ID_SIZE - ID_BEGIN);
}

/* Where an id stands in the order, or would. */
static uint32_t place_of(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const struct row_number *order = rows_id_order(cluster);
	uint32_t low = 0, high = rows_count(cluster, TABLE_ID_ORDER);

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (compare(cluster, order[middle].of, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t sequence_of(const struct id_run *run, uint32_t row)
{
	return run->sequence + (row - run->first);
}

uint64_t cluster_find_command(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const uint32_t place = place_of(cluster, id);

	if (place == rows_count(cluster, TABLE_ID_ORDER))
		return 0;
	const uint32_t row = rows_id_order(cluster)[place].of;

	return compare(cluster, row, id) == 0 ? sequence_of(run_of(cluster, row), row) : 0;
}

static void follow_run(struct cluster *cluster, uint32_t row, const uint8_t id[ID_SIZE])
{
	const struct id_run *last = row > 0 ? run_of(cluster, row) : NULL;
	const uint32_t sequence = (uint32_t)cluster->sequence;

	if (last && sequence_of(last, row) == sequence && memcmp(last->begin, id, ID_BEGIN) == 0)
		return;
	struct id_run *run = rows_add(cluster, TABLE_ID_RUNS, 1);

	*run = (struct id_run){ .first = row, .sequence = sequence };
	memcpy(run->begin, id, ID_BEGIN);
}

void command_ids_add(struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const uint32_t row = rows_count(cluster, TABLE_IDS), place = place_of(cluster, id);

	assert(row < ROWS_MAX);
	follow_run(cluster, row, id);
	memcpy(((struct id_row *)rows_add(cluster, TABLE_IDS, 1))->rest, id + ID_BEGIN,
	       ID_SIZE - ID_BEGIN);
	rows_add(cluster, TABLE_ID_ORDER, 1);
	struct row_number *order = rows_id_order(cluster);

	memmove(order + place + 1, order + place, (row - place) * sizeof(*order));
	order[place].of = row & ROWS_MAX;
}

void command_ids_cut(struct cluster *cluster, uint32_t count)
{
	const uint32_t all = rows_count(cluster, TABLE_ID_ORDER);
	struct row_number *order = rows_id_order(cluster);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < all && count < all; i++) {
		if (order[i].of < count)
			order[kept++] = order[i];
	}
}
