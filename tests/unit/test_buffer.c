#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buffer.h"
#include "text.h"

#include <cmocka.h>

static void numbers_are_big_endian(void **state)
{
	struct buffer buffer = { 0 };
	char hex[64];

	(void)state;
	buffer_u16(&buffer, 0x0102);
	buffer_u32(&buffer, 0x03040506);
	buffer_u64(&buffer, UINT64_C(0x0708090A0B0C0D0E));
	text_hex(buffer.data, buffer.size, hex);
	assert_string_equal(hex, "0102030405060708090a0b0c0d0e");
	buffer_close(&buffer);
}

static void bytes_outlive_growth(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++)
		buffer_append(&buffer, "abc", 3);
	assert_int_equal(buffer.size, 30000);
	assert_true(buffer.capacity >= buffer.size);
	for (size_t i = 0; i < buffer.size; i += 3)
		assert_memory_equal(buffer.data + i, "abc", 3);
	buffer_close(&buffer);
}

static void nothing_appended_is_nothing_allocated(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	buffer_append(&buffer, NULL, 0);
	assert_null(buffer.data);
	assert_int_equal(buffer.size, 0);
	buffer_close(&buffer);
}

static void extended_room_belongs_to_the_buffer(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	buffer_append(&buffer, "ab", 2);
	memcpy(buffer_extend(&buffer, 3), "cde", 3);
	assert_int_equal(buffer.size, 5);
	assert_memory_equal(buffer.data, "abcde", 5);
	assert_ptr_equal(buffer_extend(&buffer, 0), buffer.data + 5);
	buffer_close(&buffer);
}

static void a_reset_keeps_the_memory(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	memset(buffer_extend(&buffer, 5000), 1, 5000);
	uint8_t *memory = buffer.data;

	buffer_reset(&buffer);
	assert_int_equal(buffer.size, 0);
	memset(buffer_extend(&buffer, 5000), 2, 5000);
	assert_ptr_equal(buffer.data, memory);
	buffer_close(&buffer);
}

static void closing_twice_does_nothing_more(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	buffer_u16(&buffer, 1);
	buffer_close(&buffer);
	buffer_close(&buffer);
	assert_null(buffer.data);
	assert_int_equal(buffer.capacity, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_big_endian),
		cmocka_unit_test(bytes_outlive_growth),
		cmocka_unit_test(nothing_appended_is_nothing_allocated),
		cmocka_unit_test(extended_room_belongs_to_the_buffer),
		cmocka_unit_test(a_reset_keeps_the_memory),
		cmocka_unit_test(closing_twice_does_nothing_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
