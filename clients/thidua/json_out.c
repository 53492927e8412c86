/*
 * What is printed goes through here, one by one or gathered; and values that are short: faults and
 * receipts.
 */
#include "json_out.h"

#include "refusal.h"

static void print(json_t *value, size_t flags)
{
	json_dumpf(value, stdout, flags);
	putchar('\n');
	json_decref(value);
}

static json_t *gathered; /* NULL: each value is printed by itself */

void json_print(json_t *value)
{
	if (gathered)
		json_array_append_new(gathered, value);
	else
		print(value, JSON_INDENT(2));
}

void json_gather(void)
{
	gathered = json_array();
}

void json_gathered(void)
{
	json_t *list = gathered;

	gathered = NULL;
	if (list)
		json_print(list);
}

void json_print_line(json_t *value)
{
	print(value, JSON_COMPACT);
	fflush(stdout);
}

json_t *json_fault(const struct thidua_fault *fault)
{
	json_t *value = json_object(), *arguments = json_array();

	for (size_t i = 0; i < fault->argument_count; i++)
		json_array_append_new(arguments, json_text(fault->arguments[i]));
	json_object_set_new(value, "field", json_text(refusal_field(fault)));
	json_object_set_new(value, "code", json_maybe(fault->code));
	json_object_set_new(value, "reason", json_maybe(fault->reason));
	json_object_set_new(value, "arguments", arguments);
	json_object_set_new(value, "message", json_maybe(fault->message));
	return value;
}

json_t *json_receipt(const struct thidua_receipt *receipt)
{
	json_t *value = json_object();

	json_object_set_new(value, "command_id",
	                    json_hex(receipt->command_id, sizeof(receipt->command_id)));
	json_object_set_new(value, "command_hash",
	                    json_hex(receipt->command_hash, sizeof(receipt->command_hash)));
	json_object_set_new(value, "cluster", json_string(receipt->cluster));
	json_object_set_new(value, "sequence", json_integer((json_int_t)receipt->sequence));
	json_object_set_new(value, "journal_hash",
	                    json_hex(receipt->journal_hash, sizeof(receipt->journal_hash)));
	json_object_set_new(value, "received_at", json_instant(receipt->received_at));
	json_object_set_new(value, "late_days", json_integer(receipt->late_days));
	json_object_set_new(value, "proposal", json_boolean(receipt->proposal));
	return value;
}
