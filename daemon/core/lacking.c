/*
 * A cluster of ten years is played in one. The years that have ended stay in the journal until
 * somebody asks for one, and here is what must be known of them all the same: that there was such a
 * season, and which ids are used up.
 *
 * Of the ids a filter is kept for each year, as Bloom described it: FILTER_BITS bits an id, of which
 * each id sets FILTER_MARKS. Ids are the client's choice, so they come as numbers that a keyed hash
 * made of them: nobody can choose an id that is taken for a known one. Of the new ids one in seven
 * thousand is, for each year that is left out; then the cluster is loaded whole and looked at,
 * which is why the filter is not smaller.
 *
 * Of what was left out only the number is known: the chain is taken up again at the hash that the
 * next entry names, and the head is met by exactly so many entries.
 */
#include <string.h>

#include "rows.h"

enum { FILTER_BITS = 20, FILTER_MARKS = 8, WORD_BITS = 32 };

/* The place of one of an id's marks: both halves of its number step through the filter. */
static uint64_t mark_of(uint64_t hashed, uint32_t i, uint32_t words)
{
	const uint64_t step = hashed >> 32 | 1;

	return (uint64_t)(uint32_t)(hashed + i * step) * words * WORD_BITS >> 32;
}

void cluster_lack(struct cluster *cluster, uint32_t year)
{
	struct lacking_row *row = rows_add(cluster, TABLE_LACKING, 1);

	row->year = (uint16_t)year;
}

static struct lacking_row *find_year(const struct cluster *cluster, uint32_t year)
{
	for (size_t i = 0; i < cluster_lacking_count(cluster); i++) {
		if (rows_lacking(cluster)[i].year == year)
			return &rows_lacking(cluster)[i];
	}
	return NULL;
}

void cluster_lack_ids(struct cluster *cluster, uint32_t year, const uint64_t *ids, size_t count)
{
	const size_t words = (count * FILTER_BITS + WORD_BITS - 1) / WORD_BITS;
	struct lacking_row *row = find_year(cluster, year);

	if (!row || count == 0)
		return;
	row->first = rows_count(cluster, TABLE_FILTERS);
	row->words = (uint32_t)words;
	cluster->left_out += count;
	uint32_t *filter = rows_add(cluster, TABLE_FILTERS, words);

	for (size_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < FILTER_MARKS; j++) {
			const uint64_t mark = mark_of(ids[i], j, row->words);

			filter[mark / WORD_BITS] |= 1U << mark % WORD_BITS;
		}
	}
}

bool cluster_pass_over(struct cluster *cluster, uint64_t sequence, int64_t received_at,
                       const uint8_t hash[HASH_SIZE])
{
	if (sequence <= cluster->sequence || cluster_lacking_count(cluster) == 0)
		return false;
	cluster->passed_over += sequence - cluster->sequence;
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
	return cluster->passed_over == cluster->left_out &&
	       memcmp(cluster->hash, hash, HASH_SIZE) == 0;
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
	return find_year(cluster, year) != NULL;
}

static bool holds_all_marks(const uint32_t *filter, uint32_t words, uint64_t id)
{
	for (uint32_t i = 0; i < FILTER_MARKS && words > 0; i++) {
		const uint64_t mark = mark_of(id, i, words);

		if ((filter[mark / WORD_BITS] >> mark % WORD_BITS & 1) == 0)
			return false;
	}
	return words > 0;
}

bool cluster_may_lack_id(const struct cluster *cluster, uint64_t id)
{
	for (size_t i = 0; i < cluster_lacking_count(cluster); i++) {
		const struct lacking_row *row = &rows_lacking(cluster)[i];

		if (holds_all_marks(rows_filters(cluster) + row->first, row->words, id))
			return true;
	}
	return false;
}
