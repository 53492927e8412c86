/*
 * form_order -- which field of a form a number is. Private to wire.
 */
#ifndef WIRE_FORM_ORDER_H
#define WIRE_FORM_ORDER_H

#include <protobuf-c/protobuf-c.h>

#include "form.h"

enum { FORM_FIELDS_MOST = 64 }; /* of one message */

/* NULL when there is none. Fields come in the order of their numbers, nearly always, so it is looked
 * for from at on, where the last one was: 0 at first. */
static inline const struct form_field *form_in_order(const struct form *form, uint32_t number,
                                                     unsigned *at)
{
	const ProtobufCMessageDescriptor *message = form->message;
	const ProtobufCFieldDescriptor *found;

	for (unsigned i = *at; i < message->n_fields && message->fields[i].id <= number; i++) {
		if (message->fields[i].id == number) {
			*at = i;
			return &form->fields[i];
		}
	}
	found = protobuf_c_message_descriptor_get_field(message, number);
	if (!found)
		return NULL;
	*at = (unsigned)(found - message->fields);
	return &form->fields[*at];
}

#endif
