/*
 * What a standing says, as bytes that anybody can make again. The time, the sequence and who signed
 * are left out: equal results have equal bytes.
 */
#include <string.h>

#include "buffer.h"
#include "standing.h"

static void append_text(struct buffer *out, const char *text)
{
	buffer_append(out, text, strlen(text) + 1);
}

static void append_u8(struct buffer *out, uint8_t byte)
{
	buffer_append(out, &byte, 1);
}

static void append_row(struct buffer *out, const struct standing *standing, size_t board)
{
	const struct ruleset *ruleset = standing->ruleset;
	const struct standing_row *row = &standing->rows[board];

	append_text(out, ruleset->boards[board]);
	buffer_u32(out, row->rank);
	append_u8(out, row->tied);
	buffer_u64(out, (uint64_t)row->total);
	buffer_u64(out, (uint64_t)row->base);
	buffer_u64(out, (uint64_t)row->bonus);
	buffer_u64(out, (uint64_t)row->deduction);
	buffer_u32(out, row->late_days);
	append_u8(out, row->status);
	append_text(out, ruleset->bands[row->band].code);
	buffer_u32(out, row->revision);
	if (ruleset->edition >= EDITION_SECOND) {
		append_u8(out, row->marks);
		buffer_u32(out, row->amendment);
	}
	for (size_t task = 0; task < ruleset->task_count; task++)
		buffer_u64(out, (uint64_t)standing->points[board * ruleset->task_count + task]);
}

void standing_canonical(const struct standing *standing, struct buffer *out)
{
	const struct ruleset *ruleset = standing->ruleset;
	const char *title = ruleset->edition >= EDITION_SECOND ? "thidua.standing.v2\n"
	                                                       : "thidua.standing.v1\n";

	buffer_reserve(out, 128 + ruleset->board_count * (size_t)(128 + 8 * ruleset->task_count));
	buffer_append(out, title, strlen(title));
	append_text(out, ruleset->cluster);
	buffer_u32(out, ruleset->year);
	buffer_u32(out, (uint32_t)standing->period + 1);
	buffer_append(out, ruleset->hash, HASH_SIZE);
	buffer_u32(out, ruleset->board_count);
	buffer_u32(out, ruleset->task_count);
	for (size_t board = 0; board < ruleset->board_count; board++)
		append_row(out, standing, board);
}
