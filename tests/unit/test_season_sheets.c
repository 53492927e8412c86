/* deploy/season-2024/sheets are made again here from the reports and compared, so they cannot go
 * stale: CSV by its bytes, workbooks, which have a date in them, by what is read from them.
 *
 * What is made is written below the build folder: when it differs and is right, copy it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "buffer.h"
#include "encode.h"
#include "file.h"
#include "names.h"
#include "sheet_heads.h"
#include "sheet_report.h"
#include "template.h"
#include "words.h"
#include "workbook_read.h"

enum { FILE_MAX = 1 << 20, REPORTS = 72 };

static struct arena arena;
static struct season_draft season;
static size_t compared;

static bool load(const char *path, struct buffer *out)
{
	return access(path, R_OK) == 0 && file_read(path, FILE_MAX, 1, out) == 0;
}

static int start(void **state)
{
	struct buffer text = { 0 };
	struct faults why;

	(void)state;
	words_choose("vi");
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	assert_true(load(SEASON "/season.json", &text));
	assert_true(season_from_json((const char *)text.data, text.size, &season, &why));
	buffer_close(&text);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

/* NULL: the board has none. */
static const struct report_file *report_of(int period, const char *board, const char *revision)
{
	struct report_file *file = arena_alloc(&arena, 1, sizeof(*file));
	struct buffer text = { 0 };
	struct faults why;

	faults_init(&why, &arena);
	if (period < 0 || !load(arena_text(&arena, SEASON "/reports/%s/%s%s.json",
	                                   names_find(&names_periods, period), board, revision),
	                        &text))
		return NULL;
	assert_true(report_from_json((const char *)text.data, text.size, file, &why));
	buffer_close(&text);
	return file;
}

static void write_file(const char *path, const struct buffer *bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes->data, 1, bytes->size, file), bytes->size);
	assert_int_equal(fclose(file), 0);
}

/* What is signed of a report. */
static void encode(const struct report_file *file, struct buffer *out)
{
	struct command command = { .cluster = file->cluster,
		                   .year = file->year,
		                   .action = ACTION_SUBMIT_REPORT };

	command.submit_report = file->report;
	command.submit_report.revision = 1;
	command.submit_report.has_previous_hash = false;
	encode_command(&command, out);
}

static void read_sheet(const struct buffer *bytes, const char *path, struct report_file *out)
{
	struct workbook workbook;
	struct sheet_heads heads;
	struct faults why;

	faults_init(&why, &arena);
	workbook_read(bytes->data, bytes->size, workbook_kind(bytes->data, bytes->size, path),
	              &arena, &workbook, &why);
	assert_string_equal(why.count > 0 ? why.items[0].message : "", "");
	sheet_heads_read(&workbook, false, &heads, &why);
	assert_true(heads.complete);
	*out = (struct report_file){ .cluster = heads.said[LABEL_CLUSTER].text,
		                     .year = season.year };
	out->report.board = heads.said[LABEL_BOARD].text;
	out->report.period = names_number(&names_periods, heads.said[LABEL_PERIOD].text) + 1;
	sheet_report_read(&workbook, &(struct sheet_rules){ .season = NULL }, out, &why);
	assert_string_equal(why.count > 0 ? arena_text(&arena, "%s %s", why.items[0].field,
	                                               why.items[0].message)
	                                  : "",
	                    "");
}

/* Each office keeps to the format of its own program. */
static const char *format_of(const char *board)
{
	static const struct {
		const char *board, *format;
	} rows[] = {
		{ "TQ", "xlsx" }, { "HN", "xlsx" }, { "LCA", "xlsx" },
		{ "HG", "xlsx" }, { "YB", "ods" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].board, board) == 0)
			return rows[i].format;
	return "csv";
}

/* A sheet of the season's folder. */
struct sheet_file {
	int period;
	const char *board, *revision, *format;
	const struct report_file *report;
};

static const char *path_of(const char *folder, const struct sheet_file *file)
{
	const char *format = strcmp(file->format, "ods") == 0 && strcmp(folder, MADE) == 0
	                             ? "xlsx"
	                             : file->format;

	return arena_text(&arena, "%s/%s/%s%s.%s", folder, names_find(&names_periods, file->period),
	                  file->board, file->revision, format);
}

static void make(const struct sheet_file *file)
{
	const struct report_file *first = report_of(file->period - 1, file->board, "");
	const struct report_file *second = report_of(file->period - 1, file->board, ".r2");
	const struct report_file *before = second ? second : first;
	const struct template_source source = { .season = &season,
		                                .board = file->board,
		                                .period = file->period + 1,
		                                .before = before ? &before->report : NULL,
		                                .now = &file->report->report };
	struct template template;
	struct buffer text = { 0 };

	template_make(&source, &arena, &template);
	if (strcmp(file->format, "csv") == 0) {
		template_csv(&template, &text);
		write_file(path_of(MADE, file), &text);
	} else {
		assert_true(template_xlsx(&template, path_of(MADE, file)));
	}
	buffer_close(&text);
}

/* The one that stands there says what the report says. */
static void compare(const struct sheet_file *file)
{
	const char *path = path_of(SEASON "/sheets", file);
	struct buffer bytes = { 0 }, made = { 0 }, wanted = { 0 }, given = { 0 };

	assert_string_equal(load(path, &bytes) ? "" : path, ""); /* it is not there */
	if (strcmp(file->format, "csv") == 0) {
		assert_true(load(path_of(MADE, file), &made));
		assert_int_equal(made.size, bytes.size);
		assert_memory_equal(made.data, bytes.data, made.size);
	}
	struct report_file read;

	read_sheet(&bytes, path, &read);
	encode(file->report, &wanted);
	encode(&read, &given);
	assert_int_equal(given.size, wanted.size);
	assert_memory_equal(given.data, wanted.data, wanted.size);
	compared++;
	buffer_close(&bytes);
	buffer_close(&made);
	buffer_close(&wanted);
	buffer_close(&given);
}

static void each_sheet(void (*visit)(const struct sheet_file *file))
{
	static const char *const revisions[] = { "", ".r2" };

	for (int i = 0; i < (int)season.board_count * PERIODS * 2; i++) {
		struct sheet_file file = { .period = i / 2 % PERIODS,
			                   .board = season.boards[i / 2 / PERIODS].code,
			                   .revision = revisions[i % 2] };

		file.format = format_of(file.board);
		file.report = report_of(file.period, file.board, file.revision);
		if (file.report)
			visit(&file);
	}
}

static void every_report_has_a_spreadsheet(void **state)
{
	(void)state;
	for (int period = Q1; period < PERIODS; period++)
		mkdir(arena_text(&arena, MADE "/%s", names_find(&names_periods, period)), 0777);
	each_sheet(make);
}

static void the_year_of_spreadsheets_is_the_year_of_json(void **state)
{
	(void)state;
	each_sheet(compare);
	assert_int_equal(compared, REPORTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_report_has_a_spreadsheet),
		cmocka_unit_test(the_year_of_spreadsheets_is_the_year_of_json),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
