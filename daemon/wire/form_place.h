/*
 * form_place -- where in a message a fault is. Private to wire.
 *
 * A chain on the stack, from the field to the outermost message; the path is written only when
 * there is a fault, since nearly every message has none.
 */
#ifndef WIRE_FORM_PLACE_H
#define WIRE_FORM_PLACE_H

#include "faults.h"
#include "form.h"

enum form_part {
	FORM_PART_FIELD,
	FORM_PART_LIST, /* a repeated field as a whole */
	FORM_PART_ITEM, /* one of it */
};

struct form_place {
	const struct form_place *outer; /* NULL: the outermost */
	const char *name;
	size_t index; /* of an item */
	enum form_part part;
	enum form_paths paths; /* of a message */
};

/* A field of the message at outer as a whole; one item of it (a field that is not repeated has only
 * the whole). */
static inline struct form_place form_place_whole(const struct form_place *outer,
                                                 const struct form_field *field)
{
	return (struct form_place){ outer, field->name, 0,
		                    field->repeated ? FORM_PART_LIST : FORM_PART_FIELD,
		                    FORM_PATHS_NAMED };
}

static inline struct form_place form_place_item(const struct form_place *outer,
                                                const struct form_field *field, size_t index)
{
	return (struct form_place){ outer, field->name, index,
		                    field->repeated ? FORM_PART_ITEM : FORM_PART_FIELD,
		                    FORM_PATHS_NAMED };
}

/* The outermost message. */
struct form_place form_place_root(const char *name, unsigned how);

/* In the faults' arena. */
const char *form_place_path(struct faults *why, const struct form_place *place);

static inline bool form_is_message(const struct form_field *field)
{
	return field->kind >= FORM_MESSAGE;
}

/* refuse(why, FAULT_X, place, argument, ...): fail() with the path of a place. */
#define refuse(...)                     REFUSE(__VA_ARGS__, NULL)
#define REFUSE(why, reason, place, ...) FAIL(why, reason, form_place_path(why, place), __VA_ARGS__)

/* What reading and judging say alike; false: refused. */
bool form_judge_size(struct faults *why, const struct form_place *place,
                     const struct form_bounds *bounds, size_t size);
bool form_judge_number(struct faults *why, const struct form_place *place, const struct form *form,
                       const struct form_field *field, const struct form_bounds *bounds,
                       int64_t number);

#endif
