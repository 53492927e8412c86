/*
 * Are these bytes of the form that was agreed, before anything is unpacked? protobuf takes the last
 * of two copies, merges sub-messages, keeps what it does not know and cuts a text at its NUL. A
 * signed command must mean one thing only, so bytes are checked as they came: known fields, each
 * given once, whole texts in NFC, sizes, counts and enum values.
 *
 * One walk, down into each message inside. A level is one message on the way through: it counts how
 * often each field has come, by the field's place in the descriptor, for numbers may be any.
 * Recursion ends because no message of thidua.v1 holds itself. After the first dropped fault the
 * walk ends: a hostile message must not cost more than a good one.
 */
#include <assert.h>
#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "form_order.h"
#include "form_place.h"
#include "raw.h"
#include "text.h"

enum { CODE_ROOM = 64 };

/* One message on its way through. */
struct level {
	struct faults *why;
	const struct form_place *place;
	const struct form *form;
	bool open, accepted;
	uint32_t *counts;                       /* seen so far, by place in the descriptor */
	unsigned at;                            /* form_in_order's */
	const ProtobufCFieldDescriptor *chosen; /* of the oneof */
	uint32_t unknown;                       /* the first number that we do not know; 0: none */
	size_t before;                          /* faults before this message */
};

static void check_message(struct level *level, const uint8_t *bytes, size_t size);

static bool is_number(const struct form_field *field)
{
	return field->kind <= FORM_ENUM;
}

static const ProtobufCFieldDescriptor *described(const struct level *level,
                                                 const struct form_field *field)
{
	return &level->form->message->fields[field - level->form->fields];
}

static uint32_t *count_of(struct level *level, const struct form_field *field)
{
	return &level->counts[field - level->form->fields];
}

/* A text of a code's size that is none. */
static void check_code(const struct level *level, const struct form_place *place,
                       enum form_code kind, const uint8_t *bytes, size_t size)
{
	char text[CODE_ROOM];

	if (kind == FORM_CODE_ID) {
		if (bytes[6] >> 4 != 7 || bytes[8] >> 6 != 2)
			refuse(level->why, FAULT_NO_UUID7, place);
		return;
	}
	if (size >= sizeof(text))
		return; /* the bounds have said so */
	memcpy(text, bytes, size);
	text[size] = '\0';
	if (kind == FORM_CODE_CLUSTER && !text_is_cluster(text))
		refuse(level->why, FAULT_NO_CLUSTER_CODE, place);
	else if (kind == FORM_CODE_BOARD && !text_is_board(text))
		refuse(level->why, FAULT_BOARD_CODE, place, text);
	else if (kind == FORM_CODE_TASK && !text_is_code(text))
		refuse(level->why, FAULT_CODE_WRONG, place, text);
}

/* C would cut a text at its NUL; all else that is wrong with one can be represented. */
static void check_text(const struct level *level, const struct form_place *place,
                       const struct form_field *field, const struct raw_field *raw)
{
	enum text_flaw flaw = TEXT_FINE;

	if (level->accepted)
		flaw = memchr(raw->bytes, '\0', raw->size) ? TEXT_HOLDS_NUL : TEXT_FINE;
	else if (form_judge_size(level->why, place, &field->bounds, raw->size))
		flaw = text_check((const char *)raw->bytes, raw->size);
	else
		return;
	if (flaw != TEXT_FINE)
		faults_add(level->why, text_fault(flaw), form_place_path(level->why, place), NULL,
		           0);
	else if (field->code != 0 && !level->accepted)
		check_code(level, place, field->code, raw->bytes, raw->size);
}

static void check_bytes(const struct level *level, const struct form_place *place,
                        const struct form_field *field, const struct raw_field *raw)
{
	if (level->accepted && field->kind != FORM_FIXED)
		return;
	if (form_judge_size(level->why, place, &field->bounds, raw->size) && field->code != 0 &&
	    !level->accepted)
		check_code(level, place, field->code, raw->bytes, raw->size);
}

static bool fits(enum form_kind kind, uint64_t value)
{
	const int64_t number = (int64_t)value;

	switch (kind) {
	case FORM_UINT32:
		return value <= UINT32_MAX;
	case FORM_INT32:
		return number >= INT32_MIN && number <= INT32_MAX;
	case FORM_BOOL:
		return value <= 1;
	case FORM_ENUM:
		return number >= 0 && number <= INT32_MAX;
	default:
		return true;
	}
}

static void check_number(const struct level *level, const struct form_place *place,
                         const struct form_field *field, uint64_t value)
{
	const int64_t number = (int64_t)value;
	const bool right = fits(field->kind, value);

	if (field->kind == FORM_ENUM && !level->open) {
		const ProtobufCEnumDescriptor *names = described(level, field)->descriptor;

		if (!right || number == 0 ||
		    !protobuf_c_enum_descriptor_get_value(names, (int)number)) {
			refuse(level->why, FAULT_NO_VALUE_OF, place,
			       fault_number(level->why, number), names->short_name);
			return;
		}
	}
	if (!right)
		refuse(level->why, FAULT_OUT_OF_RANGE, place);
	else if (!level->accepted && (field->kind != FORM_UINT64 || number >= 0))
		form_judge_number(level->why, place, level->form, field, &field->bounds, number);
}

/* Said once. Kept out of what is done for each field. */
__attribute__((cold, noinline)) static void refuse_too_many(const struct level *level,
                                                            const struct form_field *field,
                                                            uint32_t count, uint32_t most)
{
	const struct form_place whole = form_place_whole(level->place, field);

	if (!field->repeated && count == 2)
		refuse(level->why, FAULT_GIVEN_TWICE, &whole);
	else if (field->repeated && count == most + 1)
		refuse(level->why, FAULT_TOO_MANY_ITEMS, &whole, fault_number(level->why, most));
}

/* Counts one more; false when that is one too many. */
static bool room_for_one(struct level *level, const struct form_field *field)
{
	const uint32_t count = ++*count_of(level, field);
	const uint32_t most = !field->repeated ? 1 : level->accepted ? 0 : field->bounds.most_items;

	if (most == 0 || count <= most)
		return true;
	refuse_too_many(level, field, count, most);
	return false;
}

static void check_packed(struct level *level, const struct form_field *field, struct raw raw)
{
	while (raw.left > 0) {
		const struct form_place place =
		        form_place_item(level->place, field, *count_of(level, field));
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

/* A message that bytes hold is one for itself: its paths begin with the field's name, and it is
 * hashed, so nothing in it is passed over. */
static void check_inside(const struct level *level, struct form_place *place,
                         const struct form_field *field, const struct raw_field *raw)
{
	const bool held = field->kind == FORM_HELD;

	if (held)
		place->outer = NULL;
	if (field->chosen)
		place->paths = level->form->paths;
	struct level inner = {
		.why = level->why,
		.place = place,
		.form = field->inside,
		.open = level->open && !field->strict && !held,
		.accepted = level->accepted,
	};

	check_message(&inner, raw->bytes, raw->size);
}

/* Two members of a oneof are as bad as two copies of a field. */
static bool alone_in_its_choice(struct level *level, const struct form_field *field)
{
	const ProtobufCFieldDescriptor *now = described(level, field), *other = level->chosen;

	if ((now->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
		return true;
	level->chosen = now;
	if (!other || other == now || other->quantifier_offset != now->quantifier_offset)
		return true;
	const struct form_place place = form_place_whole(level->place, field);

	refuse(level->why, FAULT_GIVEN_BESIDE, &place, other->name);
	return false;
}

static void check_field(struct level *level, const struct form_field *field,
                        const struct raw_field *raw)
{
	struct form_place place = form_place_item(level->place, field, *count_of(level, field));
	const bool number = is_number(field);

	if (number && field->repeated && raw->kind == RAW_BYTES) {
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
	} else if (field->kind == FORM_TEXT) {
		check_text(level, &place, field, raw);
	} else {
		if (!form_is_message(field))
			check_bytes(level, &place, field, raw);
		if (field->inside && (form_is_message(field) || raw->size > 0))
			check_inside(level, &place, field, raw);
	}
}

/* A oneof that must have a member has none, or one that we have never heard of: then the message is
 * from a newer client, not wrong. Said only of a message that is right otherwise. */
static void check_choice(const struct level *level)
{
	const struct form *form = level->form;
	const struct form_place place = { .outer = level->place, .name = form->choice_name };

	if (!form->has_choice || !form->choice_required || level->chosen ||
	    level->why->count > level->before)
		return;
	if (!level->open && level->unknown == 0)
		refuse(level->why, FAULT_NOT_GIVEN, &place);
	else if (level->open && level->unknown == 0)
		refuse(level->why, FAULT_NO_CHOICE, level->place, form->choice_name);
	else if (level->open)
		refuse(level->why, FAULT_NEWER_CHOICE, level->place, form->choice_name);
}

/* What can be said only when all of a message has been seen. */
static void check_whole(const struct level *level)
{
	const struct form *form = level->form;

	if (level->unknown != 0 && !level->open) {
		const char *number = fault_number(level->why, level->unknown);

		if (form->has_choice && !level->chosen)
			refuse(level->why, FAULT_NEWER_FIELD, level->place, number);
		else
			refuse(level->why, FAULT_UNKNOWN_FIELD, level->place, number);
	}
	if (level->accepted)
		return;
	for (size_t i = 0; i < form->field_count; i++) {
		if (!form->fields[i].bounds.required || level->counts[i] > 0)
			continue;
		const struct form_place place = form_place_whole(level->place, &form->fields[i]);

		refuse(level->why, FAULT_NOT_GIVEN, &place);
	}
	check_choice(level);
}

static void check_message(struct level *level, const uint8_t *bytes, size_t size)
{
	const ProtobufCMessageDescriptor *message = level->form->message;
	struct raw raw = { bytes, size };
	uint32_t counts[FORM_FIELDS_MOST];

	assert(level->form->field_count == message->n_fields &&
	       message->n_fields <= FORM_FIELDS_MOST);
	memset(counts, 0, message->n_fields * sizeof(*counts));
	level->counts = counts;
	level->before = level->why->count;
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
		const struct form_field *known =
		        form_in_order(level->form, field.number, &level->at);

		if (known)
			check_field(level, known, &field);
		else if (level->unknown == 0)
			level->unknown = field.number;
	}
	check_whole(level);
}

bool form_check(const struct form *form, const char *name, unsigned how, const uint8_t *bytes,
                size_t size, struct faults *why)
{
	const size_t before = why->count;
	const struct form_place outermost = form_place_root(name, how);
	struct level level = {
		.why = why,
		.place = &outermost,
		.form = form,
		.open = (how & FORM_OPEN) != 0,
		.accepted = (how & FORM_ACCEPTED) != 0,
	};

	check_message(&level, bytes, size);
	return why->count == before;
}
