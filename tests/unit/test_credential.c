/* The key file: what is written is read, and what is wrong is named by its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "compose.h"
#include "credential.h"

#include <cmocka.h>

static struct arena arena;
static struct credential office;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	if (!seal_start())
		return -1;
	credential_make("Ban Tổ chức Thành ủy Hà Nội", &office);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static const char *read_text(const char *text, size_t size, struct credential *out)
{
	struct faults why;

	faults_init(&why, &arena);
	const bool right = credential_read(text, size, out, &why);

	assert_int_equal(right, why.count == 0);
	return told(&why);
}

/* The file of the office with the first `from` replaced. */
static const char *read_changed(bool secret, const char *from, const char *to)
{
	struct buffer file = { 0 };
	struct credential read;
	char text[1024];

	credential_write(&office, secret, &file);
	buffer_append(&file, "", 1);
	const char *place = strstr((char *)file.data, from);

	assert_non_null(place);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(place - (char *)file.data),
	         (char *)file.data, to, place + strlen(from));
	buffer_close(&file);
	return read_text(text, strlen(text), &read);
}

static void a_secret_file_is_read_as_it_was_written(void **state)
{
	(void)state;
	struct buffer file = { 0 };
	struct credential read;

	credential_write(&office, true, &file);
	assert_string_equal(read_text((char *)file.data, file.size, &read), "OK");
	assert_memory_equal(&read, &office, sizeof(read));
	buffer_close(&file);
}

static void a_public_file_holds_no_secret(void **state)
{
	(void)state;
	struct buffer file = { 0 };
	struct credential read;
	const uint8_t zeroes[SECRET_SIGN_SIZE] = { 0 };

	credential_write(&office, false, &file);
	assert_memory_equal(file.data, "thidua public 1\nlabel        Ban T", 34);
	assert_string_equal(read_text((char *)file.data, file.size, &read), "OK");
	assert_false(read.has_secrets);
	assert_string_equal(read.label, office.label);
	assert_memory_equal(read.sign_public, office.sign_public, KEY_SIZE);
	assert_memory_equal(read.curve_public, office.curve_public, KEY_SIZE);
	assert_memory_equal(read.sign_secret, zeroes, SECRET_SIGN_SIZE);
	buffer_append(&file, "", 1);
	assert_null(strstr((char *)file.data, "secret"));
	buffer_close(&file);
}

static void the_longest_label_fits(void **state)
{
	(void)state;
	struct credential longest, read;
	struct buffer file = { 0 };
	char label[101];

	memset(label, 'x', 100);
	label[100] = '\0';
	credential_make(label, &longest);
	credential_write(&longest, true, &file);
	assert_string_equal(read_text((char *)file.data, file.size, &read), "OK");
	assert_string_equal(read.label, label);
	buffer_close(&file);
}

static void editors_may_add_blank_lines_and_carriage_returns(void **state)
{
	(void)state;
	assert_string_equal(
	        read_changed(true, "thidua credential 1\n", "thidua credential 1\r\n\r\n\n"), "OK");
}

static void a_label_may_come_in_parts(void **state)
{
	(void)state;
	assert_string_equal(read_changed(true, "Hà Nội", "Ha\xCC\x80 No\xCC\xA3\xCC\x82i"), "OK");
}

static void a_wrong_line_is_named(void **state)
{
	(void)state;
	assert_string_equal(
	        read_changed(true, "credential 1", "credential 2"),
	        "INVALID line 1: is neither \"thidua credential 1\" nor \"thidua public 1\"");
	assert_string_equal(read_changed(true, "label", "lable"),
	                    "INVALID line 2: has a name that no credential has");
	assert_string_equal(read_changed(true, "label", "label x\nlabel"),
	                    "INVALID line 3: is given twice");
	assert_string_equal(read_changed(true, "Ban", "\xff"), "INVALID line 2: is not UTF-8");
	assert_string_equal(read_changed(true, "curve_public ", "curve_public 0"),
	                    "INVALID line 3: curve_public must be 64 hex digits");
	assert_string_equal(read_changed(true, "sign_secret  ", "sign_secret  x"),
	                    "INVALID line 6: sign_secret must be 128 hex digits");
	assert_string_equal(read_changed(false, "sign_public ", "sign_secret "),
	                    "INVALID line 4: a public file holds no secret");
	assert_string_equal(read_changed(true, "curve_secret", "curve_public"),
	                    "INVALID line 4: is given twice");
}

static void a_missing_key_is_named(void **state)
{
	(void)state;
	struct credential read;

	assert_string_equal(
	        read_text("thidua public 1\nlabel x\n", 24, &read),
	        "INVALID curve_public: is not given | INVALID sign_public: is not given");
	assert_string_equal(
	        read_text("", 0, &read),
	        "INVALID line 1: is neither \"thidua credential 1\" nor \"thidua public 1\"");
	assert_string_equal(read_text("thidua public 1\nlabel a\0b\n", 26, &read),
	                    "INVALID line 2: holds a NUL byte");
	assert_string_equal(read_text("thidua public 1\nlabel a\rb\n", 26, &read),
	                    "INVALID line 2: holds a control character");
}

static void an_endless_line_is_refused(void **state)
{
	(void)state;
	struct credential read;
	char text[600] = "thidua public 1\nlabel ";

	memset(text + strlen(text), 'x', 500);
	assert_string_equal(read_text(text, strlen(text), &read), "INVALID line 2: is too long");
	text[16 + 6 + 101] = '\0';
	assert_string_equal(read_text(text, strlen(text), &read),
	                    "INVALID line 2: label is longer than 100 bytes");
}

static void pairs_that_do_not_belong_together_are_refused(void **state)
{
	(void)state;
	struct credential other, mixed = office, read;
	struct buffer file = { 0 };

	credential_make("other", &other);
	memcpy(mixed.curve_public, other.curve_public, KEY_SIZE);
	memcpy(mixed.sign_secret, other.sign_secret, SECRET_SIGN_SIZE);
	credential_write(&mixed, true, &file);
	assert_string_equal(read_text((char *)file.data, file.size, &read),
	                    "INVALID curve_public: does not belong to curve_secret | "
	                    "INVALID sign_public: does not belong to sign_secret");
	buffer_close(&file);
}

static void a_refused_file_leaves_no_secret_behind(void **state)
{
	(void)state;
	const struct credential nothing = { 0 };
	struct credential read;
	struct buffer file = { 0 };

	credential_write(&office, true, &file);
	buffer_append(&file, "nonsense\n", 9);
	assert_string_equal(read_text((char *)file.data, file.size, &read),
	                    "INVALID line 7: has a name that no credential has");
	assert_memory_equal(&read, &nothing, sizeof(read));
	buffer_close(&file);
}

static void no_two_credentials_are_alike(void **state)
{
	(void)state;
	struct credential other;

	credential_make(office.label, &other);
	assert_memory_not_equal(other.sign_public, office.sign_public, KEY_SIZE);
	assert_memory_not_equal(other.curve_public, office.curve_public, KEY_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_file_is_read_as_it_was_written),
		cmocka_unit_test(a_public_file_holds_no_secret),
		cmocka_unit_test(the_longest_label_fits),
		cmocka_unit_test(editors_may_add_blank_lines_and_carriage_returns),
		cmocka_unit_test(a_label_may_come_in_parts),
		cmocka_unit_test(a_wrong_line_is_named),
		cmocka_unit_test(a_missing_key_is_named),
		cmocka_unit_test(an_endless_line_is_refused),
		cmocka_unit_test(pairs_that_do_not_belong_together_are_refused),
		cmocka_unit_test(a_refused_file_leaves_no_secret_behind),
		cmocka_unit_test(no_two_credentials_are_alike),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
