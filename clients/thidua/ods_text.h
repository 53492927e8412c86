/*
 * ods_text -- the text of a cell of an .ods, put together from its paragraphs.
 *
 * White space is one blank, and none at either end of a paragraph; blanks that count have an
 * element of their own.
 */
#ifndef ODS_TEXT_H
#define ODS_TEXT_H

#include "buffer.h"
#include "xml.h"

struct ods_text {
	struct buffer bytes;
	bool begun; /* a paragraph */
	bool blank; /* white space would add nothing */
};

/* Forgets what it has. */
void ods_text_begin(struct ods_text *text);

/* Elements, text and ends below a cell; path from the cell on, such as "/text:p". Bytes
 * beyond limit are not kept, but one that tells that there were more. */
void ods_text_element(struct ods_text *text, const char *path, xml_attributes attributes,
                      size_t limit);
void ods_text_append(struct ods_text *text, const char *path, const char *bytes, size_t size);
void ods_text_end(struct ods_text *text, const char *path);

#endif
