/*
 * The content is hashed as it is in memory, not as it would be encoded: to encode five standings
 * for each report would cost more than to compute them. So a field that standings get on the wire
 * must get here too, by the canonical bytes, which the state_hash stands for, or by append_rest.
 */
#include "shown.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"
#include "buffer.h"
#include "seal.h"

/* What the canonical bytes leave out, because they are older: a mark of the standing, then of each
 * board, best first, then of each task. */
static void append_rest(const struct standing *standing, struct buffer *out)
{
	const struct ruleset *ruleset = standing->ruleset;

	buffer_reserve(out, (size_t)(64 + 16 * ruleset->board_count + 24 * ruleset->task_count));
	buffer_u16(out, (uint16_t)(standing->frozen << 3 | standing->provisional << 2 |
	                           standing->current << 1 | standing->locked));
	buffer_u32(out, ruleset->version);
	buffer_u32(out, standing->amendment);
	buffer_u32(out, standing->reported);
	buffer_u64(out, standing->models);
	for (size_t i = 0; i < ruleset->board_count; i++) {
		const struct standing_row *row = &standing->rows[standing->order[i]];

		buffer_u16(out, standing->order[i]);
		buffer_u32(out, row->rank_before);
		buffer_u64(out, (uint64_t)row->priority);
		buffer_u16(out, (uint16_t)(row->review << 1 | row->postmarked));
	}
	for (size_t i = 0; i < ruleset->task_count; i++) {
		const struct task_total *total = &standing->totals[i];

		buffer_u64(out, (uint64_t)total->actual);
		buffer_u64(out, (uint64_t)total->target);
		buffer_u32(out, total->met);
		buffer_u32(out, total->exceeded);
	}
}

void shown_content(const struct standing *standing, const uint8_t state_hash[HASH_SIZE],
                   uint8_t out[HASH_SIZE])
{
	struct buffer bytes = { 0 };

	append_rest(standing, &bytes);
	buffer_append(&bytes, state_hash, HASH_SIZE);
	seal_hash(bytes.data, bytes.size, out);
	buffer_close(&bytes);
}

const struct shown *shown_find(const struct shown *list, uint32_t year, enum period period)
{
	const struct shown *shown;

	LL_FOREACH (list, shown)
		if (shown->year == year && shown->period == period)
			return shown;
	return NULL;
}

/* The entry of a period with room for so many boards. */
static struct shown *open_shown(struct shown **list, uint32_t year, enum period period,
                                size_t board_count)
{
	struct shown *shown = (struct shown *)shown_find(*list, year, period);

	if (shown && shown->board_count == board_count)
		return shown;
	if (shown) {
		LL_DELETE(*list, shown);
		free(shown);
	}
	shown = must_alloc(1, sizeof(*shown) + board_count * sizeof(*shown->ranks));
	shown->year = year;
	shown->period = period;
	shown->board_count = board_count;
	LL_PREPEND(*list, shown);
	return shown;
}

/* Its mark is an entry of no period. */
bool shown_begin(struct shown **list, uint32_t year)
{
	if (shown_find(*list, year, PERIODS))
		return false;
	open_shown(list, year, PERIODS, 0);
	return true;
}

void shown_put(struct shown **list, const struct standing *standing,
               const uint8_t content[HASH_SIZE])
{
	size_t count = standing->ruleset->board_count;
	struct shown *shown = open_shown(list, standing->ruleset->year, standing->period, count);

	memcpy(shown->content, content, HASH_SIZE);
	shown->sequence = standing->sequence;
	shown->as_of = standing->as_of;
	shown->locked = standing->locked;
	shown->amendment = standing->amendment;
	for (size_t board = 0; board < count; board++)
		shown->ranks[board] = standing->rows[board].rank;
}

void shown_clear(struct shown **list)
{
	struct shown *shown, *next;

	LL_FOREACH_SAFE (*list, shown, next)
		free(shown);
	*list = NULL;
}

size_t shown_size(const struct shown *list)
{
	size_t size = 0;

	for (; list; list = list->next)
		size += sizeof(*list) + list->board_count * sizeof(*list->ranks);
	return size;
}
