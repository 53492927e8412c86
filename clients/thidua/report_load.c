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

static bool from_workbook(struct options *options, const struct buffer *file,
                          enum workbook_kind kind, struct report_file *out, struct faults *why)
{
	struct workbook workbook;

	if (workbook_read(file->data, file->size, kind, why->arena, &workbook, why))
		sheet_load(options, &workbook, out, why);
	return why->count == 0;
}

static bool from_json(struct buffer *file, struct report_file *out, struct faults *why)
{
	text_file_plain_buffer(file, 0);
	return report_from_json((const char *)file->data, file->size, out, why);
}

static const char *cell_of(void *report, const char *field)
{
	return sheet_report_place(report, field);
}

int report_load(struct options *options, const char *path, struct report_file *out)
{
	struct buffer file = { 0 };
	struct faults why;

	faults_init(&why, &options->arena);
	int code = file_read(path, WORKBOOK_BYTES_MAX, THIDUA_BAD_INPUT, &file);

	if (code == THIDUA_OK)
		code = mistaken_tell(path, &file);
	if (code == THIDUA_OK) {
		const enum workbook_kind kind = workbook_kind(file.data, file.size, path);

		options->fields =
		        (struct field_words){ &form_submit_report, &out->report,
			                      kind == WORKBOOK_NONE ? NULL : cell_of, out };
		const bool right = kind == WORKBOOK_NONE
		                           ? from_json(&file, out, &why)
		                           : from_workbook(options, &file, kind, out, &why);

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
