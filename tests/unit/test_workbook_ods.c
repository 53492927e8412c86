#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "sheets.h"
#include "workbook_ods.h"

#define SPACE(prefix) " xmlns:" prefix "=\"urn:oasis:names:tc:opendocument:xmlns:" prefix ":1.0\""
#define SPACES                                                                                     \
	SPACE("office")                                                                            \
	SPACE("table")                                                                             \
	SPACE("text")                                                                              \
	SPACE("style")                                                                             \
	" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\""
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define WORDS(words)                                                                               \
	"<table:table-cell office:value-type=\"string\"><text:p>" words                            \
	"</text:p></table:table-cell>"
#define FLOAT(digits) "<table:table-cell office:value-type=\"float\" office:value=\"" digits "\"/>"

static struct sheets sheets;

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
	return 0;
}

static const char *read_content(const char *styles, const char *tables, const char *manifest)
{
	const struct part parts[] = {
		{ "content.xml",
		  arena_text(&sheets.arena,
		             "<office:document-content" SPACES "><office:automatic-styles>%s"
		             "</office:automatic-styles><office:body><office:spreadsheet>%s"
		             "</office:spreadsheet></office:body></office:document-content>",
		             styles, tables) },
		{ manifest ? "META-INF/manifest.xml" : NULL, manifest },
		{ NULL, NULL },
	};

	return sheets_read_parts(&sheets, parts, workbook_ods_read);
}

static const char *read_rows(const char *rows)
{
	return read_content(
	        "",
	        arena_text(&sheets.arena, "<table:table table:name=\"T\">%s</table:table>", rows),
	        NULL);
}

static void a_cell_is_what_its_type_says(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(ROW(WORDS("tên") FLOAT(
	                "80.09999999999999") "<table:table-cell office:value-type=\"percentage\" office:value=\"0.955\"><text:p>95,5%</text:p></table:table-cell>"
	                                     "<table:table-cell office:value-type=\"currency\" office:value=\"5\"/>"
	                                     "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-20\"><text:p>20/3</text:p></table:table-cell>"
	                                     "<table:table-cell office:value-type=\"time\" office:time-value=\"PT1H\"/>"
	                                     "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>"
	                                     "<table:table-cell office:value-type=\"string\" office:string-value=\"x\"><text:p>y</text:p></table:table-cell>"
	                                     "<table:table-cell><text:p>z</text:p></table:table-cell>"
	                                     "<table:table-cell office:value-type=\"odd\" office:value=\"q\"/>" FLOAT(
	                                             "1,5"))),
	        "[T] A1=tên B1:n=80.09999999999999 C1:n%=0.955 D1:n=5 E1:d=2024-03-20 F1:d=PT1H G1:f=1 "
	        "H1=x I1=z J1:e=q K1:e=1,5");
}

static void what_is_hidden_is_read_and_marked(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows("<table:table-column/><table:table-column-group>"
	                  "<table:table-column table:visibility=\"collapse\" "
	                  "table:number-columns-repeated=\"2\"/></table:table-column-group>"
	                  "<table:table-column table:number-columns-repeated=\"1021\"/>"
	                  "<table:table-row table:visibility=\"filter\">" FLOAT("1")
	                          FLOAT("2") "</table:table-row>" ROW(
	                                  FLOAT("3") FLOAT("4") FLOAT("5") FLOAT("6"))),
	        "[T] A1:n^=1 B1:n^|=2 A2:n=3 B2:n|=4 C2:n|=5 D2:n=6");
}

static void a_type_without_its_value_is_an_error(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(ROW("<table:table-cell office:value-type=\"float\"/>" FLOAT(
	                "") "<table:table-cell office:value-type=\"date\"/>" FLOAT("1"))),
	        "[T] A1:e= B1:e= D1:n=1");
}

static void a_formula_has_its_value_or_is_an_error(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(ROW(
	                "<table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" office:value=\"2\"/>"
	                "<table:table-cell table:formula=\"of:=1+1\"/>"
	                "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>"
	                "<table:table-cell table:formula=\"of:=&quot;&quot;\" office:value-type=\"string\" office:string-value=\"\"/>")),
	        "[T] A1:n*=2 B1:e*= C1:e*=#DIV/0!");
}

static void paragraphs_are_lines_and_white_space_is_one_blank(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(ROW(
	                "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>no"
	                "</text:p></office:annotation><text:p> a \n <text:span>b<text:s text:c=\"2\"/>"
	                "<text:a>c<text:tab/>d</text:a></text:span> </text:p><text:p>e<text:line-break/>f"
	                "<text:note>no</text:note></text:p></table:table-cell>")),
	        "[T] A1=a b  c\td\ne\nf");
}

static void what_repeats_stands_as_often_as_it_says(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(
	                "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"/>"
	                "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"2\"/>" FLOAT(
	                        "2") "</table:table-row>" ROW(FLOAT("3"))),
	        "[T] C1:n=1 D1:n=1 E1:n=2 C2:n=1 D2:n=1 E2:n=2 A3:n=3");
}

static void rows_may_stand_in_groups(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows("<table:table-header-rows>" ROW(FLOAT(
	                "1")) "</table:table-header-rows><table:table-row-group>"
	                      "<table:table-rows><table:table-row-group>" ROW(FLOAT(
	                              "2")) "</table:table-row-group></table:table-rows>"
	                                    "</table:table-row-group>" ROW(
	                                            "<table:table-cell><table:table table:name=\"U\">" ROW(FLOAT(
	                                                    "4")) "</table:table></table:table-cell>" FLOAT("3"))),
	        "[T] A1:n=1 A2:n=2 B3:n=3");
}

static void covered_cells_are_not_seen(void **state)
{
	(void)state;
	assert_string_equal(
	        read_rows(ROW(FLOAT(
	                "1") "<table:covered-table-cell office:value-type=\"float\" office:value=\"2\" "
	                     "table:number-columns-repeated=\"2\"><text:p>2</text:p></table:covered-table-cell>" FLOAT(
	                             "3"))),
	        "[T] A1:n=1 D1:n=3");
}

static void empty_repeats_cost_nothing_and_others_meet_the_bounds(void **state)
{
	(void)state;
#define EMPTY                                                                                      \
	"<table:table-row table:number-rows-repeated=\"999999999\"><table:table-cell table:number-columns-repeated=\"999999999\"/>"
	assert_string_equal(read_rows(ROW(FLOAT("1")) EMPTY "</table:table-row>" EMPTY
	                                                    "</table:table-row>" EMPTY
	                                                    "</table:table-row>"),
	                    "[T] A1:n=1");
	assert_string_equal(read_rows(EMPTY FLOAT("1") "</table:table-row>"),
	                    "! T!CFDGSXL1: is beyond 1024 columns, which are all that is read");
	assert_string_equal(
	        read_rows("<table:table-row table:number-rows-repeated=\"1000000000\">" FLOAT(
	                "1") "</table:table-row>"),
	        "[T] A1:n=1");
	assert_string_equal(
	        read_rows("<table:table-row table:number-rows-repeated=\"999999999\">" FLOAT(
	                "1") "</table:table-row>"),
	        "! T!A65537: is below row 65536, the last that is read");
	assert_string_equal(
	        read_rows(
	                "<table:table-row table:number-rows-repeated=\"60000\"><table:table-cell table:number-columns-repeated=\"9\" "
	                "office:value-type=\"float\" office:value=\"1\"/></table:table-row>"),
	        "! T!F55556: is beyond 500000 cells, which are all that is read");
	assert_string_equal(read_rows(ROW(WORDS("<text:s text:c=\"999999999\"/>"))),
	                    "! T!A1: holds more than 98301 bytes of text");
}

static void a_sheet_is_hidden_by_its_style(void **state)
{
	(void)state;
	assert_string_equal(
	        read_content(
	                "<style:style style:name=\"a\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>"
	                "<style:style style:name=\"b\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>",
	                "<table:table table:name=\"Một\" table:style-name=\"b\"/><table:table table:name=\"Hai\" table:style-name=\"a\"/>",
	                NULL),
	        "[Một] [Hai hidden]");
}

static void what_is_no_workbook_is_told_so(void **state)
{
	(void)state;
	assert_string_equal(read_content("", "", NULL), "! : has no sheet");
	assert_string_equal(read_content("", "<table:table table:name=\"T\"/>", "<m/>"), "[T]");
	assert_string_equal(
	        read_content("", "<table:table table:name=\"T\"/>", "<m:encryption-data/>"),
	        "! : is locked with a password; remove it (in Excel: File, Info, Protect Workbook) and save the file again");
	assert_string_equal(
	        read_content("", "<table:table table:name=\"T\"/><table:table table:name=\"T\"/>",
	                     NULL),
	        "! T: is the name of two sheets");
	assert_string_equal(sheets_read_parts(&sheets, (const struct part[]){ { NULL, NULL } },
	                                      workbook_ods_read),
	                    "! content.xml: is missing in the file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cell_is_what_its_type_says),
		TEST(a_type_without_its_value_is_an_error),
		TEST(what_is_hidden_is_read_and_marked),
		TEST(a_formula_has_its_value_or_is_an_error),
		TEST(paragraphs_are_lines_and_white_space_is_one_blank),
		TEST(what_repeats_stands_as_often_as_it_says),
		TEST(rows_may_stand_in_groups),
		TEST(covered_cells_are_not_seen),
		TEST(empty_repeats_cost_nothing_and_others_meet_the_bounds),
		TEST(a_sheet_is_hidden_by_its_style),
		TEST(what_is_no_workbook_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
