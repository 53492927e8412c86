/*
 * The values that every --json page is made of, and those pages that are short: receipts and
 * reports.
 *
 * Decimals are texts, since a JSON reader may take numbers for binary fractions; instants carry the
 * offset of Vietnam; what is not known is null, not absent, so that a program need not ask twice.
 */
#include "json_out.h"

#include <stdlib.h>

#include "arena.h"
#include "calendar.h"
#include "decimal.h"
#include "output.h"
#include "refusal.h"
#include "text.h"

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

json_t *json_points_text(int64_t points)
{
	char text[DECIMAL_SIZE];

	return json_string(decimal_format(points, POINT_DECIMALS, text));
}

json_t *json_quantity_text(int64_t quantity)
{
	char text[DECIMAL_SIZE];

	return json_string(decimal_short(quantity, QUANTITY_DECIMALS, text));
}

json_t *json_hex(const uint8_t *bytes, size_t size)
{
	char *text = must_alloc(2 * size + 1, 1);

	text_hex(bytes, size, text);
	json_t *value = json_string(text);

	free(text);
	return value;
}

json_t *json_instant(int64_t instant)
{
	char text[CALENDAR_INSTANT_SIZE];

	return instant == 0 ? json_null() : json_string(calendar_format_instant(instant, text));
}

json_t *json_text(const char *text)
{
	json_t *value = json_string(text);
	struct arena arena;

	if (value)
		return value;
	arena_init(&arena, 0);
	value = json_string(output_plain_text(&arena, text));
	arena_close(&arena);
	return value;
}

json_t *json_maybe(const char *text)
{
	return text && *text ? json_text(text) : json_null();
}

json_t *json_name(const struct names *names, int number)
{
	return json_maybe(names_find(names, number));
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
