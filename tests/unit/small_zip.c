#include "small_zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <zip.h>

#include "buffer.h"

#include <cmocka.h>

static void add(zip_t *archive, const struct zip_entry *entry)
{
	zip_source_t *source = zip_source_buffer(archive, entry->bytes, entry->size, 0);
	const zip_int64_t index = zip_file_add(archive, entry->name, source, ZIP_FL_ENC_UTF_8);

	assert_true(index >= 0);
	assert_int_equal(zip_set_file_compression(archive, (zip_uint64_t)index, entry->method, 0),
	                 0);
	if (entry->password)
		assert_int_equal(zip_file_set_encryption(archive, (zip_uint64_t)index,
		                                         ZIP_EM_AES_256, entry->password),
		                 0);
}

void small_zip(const struct zip_entry *entries, size_t count, struct buffer *out)
{
	zip_error_t error;

	zip_error_init(&error);
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);

	assert_non_null(archive);
	zip_source_keep(memory);
	for (size_t i = 0; i < count; i++)
		add(archive, &entries[i]);
	assert_int_equal(zip_close(archive), 0);
	buffer_reset(out);
	assert_int_equal(zip_source_open(memory), 0);
	zip_source_seek(memory, 0, SEEK_END);
	const size_t size = (size_t)zip_source_tell(memory);

	zip_source_seek(memory, 0, SEEK_SET);
	assert_int_equal(zip_source_read(memory, buffer_extend(out, size), size), size);
	zip_source_close(memory);
	zip_source_free(memory);
	zip_error_fini(&error);
}
