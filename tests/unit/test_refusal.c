#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "messages_forms.h"
#include "refusal.h"
#include "trouble.h"
#include "words.h"

#include <cmocka.h>

static struct arena arena;

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
	return 0;
}

/* A fault as it comes from a daemon. */
static struct thidua_fault fault_of(const char *reason, const char *const *arguments, size_t count)
{
	return (struct thidua_fault){
		.field = "submit_report.lines[3].actual",
		.code = "INVALID",
		.message = "the English message",
		.reason = reason,
		.arguments = arguments,
		.argument_count = count,
	};
}

static void a_fault_is_said_in_the_language_of_the_reader(void **state)
{
	(void)state;
	const char *const arguments[] = { "10000000", "4", "1.23456" };
	const struct thidua_fault fault = fault_of("JSON_DECIMAL", arguments, 3);

	words_choose("vi");
	assert_string_equal(
	        refusal_line(&arena, NULL, &fault),
	        "dòng 4, thực hiện (actual): phải từ 0 đến 10.000.000, nhiều nhất 4 chữ số thập phân, viết như \"12.5\"; không phải \"1.23456\"");
	words_choose("en");
	assert_string_equal(
	        refusal_line(&arena, NULL, &fault),
	        "line 4, actual: must be 0 to 10000000 with at most 4 decimals, such as \"12.5\", got \"1.23456\"");
}

static void a_reason_of_a_newer_daemon_is_said_in_english(void **state)
{
	(void)state;
	const char *const arguments[] = { "1" };
	const struct thidua_fault newer = fault_of("NEVER_HEARD_OF", arguments, 1),
	                          longer = fault_of("JSON_MISSING", arguments, 1),
	                          none = fault_of(NULL, NULL, 0);

	words_choose("vi");
	assert_string_equal(refusal_say(&arena, NULL, &newer), "the English message");
	assert_string_equal(refusal_say(&arena, NULL, &longer), "the English message");
	assert_string_equal(refusal_say(&arena, NULL, &none), "the English message");
}

static void arguments_are_written_as_their_kind_is_by_people(void **state)
{
	(void)state;
	words_choose("vi");
	assert_string_equal(refusal_argument(&arena, NULL, 'q', "1234.5"), "1.234,5");
	assert_string_equal(refusal_argument(&arena, NULL, 'p', "-842.10"), "-842,10");
	assert_string_equal(refusal_argument(&arena, NULL, 'p', "1000"), "1.000");
	assert_string_equal(refusal_argument(&arena, NULL, 'n', "2024"), "2024"); /* a year */
	assert_string_equal(refusal_argument(&arena, NULL, 'n', "-65536"), "-65.536");
	assert_string_equal(refusal_argument(&arena, NULL, 'd', "2024-03-20"), "20-03-2024");
	assert_string_equal(refusal_argument(&arena, NULL, 'i', "2024-03-20T16:59:59+07:00"),
	                    "20-03-2024 16:59:59");
	assert_string_equal(refusal_argument(&arena, NULL, 'k', "3"), "quý III");
	assert_string_equal(refusal_argument(&arena, NULL, 'k', "FINAL"), "cả năm");
	assert_string_equal(refusal_argument(&arena, NULL, 'k', "31"), "31");
	assert_string_equal(refusal_argument(&arena, NULL, 'b', "2"), "điểm trừ");
	assert_string_equal(refusal_argument(&arena, NULL, 'b', "9"), "9");
	assert_string_equal(refusal_argument(&arena, NULL, 'f', "models[1]"), "mô hình 2");
	assert_string_equal(refusal_argument(&arena, NULL, 't', "1234.5"), "1234.5");
	assert_string_equal(refusal_argument(&arena, NULL, 'h', "00ff"), "00ff");
}

static void an_argument_that_is_not_of_its_kind_is_shown_as_it_came(void **state)
{
	(void)state;
	static const char *const strange[] = { "", "-", "1.", ".5", "1e3", "1.2.3", "12,5", "--1" };

	words_choose("vi");
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++) {
		assert_string_equal(refusal_argument(&arena, NULL, 'q', strange[i]), strange[i]);
		assert_string_equal(refusal_argument(&arena, NULL, 'd', strange[i]), strange[i]);
		assert_string_equal(refusal_argument(&arena, NULL, 'i', strange[i]), strange[i]);
	}
}

static const char *vietnamese(const struct field_words *words, const char *field)
{
	words_choose("vi");
	return field_words_say(&arena, words, field);
}

static const char *english(const struct field_words *words, const char *field)
{
	words_choose("en");
	return field_words_say(&arena, words, field);
}

static void a_field_is_said_in_words_and_its_items_are_counted_from_1(void **state)
{
	(void)state;
	assert_string_equal(vietnamese(NULL, "submit_report.lines[3].actual"), "dòng 4, thực hiện");
	assert_string_equal(english(NULL, "submit_report.lines[3].actual"), "line 4, actual");
	assert_string_equal(vietnamese(NULL, "models[0].title"), "mô hình 1, tên");
	assert_string_equal(vietnamese(NULL, "season.tasks[2].phasing[1]"),
	                    "nhiệm vụ 3, tiến độ quý 2");
	assert_string_equal(english(NULL, "season.tie_breaks[0]"), "ranking key 1");
	assert_string_equal(english(NULL, "lines"), "lines");
	assert_string_equal(vietnamese(NULL, "boards[0].targets.T09"),
	                    "đơn vị 1, chỉ tiêu riêng T09");
	assert_string_equal(vietnamese(NULL, "grant_key.sign_key"), "khóa ký");
	assert_string_equal(vietnamese(NULL, "line 12"), "dòng 12");
	assert_string_equal(vietnamese(NULL, "tq.key: line 4"), "tq.key: dòng 4");
}

static void what_is_no_field_stays_as_it_is(void **state)
{
	static const char *const strange[] = { "",        "frobs[3].x", "[",      "lines[",
		                               "lines[x", "..",         "a.b",    ".",
		                               "x.y[1]",  "line x",     "lined 4" };

	(void)state;
	assert_string_equal(vietnamese(NULL, "lines[1].colour"), "dòng 2 colour");
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++)
		assert_non_null(vietnamese(NULL, strange[i]));
	assert_string_equal(vietnamese(NULL, "frobs[3].x"), "frobs[3].x");
}

static void items_have_the_codes_that_their_message_says(void **state)
{
	struct report_line lines[] = { { .task = "T01" }, { .task = "T04" }, { .task = NULL } };
	struct submit_report report = { .lines = lines, .line_count = 3 };
	const struct field_words words = { &form_submit_report, &report, NULL, NULL, NULL };
	struct task_draft tasks[] = { { .code = "T01" } };
	struct period_draft periods[] = { { .period = 1 }, { .period = 2 } };
	struct season_draft season = {
		.tasks = tasks, .task_count = 1, .periods = periods, .period_count = 2
	};
	const struct field_words rules = { &form_season_draft, &season, NULL, NULL, NULL };

	(void)state;
	assert_string_equal(vietnamese(&words, "submit_report.lines[1].actual"),
	                    "dòng 2 (T04), thực hiện");
	assert_string_equal(english(&words, "lines[2].actual"), "line 3, actual");
	assert_string_equal(english(&words, "lines[3].actual"), "line 4, actual"); /* no such */
	assert_string_equal(english(&rules, "season.tasks[0].max"), "task 1 (T01), maximum");
	assert_string_equal(vietnamese(&rules, "periods[1].due"), "kỳ 2 (quý II), hạn nộp");
	assert_string_equal(vietnamese(&rules, "not_assigned"),
	                    "cách tính khi không giao nhiệm vụ");
}

static const char *sheet_place(void *context, const char *field)
{
	return strcmp(field, "lines[3].actual") == 0 ? context : NULL;
}

static void a_place_that_is_known_is_said_instead(void **state)
{
	char cell[] = "trang Q1, ô D7 (T04)";
	const struct field_words words = { NULL, NULL, sheet_place, cell, NULL };

	(void)state;
	assert_string_equal(vietnamese(&words, "submit_report.lines[3].actual"), cell);
	assert_string_equal(vietnamese(&words, "lines[2].actual"), "dòng 3, thực hiện");
}

static void a_sentence_names_fields_in_words_too(void **state)
{
	const char *const twice[] = { "T04", "2" }, *const same[] = { "models[1]" };
	struct report_line lines[] = { { .task = "T01" }, { .task = "T03" }, { .task = "T04" } };
	struct submit_report report = { .lines = lines, .line_count = 3 };
	const struct field_words words = { &form_submit_report, &report, NULL, NULL, NULL };
	struct thidua_fault fault = fault_of("LINE_TWICE", twice, 2);

	(void)state;
	words_choose("vi");
	assert_string_equal(refusal_say(&arena, &words, &fault), "T04 đã ghi ở dòng 3 (T04)");
	words_choose("en");
	assert_string_equal(refusal_say(&arena, NULL, &fault), "T04 stands in line 3 already");
	fault = fault_of("TITLE_TWICE", same, 1);
	assert_string_equal(refusal_say(&arena, NULL, &fault), "says the same as that of model 2");
}

static size_t check_form(const struct form *form, size_t depth)
{
	size_t checked = 0;

	assert_true(depth < 8);
	for (size_t i = 0; i < form->field_count; i++, checked++) {
		const struct form_field *field = &form->fields[i];

		if (!field->chosen && !field_words_know(form, field))
			fail_msg("field_words.inc has no %s of %s", field->name, form->name);
		if (field->inside)
			checked += check_form(field->inside, depth + 1);
	}
	return checked;
}

static void every_field_of_every_command_has_words(void **state)
{
	(void)state;
	assert_true(check_form(&form_command, 0) > 90);
}

static void what_the_system_says_is_said_in_the_language_of_the_reader(void **state)
{
	(void)state;
	words_choose("vi");
	assert_string_equal(trouble_say(ENOENT), "không có tệp hoặc thư mục này");
	assert_string_equal(trouble_say(9999), "lỗi số 9999 của hệ thống");
	assert_string_equal(refusal_argument(&arena, NULL, 'e', "No space left on device"),
	                    "đĩa đầy");
	assert_string_equal(refusal_argument(&arena, NULL, 'e', "disk I/O error"),
	                    "đĩa bị lỗi, hoặc ổ đĩa không dùng được cho hộp thư đi");
	assert_string_equal(refusal_argument(&arena, NULL, 'e', "frobnicated"), "frobnicated");
	static const int all[] = {
		E2BIG,        EACCES,    EADDRINUSE, EADDRNOTAVAIL,   EAFNOSUPPORT, EAGAIN,
		EBADF,        EBUSY,     ECANCELED,  ECONNABORTED,    ECONNREFUSED, ECONNRESET,
		EDEADLK,      EDQUOT,    EEXIST,     EFAULT,          EFBIG,        EHOSTDOWN,
		EHOSTUNREACH, EILSEQ,    EINTR,      EINVAL,          EIO,          EISDIR,
		ELOOP,        EMFILE,    EMLINK,     ENAMETOOLONG,    ENETDOWN,     ENETRESET,
		ENETUNREACH,  ENFILE,    ENOBUFS,    ENODEV,          ENOENT,       ENOEXEC,
		ENOLCK,       ENOMEDIUM, ENOMEM,     ENOSPC,          ENOSYS,       ENOTCONN,
		ENOTDIR,      ENOTEMPTY, ENOTTY,     ENXIO,           EOPNOTSUPP,   EOVERFLOW,
		EPERM,        EPIPE,     EPROTO,     EPROTONOSUPPORT, EPROTOTYPE,   EREMOTEIO,
		EROFS,        ESPIPE,    ESTALE,     ETIMEDOUT,       ETXTBSY,      EUCLEAN,
		EXDEV,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_null(strstr(trouble_say(all[i]), "lỗi số"));
		assert_string_equal(trouble_words(strerror(all[i])), trouble_say(all[i]));
	}
	words_choose("en");
	assert_string_equal(trouble_say(ENOENT), "No such file or directory");
	assert_string_equal(refusal_argument(&arena, NULL, 'e', "disk I/O error"),
	                    "disk I/O error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fault_is_said_in_the_language_of_the_reader,
		                                start, stop),
		cmocka_unit_test_setup_teardown(a_reason_of_a_newer_daemon_is_said_in_english,
		                                start, stop),
		cmocka_unit_test_setup_teardown(arguments_are_written_as_their_kind_is_by_people,
		                                start, stop),
		cmocka_unit_test_setup_teardown(
		        an_argument_that_is_not_of_its_kind_is_shown_as_it_came, start, stop),
		cmocka_unit_test_setup_teardown(
		        a_field_is_said_in_words_and_its_items_are_counted_from_1, start, stop),
		cmocka_unit_test_setup_teardown(what_is_no_field_stays_as_it_is, start, stop),
		cmocka_unit_test_setup_teardown(items_have_the_codes_that_their_message_says, start,
		                                stop),
		cmocka_unit_test_setup_teardown(a_place_that_is_known_is_said_instead, start, stop),
		cmocka_unit_test_setup_teardown(a_sentence_names_fields_in_words_too, start, stop),
		cmocka_unit_test(every_field_of_every_command_has_words),
		cmocka_unit_test_setup_teardown(
		        what_the_system_says_is_said_in_the_language_of_the_reader, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
