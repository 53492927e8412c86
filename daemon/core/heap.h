/*
 * heap -- room for what has no fixed size, only added to and cut at its end.
 *
 * Its blocks never move, so what is in it may be read while more is added.
 */
#ifndef CORE_HEAP_H
#define CORE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_ITEM_MAX = 0x40000, HEAP_RECENT = 32 };

struct heap {
	struct heap_block *blocks; /* owned */
	uint32_t count, capacity;
	uint32_t recent[HEAP_RECENT]; /* texts: reference + 1 of the last one with such a hash */
};

struct heap_mark {
	uint32_t blocks, used;
};

/* Room for size bytes, at most HEAP_ITEM_MAX, zeroed and aligned to 8 when aligned. Returns a
 * reference. */
uint32_t heap_add(struct heap *heap, size_t size, bool aligned);
/* Those bytes, as short as an item is; bytes may be NULL when there are none. */
uint32_t heap_bytes(struct heap *heap, const void *bytes, size_t size);
/* A text with its NUL; one that was kept a short while ago is that one. */
uint32_t heap_text(struct heap *heap, const char *text);
void *heap_at(const struct heap *heap, uint32_t reference);

struct heap_mark heap_mark(const struct heap *heap);
/* Forgets what was added since. */
void heap_cut(struct heap *heap, struct heap_mark mark);
size_t heap_size(const struct heap *heap);
void heap_free(struct heap *heap);

#endif
