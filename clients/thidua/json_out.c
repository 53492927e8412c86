/*
 * The values that every --json page is made of, and those pages that are short: receipts and
 * reports.
 *
 * Decimals are texts, since a JSON reader may take numbers for binary fractions; instants carry the
 * offset of Vietnam; what is not known is null, not absent, so that a program need not ask twice.
 */
#include "json_out.h"

#include "calendar.h"
#include "decimal.h"
#include "refusal.h"
#include "text.h"

static void print(json_t *value, size_t flags)
{
	json_dumpf(value, stdout, flags);
	putchar('\n');
	json_decref(value);
}

void json_print(json_t *value)
{
	print(value, JSON_INDENT(2));
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
	char text[2 * SIGNATURE_SIZE + 1];

	text_hex(bytes, size, text);
	return json_string(text);
}

json_t *json_instant(int64_t instant)
{
	char text[33];

	return instant == 0 ? json_null() : json_string(calendar_format_instant(instant, text));
}

json_t *json_maybe(const char *text)
{
	return text ? json_string(text) : json_null();
}

json_t *json_name(const struct names *names, int number)
{
	return json_maybe(names_find(names, number));
}

json_t *json_fault(const struct thidua_fault *fault)
{
	json_t *value = json_object(), *arguments = json_array();

	for (size_t i = 0; i < fault->argument_count; i++)
		json_array_append_new(arguments, json_string(fault->arguments[i]));
	json_object_set_new(value, "field", json_string(refusal_field(fault)));
	json_object_set_new(value, "code", json_maybe(fault->code));
	json_object_set_new(value, "reason",
	                    json_maybe(fault->reason && *fault->reason ? fault->reason : NULL));
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
	return value;
}

static json_t *lines_of(const struct submit_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->line_count; i++) {
		const struct report_line *line = &report->lines[i];
		json_t *item = json_pack("{s:s}", "task", line->task);

		if (line->has_actual)
			json_object_set_new(item, "actual", json_quantity_text(line->actual));
		if (line->has_done)
			json_object_set_new(item, "done", json_quantity_text(line->done));
		if (line->has_out_of)
			json_object_set_new(item, "out_of", json_quantity_text(line->out_of));
		json_array_append_new(list, item);
	}
	return list;
}

/* Three texts, of which the first is always there. */
static json_t *triple_of(const char *const texts[3], const char *const names[3])
{
	json_t *item = json_object();

	for (size_t i = 0; i < 3; i++)
		if (texts[i][0] != '\0')
			json_object_set_new(item, names[i], json_string(texts[i]));
	return item;
}

static json_t *limitations_of(const struct submit_report *report)
{
	static const char *const names[] = { "text", "cause", "remedy" };
	json_t *list = json_array();

	for (size_t i = 0; i < report->limitation_count; i++) {
		const struct limitation *item = &report->limitations[i];
		const char *const texts[] = { item->text, item->cause, item->remedy };

		json_array_append_new(list, triple_of(texts, names));
	}
	return list;
}

static json_t *models_of(const struct submit_report *report)
{
	static const char *const names[] = { "title", "field", "effect" };
	json_t *list = json_array();

	for (size_t i = 0; i < report->model_count; i++) {
		const struct good_model *item = &report->models[i];
		const char *const texts[] = { item->title, item->field, item->effect };

		json_array_append_new(list, triple_of(texts, names));
	}
	return list;
}

json_t *json_report(const struct command *command)
{
	const struct submit_report *report = &command->submit_report;
	json_t *proposals = json_array(), *evidence = json_array(), *value = json_object();

	for (size_t i = 0; i < report->proposal_count; i++)
		json_array_append_new(proposals, json_string(report->proposals[i]));
	for (size_t i = 0; i < report->evidence_count; i++)
		json_array_append_new(evidence, json_hex(report->evidence[i], HASH_SIZE));
	json_object_set_new(value, "cluster", json_string(command->cluster));
	json_object_set_new(value, "year", json_integer(command->year));
	json_object_set_new(value, "board", json_string(report->board));
	json_object_set_new(value, "period", json_name(&names_periods, report->period - 1));
	json_object_set_new(value, "revision", json_integer(report->revision));
	if (report->has_previous_hash)
		json_object_set_new(value, "previous_hash",
		                    json_hex(report->previous_hash, HASH_SIZE));
	json_object_set_new(value, "lines", lines_of(report));
	json_object_set_new(value, "limitations", limitations_of(report));
	json_object_set_new(value, "proposals", proposals);
	json_object_set_new(value, "models", models_of(report));
	json_object_set_new(value, "evidence", evidence);
	return value;
}
