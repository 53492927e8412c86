#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */
#include <xlsxwriter.h>
#include <zip.h>

#include "sheets.h"
#include "small_zip.h"

static struct sheets sheets;
static struct buffer file;

static int start(void **state)
{
	(void)state;
	sheets_open(&sheets);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	sheets_close(&sheets);
	buffer_close(&file);
	return 0;
}

static enum workbook_kind kind_of(const char *text, size_t size, const char *name)
{
	return workbook_kind((const uint8_t *)text, size, name);
}

#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

static void the_content_tells_before_the_name(void **state)
{
	static const char xlsx[] = "PK\3\4...[Content_Types].xml";
	static const char ods[] = "PK\3\4...mimetypeapplication/vnd.oasis.opendocument.spreadsheet";

	(void)state;
	assert_int_equal(kind_of(xlsx, sizeof(xlsx), "a.csv"), WORKBOOK_XLSX);
	assert_int_equal(kind_of(ods, sizeof(ods), "a.xlsx"), WORKBOOK_ODS);
	assert_int_equal(kind_of(OLE, 8, "a.xlsx"), WORKBOOK_OLD);
	assert_int_equal(kind_of("{}", 2, "a.json"), WORKBOOK_NONE);
	assert_int_equal(kind_of("", 0, "-"), WORKBOOK_NONE);
	assert_int_equal(kind_of("a;b", 3, "a.CSV"), WORKBOOK_CSV);
	assert_int_equal(kind_of("a;b", 3, "a.tsv"), WORKBOOK_CSV);
	assert_int_equal(kind_of("", 0, "a.xlsx"), WORKBOOK_XLSX);
	assert_int_equal(kind_of("", 0, "a.xlsm"), WORKBOOK_XLSX);
	assert_int_equal(kind_of("", 0, "a.ods"), WORKBOOK_ODS);
	assert_int_equal(kind_of("", 0, "a.xls"), WORKBOOK_OLD);
	assert_int_equal(kind_of("PK\3\4", 4, "a.zip"), WORKBOOK_NONE);
	assert_int_equal(kind_of("PK\3\4", 4, "a.xlsx"), WORKBOOK_XLSX); /* cut short */
	assert_int_equal(kind_of("Mã;Kết quả", 15, "a.xlsx"), WORKBOOK_CSV);
	assert_int_equal(kind_of("M;K", 3, "a.ods"), WORKBOOK_CSV);
	assert_int_equal(kind_of("\xFF\xFEM\0;\0", 6, "a.xls"), WORKBOOK_CSV);
	assert_int_equal(kind_of("<html>", 6, "a.xls"), WORKBOOK_FOREIGN);
	assert_int_equal(kind_of("\0\1", 2, "a.xlsx"), WORKBOOK_XLSX);
}

static void what_excel_locks_or_wrote_of_old_is_told_what_to_do(void **state)
{
	static const char locked[] =
	        OLE "R\0o\0o\0t\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

	(void)state;
	assert_string_equal(
	        sheets_read(&sheets, OLE, 8, WORKBOOK_OLD),
	        "! : is in the old format of Excel; save it as \"Excel Workbook (.xlsx)\"");
	assert_string_equal(
	        sheets_read(&sheets, locked, sizeof(locked), WORKBOOK_OLD),
	        "! : is locked with a password; remove it (in Excel: File, Info, Protect "
	        "Workbook) and save the file again");
	assert_string_equal(sheets_read(&sheets, "{}", 2, WORKBOOK_NONE),
	                    "! : is no spreadsheet; save it as .xlsx, .ods or CSV UTF-8");
}

static void another_archive_is_no_workbook(void **state)
{
	const struct zip_entry entry = { "[Content_Types].xml", "<Types/>", 8, ZIP_CM_DEFLATE,
		                         NULL };

	(void)state;
	small_zip(&entry, 1, &file);
	assert_int_equal(workbook_kind(file.data, file.size, "a"), WORKBOOK_XLSX);
	assert_string_equal(sheets_read(&sheets, file.data, file.size, WORKBOOK_XLSX),
	                    "! : is no spreadsheet; save it as .xlsx, .ods or CSV UTF-8");
	assert_int_equal(*sheets_read(&sheets, "PK", 2, WORKBOOK_XLSX), '!');
	assert_int_equal(*sheets_read(&sheets, "", 0, WORKBOOK_ODS), '!');
}

static void write_workbook(const char *path)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Báo cáo");
	lxw_worksheet *hidden = workbook_add_worksheet(book, "Mã");
	lxw_format *percent = workbook_add_format(book), *date = workbook_add_format(book);
	lxw_datetime day = { .year = 2024, .month = 3, .day = 20 };

	format_set_num_format(percent, "0.0%");
	format_set_num_format(date, "dd/mm/yyyy");
	worksheet_hide(hidden);
	worksheet_merge_range(sheet, 0, 0, 0, 3, "Tỉnh ủy", NULL);
	worksheet_write_string(sheet, 1, 0, "T01", NULL);
	worksheet_write_number(sheet, 1, 1, 80.1, NULL);
	worksheet_write_number(sheet, 1, 2, 0.955, percent);
	worksheet_write_datetime(sheet, 1, 3, &day, date);
	worksheet_write_formula_num(sheet, 1, 4, "=1+1", NULL, 2);
	worksheet_write_boolean(sheet, 1, 5, 1, NULL);
	worksheet_write_blank(sheet, 1, 6, percent);
	worksheet_write_formula(sheet, 1, 7, "=1+1", NULL); /* of which it saves that it is 0 */
	worksheet_write_string(hidden, 0, 0, "x", NULL);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void what_libxlsxwriter_writes_is_read(void **state)
{
	char path[] = "/tmp/workbook.XXXXXX";
	const int temporary = mkstemp(path);

	(void)state;
	assert_true(temporary >= 0);
	write_workbook(path);
	uint8_t *bytes = buffer_extend(&file, 65536);
	const ssize_t size = pread(temporary, bytes, 65536, 0);

	close(temporary);
	unlink(path);
	assert_in_range(size, 1, 65535);
	assert_int_equal(workbook_kind(bytes, (size_t)size, ""), WORKBOOK_XLSX);
	assert_string_equal(sheets_read(&sheets, bytes, (size_t)size, WORKBOOK_XLSX),
	                    "[Báo cáo] A1=Tỉnh ủy A2=T01 B2:n=80.09999999999999 C2:n%=0.955 "
	                    "D2:d=45371 E2:n*=2 F2:f=1 H2:n*=0 [Mã hidden] A1=x");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_content_tells_before_the_name),
		TEST(what_excel_locks_or_wrote_of_old_is_told_what_to_do),
		TEST(another_archive_is_no_workbook),
		TEST(what_libxlsxwriter_writes_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
