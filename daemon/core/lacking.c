/*
 * A cluster of ten years is played in one. The years that have ended stay in the journal until
 * somebody asks for one, and here is what must be known of them all the same: that there was such a
 * season, and which ids are used up.
 *
 * Of an id the last four bytes are kept, sorted year by year: 4 bytes a command instead of 16, and
 * one id in some hundred thousand is taken for a known one. Who chooses his ids so that they are
 * gains nothing but that his own cluster is loaded whole and looked at.
 *
 * Of what was left out only the number is known: the chain is taken up again at the hash that the
 * next entry names, and the head is met by exactly so many entries.
 */
#include <stdlib.h>
#include <string.h>

#include "rows.h"

static uint32_t end_of(const uint8_t id[ID_SIZE])
{
	uint32_t end;

	memcpy(&end, id + ID_SIZE - sizeof(end), sizeof(end));
	return end;
}

static int compare(const void *a, const void *b)
{
	const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

void cluster_lack(struct cluster *cluster, uint32_t year, const uint8_t *ids, size_t count)
{
	struct lacking_row *row = rows_add(cluster, TABLE_LACKING, 1);

	row->year = (uint16_t)year;
	row->first = rows_count(cluster, TABLE_LACKING_IDS);
	row->count = (uint32_t)count;
	cluster->left_out += count;
	if (count == 0)
		return;
	uint32_t *ends = rows_add(cluster, TABLE_LACKING_IDS, count);

	for (size_t i = 0; i < count; i++)
		ends[i] = end_of(ids + i * ID_SIZE);
	qsort(ends, count, sizeof(*ends), compare);
}

bool cluster_pass_over(struct cluster *cluster, uint64_t sequence, int64_t received_at,
                       const uint8_t hash[HASH_SIZE])
{
	if (sequence <= cluster->sequence || sequence - cluster->sequence > cluster->left_out)
		return false;
	cluster->left_out -= sequence - cluster->sequence;
	cluster->sequence = sequence;
	cluster->last_received_at = received_at;
	memcpy(cluster->hash, hash, HASH_SIZE);
	return true;
}

bool cluster_meet_head(struct cluster *cluster, uint64_t sequence, int64_t received_at,
                       const uint8_t hash[HASH_SIZE])
{
	if (sequence != cluster->sequence &&
	    !cluster_pass_over(cluster, sequence, received_at, hash))
		return false;
	return cluster->left_out == 0 && memcmp(cluster->hash, hash, HASH_SIZE) == 0;
}

size_t cluster_lacking_count(const struct cluster *cluster)
{
	return rows_count(cluster, TABLE_LACKING);
}

uint32_t cluster_lacking(const struct cluster *cluster, size_t i)
{
	return rows_lacking(cluster)[i].year;
}

bool cluster_lacks(const struct cluster *cluster, uint32_t year)
{
	for (size_t i = 0; i < cluster_lacking_count(cluster); i++) {
		if (cluster_lacking(cluster, i) == year)
			return true;
	}
	return false;
}

bool cluster_may_lack_id(const struct cluster *cluster, const uint8_t id[ID_SIZE])
{
	const uint32_t end = end_of(id);

	for (size_t i = 0; i < cluster_lacking_count(cluster); i++) {
		const struct lacking_row *row = &rows_lacking(cluster)[i];

		if (row->count > 0 && bsearch(&end, rows_lacking_ids(cluster) + row->first,
		                              row->count, sizeof(end), compare))
			return true;
	}
	return false;
}
