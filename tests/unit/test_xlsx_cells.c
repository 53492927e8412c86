#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "small_xlsx.h"
#include "workbook_styles.h"

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

static void a_cell_is_what_its_type_says(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets,
	                                     "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c>"
	                                     "<c r=\"C2\"><v>80.09999999999999</v></c>"
	                                     "<c r=\"D2\" t=\"n\"><v> -9.55E-1\n</v></c>"
	                                     "<c r=\"E2\" t=\"b\"><v>1</v></c>"
	                                     "<c r=\"F2\" t=\"e\"><v>#DIV/0!</v></c>"
	                                     "<c r=\"G2\" t=\"str\"><v>tên</v></c>"
	                                     "<c r=\"H2\" t=\"inlineStr\"><is><t>a</t></is></c>"
	                                     "<c r=\"I2\" t=\"d\"><v>2024-03-20</v></c>"
	                                     "<c r=\"J2\" s=\"1\"><v>0.955</v></c>"
	                                     "<c r=\"K2\" s=\"2\"><v>45371</v></c>"
	                                     "<c r=\"L2\" t=\"b\"><v>false</v></c></row>"),
	                    "[T] B2=hai C2:n=80.09999999999999 D2:n=-9.55E-1 E2:f=1 F2:e=#DIV/0! "
	                    "G2=tên H2=a I2:d=2024-03-20 J2:n%=0.955 K2:d=45371 L2:f=0");
}

static void what_is_hidden_is_read_and_marked(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_sheet(&sheets,
	                         "<worksheet" MAIN "><cols><col min=\"1\" max=\"1\"/>"
	                         "<col min=\"2\" max=\"3\" hidden=\"1\"/>"
	                         "<col min=\"5\" max=\"16384\" hidden=\"true\"/>"
	                         "<col min=\"0\" max=\"4294967295\" hidden=\"1\"/></cols>"
	                         "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
	                         "<row hidden=\"1\"><c><v>3</v></c><c r=\"C2\"><v>4</v></c></row>"
	                         "<row hidden=\"0\"><c><v>5</v></c><c r=\"E3\"><v>6</v></c></row>"
	                         "</sheetData></worksheet>",
	                         "<sst" MAIN "/>", "<styleSheet" MAIN "/>"),
	        "[T] A1:n=1 B1:n|=2 A2:n^=3 C2:n^|=4 A3:n=5 E3:n|=6");
}

static void what_is_no_value_of_its_type_is_an_error(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets,
	                                     "<row><c><v>1,5</v></c><c><v>1e</v></c><c><v>.</v></c>"
	                                     "<c><v>0x1</v></c><c t=\"b\"><v>2</v></c>"
	                                     "<c t=\"zz\"><v>3</v></c><c><v>NaN</v></c></row>"),
	                    "[T] A1:e=1,5 B1:e=1e C1:e=. D1:e=0x1 E1:e=2 F1:e=3 G1:e=NaN");
	assert_string_equal(
	        small_xlsx_cells(&sheets,
	                         "<row><c><v>.5</v></c><c><v>5.</v></c><c><v>1E+5</v></c></row>"),
	        "[T] A1:n=.5 B1:n=5. C1:n=1E+5");
}

static void an_empty_cell_is_not_there(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_cells(&sheets,
	                         "<row><c s=\"1\"/><c t=\"s\"/><c t=\"str\"><v></v></c>"
	                         "<c><v> </v></c><c t=\"inlineStr\"><is><t/></is></c></row>"),
	        "[T]");
}

static void a_formula_has_its_cached_value_or_is_an_error(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_cells(
	                &sheets,
	                "<row><c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c><f>1+1</f><v/></c>"
	                "<c t=\"str\"><f>A1&amp;B1</f><v>x</v></c><c t=\"str\"><f>\"\"</f><v></v></c>"
	                "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>"),
	        "[T] A1:n*=2 B1:e*= C1:e*= D1*=x F1:e*=#DIV/0!");
}

static void cells_without_a_place_count_on(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_cells(&sheets,
	                         "<row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c></row>"
	                         "<row><c><v>4</v></c></row><row r=\"7\"><c><v>5</v></c></row>"
	                         "<row><c><v>6</v></c></row>"),
	        "[T] A1:n=1 D1:n=2 E1:n=3 A2:n=4 A7:n=5 A8:n=6");
}

static void cells_out_of_order_are_sorted_and_none_stands_twice(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_cells(
	                &sheets,
	                "<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>2</v></c></row>"
	                "<row r=\"1\"><c><v>3</v></c></row>"),
	        "[T] A1:n=3 A2:n=2 B2:n=1");
	assert_string_equal(small_xlsx_cells(&sheets,
	                                     "<row><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>2</v></c>"
	                                     "<c r=\"B2\"><v>1</v></c></row>"),
	                    "! T!B2: stands twice in the file");
}

static void references_that_name_no_cell_are_refused(void **state)
{
	static const char *const wrong[] = { "",    "A",     "1",       "A0",          "a1", "$A$1",
		                             "A1B", "A1:B2", "ABCDEF1", "A1234567890", "Á1" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(
		        small_xlsx_cells(&sheets, arena_text(&sheets.arena,
		                                             "<row><c r=\"%s\"><v>1</v></c></row>",
		                                             wrong[i])),
		        arena_text(&sheets.arena, "! T: has \"%s\" where a cell must be named",
		                   wrong[i]));
}

static void the_bounds_of_a_sheet_have_their_answers(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets, "<row><c r=\"AMJ65536\"><v>1</v></c></row>"),
	                    "[T] AMJ65536:n=1");
	assert_string_equal(small_xlsx_cells(&sheets, "<row><c r=\"A65537\"><v>1</v></c></row>"),
	                    "! T!A65537: is below row 65536, the last that is read");
	assert_string_equal(small_xlsx_cells(&sheets, "<row r=\"999999999\"><c><v>1</v></c></row>"),
	                    "! T!A999999999: is below row 65536, the last that is read");
	assert_string_equal(small_xlsx_cells(&sheets, "<row><c r=\"AMK1\"><v>1</v></c></row>"),
	                    "! T!AMK1: is beyond 1024 columns, which are all that is read");
	assert_string_equal(
	        small_xlsx_cells(&sheets, "<row r=\"1048576\"><c r=\"A1048576\" s=\"1\"/></row>"),
	        "[T]"); /* nothing is there */
}

static void shared_strings_are_joined_from_their_runs(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_strings(&sheets,
	                           "<si><r><t xml:space=\"preserve\">Tổ </t></r><r><rPr><b/></rPr>"
	                           "<t>chức</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"),
	        "[T] A1=Tổ chức");
	assert_string_equal(small_xlsx_strings(&sheets, "<si><t>  a b\n</t></si>"), "[T] A1=a b");
	assert_string_equal(
	        small_xlsx_strings(&sheets, "<si><t xml:space=\"preserve\"> a </t></si>"),
	        "[T] A1= a ");
	assert_string_equal(small_xlsx_strings(&sheets, "<si/>"), "[T]");
}

static void escapes_become_their_characters(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_strings(&sheets, "<si><t>a_x000D_\nb_x0009_c_x0001_d</t></si>"),
	        "[T] A1=a\nb\tc?d");
	assert_string_equal(
	        small_xlsx_strings(&sheets, "<si><t>_x005F_x000D_ _x00_ _x12G4_ _xD800_</t></si>"),
	        "[T] A1=_x000D_ _x00_ _x12G4_ _xD800_");
	assert_string_equal(small_xlsx_strings(&sheets, "<si><t>_x0000_</t></si>"), "[T] A1=?");
	assert_string_equal(
	        small_xlsx_strings(&sheets, "<si><t>vie\u0302\u0323t &#233; &amp;</t></si>"),
	        "[T] A1=việt é &");
}

static void a_string_that_is_not_there_is_told(void **state)
{
	static const char *const wrong[] = { "2", "-1", "1.0", "x", "18446744073709551616", "0 0" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(
		        small_xlsx_cells(&sheets, arena_text(&sheets.arena,
		                                             "<row><c t=\"s\"><v>%s</v></c></row>",
		                                             wrong[i])),
		        arena_text(&sheets.arena,
		                   "! T!A1: names the shared string %s, which is not in the file",
		                   wrong[i]));
}

static void formats_tell_percentages_and_dates(void **state)
{
	static const char *const plain[] = { "General",
		                             "0",
		                             "#,##0.00",
		                             "@",
		                             "0.00E+00",
		                             "\"%\"0",
		                             "0\\%",
		                             "#,##0\\ \"đồng\"",
		                             "[Red]0;[Blue]-0",
		                             "[$₫-42A] #,##0",
		                             "[>=100]0",
		                             "_d0",
		                             "*s0",
		                             "\"abc",
		                             "[abc",
		                             "\\",
		                             "GENERAL" };
	static const char *const percent[] = { "0%", "0.00%", "[Red]0.0%;-0.0%", "General%",
		                               "0\\ %" };
	static const char *const dates[] = { "dd/mm/yyyy",       "h:mm",
		                             "[h]:mm",           "[mm]",
		                             "[$-42A]dd\\ mmmm", "yyyy\"%\"",
		                             "\"ngày\" d",       "mm:ss.0" };

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_int_equal(style_of_code(plain[i]), STYLE_PLAIN);
	for (size_t i = 0; i < sizeof(percent) / sizeof(*percent); i++)
		assert_int_equal(style_of_code(percent[i]), STYLE_PERCENT);
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		assert_int_equal(style_of_code(dates[i]), STYLE_DATE);
}

static void a_cell_is_shown_by_the_format_of_its_style(void **state)
{
	(void)state;
	assert_string_equal(
	        small_xlsx_parts(
	                &sheets,
	                "<row><c s=\"0\"><v>1</v></c><c s=\"1\"><v>2</v></c><c s=\"2\"><v>3</v></c>"
	                "<c s=\"3\"><v>4</v></c><c s=\"4000000000\"><v>5</v></c></row>",
	                "",
	                "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>"
	                "<numFmt numFmtId=\"65536\" formatCode=\"0%\"/></numFmts>"
	                "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	                "<cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"22\"/>"
	                "<xf numFmtId=\"65536\"/></cellXfs>"),
	        "[T] A1:n=1 B1:n%=2 C1:d=3 D1:n=4 E1:n=5");
}

static void of_merged_cells_the_first_alone_is_seen(void **state)
{
	static const char cells[] = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
	                            "<row><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row>"
	                            "<row><c><v>7</v></c><c><v>8</v></c><c><v>9</v></c></row>";

	(void)state;
	assert_string_equal(small_xlsx_merged(&sheets, cells, "<mergeCell ref=\"A1:B2\"/>"),
	                    "[T] A1:n=1 C1:n=3 C2:n=6 A3:n=7 B3:n=8 C3:n=9");
	assert_string_equal(
	        small_xlsx_merged(&sheets, cells,
	                          "<mergeCell ref=\"B3:C3\"/><mergeCell ref=\"A2:A3\"/>"),
	        "[T] A1:n=1 B1:n=2 C1:n=3 A2:n=4 B2:n=5 C2:n=6 B3:n=8");
	assert_string_equal(
	        small_xlsx_merged(&sheets, cells,
	                          "<mergeCell ref=\"B2\"/><mergeCell ref=\"A1:XFD1048576\"/>"),
	        "[T] A1:n=1");
	assert_string_equal(small_xlsx_merged(&sheets, cells, "<mergeCell ref=\"A1-B2\"/>"),
	                    "! T: has \"A1-B2\" where a cell must be named");
	assert_string_equal(small_xlsx_merged(&sheets, "", "<mergeCell ref=\"A1:B2\"/>"), "[T]");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cell_is_what_its_type_says),
		TEST(what_is_hidden_is_read_and_marked),
		TEST(what_is_no_value_of_its_type_is_an_error),
		TEST(an_empty_cell_is_not_there),
		TEST(a_formula_has_its_cached_value_or_is_an_error),
		TEST(cells_without_a_place_count_on),
		TEST(cells_out_of_order_are_sorted_and_none_stands_twice),
		TEST(references_that_name_no_cell_are_refused),
		TEST(the_bounds_of_a_sheet_have_their_answers),
		TEST(shared_strings_are_joined_from_their_runs),
		TEST(escapes_become_their_characters),
		TEST(a_string_that_is_not_there_is_told),
		TEST(formats_tell_percentages_and_dates),
		TEST(a_cell_is_shown_by_the_format_of_its_style),
		TEST(of_merged_cells_the_first_alone_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
