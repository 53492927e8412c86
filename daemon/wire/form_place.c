#include "form_place.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

enum { PATH_SIZE = 200 };

/* inner: what comes after it, or NULL. */
static size_t write_path(const struct form_place *place, const struct form_place *inner, char *out,
                         size_t used)
{
	const bool before_list = inner && inner->part != FORM_PART_FIELD;

	if (place->outer)
		used = write_path(place->outer, place, out, used);
	if (place->paths == FORM_PATHS_UNNAMED ||
	    (place->paths == FORM_PATHS_BEFORE_FIELDS && before_list) || used >= PATH_SIZE)
		return used;
	const char *dot = used > 0 ? "." : "";
	int added;

	if (place->part == FORM_PART_ITEM)
		added = snprintf(out + used, PATH_SIZE - used, "%s%s[%zu]", dot, place->name,
		                 place->index);
	else
		added = snprintf(out + used, PATH_SIZE - used, "%s%s", dot, place->name);
	return used + (size_t)added;
}

struct form_place form_place_root(const char *name, unsigned how)
{
	return (struct form_place){ .name = name,
		                    .paths = (how & FORM_UNNAMED) != 0 ? FORM_PATHS_UNNAMED
		                                                       : FORM_PATHS_NAMED };
}

const char *form_place_path(struct faults *why, const struct form_place *place)
{
	char path[PATH_SIZE] = "";

	write_path(place, NULL, path, 0);
	return fault_path(why, "%s", path[0] != '\0' ? path : place->name);
}

bool form_judge_size(struct faults *why, const struct form_place *place,
                     const struct form_bounds *bounds, size_t size)
{
	if (size >= bounds->least_bytes && (bounds->most_bytes == 0 || size <= bounds->most_bytes))
		return true;
	const char *is = fault_number(why, (long long)size);

	if (bounds->least_bytes == bounds->most_bytes)
		refuse(why, FAULT_BYTES_EXACTLY, place, fault_number(why, bounds->most_bytes), is);
	else if (size == 0)
		refuse(why, FAULT_EMPTY, place);
	else if (size < bounds->least_bytes)
		refuse(why, FAULT_BYTES_AT_LEAST, place, fault_number(why, bounds->least_bytes),
		       is);
	else
		refuse(why, FAULT_BYTES_AT_MOST, place, fault_number(why, bounds->most_bytes), is);
	return false;
}

bool form_judge_number(struct faults *why, const struct form_place *place, const struct form *form,
                       const struct form_field *field, const struct form_bounds *bounds,
                       int64_t number)
{
	if (number >= bounds->least && number <= bounds->most)
		return true;
	if (field->kind == FORM_ENUM) {
		const ProtobufCEnumDescriptor *names =
		        form->message->fields[field - form->fields].descriptor;

		refuse(why, FAULT_NO_VALUE_OF, place, fault_number(why, number), names->short_name);
	} else if (bounds->most == INT64_MAX) {
		refuse(why, FAULT_MUST_BE_AT_LEAST, place, fault_number(why, bounds->least));
	} else if (bounds->least == INT64_MIN) {
		refuse(why, FAULT_MUST_BE_AT_MOST, place, fault_number(why, bounds->most));
	} else {
		refuse(why, FAULT_MUST_BE_WITHIN, place, fault_number(why, bounds->least),
		       fault_number(why, bounds->most));
	}
	return false;
}
