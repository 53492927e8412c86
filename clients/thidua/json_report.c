/*
 * A report file (report.schema.json): the message with cluster and year beside it. The revision may
 * be left out; "actual, or done and out_of" is said here, with the words of the file, since people
 * mix them up. Absent is not zero: a line without either is a fault.
 */
#include "json_form.h"
#include "json_in.h"
#include "json_out.h"
#include "json_write.h"
#include "messages_forms.h"

enum { YEAR_MAX = 2999 };

static void check_line(const struct json_place *line)
{
	const bool actual = json_has(line, "actual");
	const bool percent = json_has(line, "done") || json_has(line, "out_of");

	if (actual && percent)
		fail(line->reader->why, FAULT_JSON_LINE_BOTH, line->path);
	else if (!actual && !percent)
		fail(line->reader->why, FAULT_JSON_LINE_EMPTY, line->path);
}

static const struct json_twist twists[] = {
	{ .form = &form_submit_report, .must = "", .may = "revision" },
	{ .form = &form_report_line, .must = "task", .may = "", .check = check_line },
	{ .form = NULL },
};

static void read_report(const struct json_place *file, struct report_file *out)
{
	static const char *const beside[] = { "cluster", "year", "$schema", "$comment", NULL };
	const struct json_reader *reader = file->reader;

	json_form_only(file, &form_submit_report, beside);
	const json_t *cluster = json_member(file, "cluster", MUST),
	             *year = json_member(file, "year", MUST);

	out->cluster = "";
	if (cluster)
		json_text_value(reader, cluster, "cluster", &out->cluster);
	if (year)
		json_whole_value(reader, year, "year", YEAR_MAX, &out->year);
	json_form_read(file, &form_submit_report, twists, &out->report);
	out->has_revision = json_has(file, "revision");
	if (out->has_revision && out->report.revision == 0)
		fail(reader->why, FAULT_MUST_BE_AT_LEAST, "revision", "1");
	if (json_has(file, "previous_hash") && !out->has_revision)
		fail(reader->why, FAULT_JSON_HASH_ALONE, "previous_hash");
}

bool report_from_json(const char *text, size_t size, struct report_file *out, struct faults *why)
{
	const struct json_reader reader = { why->arena, why };

	*out = (struct report_file){ 0 };
	json_t *value;

	if (!json_read_text(&reader, text, size, &value))
		return false;
	const struct json_place file = { &reader, value, "" };

	if (json_is_object(value))
		read_report(&file, out);
	else
		fail(why, FAULT_JSON_FILE_NO_OBJECT, "file");
	json_decref(value);
	return why->count == 0;
}

json_t *json_report(const struct command *command)
{
	json_t *value = json_form_write(&form_submit_report, NULL, &command->submit_report);

	json_object_set_new(value, "cluster", json_string(command->cluster));
	json_object_set_new(value, "year", json_integer(command->year));
	return value;
}
