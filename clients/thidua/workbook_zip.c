/*
 * A part is found by its name without regard to the case of letters, as the Open Packaging
 * Conventions want; so two that differ by it alone are the same, and are refused: two programs
 * would read different figures out of one file.
 *
 * The ratio is held against the whole archive, not against what its directory says of a part:
 * parts may share their packed bytes.
 */
#include "workbook_zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "arena.h"
#include "faults.h"

enum { PIECE = 65536 };

struct zip_parts {
	struct parts parts;
	zip_t *archive;
	size_t size; /* of the archive */
	size_t unpacked;
};

static struct zip_parts *of(struct parts *parts)
{
	return (struct zip_parts *)(void *)parts;
}

static zip_int64_t locate(struct parts *parts, const char *name)
{
	return zip_name_locate(of(parts)->archive, name, ZIP_FL_NOCASE | ZIP_FL_ENC_RAW);
}

static bool has_part(struct parts *parts, const char *name)
{
	return locate(parts, name) >= 0;
}

static bool refuse(struct faults *why, enum fault_reason reason, const char *name, int bound)
{
	const char *const arguments[] = { fault_number(why, bound) };

	faults_add(why, reason, name, arguments, 1);
	return false;
}

/* What of it libzip found is nothing that anybody could mend. */
static bool damaged(struct faults *why, const char *name)
{
	fail(why, FAULT_WORKBOOK_DAMAGED, name);
	return false;
}

static bool within_bounds(struct zip_parts *zip, const char *name, size_t part_size,
                          struct faults *why)
{
	if (part_size > ZIP_PART_MAX)
		return refuse(why, FAULT_WORKBOOK_PART_LARGE, name, ZIP_PART_MAX >> 20);
	if (zip->unpacked > ZIP_UNPACKED_MAX)
		return refuse(why, FAULT_WORKBOOK_UNPACKED_MUCH, name, ZIP_UNPACKED_MAX >> 20);
	if (zip->unpacked > ZIP_RATIO_FREE + ZIP_RATIO_MAX * zip->size)
		return refuse(why, FAULT_WORKBOOK_RATIO, name, ZIP_RATIO_MAX);
	return true;
}

/* Encrypted, or packed in a way that no spreadsheet is? size: out, as the directory has it. */
static bool is_plain(struct zip_parts *zip, zip_uint64_t index, const char *name,
                     zip_uint64_t *size, struct faults *why)
{
	const zip_uint64_t told = ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	zip_stat_t stat;

	if (zip_stat_index(zip->archive, index, 0, &stat) != 0 || (stat.valid & told) != told)
		return damaged(why, name);
	*size = stat.size;
	if (stat.encryption_method == ZIP_EM_NONE &&
	    (stat.comp_method == ZIP_CM_STORE || stat.comp_method == ZIP_CM_DEFLATE))
		return true;
	fail(why, FAULT_WORKBOOK_PACKED, name);
	return false;
}

static bool unpack(struct zip_parts *zip, const char *name, zip_file_t *file, struct buffer *out,
                   struct faults *why)
{
	zip_int64_t got;

	do {
		buffer_reserve(out, PIECE + 1);
		got = zip_fread(file, out->data + out->size, PIECE);
		if (got < 0)
			return damaged(why, name);
		out->size += (size_t)got;
		zip->unpacked += (size_t)got;
		if (!within_bounds(zip, name, out->size, why))
			return false;
	} while (got > 0);
	return true;
}

static bool read_part(struct parts *parts, const char *name, struct buffer *out, struct faults *why)
{
	struct zip_parts *zip = of(parts);
	const zip_int64_t index = locate(parts, name);

	buffer_reset(out);
	if (index < 0) {
		fail(why, FAULT_WORKBOOK_PART_MISSING, name);
		return false;
	}
	zip_uint64_t size;

	if (!is_plain(zip, (zip_uint64_t)index, name, &size, why))
		return false;
	zip_file_t *file = zip_fopen_index(zip->archive, (zip_uint64_t)index, 0);

	if (!file)
		return damaged(why, name);
	const bool whole = unpack(zip, name, file, out, why);

	zip_fclose(file);
	/* libzip holds nothing against a packed size of 0 */
	return whole && (out->size == size || damaged(why, name));
}

static int by_name(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcasecmp(*a, *b);
}

static bool no_name_twice(zip_t *archive, struct faults *why)
{
	const size_t count = (size_t)zip_get_num_entries(archive, 0);
	const char **names = must_alloc(count, sizeof(*names));
	const char *twice = NULL;

	for (size_t i = 0; i < count; i++) {
		names[i] = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
		names[i] = names[i] ? names[i] : "";
	}
	qsort(names, count, sizeof(*names), by_name);
	for (size_t i = 1; i < count && !twice; i++)
		twice = strcasecmp(names[i - 1], names[i]) == 0 ? names[i] : NULL;
	if (twice)
		fail(why, FAULT_WORKBOOK_PART_TWICE, twice);
	free(names);
	return !twice;
}

/* Each part has one such mark in the directory. Counted before libzip takes memory for them; that
 * packed bytes look like one is rarer than once in a hundred files of 16 MiB. */
static bool few_parts(const uint8_t *bytes, size_t size, struct faults *why)
{
	size_t count = 0;

	for (const uint8_t *at = bytes, *end = bytes + size;
	     (at = memmem(at, (size_t)(end - at), "PK\1\2", 4)); at += 4)
		if (++count > ZIP_PARTS_MAX)
			return refuse(why, FAULT_WORKBOOK_PARTS_MANY, "", ZIP_PARTS_MAX);
	return true;
}

static zip_t *open_archive(const uint8_t *bytes, size_t size, struct faults *why)
{
	zip_error_t error;

	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
	zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;

	if (!archive) {
		damaged(why, "");
		if (source)
			zip_source_free(source);
	}
	zip_error_fini(&error);
	return archive;
}

struct parts *zip_parts_open(const uint8_t *bytes, size_t size, struct faults *why)
{
	zip_t *archive = few_parts(bytes, size, why) ? open_archive(bytes, size, why) : NULL;

	if (!archive)
		return NULL;
	if (!no_name_twice(archive, why)) {
		zip_discard(archive);
		return NULL;
	}
	struct zip_parts *zip = must_alloc(1, sizeof(*zip));

	*zip = (struct zip_parts){ .parts = { has_part, read_part },
		                   .archive = archive,
		                   .size = size };
	return &zip->parts;
}

void zip_parts_close(struct parts **parts)
{
	if (!*parts)
		return;
	zip_discard(of(*parts)->archive);
	free(*parts);
	*parts = NULL;
}
