/*
 * What stands in a command and was signed before it, another command or the daemon's receipt, is
 * proven where the signature of the command around it is: a walk over the struct, into those
 * messages alone that can hold such a thing.
 */
#include "command.h"
#include "form_place.h"
#include "messages_forms.h"
#include "seal.h"

static void prove_command(const struct form_place *place, const struct told_signed *from,
                          struct faults *why)
{
	if (!seal_verify(from->command.data, from->command.size, from->signature, from->key))
		refuse(why, FAULT_SIGNATURE_WRONG, place);
}

static void prove_receipt(const struct form_place *place, const struct told_receipt *from,
                          struct faults *why)
{
	struct receipt receipt;

	seal_take_receipt(from, &receipt);
	if (!seal_proves(&receipt))
		refuse(why, FAULT_RECEIPT_WRONG, place);
}

static void prove_message(const struct form *form, const struct form_place *outer, const void *from,
                          struct faults *why);

static void prove_field(const struct form *form, const struct form_field *field,
                        const struct form_place *outer, const void *from, size_t i,
                        struct faults *why)
{
	struct form_place place = form_place_item(outer, field, i);
	const void *inside = form_inside(field, from, i);

	if (field->chosen)
		place.paths = form->paths;
	if (field->kind == FORM_SIGNED_COMMAND)
		prove_command(&place, inside, why);
	else if (field->kind == FORM_RECEIPT)
		prove_receipt(&place, inside, why);
	else
		prove_message(field->inside, &place, inside, why);
}

static void prove_message(const struct form *form, const struct form_place *outer, const void *from,
                          struct faults *why)
{
	for (size_t i = 0; form->opened && i < form->field_count; i++) {
		const struct form_field *field = &form->fields[i];

		if (!field->inside || !form_given(form, field, from))
			continue;
		for (size_t k = 0; k < form_items(field, from); k++)
			prove_field(form, field, outer, from, k, why);
	}
}

bool form_prove(const struct form *form, const char *name, unsigned how, const void *from,
                struct faults *why)
{
	const size_t before = why->count;
	const struct form_place outermost = form_place_root(name, how);

	prove_message(form, &outermost, from, why);
	return why->count == before;
}
