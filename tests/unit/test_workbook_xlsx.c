#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "grid.h"
#include "relations.h"
#include "small_xlsx.h"
#include "workbook_styles.h"
#include "workbook_xlsx.h"
#include "xml.h"

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

static void sheets_stand_in_the_order_of_the_workbook(void **state)
{
	const struct part parts[] = {
		{ "_rels/.rels",
		  "<Relationships" RELS
		  ">" RELATION("a", "officeDocument", "/xl/book.xml") "</Relationships>" },
		{ "xl/_rels/book.xml.rels",
		  "<Relationships" RELS ">" RELATION("x", "worksheet", "/xl/../a.xml")
		          RELATION("y", "worksheet", ".././b.xml") RELATION(
		                  "c", "chartsheet",
		                  "c.xml") "<Relationship Id=\"l\" TargetMode=\"External\" Type=\"" TYPE
		                           "sharedStrings\" Target=\"http://example.org/\"/></Relationships>" },
		{ "xl/book.xml",
		  "<w:workbook xmlns:w=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
		  "xmlns:q=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"><w:sheets>"
		  "<w:sheet name=\"Hai\" q:id=\"y\" state=\"veryHidden\"/><w:sheet name=\"Biểu\" q:id=\"c\"/>"
		  "<w:sheet name=\"Một\" q:id=\"x\" state=\"visible\"/></w:sheets></w:workbook>" },
		{ "a.xml", "<worksheet" STRICT
		           "><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>" },
		{ "b.xml", "<worksheet" MAIN "/>" },
		{ NULL, NULL },
	};

	(void)state;
	assert_string_equal(sheets_read_parts(&sheets, parts, workbook_xlsx_read),
	                    "[Hai hidden] [Một] A1:n=1");
}

/* A workbook whose every part stands where it should, but for these. */
static const char *read_book(const char *root_relations, const char *of_book, const char *book)
{
	const struct part parts[] = {
		{ "_rels/.rels", root_relations },
		{ "xl/_rels/workbook.xml.rels", of_book },
		{ "xl/workbook.xml", book },
		{ "xl/worksheets/sheet1.xml", "<worksheet" MAIN "/>" },
		{ "xl/sharedStrings.xml", "<sst" MAIN "/>" },
		{ "xl/styles.xml", "<styleSheet" MAIN "/>" },
		{ NULL, NULL },
	};

	return sheets_read_parts(&sheets, parts, workbook_xlsx_read);
}

static void what_is_no_workbook_is_told_so(void **state)
{
	static const char none[] = "<Relationships" RELS "/>";

	(void)state;
	assert_string_equal(read_book(small_xlsx_root, small_xlsx_relations, small_xlsx_book),
	                    "[T]");
	assert_string_equal(read_book(none, small_xlsx_relations, small_xlsx_book),
	                    "! : is no spreadsheet; save it as .xlsx, .ods or CSV UTF-8");
	assert_string_equal(read_book(small_xlsx_root, none, small_xlsx_book), "! : has no sheet");
	assert_string_equal(read_book(small_xlsx_root, small_xlsx_relations, "<document/>"),
	                    "! : has no sheet");
	assert_string_equal(read_book("<Relationships" RELS ">" RELATION(
	                                      "a", "officeDocument", "gone.xml") "</Relationships>",
	                              small_xlsx_relations, small_xlsx_book),
	                    "! gone.xml: is missing in the file");
	assert_string_equal(read_book(small_xlsx_root, small_xlsx_relations,
	                              "<workbook" MAIN R
	                              "><sheets><sheet name=\"T\" r:id=\"rId1\"/>"
	                              "<sheet name=\"T\" r:id=\"rId1\"/></sheets></workbook>"),
	                    "! T: is the name of two sheets");
}

static void relations_in_a_circle_lead_nowhere(void **state)
{
	(void)state;
	assert_string_equal(read_book(small_xlsx_root,
	                              "<Relationships" RELS
	                              ">" RELATION("rId1", "worksheet", "workbook.xml")
	                                      RELATION("rId2", "styles", "_rels/workbook.xml.rels")
	                                              RELATION("rId3", "sharedStrings",
	                                                       "../_rels/.rels") "</Relationships>",
	                              small_xlsx_book),
	                    "[T]");
	assert_string_equal(read_book(small_xlsx_root,
	                              "<Relationships" RELS
	                              ">" RELATION("rId1", "worksheet",
	                                           "../../../../etc/passwd") "</Relationships>",
	                              small_xlsx_book),
	                    "! T: is missing in the file");
}

#define NO_XML ": is damaged inside (no XML from here on); open the file and save it again"

static void broken_xml_is_told_with_its_line(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets, "\n<row><c></row>"), "! T" NO_XML);
	assert_string_equal(small_xlsx_sheet(&sheets, "", "", ""),
	                    "! xl/sharedStrings.xml: line 1" NO_XML);
	assert_string_equal(small_xlsx_cells(&sheets, "<row><c><v>\xFF</v></c></row>"),
	                    "! T" NO_XML);
}

static void no_document_type_is_taken_and_so_no_entity(void **state)
{
	static const char said[] = "! T: declares a document type, which no spreadsheet does";

	(void)state;
	assert_string_equal(
	        small_xlsx_sheet(
	                &sheets,
	                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
	                "<worksheet" MAIN ">&b;</worksheet>",
	                "<sst" MAIN "/>", "<styleSheet" MAIN "/>"),
	        said);
	assert_string_equal(
	        small_xlsx_sheet(&sheets,
	                         "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet" MAIN "/>",
	                         "<sst" MAIN "/>", "<styleSheet" MAIN "/>"),
	        said);
	assert_string_equal(small_xlsx_cells(&sheets, "<row>&b;</row>"), "! T" NO_XML);
}

static const char *deep(size_t depth)
{
	return arena_text(&sheets.arena, "%s%s", small_xlsx_many(&sheets, "<e>", depth),
	                  small_xlsx_many(&sheets, "</e>", depth));
}

static void elements_nest_only_so_deep(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets, deep(XML_DEPTH_MAX - 2)),
	                    "[T]"); /* two are around them */
	assert_string_equal(small_xlsx_cells(&sheets, deep(XML_DEPTH_MAX - 1)),
	                    "! T: is nested deeper than 64 elements");
	assert_string_equal(small_xlsx_cells(&sheets, deep(100000)),
	                    "! T: is nested deeper than 64 elements");
	assert_string_equal(
	        small_xlsx_cells(&sheets,
	                         arena_text(&sheets.arena, "<row><c><v>1</v></c></row><%s/>",
	                                    small_xlsx_many(&sheets, "x", 100000))),
	        "[T] A1:n=1");
}

static void elements_of_others_are_passed_over(void **state)
{
	(void)state;
	assert_string_equal(small_xlsx_cells(&sheets,
	                                     "<row><c><v>1</v><x:v xmlns:x=\"urn:x\">2</x:v></c>"
	                                     "<x:c xmlns:x=\"urn:x\"><v>3</v></x:c></row>"
	                                     "<x:row xmlns:x=\"urn:x\"><c><v>4</v></c></x:row>"
	                                     "<c><v>5</v></c>"),
	                    "[T] A1:n=1");
}

static void every_count_has_its_bound(void **state)
{
	const char *fine = "[T]";

	(void)state;
	assert_string_equal(small_xlsx_parts(&sheets, "",
	                                     small_xlsx_many(&sheets, "<si/>", XLSX_STRINGS_MAX),
	                                     ""),
	                    fine);
	assert_string_equal(
	        small_xlsx_parts(&sheets, "",
	                         small_xlsx_many(&sheets, "<si/>", XLSX_STRINGS_MAX + 1), ""),
	        "! : has more than 200000 shared strings");
	assert_string_equal(
	        small_xlsx_parts(&sheets, "", "",
	                         arena_text(&sheets.arena, "<cellXfs>%s</cellXfs>",
	                                    small_xlsx_many(&sheets, "<xf/>", STYLES_MAX))),
	        fine);
	assert_string_equal(
	        small_xlsx_parts(&sheets, "", "",
	                         arena_text(&sheets.arena, "<cellXfs>%s</cellXfs>",
	                                    small_xlsx_many(&sheets, "<xf/>", STYLES_MAX + 1))),
	        "! : has more than 65536 styles of cells");
	assert_string_equal(small_xlsx_merged(&sheets, "",
	                                      small_xlsx_many(&sheets, "<mergeCell ref=\"A1:B2\"/>",
	                                                      GRID_MERGES_MAX)),
	                    fine);
	assert_string_equal(small_xlsx_merged(&sheets, "",
	                                      small_xlsx_many(&sheets, "<mergeCell ref=\"A1:B2\"/>",
	                                                      GRID_MERGES_MAX + 1)),
	                    "! T: merges cells in more than 20000 places");
	assert_string_equal(
	        read_book(small_xlsx_root,
	                  arena_text(&sheets.arena, "<Relationships" RELS ">%s</Relationships>",
	                             small_xlsx_many(&sheets, RELATION("x", "y", "z"),
	                                             RELATIONS_MAX + 1)),
	                  small_xlsx_book),
	        "! xl/_rels/workbook.xml.rels: has more than 1000 parts");
}

static const char *book_of(size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		list = arena_text(&sheets.arena, "%s<sheet name=\"%zu\" r:id=\"rId1\"/>", list, i);
	return read_book(small_xlsx_root, small_xlsx_relations,
	                 arena_text(&sheets.arena,
	                            "<workbook" MAIN R "><sheets>%s</sheets></workbook>", list));
}

static void a_workbook_has_only_so_many_sheets(void **state)
{
	(void)state;
	assert_int_equal(*book_of(WORKBOOK_SHEETS_MAX), '[');
	assert_string_equal(book_of(WORKBOOK_SHEETS_MAX + 1), "! : has more than 64 sheets");
}

static void all_texts_together_have_a_bound(void **state)
{
	const char *text = arena_text(&sheets.arena, "<si><t>%s</t></si>",
	                              small_xlsx_many(&sheets, "x", WORKBOOK_CELL_BYTES_MAX));
	const size_t fit = WORKBOOK_TEXT_MAX / (WORKBOOK_CELL_BYTES_MAX + WORKBOOK_TEXT_EACH);
	const char *more = small_xlsx_many(&sheets, text, fit + 1);

	(void)state;
	assert_string_equal(small_xlsx_parts(&sheets, "", more + strlen(text), ""), "[T]");
	assert_string_equal(small_xlsx_parts(&sheets, "", more, ""),
	                    "! : is beyond 32 MiB of text, which are all that is read of a file");
	assert_string_equal(
	        small_xlsx_strings(&sheets, arena_text(&sheets.arena, "<si><t>%sx</t></si>",
	                                               small_xlsx_many(&sheets, "x",
	                                                               WORKBOOK_CELL_BYTES_MAX))),
	        "! : holds more than 98301 bytes of text");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sheets_stand_in_the_order_of_the_workbook),
		TEST(what_is_no_workbook_is_told_so),
		TEST(relations_in_a_circle_lead_nowhere),
		TEST(broken_xml_is_told_with_its_line),
		TEST(no_document_type_is_taken_and_so_no_entity),
		TEST(elements_nest_only_so_deep),
		TEST(elements_of_others_are_passed_over),
		TEST(every_count_has_its_bound),
		TEST(a_workbook_has_only_so_many_sheets),
		TEST(all_texts_together_have_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
