/*
 * Ids are found by halving an order of row numbers. A client chooses its ids, so nothing here
 * depends on how they spread: a hash table would make a chain for who looks for it. They rise as
 * their UUIDv7 do, so a new one mostly goes to the end, and the worst that a client can do, with
 * ids that fall, is to have the order moved for each command: of the revisions that one board may
 * make of its year's reports some 80 KiB, and a tenth of a second in all when they are loaded.
 */
#include "command_ids.h"

#include <string.h>

#include "rows.h"

/* Where an id stands in the order, or would. */
static uint32_t place_of(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const struct id_row *ids = rows_ids(cluster);
	const uint32_t *order = rows_id_order(cluster);
	uint32_t low = 0, high = rows_count(cluster, TABLE_ID_ORDER);

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (memcmp(ids[order[middle]].id, id, ID_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t cluster_find_command(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const uint32_t place = place_of(cluster, id);

	if (place == rows_count(cluster, TABLE_ID_ORDER))
		return 0;
	const struct id_row *row = &rows_ids(cluster)[rows_id_order(cluster)[place]];

	return memcmp(row->id, id, ID_SIZE) == 0 ? row->sequence : 0;
}

void command_ids_add(struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const uint32_t number = rows_count(cluster, TABLE_IDS), place = place_of(cluster, id);
	struct id_row *row = rows_add(cluster, TABLE_IDS, 1);

	memcpy(row->id, id, ID_SIZE);
	row->sequence = (uint32_t)cluster->sequence;
	rows_add(cluster, TABLE_ID_ORDER, 1);
	uint32_t *order = rows_id_order(cluster);

	memmove(order + place + 1, order + place, (number - place) * sizeof(*order));
	order[place] = number;
}

void command_ids_cut(struct cluster *cluster, uint32_t count)
{
	const uint32_t all = rows_count(cluster, TABLE_ID_ORDER);
	uint32_t *order = rows_id_order(cluster);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < all && count < all; i++) {
		if (order[i] < count)
			order[kept++] = order[i];
	}
}
