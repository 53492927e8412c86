/*
 * xlsx_text -- a text of an .xlsx, put together from its runs.
 */
#ifndef XLSX_TEXT_H
#define XLSX_TEXT_H

#include "buffer.h"
#include "xml.h"

struct xlsx_text {
	struct buffer bytes;
	size_t run; /* where the last one begins */
	bool kept;  /* its white space, by xml:space */
};

/* Forgets what it has. */
void xlsx_text_begin(struct xlsx_text *text);

/* An element <t>, and what stands in it. */
void xlsx_text_run(struct xlsx_text *text, xml_attributes attributes);
void xlsx_text_append(struct xlsx_text *text, const char *bytes, size_t size);
void xlsx_text_run_end(struct xlsx_text *text);

/* Characters that XML cannot have stand as _x000D_; makes them themselves. */
void xlsx_text_decode(struct xlsx_text *text);

#endif
