/*
 * Blocks are carved from the front; a message that needs more gets a larger block, so a reset that
 * keeps the largest reasonable one makes the next message of that size free of malloc. Memory is
 * zeroed as it is handed out, not at reset: most messages use little of a block.
 *
 * Under AddressSanitizer what is not handed out is poisoned, so use after a reset is found as use
 * after free would be.
 */
#include "arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

enum { ALIGNMENT = alignof(max_align_t), FIRST_BLOCK = 8192, KEPT_AT_MOST = 262144 };

struct arena_block {
	struct arena_block *next; /* older */
	size_t capacity;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

static _Noreturn void out_of_memory(void)
{
	fputs("<2>out of memory\n", stderr);
	abort();
}

void *must_alloc(size_t count, size_t size)
{
	void *memory = count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);

	if (!memory)
		out_of_memory();
	return memory;
}

void *must_grow(void *memory, size_t count, size_t size)
{
	void *grown =
	        count == 0 || size == 0 ? realloc(memory, 1) : reallocarray(memory, count, size);

	if (!grown)
		out_of_memory();
	return grown;
}

static void free_block(struct arena_block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->capacity);
	free(block);
}

/* A block with room for size more bytes, put in front. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t capacity = !arena->blocks ? FIRST_BLOCK : 2 * arena->blocks->capacity;

	if (capacity > KEPT_AT_MOST)
		capacity = KEPT_AT_MOST;
	if (capacity < size)
		capacity = size;
	struct arena_block *block;

	if (capacity > SIZE_MAX - sizeof(*block) || !(block = malloc(sizeof(*block) + capacity)))
		out_of_memory();
	block->next = arena->blocks;
	block->capacity = capacity;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
	arena->blocks = block;
	return block;
}

static void *carve(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	if (room < size)
		out_of_memory();
	if (room == 0)
		room = ALIGNMENT;
	if (!block || block->capacity - block->used < room)
		block = add_block(arena, room);
	void *memory = block->bytes + block->used;

	block->used += room;
	arena->used += room;
	ASAN_UNPOISON_MEMORY_REGION(memory, size);
	return memory;
}

static bool has_budget(const struct arena *arena, size_t size)
{
	return arena->budget == 0 ||
	       (arena->used < arena->budget && size <= arena->budget - arena->used);
}

void arena_init(struct arena *arena, size_t budget)
{
	*arena = (struct arena){ .budget = budget };
}

void arena_reset(struct arena *arena)
{
	struct arena_block *kept = NULL;

	for (struct arena_block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		if (block->capacity > KEPT_AT_MOST || (kept && kept->capacity >= block->capacity)) {
			free_block(block);
			continue;
		}
		if (kept)
			free_block(kept);
		kept = block;
	}
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
		ASAN_POISON_MEMORY_REGION(kept->bytes, kept->capacity);
	}
	arena->blocks = kept;
	arena->used = 0;
}

void arena_close(struct arena *arena)
{
	for (struct arena_block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		free_block(block);
	}
	arena->blocks = NULL;
	arena->used = 0;
}

void *arena_try(struct arena *arena, size_t size)
{
	return has_budget(arena, size) ? memset(carve(arena, size), 0, size) : NULL;
}

/* A message is up to 256 KiB, so it is not zeroed before. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	if (size == SIZE_MAX || !has_budget(arena, size + 1))
		return NULL;
	unsigned char *copy = carve(arena, size + 1);

	if (size > 0)
		memcpy(copy, bytes, size);
	copy[size] = 0;
	return copy;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory();
	return memset(carve(arena, bytes), 0, bytes);
}

char *arena_text(struct arena *arena, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);

	va_end(arguments);
	assert(length >= 0);
	char *text = arena_alloc(arena, (size_t)length + 1, 1);

	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
