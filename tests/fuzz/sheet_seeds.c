#include "sheet_seeds.h"

#include <string.h>
#include <zip.h>

#include "small_xlsx.h"
#include "small_zip.h"

#define ODS(prefix) " xmlns:" prefix "='urn:oasis:names:tc:opendocument:xmlns:" prefix ":1.0'"

static const char strings[] =
        "<sst" MAIN "><si><t xml:space='preserve'>mot_x000D_</t></si><si><r><t>ha</t></r><r><t>i"
        "</t></r><rPh><t>x</t></rPh></si></sst>";
static const char styles[] =
        "<styleSheet" MAIN "><numFmts><numFmt numFmtId='164' formatCode='[Red]0.0%;\"d\"\\y_-0'/>"
        "<numFmt numFmtId='165' formatCode='[h]:mm'/></numFmts><cellXfs><xf numFmtId='0'/>"
        "<xf numFmtId='164'/><xf numFmtId='14'/></cellXfs></styleSheet>";
static const char sheet[] =
        "<worksheet" MAIN "><sheetData><row r='2'><c r='B2' t='s'><v>1</v></c><c s='1'><v>0.955</v>"
        "</c><c s='2'><v>45371</v></c><c t='b'><v>1</v></c><c t='e'><v>#REF!</v></c></row><row><c "
        "t='inlineStr'><is><r><t>a</t></r></is></c><c t='str'><f>A1</f><v>x</v></c><c><f>1</f></c>"
        "<c t='d'><v>2024-03-20</v></c></row></sheetData><mergeCells><mergeCell ref='B2:C3'/><mergeCell ref='A1:A2'/>"
        "</mergeCells></worksheet>";
static const char spoilt_sheet[] = "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet" MAIN
                                   "><sheetData><row><c r='AMK65537'><v>&b;</v>"
                                   "</c></row></sheetData></worksheet>";
static const char disordered_sheet[] =
        "<worksheet" MAIN
        "><sheetData><row><c r='B2'><v>1</v></c><c r='A2'><v>2</v></c><c r='AMK1'>"
        "<v>3</v></c><c r='A65537'><v>4</v></c></row></sheetData></worksheet>";
static const char content[] = "<office:document-content" ODS("office") ODS("table") ODS("text") ODS(
        "style") "><office:automatic-styles><style:style style:name='h' style:family='table'>"
                 "<style:table-properties table:display='false'/></style:style></office:automatic-styles>"
                 "<office:body><office:spreadsheet><table:table table:name='T' table:style-name='h'>"
                 "<table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type="
                 "'string' table:number-columns-repeated='2'><text:p>a <text:span>b<text:s text:c='3'/>"
                 "</text:span></text:p><text:p>c</text:p></table:table-cell><table:covered-table-cell/>"
                 "</table:table-row><table:table-row-group><table:table-row><table:table-cell "
                 "office:value-type='percentage' office:value='0.5' table:formula='of:=1'/>"
                 "<table:table-cell office:value-type='date' office:date-value='2024-03-20'/>"
                 "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
                 "</table:table-row></table:table-row-group><table:table-row "
                 "table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated="
                 "'16384'/></table:table-row></table:table></office:spreadsheet>"
                 "</office:body></office:document-content>";
static const char csv[] =
        "c\xEF\xBB\xBFsep=;\r\nT01;12,5;\"a \"\"b\"\"\r\nc\"\r\n\r\nT02;e\xCC\x82\xCC\x81\n";
static const char utf16[] = "c\xFF\xFET\0;\0\x3d\xd8\x00\xde\r\0\n\0";

static void append_parts(const char *last, struct buffer *out)
{
	const char *const parts[] = { small_xlsx_relations, small_xlsx_book, strings, styles,
		                      last };

	buffer_append(out, "x", 1);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		buffer_append(out, "\x1E", i > 0);
		buffer_append(out, parts[i], strlen(parts[i]));
	}
}

static void append_zip(const struct zip_entry *entries, size_t count, struct buffer *out)
{
	struct buffer archive = { 0 };

	small_zip(entries, count, &archive);
	buffer_append(out, "z", 1);
	buffer_append(out, archive.data, archive.size);
	buffer_close(&archive);
}

#define ENTRY(name, text, method)                                                                  \
	{                                                                                          \
		name, text, strlen(text), method, NULL                                             \
	}

static void append_xlsx(int method, struct buffer *out)
{
	const struct zip_entry entries[] = {
		ENTRY("[Content_Types].xml", "", method),
		ENTRY("_rels/.rels", small_xlsx_root, method),
		ENTRY("xl/_rels/workbook.xml.rels", small_xlsx_relations, method),
		ENTRY("xl/workbook.xml", small_xlsx_book, method),
		ENTRY("xl/sharedStrings.xml", strings, method),
		ENTRY("xl/styles.xml", styles, method),
		ENTRY("xl/worksheets/sheet1.xml", sheet, method),
	};

	append_zip(entries, sizeof(entries) / sizeof(*entries), out);
}

static void append_ods(struct buffer *out)
{
	const struct zip_entry entries[] = {
		ENTRY("mimetype", "application/vnd.oasis.opendocument.spreadsheet", ZIP_CM_STORE),
		ENTRY("content.xml", content, ZIP_CM_DEFLATE),
		ENTRY("META-INF/manifest.xml", "<m/>", ZIP_CM_STORE),
	};

	append_zip(entries, sizeof(entries) / sizeof(*entries), out);
}

bool sheet_seed(size_t number, struct buffer *out)
{
	switch (number) {
	case 0:
		append_parts(sheet, out);
		return true;
	case 1:
		buffer_append(out, "o", 1);
		buffer_append(out, content, sizeof(content) - 1);
		return true;
	case 2:
		buffer_append(out, csv, sizeof(csv) - 1);
		return true;
	case 3:
		buffer_append(out, utf16, sizeof(utf16) - 1);
		return true;
	case 4:
		append_xlsx(ZIP_CM_STORE, out);
		return true;
	case 5:
		append_xlsx(ZIP_CM_DEFLATE, out);
		return true;
	case 6:
		append_ods(out);
		return true;
	case 7:
		append_parts(spoilt_sheet, out);
		return true;
	case 8:
		append_parts(disordered_sheet, out);
		return true;
	default:
		return false;
	}
}
