/*
 * relations -- how the parts of an Office Open XML file name one another.
 */
#ifndef RELATIONS_H
#define RELATIONS_H

#include "parts.h"

struct arena;

struct relation {
	const char *id;
	const char *type;   /* the last word of it, such as "worksheet" */
	const char *target; /* the name of a part */
};

struct relations {
	struct relation *items; /* in the arena, as their texts */
	size_t count;
};

enum { RELATIONS_MAX = 1000, RELATION_TEXT_MAX = 255 };

/* Those of a part; "" is the whole file. None when it has none. False having said why. */
bool relations_read(struct parts *parts, const char *of, struct arena *arena, struct relations *out,
                    struct faults *why);

/* The target of the first of that id, or type; NULL when there is none. */
const char *relation_of_id(const struct relations *relations, const char *id, const char *type);
const char *relation_of_type(const struct relations *relations, const char *type);

#endif
