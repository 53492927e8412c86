/*
 * expat gets a part in one piece: fed by pieces it would begin a long tag anew with each of them,
 * which takes the square of its length.
 */
#include "xml.h"

#include <expat.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "faults.h"

enum {
	PREFIX_MAX = 8,
	/* "calcext:" */ PATH_SIZE = XML_DEPTH_MAX * (PREFIX_MAX + XML_NAME_MAX + 1) + 1
};

#define SEPARATOR '|' /* no character of a URI or a name */

static const struct {
	const char *uri;
	const char *prefix;
} spaces[] = {
	{ "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "" },
	{ "http://purl.oclc.org/ooxml/spreadsheetml/main", "" }, /* ISO 29500 Strict */
	{ "http://schemas.openxmlformats.org/package/2006/relationships", "rel:" },
	{ "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r:" },
	{ "http://purl.oclc.org/ooxml/officeDocument/relationships", "r:" },
	{ "http://www.w3.org/XML/1998/namespace", "xml:" },
	{ "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table:" },
	{ "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text:" },
	{ "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office:" },
	{ "urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style:" },
	{ "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", "calcext:" },
};

struct walk {
	const struct xml_reader *reader;
	void *context;
	const char *part;
	struct faults *why;
	XML_Parser parser;
	size_t depth, path_size;
	bool stopped; /* and said why */
	char path[PATH_SIZE];
};

static const char *prefix_of(const char *name, size_t uri_size)
{
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++)
		if (strncmp(spaces[i].uri, name, uri_size) == 0 && !spaces[i].uri[uri_size])
			return spaces[i].prefix;
	return NULL;
}

static void stop(struct walk *walk)
{
	walk->stopped = true;
	XML_StopParser(walk->parser, XML_FALSE);
}

static const char *line(struct walk *walk)
{
	return fault_path(walk->why, "%s: line %llu", walk->part,
	                  (unsigned long long)XML_GetCurrentLineNumber(walk->parser));
}

static void append_name(struct walk *walk, const char *name)
{
	const char *local = strrchr(name, SEPARATOR);
	const char *prefix = local ? prefix_of(name, (size_t)(local - name)) : NULL;

	if (!prefix || strlen(local + 1) > XML_NAME_MAX) {
		prefix = "";
		local = "|*";
	}
	char *at = walk->path + walk->path_size;

	if (walk->depth > 0)
		*at++ = '/';
	at = stpcpy(stpcpy(at, prefix), local + 1);
	walk->path_size = (size_t)(at - walk->path);
}

static void XMLCALL begin_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct walk *walk = context;

	if (walk->stopped)
		return;
	if (walk->depth == XML_DEPTH_MAX) {
		fail(walk->why, FAULT_WORKBOOK_DEEP, line(walk),
		     fault_number(walk->why, XML_DEPTH_MAX));
		stop(walk);
		return;
	}
	append_name(walk, name);
	walk->depth++;
	if (walk->reader->begin &&
	    !walk->reader->begin(walk->context, walk->path, (xml_attributes)attributes))
		stop(walk);
}

static void XMLCALL end_element(void *context, const XML_Char *name)
{
	struct walk *walk = context;

	(void)name;
	if (walk->stopped)
		return;
	if (walk->reader->end && !walk->reader->end(walk->context, walk->path))
		stop(walk);
	const char *last = strrchr(walk->path, '/');

	walk->path_size = last ? (size_t)(last - walk->path) : 0;
	walk->path[walk->path_size] = '\0';
	walk->depth--;
}

static void XMLCALL take_text(void *context, const XML_Char *text, int size)
{
	struct walk *walk = context;

	if (!walk->stopped && walk->reader->text &&
	    !walk->reader->text(walk->context, walk->path, text, (size_t)size))
		stop(walk);
}

static void XMLCALL refuse_doctype(void *context, const XML_Char *name, const XML_Char *system,
                                   const XML_Char *public, int has_subset)
{
	struct walk *walk = context;

	(void)name, (void)system, (void)public, (void)has_subset;
	fail(walk->why, FAULT_WORKBOOK_DOCTYPE, line(walk));
	stop(walk);
}

bool xml_read(const char *part, const struct buffer *bytes, const struct xml_reader *reader,
              void *context, struct faults *why)
{
	struct walk walk = { .reader = reader, .context = context, .part = part, .why = why };

	walk.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!walk.parser)
		must_alloc(SIZE_MAX, 1); /* ends the process */
	XML_SetUserData(walk.parser, &walk);
	XML_SetElementHandler(walk.parser, begin_element, end_element);
	XML_SetCharacterDataHandler(walk.parser, take_text);
	XML_SetStartDoctypeDeclHandler(walk.parser, refuse_doctype);
	const bool whole = XML_Parse(walk.parser, (const char *)bytes->data, (int)bytes->size,
	                             XML_TRUE) == XML_STATUS_OK;

	if (!whole && !walk.stopped)
		fail(why, FAULT_WORKBOOK_XML, line(&walk));
	XML_ParserFree(walk.parser);
	return whole && !walk.stopped;
}

const char *xml_path_after(const char *path, const char *const *names)
{
	for (size_t i = 0; names[i];) {
		const size_t size = strlen(names[i]);
		const bool begins =
		        strncmp(path, names[i], size) == 0 && (path[size] == '/' || !path[size]);

		path += begins ? size : 0;
		i = begins ? 0 : i + 1;
	}
	return path;
}

static bool is_named(const char *attribute, const char *name)
{
	const char *local = strrchr(attribute, SEPARATOR);

	if (!local)
		return strcmp(attribute, name) == 0;
	const char *prefix = prefix_of(attribute, (size_t)(local - attribute));
	const size_t size = prefix ? strlen(prefix) : 0;

	return size > 0 && strncmp(name, prefix, size) == 0 && strcmp(name + size, local + 1) == 0;
}

const char *xml_attribute(xml_attributes attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (is_named(attributes[0], name))
			return attributes[1];
	return NULL;
}

uint32_t xml_whole(xml_attributes attributes, const char *name, uint32_t absent)
{
	const char *text = xml_attribute(attributes, name);
	const size_t digits = text ? strspn(text, "0123456789") : 0;
	uint32_t value = 0;

	if (digits == 0 || digits > 9 || text[digits])
		return absent;
	for (; *text; text++)
		value = 10 * value + (uint32_t)(*text - '0');
	return value;
}
