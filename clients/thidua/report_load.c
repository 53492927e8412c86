#include "report_load.h"

#include "buffer.h"
#include "dial.h"
#include "file.h"
#include "thidua.h"

enum { REPORT_FILE_MAX = 1 << 20 };

int report_load(struct options *options, const char *path, struct report_file *out)
{
	struct buffer text = { 0 };
	struct faults why;

	faults_init(&why, &options->arena);
	int code = file_read_text(path, REPORT_FILE_MAX, THIDUA_BAD_INPUT, &text);

	if (code == THIDUA_OK && !report_from_json((const char *)text.data, text.size, out, &why))
		code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
	buffer_close(&text);
	return code;
}
