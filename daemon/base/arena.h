/*
 * arena -- memory that lives as long as one message.
 *
 * One arena per message, reset after the reply: nothing in it is freed alone, so nothing leaks and
 * nothing is freed twice. A budget bounds what a message can make us allocate.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used;                /* bytes handed out since the last reset */
	size_t budget;              /* 0: none */
};

/* budget: most bytes between two resets; 0 for no limit. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t budget);

/* Gives everything back but one block, for the next message. */
void arena_reset(struct arena *arena);

/* Gives everything back. May be called twice. */
void arena_close(struct arena *arena);

/* Zeroed memory of the arena, aligned for any type, or NULL when the budget is spent. */
void *arena_try(struct arena *arena, size_t size);

/* A copy of so many bytes, and a zero after them; or NULL when the budget is spent. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* As arena_try, for count items whose number is bounded already: counts against the budget but is
 * not stopped by it, so that a message that spent it can still be answered. Never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* printf into the arena, as arena_alloc. */
char *arena_text(struct arena *arena, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* calloc that never returns NULL: the one place where lack of memory ends the process. Caller
 * frees. */
void *must_alloc(size_t count, size_t size);

/* realloc of the same kind. Caller frees. */
void *must_grow(void *memory, size_t count, size_t size);

#endif
