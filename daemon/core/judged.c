/*
 * Of each task a byte with its place and two flags, the value when there is one, in the form of report_values, and
 * the reference of the reason, since many say the same.
 */
#include "judged.h"

#include <string.h>

#include "report_values.h"
#include "varint.h"

enum {
	TASK_BITS = 6,
	TASK_MASK = (1 << TASK_BITS) - 1,
	APPRAISED = 1 << 6,
	VALUED = 1 << 7,
	BYTES_MOST = 1 + REPORT_VALUE_MOST + VARINT_MOST
};
_Static_assert(TASKS_MAX <= 1 << TASK_BITS, "a task's place fits");

static uint8_t *put(struct heap *heap, const struct judged_task *judged, uint8_t *at)
{
	const bool valued = judged->value.actual >= 0;

	*at++ = (uint8_t)(judged->task | (judged->appraised ? APPRAISED : 0) |
	                  (valued ? VALUED : 0));
	if (valued)
		at = report_value_put(at, &judged->value);
	return varint_put(at, heap_text(heap, judged->reason));
}

uint32_t judged_keep(struct cluster *cluster, const uint8_t *hash, const struct judged_task *tasks,
                     size_t count)
{
	uint8_t bytes[HASH_SIZE + TASKS_MAX * BYTES_MOST], *at = bytes;

	if (hash) {
		memcpy(at, hash, HASH_SIZE);
		at += HASH_SIZE;
	}
	for (size_t i = 0; i < count; i++)
		at = put(&cluster->heap, &tasks[i], at);
	return heap_bytes(&cluster->heap, bytes, (size_t)(at - bytes));
}

const uint8_t *judged_next(const struct heap *heap, const uint8_t *at, struct judged_task *out)
{
	const uint8_t head = *at++;

	*out = (struct judged_task){ .value = { .actual = -1 },
		                     .task = head & TASK_MASK,
		                     .appraised = (head & APPRAISED) != 0 };
	if (head & VALUED)
		at = report_value_get(at, &out->value);
	out->reason = heap_at(heap, (uint32_t)varint_get(&at));
	return at;
}
