/*
 * By content, not by name, as far as content tells: office programs save under any name.
 */
#include "report_load.h"

#include "buffer.h"
#include "dial.h"
#include "file.h"
#include "messages_forms.h"
#include "mistaken.h"
#include "sheet_load.h"
#include "sheet_report.h"
#include "text_file.h"
#include "thidua.h"
#include "unseen.h"
#include "workbook_read.h"

static void from_workbook(struct options *options, const struct buffer *file,
                          enum workbook_kind kind, struct report_file *out, struct faults *why)
{
	struct workbook workbook;

	if (workbook_read(file->data, file->size, kind, why->arena, &workbook, why))
		sheet_load(options, &workbook, out, why);
}

static void from_json(struct buffer *file, struct report_file *out, struct faults *why)
{
	text_file_plain_buffer(file, 0);
	report_from_json((const char *)file->data, file->size, out, why);
}

/* As the daemon would say it, but in one round with what else is wrong, and before anything is signed. */
static void check_shares(const struct submit_report *report, struct faults *why)
{
	for (size_t i = 0; i < report->line_count; i++) {
		const struct report_line *line = &report->lines[i];

		if (line->has_done && line->has_out_of && line->done > line->out_of)
			fail(why, FAULT_DONE_TOO_LARGE, fault_path(why, "lines[%zu].done", i),
			     fault_quantity(why, line->out_of), fault_quantity(why, line->done));
	}
}

static const char *cell_of(void *report, const char *field)
{
	return sheet_report_place(report, field);
}

int report_load(struct options *options, const char *path, struct report_file *out)
{
	struct buffer file = { 0 };
	struct faults why;

	*out = (struct report_file){ 0 };
	faults_init(&why, &options->arena);
	int code = file_read(path, WORKBOOK_BYTES_MAX, THIDUA_BAD_INPUT, &file);

	if (code == THIDUA_OK)
		code = mistaken_tell(path, &file);
	if (code == THIDUA_OK) {
		const enum workbook_kind kind = workbook_kind(file.data, file.size, path);

		options->fields =
		        (struct field_words){ &form_submit_report, &out->report,
			                      kind == WORKBOOK_NONE ? NULL : cell_of, out, path };
		if (kind == WORKBOOK_NONE)
			from_json(&file, out, &why);
		else
			from_workbook(options, &file, kind, out, &why);
		check_shares(&out->report, &why);
		const bool right = why.count == 0;

		if (!right)
			code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
		for (size_t i = 0; right && i < out->report.model_count; i++)
			unseen_note(&options->fields,
			            arena_text(&options->arena, "models[%zu].title", i),
			            out->report.models[i].title);
	}
	buffer_close(&file);
	return code;
}
