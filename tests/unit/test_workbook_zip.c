#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */
#include <zip.h>

#include "arena.h"
#include "faults.h"
#include "small_zip.h"
#include "workbook_zip.h"

static struct arena arena;
static struct faults why;
static struct buffer archive, part;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	buffer_close(&archive);
	buffer_close(&part);
	return 0;
}

/* The part's text, or "! field: message". times: how often it is read. */
static const char *read_times(const uint8_t *bytes, size_t size, const char *name, size_t times)
{
	faults_init(&why, &arena);
	struct parts *parts = zip_parts_open(bytes, size, &why);
	bool read = parts;

	for (size_t i = 0; read && i < times; i++)
		read = parts->read(parts, name, &part, &why);
	zip_parts_close(&parts);
	zip_parts_close(&parts);
	assert_int_equal(read, why.count == 0);
	if (!read)
		return arena_text(&arena, "! %s: %s", why.items[0].field, why.items[0].message);
	return arena_text(&arena, "%.*s", (int)(part.size < 99 ? part.size : 99),
	                  (const char *)part.data);
}

static const char *read_part(const char *name)
{
	return read_times(archive.data, archive.size, name, 1);
}

static void make_pair(const char *first, const char *second)
{
	const struct zip_entry entries[] = {
		{ first, "one", 3, ZIP_CM_STORE, NULL },
		{ second, "two two two two two two", 23, ZIP_CM_DEFLATE, NULL },
	};

	small_zip(entries, 2, &archive);
}

static void make_one(size_t size, uint8_t byte, int method)
{
	uint8_t *bytes = malloc(size);

	assert_non_null(bytes);
	memset(bytes, byte, size);
	small_zip(&(struct zip_entry){ "a", bytes, size, method, NULL }, 1, &archive);
	free(bytes);
}

/* Every occurrence of one text becomes another of its length; some occurrence there must be. */
static void spoil(const char *from, const char *to, size_t size)
{
	uint8_t *at = memmem(archive.data, archive.size, from, size);

	assert_non_null(at);
	for (; at; at = memmem(archive.data, archive.size, from, size))
		memcpy(at, to, size);
}

static void parts_are_read_by_their_names(void **state)
{
	(void)state;
	make_pair("xl/a.xml", "xl/b.xml");
	assert_string_equal(read_part("xl/a.xml"), "one");
	assert_string_equal(read_part("XL/B.xml"), "two two two two two two");
	assert_string_equal(read_part("b.xml"), "! b.xml: is missing in the file");
}

static void two_parts_of_one_name_are_refused(void **state)
{
	(void)state;
	make_pair("xl/a.xml", "xl/b.xml");
	spoil("b.xml", "a.xml", 5);
	assert_string_equal(read_part("xl/a.xml"), "! xl/a.xml: stands twice in the file");
	make_pair("xl/a.xml", "xl/A.xml");
	assert_int_equal(*read_part("xl/a.xml"), '!');
	make_pair("xl/a.xml", "xl/b.xml");
	spoil("b.xml", "\0.xml", 5); /* a name ends where C ends it */
	assert_string_equal(read_part("xl/b.xml"), "! xl/b.xml: is missing in the file");
}

static void what_was_damaged_is_refused(void **state)
{
	(void)state;
	make_pair("a", "b");
	spoil("one", "onf", 3);
	assert_string_equal(
	        read_part("a"),
	        "! a: is damaged or incomplete; get the file again, or open it and save it again");
	assert_string_equal(read_part("b"), "two two two two two two");
	assert_int_equal(*read_times((const uint8_t *)"PK\3\4", 4, "a", 1), '!');
	assert_int_equal(*read_times((const uint8_t *)"", 0, "a", 1), '!');
}

static void a_file_cut_at_any_byte_is_refused(void **state)
{
	(void)state;
	make_pair("a", "b");
	for (size_t size = 0; size < archive.size; size++) {
		uint8_t *cut = malloc(size + 1);

		assert_non_null(cut);
		memcpy(cut, archive.data, size);
		assert_int_equal(*read_times(cut, size, "b", 1), '!');
		free(cut);
	}
}

static void no_byte_changed_makes_another_text_of_it(void **state)
{
	(void)state;
	make_pair("a", "b");
	for (size_t i = 0; i < archive.size; i++)
		for (int bit = 0; bit < 8; bit++) {
			archive.data[i] ^= (uint8_t)(1 << bit);
			const char *read = read_part("b");

			assert_true(*read == '!' || strcmp(read, "two two two two two two") == 0);
			archive.data[i] ^= (uint8_t)(1 << bit);
			arena_reset(&arena);
		}
}

static void what_is_encrypted_or_packed_otherwise_is_refused(void **state)
{
	static const char said[] = "! a: is encrypted, or packed in a way that no spreadsheet is; "
	                           "save the file again";

	(void)state;
	small_zip(&(struct zip_entry){ "a", "secret", 6, ZIP_CM_STORE, "password" }, 1, &archive);
	assert_string_equal(read_part("a"), said);
	small_zip(&(struct zip_entry){ "a", "bzip2 bzip2 bzip2", 17, ZIP_CM_BZIP2, NULL }, 1,
	          &archive);
	assert_string_equal(read_part("a"), said);
}

static void a_bomb_is_put_out_while_it_unpacks(void **state)
{
	(void)state;
	make_one(ZIP_RATIO_FREE, 0, ZIP_CM_DEFLATE);
	assert_string_equal(read_part("a"), "");
	make_one(8 * ZIP_RATIO_FREE, 0, ZIP_CM_DEFLATE);
	assert_string_equal(read_part("a"),
	                    "! a: unpacks to more than 200 times the size of the file");
	assert_true(part.size < 4 * ZIP_RATIO_FREE);
}

static void a_size_in_the_directory_is_not_believed(void **state)
{
	uint8_t size[4], less[4] = { 1 };

	(void)state;
	make_one(8 * ZIP_RATIO_FREE, 0, ZIP_CM_DEFLATE);
	for (size_t i = 0; i < 4; i++)
		size[i] = (uint8_t)((8 * ZIP_RATIO_FREE) >> 8 * i);
	spoil((const char *)size, (const char *)less, 4);
	assert_int_equal(*read_part("a"), '!');
	assert_true(part.size < 4 * ZIP_RATIO_FREE);
}

static void parts_have_a_bound_alone_and_together(void **state)
{
	(void)state;
	make_one(ZIP_PART_MAX, 'x', ZIP_CM_STORE);
	assert_int_equal(*read_times(archive.data, archive.size, "a", 2), 'x');
	assert_string_equal(read_times(archive.data, archive.size, "a", 3),
	                    "! a: unpacks with what was read before to more than 64 MiB");
	make_one(ZIP_PART_MAX + 1, 'x', ZIP_CM_STORE);
	assert_string_equal(read_part("a"), "! a: unpacks to more than 32 MiB");
}

enum { OFFSET_AT = 42 }; /* of its bytes, in an entry of the directory */

/* Two names in the directory, of bytes that stand in the archive once. */
static void make_overlap(size_t size)
{
	uint8_t *bytes = calloc(size, 1);
	const struct zip_entry entries[] = {
		{ "a", bytes, size, ZIP_CM_DEFLATE, NULL },
		{ "b", bytes, size, ZIP_CM_DEFLATE, NULL },
	};

	assert_non_null(bytes);
	small_zip(entries, 2, &archive);
	free(bytes);
	uint8_t *first = memmem(archive.data, archive.size, "PK\1\2", 4);

	assert_non_null(first);
	const size_t rest = archive.size - (size_t)(first - archive.data) - 4;
	uint8_t *second = memmem(first + 4, rest, "PK\1\2", 4);

	assert_non_null(second);
	memcpy(second + OFFSET_AT, first + OFFSET_AT, 4);
}

static void parts_that_share_their_bytes_count_each(void **state)
{
	(void)state;
	make_overlap(ZIP_RATIO_FREE);
	assert_string_equal(read_part("a"), "");
	assert_string_equal(read_part("b"), "");
	faults_init(&why, &arena);
	struct parts *parts = zip_parts_open(archive.data, archive.size, &why);

	assert_non_null(parts);
	assert_true(parts->read(parts, "a", &part, &why));
	assert_int_equal(part.size, ZIP_RATIO_FREE);
	assert_false(parts->read(parts, "b", &part, &why));
	assert_string_equal(why.items[0].field, "b");
	assert_string_equal(why.items[0].message,
	                    "unpacks to more than 200 times the size of the file");
	zip_parts_close(&parts);
}

static const char *read_of_many(size_t count)
{
	struct zip_entry *entries = calloc(count, sizeof(*entries));

	assert_non_null(entries);
	for (size_t i = 0; i < count; i++)
		entries[i] = (struct zip_entry){ arena_text(&arena, "%zu", i), "x", 1, ZIP_CM_STORE,
			                         NULL };
	small_zip(entries, count, &archive);
	free(entries);
	return read_part("0");
}

static void an_archive_has_only_so_many_parts(void **state)
{
	(void)state;
	assert_string_equal(read_of_many(ZIP_PARTS_MAX), "x");
	assert_string_equal(read_of_many(ZIP_PARTS_MAX + 1), "! : has more than 1000 parts");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(parts_are_read_by_their_names),
		TEST(two_parts_of_one_name_are_refused),
		TEST(what_was_damaged_is_refused),
		TEST(a_file_cut_at_any_byte_is_refused),
		TEST(no_byte_changed_makes_another_text_of_it),
		TEST(what_is_encrypted_or_packed_otherwise_is_refused),
		TEST(a_bomb_is_put_out_while_it_unpacks),
		TEST(a_size_in_the_directory_is_not_believed),
		TEST(parts_have_a_bound_alone_and_together),
		TEST(parts_that_share_their_bytes_count_each),
		TEST(an_archive_has_only_so_many_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
