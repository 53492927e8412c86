#include "small_xlsx.h"

#include <string.h>

#include "workbook_xlsx.h"

const char small_xlsx_root[] =
        "<Relationships" RELS
        ">" RELATION("a", "officeDocument", "xl/workbook.xml") "</Relationships>";
const char small_xlsx_relations[] =
        "<Relationships" RELS ">" RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                RELATION("rId2", "styles", "styles.xml")
                        RELATION("rId3", "sharedStrings", "sharedStrings.xml") "</Relationships>";
const char small_xlsx_book[] =
        "<workbook" MAIN R
        "><sheets><sheet name=\"T\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";

const char *small_xlsx_sheet(struct sheets *sheets, const char *sheet, const char *strings,
                             const char *styles)
{
	const struct part parts[] = {
		{ "_rels/.rels", small_xlsx_root },
		{ "xl/_rels/workbook.xml.rels", small_xlsx_relations },
		{ "xl/workbook.xml", small_xlsx_book },
		{ "xl/worksheets/sheet1.xml", sheet },
		{ "xl/sharedStrings.xml", strings },
		{ "xl/styles.xml", styles },
		{ NULL, NULL },
	};

	return sheets_read_parts(sheets, parts, workbook_xlsx_read);
}

const char *small_xlsx_parts(struct sheets *sheets, const char *cells, const char *strings,
                             const char *styles)
{
	return small_xlsx_sheet(
	        sheets,
	        arena_text(&sheets->arena,
	                   "<worksheet" MAIN "><sheetData>%s</sheetData></worksheet>", cells),
	        arena_text(&sheets->arena, "<sst" MAIN ">%s</sst>", strings),
	        arena_text(&sheets->arena, "<styleSheet" MAIN ">%s</styleSheet>", styles));
}

const char *small_xlsx_cells(struct sheets *sheets, const char *cells)
{
	return small_xlsx_parts(sheets, cells, "<si><t>một</t></si><si><t>hai</t></si>",
	                        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf "
	                        "numFmtId=\"14\"/></cellXfs>");
}

const char *small_xlsx_strings(struct sheets *sheets, const char *strings)
{
	return small_xlsx_parts(sheets, "<row><c t=\"s\"><v>0</v></c></row>", strings, "");
}

const char *small_xlsx_merged(struct sheets *sheets, const char *cells, const char *merges)
{
	return small_xlsx_sheet(sheets,
	                        arena_text(&sheets->arena,
	                                   "<worksheet" MAIN
	                                   "><sheetData>%s</sheetData><mergeCells>%s"
	                                   "</mergeCells></worksheet>",
	                                   cells, merges),
	                        "<sst" MAIN "/>", "<styleSheet" MAIN "/>");
}

const char *small_xlsx_many(struct sheets *sheets, const char *text, size_t count)
{
	const size_t size = strlen(text);
	char *out = arena_alloc(&sheets->arena, count * size + 1, 1);

	for (size_t i = 0; i < count; i++)
		memcpy(out + i * size, text, size);
	return out;
}
