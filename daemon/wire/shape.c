/*
 * One walk over the raw bytes, down into each message inside, with protobuf-c's descriptors for
 * what a field is and the shape's rules for how large it may be. A level is one message on the way
 * through: it counts how often each field has come. Recursion ends because no message of thidua.v1
 * holds itself. Where we are is a chain of places on the stack, and a path is written only when
 * there is a fault, since nearly every command has none. After the first dropped fault the walk
 * ends: a hostile message must not cost more than a good one.
 */
#include "shape.h"

#include <assert.h>
#include <protobuf-c/protobuf-c.h>
#include <stdio.h>
#include <string.h>

#include "faults.h"
#include "raw.h"
#include "text.h"

enum { NUMBERS = 32, PATH_SIZE = 200 };

enum part {
	PART_FIELD,
	PART_LIST, /* a repeated field as a whole */
	PART_ITEM, /* one of it */
};

/* Where a message or a field stands; a path is written only when there is a fault. */
struct place {
	const struct place *outer; /* NULL: the outermost */
	const char *name;
	size_t index; /* of an item */
	enum part part;
	enum shape_path told; /* of a message */
};

/* One message on its way through. */
struct level {
	struct faults *why;
	const struct place *place;
	const ProtobufCMessageDescriptor *message;
	const struct shape *shape; /* or NULL */
	bool open;
	uint32_t counts[NUMBERS];               /* seen so far, by field number */
	const ProtobufCFieldDescriptor *chosen; /* of the oneof */
	uint32_t unknown;                       /* the first number that we do not know; 0: none */
};

static void check_message(struct level *level, const uint8_t *bytes, size_t size);

/* inner: what comes after it, or NULL. */
static size_t write_path(const struct place *place, const struct place *inner, char *out,
                         size_t used)
{
	const bool before_list = inner && inner->part != PART_FIELD;

	if (place->outer)
		used = write_path(place->outer, place, out, used);
	if (place->told == SHAPE_UNTOLD ||
	    (place->told == SHAPE_TOLD_BUT_BEFORE_LISTS && before_list) || used >= PATH_SIZE)
		return used;
	const char *dot = used > 0 ? "." : "";
	int added;

	if (place->part == PART_ITEM)
		added = snprintf(out + used, PATH_SIZE - used, "%s%s[%zu]", dot, place->name,
		                 place->index);
	else
		added = snprintf(out + used, PATH_SIZE - used, "%s%s", dot, place->name);
	return used + (size_t)added;
}

static struct place place_of(const struct place *outer, const ProtobufCFieldDescriptor *field)
{
	const bool list = field->label == PROTOBUF_C_LABEL_REPEATED;

	return (struct place){ outer, field->name, 0, list ? PART_LIST : PART_FIELD, SHAPE_TOLD };
}

static struct place item_of(const struct place *outer, const ProtobufCFieldDescriptor *field,
                            size_t index)
{
	const bool list = field->label == PROTOBUF_C_LABEL_REPEATED;

	return (struct place){ outer, field->name, index, list ? PART_ITEM : PART_FIELD,
		               SHAPE_TOLD };
}

/* refuse(why, FAULT_X, place, argument, ...): fail() with the path of a place. */
#define refuse(...)                     REFUSE(__VA_ARGS__, NULL)
#define REFUSE(why, reason, place, ...) FAIL(why, reason, path_of(why, place), __VA_ARGS__)

static const char *path_of(struct faults *why, const struct place *place)
{
	char path[PATH_SIZE] = "";

	write_path(place, NULL, path, 0);
	return fault_path(why, "%s", path[0] != '\0' ? path : place->name);
}

static const struct shape_rule *rule_of(const struct level *level, uint32_t number)
{
	static const struct shape_rule none;

	return level->shape && number < level->shape->rule_count ? &level->shape->rules[number]
	                                                         : &none;
}

static bool right_size(struct faults *why, const struct place *place, const struct shape_rule *rule,
                       size_t size)
{
	if (size >= rule->least && (rule->most == 0 || size <= rule->most))
		return true;
	if (rule->least == rule->most)
		refuse(why, FAULT_BYTES_EXACTLY, place, fault_number(why, rule->most),
		       fault_number(why, (long long)size));
	else if (rule->most == 0 || (rule->least == 1 && size == 0))
		refuse(why, FAULT_EMPTY, place);
	else
		refuse(why, FAULT_BYTES_AT_MOST, place, fault_number(why, rule->most),
		       fault_number(why, (long long)size));
	return false;
}

static void check_text(struct faults *why, const struct place *place, const struct shape_rule *rule,
                       const uint8_t *bytes, size_t size)
{
	if (!right_size(why, place, rule, size))
		return;
	const enum text_flaw flaw = text_check((const char *)bytes, size);

	if (flaw != TEXT_FINE)
		faults_add(why, text_fault(flaw), path_of(why, place), NULL, 0);
}

static void check_number(const struct level *level, const struct place *place,
                         const ProtobufCFieldDescriptor *field, uint64_t value)
{
	const int64_t number = (int64_t)value;
	const ProtobufCEnumDescriptor *names = field->descriptor;
	bool right = true;

	switch (field->type) {
	case PROTOBUF_C_TYPE_UINT32:
		right = value <= UINT32_MAX;
		break;
	case PROTOBUF_C_TYPE_INT32:
		right = number >= INT32_MIN && number <= INT32_MAX;
		break;
	case PROTOBUF_C_TYPE_BOOL:
		right = value <= 1;
		break;
	case PROTOBUF_C_TYPE_ENUM:
		right = number >= 0 && number <= INT32_MAX;
		if (!level->open && (!right || number == 0 ||
		                     !protobuf_c_enum_descriptor_get_value(names, (int)number))) {
			refuse(level->why, FAULT_NO_VALUE_OF, place,
			       fault_number(level->why, number), names->short_name);
			return;
		}
		break;
	default:
		break;
	}
	if (!right)
		refuse(level->why, FAULT_OUT_OF_RANGE, place);
}

static bool is_number(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return false;
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_BOOL:
	case PROTOBUF_C_TYPE_ENUM:
		return true;
	default:
		assert(0 && "thidua.v1 has no such type");
		return false;
	}
}

/* Counts one more; false when that is one too many, which is said once. */
static bool room_for_one(struct level *level, const ProtobufCFieldDescriptor *field)
{
	const struct place whole = place_of(level->place, field);
	const uint32_t count = ++level->counts[field->id];

	if (field->label != PROTOBUF_C_LABEL_REPEATED) {
		if (count == 2)
			refuse(level->why, FAULT_GIVEN_TWICE, &whole);
		return count == 1;
	}
	const uint32_t most = rule_of(level, field->id)->count;

	if (most != 0 && count == most + 1)
		refuse(level->why, FAULT_TOO_MANY_ITEMS, &whole, fault_number(level->why, most));
	return most == 0 || count <= most;
}

static void check_packed(struct level *level, const ProtobufCFieldDescriptor *field, struct raw raw)
{
	while (raw.left > 0) {
		const struct place place = item_of(level->place, field, level->counts[field->id]);
		uint64_t value;

		if (!raw_varint(&raw, &value)) {
			refuse(level->why, FAULT_CUT_SHORT, &place);
			return;
		}
		if (!room_for_one(level, field))
			return;
		check_number(level, &place, field, value);
	}
}

static void check_inside(struct level *level, struct place *place,
                         const ProtobufCFieldDescriptor *field, const struct raw_field *raw)
{
	const struct shape *shape = rule_of(level, field->id)->inside;

	if (shape)
		place->told = shape->told;
	struct level inner = {
		.why = level->why,
		.place = place,
		.message = field->descriptor,
		.shape = shape,
		.open = shape ? shape->open : level->open,
	};

	check_message(&inner, raw->bytes, raw->size);
}

/* Two members of a oneof are as bad as two copies of a field. */
static bool alone_in_its_choice(struct level *level, const ProtobufCFieldDescriptor *field)
{
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
		return true;
	const ProtobufCFieldDescriptor *other = level->chosen;

	level->chosen = field;
	if (!other || other == field || other->quantifier_offset != field->quantifier_offset)
		return true;
	const struct place place = place_of(level->place, field);

	refuse(level->why, FAULT_GIVEN_BESIDE, &place, other->name);
	return false;
}

static void check_field(struct level *level, const ProtobufCFieldDescriptor *field,
                        const struct raw_field *raw)
{
	const bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
	struct place place = item_of(level->place, field, level->counts[field->id]);
	const bool number = is_number(field);

	if (number && repeated && raw->kind == RAW_BYTES) {
		check_packed(level, field, (struct raw){ raw->bytes, raw->size });
		return;
	}
	if (raw->kind != (number ? RAW_VARINT : RAW_BYTES)) {
		refuse(level->why, FAULT_ENCODED_OTHERWISE, &place);
		return;
	}
	if (!alone_in_its_choice(level, field) || !room_for_one(level, field))
		return;
	if (number) {
		check_number(level, &place, field, raw->value);
	} else if (field->type == PROTOBUF_C_TYPE_STRING) {
		check_text(level->why, &place, rule_of(level, field->id), raw->bytes, raw->size);
	} else if (field->type == PROTOBUF_C_TYPE_BYTES) {
		right_size(level->why, &place, rule_of(level, field->id), raw->size);
	} else {
		check_inside(level, &place, field, raw);
	}
}

static bool has_choice(const ProtobufCMessageDescriptor *message)
{
	for (unsigned i = 0; i < message->n_fields; i++)
		if ((message->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
			return true;
	return false;
}

/* What can be said only when all of a message has been seen. */
static void check_whole(const struct level *level)
{
	if (level->unknown != 0 && !level->open) {
		/* A command that makes a choice we have never heard of is from a newer client, not
		 * wrong. */
		const bool newer = !level->chosen && has_choice(level->message);

		if (newer)
			refuse(level->why, FAULT_NEWER_FIELD, level->place,
			       fault_number(level->why, level->unknown));
		else
			refuse(level->why, FAULT_UNKNOWN_FIELD, level->place,
			       fault_number(level->why, level->unknown));
	}
	if (!level->shape)
		return;
	for (unsigned i = 0; i < level->message->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &level->message->fields[i];

		if ((level->shape->required & FIELD(field->id)) == 0 ||
		    level->counts[field->id] > 0)
			continue;
		const struct place place = place_of(level->place, field);

		refuse(level->why, FAULT_NOT_GIVEN, &place);
	}
}

static void check_message(struct level *level, const uint8_t *bytes, size_t size)
{
	struct raw raw = { bytes, size };

	while (raw.left > 0) {
		if (level->why->dropped > 0)
			return;
		const size_t place = size - raw.left;
		struct raw_field field;

		if (!raw_next(&raw, &field)) {
			refuse(level->why, FAULT_UNREADABLE_AFTER, level->place,
			       fault_number(level->why, (long long)place));
			return;
		}
		const ProtobufCFieldDescriptor *known =
		        protobuf_c_message_descriptor_get_field(level->message, field.number);

		if (known) {
			assert(known->id < NUMBERS);
			check_field(level, known, &field);
		} else if (level->unknown == 0) {
			level->unknown = field.number;
		}
	}
	check_whole(level);
}

bool shape_check(const struct shape *shape, const uint8_t *bytes, size_t size, struct faults *why)
{
	const size_t before = why->count;
	const struct place outermost = { .name = shape->name, .told = shape->told };
	struct level level = {
		.why = why,
		.place = &outermost,
		.message = shape->message,
		.shape = shape,
		.open = shape->open,
	};

	check_message(&level, bytes, size);
	return why->count == before;
}
