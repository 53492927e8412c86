/*
 * Blocks of one size, or of that of a larger item, filled one after the other; a reference is a block and a place in
 * it. Texts that are said again are found by a table of the last ones, which knows one text a hash: it finds most
 * of those that there are, in a room that does not grow.
 */
#include "heap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

/* A played year fits into a handful of blocks, and an empty cluster takes none. */
enum { BLOCK_SIZE = 1536, BLOCK_BITS = 16, OFFSET_MAX = (1 << BLOCK_BITS) - 1 };

struct heap_block {
	uint8_t *bytes;
	uint32_t used, size;
};

static struct heap_block *open_block(struct heap *heap, size_t size)
{
	const size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

	if (heap->count == heap->capacity) {
		heap->capacity += heap->capacity / 8 + 2;
		heap->blocks = must_grow(heap->blocks, heap->capacity, sizeof(*heap->blocks));
	}
	assert(heap->count < UINT32_C(1) << BLOCK_BITS);
	struct heap_block *block = &heap->blocks[heap->count++];

	*block = (struct heap_block){ .bytes = must_alloc(1, room), .size = (uint32_t)room };
	return block;
}

uint32_t heap_add(struct heap *heap, size_t size, bool aligned)
{
	struct heap_block *block = heap->count > 0 ? &heap->blocks[heap->count - 1] : NULL;
	uint32_t at = block ? block->used : 0;

	assert(size <= HEAP_ITEM_MAX);
	if (aligned)
		at = (at + 7) & ~UINT32_C(7);
	if (!block || at + size > block->size || at > OFFSET_MAX) {
		block = open_block(heap, size);
		at = 0;
	}
	block->used = at + (uint32_t)size;
	memset(block->bytes + at, 0, size);
	return (heap->count - 1) << BLOCK_BITS | at;
}

uint32_t heap_bytes(struct heap *heap, const void *bytes, size_t size)
{
	const uint32_t kept = heap_add(heap, size, false);

	if (size > 0)
		memcpy(heap_at(heap, kept), bytes, size);
	return kept;
}

/* FNV-1a. Who finds texts that meet has them kept twice, no more. */
static uint32_t *recent_of(struct heap *heap, const char *text)
{
	uint32_t hash = UINT32_C(2166136261);

	for (const char *at = text; *at; at++)
		hash = (hash ^ (uint8_t)*at) * UINT32_C(16777619);
	return &heap->recent[hash % HEAP_RECENT];
}

uint32_t heap_text(struct heap *heap, const char *text)
{
	uint32_t *recent = recent_of(heap, text);

	if (*recent == 0 || strcmp(heap_at(heap, *recent - 1), text) != 0)
		*recent = heap_bytes(heap, text, strlen(text) + 1) + 1;
	return *recent - 1;
}

void *heap_at(const struct heap *heap, uint32_t reference)
{
	return heap->blocks[reference >> BLOCK_BITS].bytes + (reference & OFFSET_MAX);
}

struct heap_mark heap_mark(const struct heap *heap)
{
	return (struct heap_mark){ .blocks = heap->count,
		                   .used = heap->count > 0 ? heap->blocks[heap->count - 1].used
		                                           : 0 };
}

static bool is_before(uint32_t reference, struct heap_mark mark)
{
	const uint32_t blocks = (reference >> BLOCK_BITS) + 1;

	return blocks < mark.blocks ||
	       (blocks == mark.blocks && (reference & OFFSET_MAX) < mark.used);
}

void heap_cut(struct heap *heap, struct heap_mark mark)
{
	for (size_t i = 0; i < HEAP_RECENT; i++) {
		if (heap->recent[i] > 0 && !is_before(heap->recent[i] - 1, mark))
			heap->recent[i] = 0;
	}
	while (heap->count > mark.blocks)
		free(heap->blocks[--heap->count].bytes);
	if (heap->count > 0)
		heap->blocks[heap->count - 1].used = mark.used;
}

size_t heap_size(const struct heap *heap)
{
	size_t size = heap->capacity * sizeof(*heap->blocks);

	for (uint32_t i = 0; i < heap->count; i++)
		size += heap->blocks[i].size;
	return size;
}

void heap_free(struct heap *heap)
{
	heap_cut(heap, (struct heap_mark){ 0 });
	free(heap->blocks);
	*heap = (struct heap){ 0 };
}
