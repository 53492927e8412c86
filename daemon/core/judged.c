/*
 * Of each task a byte with its place and two flags, the value when there is one, in the form of report_values, and
 * the reason, a text.
 */
#include "judged.h"

#include <string.h>

#include "buffer.h"
#include "report_values.h"

enum { TASK_BITS = 6, TASK_MASK = (1 << TASK_BITS) - 1, APPRAISED = 1 << 6, VALUED = 1 << 7 };
_Static_assert(TASKS_MAX <= 1 << TASK_BITS, "a task's place fits");

static void put(const struct judged_task *judged, struct buffer *out)
{
	const bool valued = judged->value.actual >= 0;
	const uint8_t head = (uint8_t)(judged->task | (judged->appraised ? APPRAISED : 0) |
	                               (valued ? VALUED : 0));
	uint8_t value[REPORT_VALUE_MOST];

	buffer_append(out, &head, 1);
	if (valued)
		buffer_append(out, value,
		              (size_t)(report_value_put(value, &judged->value) - value));
	buffer_append(out, judged->reason, strlen(judged->reason) + 1);
}

bool judged_keep(struct cluster *cluster, const uint8_t *hash, const struct judged_task *tasks,
                 size_t count, uint32_t *reference)
{
	struct buffer bytes = { 0 };

	if (hash)
		buffer_append(&bytes, hash, HASH_SIZE);
	for (size_t i = 0; i < count; i++)
		put(&tasks[i], &bytes);
	const bool held = bytes.size <= HEAP_ITEM_MAX;

	if (held)
		*reference = heap_bytes(&cluster->heap, bytes.data, bytes.size);
	buffer_close(&bytes);
	return held;
}

const uint8_t *judged_next(const uint8_t *at, struct judged_task *out)
{
	const uint8_t head = *at++;

	*out = (struct judged_task){ .value = { .actual = -1 },
		                     .task = head & TASK_MASK,
		                     .appraised = (head & APPRAISED) != 0 };
	if (head & VALUED)
		at = report_value_get(at, &out->value);
	out->reason = (const char *)at;
	return at + strlen(out->reason) + 1;
}
