/*
 * xml -- walks through an XML part, and tells of each element by its path.
 *
 * A path is the names from the root on, such as "worksheet/sheetData/row/c/v": who compares it
 * whole can take no element for another. Names of the spreadsheet's own namespace stand bare, of
 * others that are known with a prefix (xml.c has the table), and of all others as "*".
 *
 * A document type is refused, and with it every entity that a part could declare.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct faults;

enum { XML_DEPTH_MAX = 64, XML_NAME_MAX = 40 /* longer names stand as "*" */ };

/* Names and values in turn, then NULL; only for xml_attribute. */
typedef const char *const *xml_attributes;

/* Each may be NULL, and returns false to stop, having said why. The texts last until it returns. */
struct xml_reader {
	bool (*begin)(void *context, const char *path, xml_attributes attributes);
	bool (*text)(void *context, const char *path, const char *text, size_t size);
	bool (*end)(void *context, const char *path);
};

/* part: its name, for faults. False having said why. */
bool xml_read(const char *part, const struct buffer *bytes, const struct xml_reader *reader,
              void *context, struct faults *why);

/* What is left of a path after the names that it begins with, each with its slash before it, such
 * as "/table:table-row-group", as often as they come. The last of names is NULL. */
const char *xml_path_after(const char *path, const char *const *names);

/* The value, or NULL. name as in paths: "r:id". */
const char *xml_attribute(xml_attributes attributes, const char *name);

/* The value when it is a whole number of at most nine digits, else absent. */
uint32_t xml_whole(xml_attributes attributes, const char *name, uint32_t absent);

#endif
