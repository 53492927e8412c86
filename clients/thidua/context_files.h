/*
 * context_files -- the contexts of this user: what they are called, and which is read when none is named.
 *
 * That one is default.conf, a symbolic link beside the others, so that all that reads contexts finds it.
 * A default.conf that somebody has written himself is never replaced.
 */
#ifndef CONTEXT_FILES_H
#define CONTEXT_FILES_H

#include <stdbool.h>

struct arena;

bool context_is_name(const char *name);

/* In the arena. */
const char *context_path(struct arena *arena, const char *name);

/* The name of the one that is read; "" when default.conf is a file of its own; NULL: there is none. In
 * the arena. */
const char *context_chosen(struct arena *arena);

/* THIDUA_CONFIG having said why not. */
int context_choose(struct arena *arena, const char *name);

/* Calls back with each name, in their order. */
typedef void context_visitor(void *context, const char *name);
void context_each(struct arena *arena, context_visitor *visit, void *context);

#endif
