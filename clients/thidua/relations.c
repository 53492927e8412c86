/*
 * xl/workbook.xml has its relations in xl/_rels/workbook.xml.rels. Targets are taken from the
 * part's folder, or from the root when they begin with a slash. Nothing is followed here, so
 * that relations in a circle lead nowhere.
 */
#include "relations.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "xml.h"

struct reading {
	struct relations *out;
	struct arena *arena;
	struct faults *why;
	const char *part;
	const char *folder; /* "" or with a slash at the end */
};

static const char *folder_of(struct arena *arena, const char *part)
{
	const char *last = strrchr(part, '/');

	return arena_text(arena, "%.*s", last ? (int)(last - part) + 1 : 0, part);
}

/* Without "." and "..": those that lead out of the root end there. */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
	char *path = arena_text(arena, "%s%s", *target == '/' ? "" : folder, target);
	char *rest = path, *put = path, *name;

	while ((name = strsep(&rest, "/"))) {
		if (strcmp(name, "..") == 0) {
			while (put > path && *--put != '/')
				;
		} else if (*name && strcmp(name, ".") != 0) {
			const size_t size = strlen(name);

			if (put > path)
				*put++ = '/';
			memmove(put, name, size);
			put += size;
		}
	}
	*put = '\0';
	return path;
}

static const char *last_word(const char *type)
{
	const char *last = strrchr(type, '/');

	return last ? last + 1 : type;
}

static bool add(struct reading *reading, const char *id, const char *type, const char *target)
{
	struct relations *out = reading->out;

	if (out->count == RELATIONS_MAX) {
		fail(reading->why, FAULT_WORKBOOK_PARTS_MANY, reading->part,
		     fault_number(reading->why, RELATIONS_MAX));
		return false;
	}
	out->items[out->count++] = (struct relation){
		arena_text(reading->arena, "%s", id),
		arena_text(reading->arena, "%s", type),
		resolve(reading->arena, reading->folder, target),
	};
	return true;
}

static bool begin(void *context, const char *path, xml_attributes attributes)
{
	if (strcmp(path, "rel:Relationships/rel:Relationship") != 0)
		return true;
	const char *id = xml_attribute(attributes, "Id");
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");
	const char *mode = xml_attribute(attributes, "TargetMode");

	if (!id || !type || !target || (mode && strcmp(mode, "External") == 0))
		return true;
	type = last_word(type);
	if (strlen(id) > RELATION_TEXT_MAX || strlen(type) > RELATION_TEXT_MAX ||
	    strlen(target) > RELATION_TEXT_MAX) /* none of ours */
		return true;
	return add(context, id, type, target);
}

bool relations_read(struct parts *parts, const char *of, struct arena *arena, struct relations *out,
                    struct faults *why)
{
	static const struct xml_reader reader = { .begin = begin };
	const char *folder = folder_of(arena, of);
	const char *part = arena_text(arena, "%s_rels/%s.rels", folder, of + strlen(folder));
	struct reading reading = { out, arena, why, part, folder };
	struct buffer bytes = { 0 };

	*out = (struct relations){ .items =
		                           arena_alloc(arena, RELATIONS_MAX, sizeof(*out->items)) };
	const bool read =
	        !parts->has(parts, part) || (parts->read(parts, part, &bytes, why) &&
	                                     xml_read(part, &bytes, &reader, &reading, why));

	buffer_close(&bytes);
	return read;
}

const char *relation_of_id(const struct relations *relations, const char *id, const char *type)
{
	for (size_t i = 0; i < relations->count; i++)
		if (strcmp(relations->items[i].id, id) == 0)
			return strcmp(relations->items[i].type, type) == 0
			               ? relations->items[i].target
			               : NULL;
	return NULL;
}

const char *relation_of_type(const struct relations *relations, const char *type)
{
	for (size_t i = 0; i < relations->count; i++)
		if (strcmp(relations->items[i].type, type) == 0)
			return relations->items[i].target;
	return NULL;
}
