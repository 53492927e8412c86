#include "number_list.h"

#include <string.h>

#include "varint.h"

/* Twice through them is cheaper than a copy of what is thousands at most. */
uint32_t number_list_keep(struct heap *heap, const uint32_t *numbers, size_t count)
{
	uint8_t one[VARINT_MOST];
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += (size_t)(varint_put(one, numbers[i]) - one);
	const uint32_t kept = heap_add(heap, size, false);
	uint8_t *at = heap_at(heap, kept);

	for (size_t i = 0; i < count; i++)
		at = varint_put(at, numbers[i]);
	return kept;
}

bool number_list_is(const struct heap *heap, uint32_t reference, const uint32_t *numbers,
                    size_t count)
{
	const uint8_t *at = heap_at(heap, reference);
	size_t same = 0;

	while (same < count && number_list_next(&at) == numbers[same])
		same++;
	return same == count;
}

uint32_t number_list_next(const uint8_t **at)
{
	return (uint32_t)varint_get(at);
}
