#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "json_form.h"
#include "json_write.h"
#include "messages_forms.h"

#include <cmocka.h>
#undef fail /* ours has arguments */

static struct arena arena;
static struct faults why;
static struct json_reader reader;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	reader = (struct json_reader){ &arena, &why };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static void read_back(const struct form *form, json_t *value, void *out)
{
	const struct json_place place = { &reader, value, "" };

	json_form_only(&place, form, NULL);
	json_form_read(&place, form, NULL, out);
	json_decref(value);
	for (size_t i = 0; i < why.count; i++)
		print_error("%s: %s\n", why.items[i].field, why.items[i].message);
	assert_int_equal(why.count, 0);
}

static void a_message_that_is_written_is_read_back(void **state)
{
	(void)state;
	static const struct report_line lines[] = {
		{ .task = "T01", .has_actual = true, .actual = 125000 },
		{ .task = "T02", .has_done = true, .done = 0, .has_out_of = true, .out_of = 1 },
	};
	static const struct limitation limitations[] = { { "chậm", "", "nhanh" } };
	static const char *const proposals[] = { "một", "hai" };
	static const uint8_t evidence[][32] = { { 1, 2, 3 }, { 0xFF } };
	struct submit_report report = {
		.board = "TQ",
		.period = 5,
		.revision = 4294967295,
		.has_previous_hash = true,
		.previous_hash = { 0xAB },
		.line_count = 2,
		.lines = lines,
		.limitation_count = 1,
		.limitations = limitations,
		.proposal_count = 2,
		.proposals = proposals,
		.evidence_count = 2,
		.evidence = evidence,
	};
	struct submit_report back = { 0 };

	read_back(&form_submit_report, json_form_write(&form_submit_report, NULL, &report), &back);
	assert_true(form_same(&form_submit_report, UINT32_MAX, &report, &back));
	report.period = 4;
	assert_false(form_same(&form_submit_report, UINT32_MAX, &report, &back));
}

static void values_are_written_as_files_have_them(void **state)
{
	(void)state;
	static const int32_t holidays[] = { 19802 };
	static const struct ladder_step steps[] = { { 5000, 2050 } };
	static const struct task_draft tasks[] = {
		{ .code = "T01",
		  .name = "N",
		  .unit = "u",
		  .kind = 3,
		  .step_count = 1,
		  .steps = steps,
		  .has_target = true,
		  .target = 955000 },
	};
	const struct season_draft season = {
		.cluster = "C-1",
		.name = "Mùa",
		.scale = 10000,
		.task_count = 1,
		.tasks = tasks,
		.holiday_count = 1,
		.holidays = holidays,
	};
	json_t *value = json_form_write(&form_season_draft, NULL, &season);
	json_t *task = json_array_get(json_object_get(value, "tasks"), 0);
	json_t *step = json_array_get(json_object_get(task, "steps"), 0);

	assert_string_equal(json_string_value(json_object_get(value, "scale")), "100.00");
	assert_string_equal(
	        json_string_value(json_array_get(json_object_get(value, "holidays"), 0)),
	        "2024-03-20");
	assert_string_equal(json_string_value(json_object_get(task, "kind")), "LADDER");
	assert_string_equal(json_string_value(json_object_get(task, "target")), "95.5");
	assert_int_equal(json_integer_value(json_object_get(step, "threshold")), 5000);
	assert_string_equal(json_string_value(json_object_get(step, "points")), "20.50");
	assert_non_null(json_object_get(value, "boards")); /* empty, but there */
	assert_null(json_object_get(task, "phasing"));
	assert_null(json_object_get(task, "per_unit"));
	json_decref(value);
}

static bool read_text(const struct form *form, const char *name, const char *text, void *out)
{
	faults_init(&why, &arena);
	return json_form_read_text(&reader, form, form_find(form, name), text, out);
}

static void a_field_is_read_from_the_command_line(void **state)
{
	(void)state;
	struct grant_key grant = { 0 };
	struct report_line line = { 0 };
	struct submit_report report = { 0 };

	assert_true(read_text(&form_grant_key, "role", "operator", &grant));
	assert_int_equal(grant.role, 3);
	assert_true(read_text(&form_grant_key, "label", "Tuyên Quang", &grant));
	assert_string_equal(grant.label, "Tuyên Quang");
	assert_false(read_text(&form_grant_key, "sign_key", "00", &grant));
	assert_true(read_text(&form_report_line, "actual", "0", &line));
	assert_true(line.has_actual && line.actual == 0);
	assert_true(read_text(&form_submit_report, "revision", "7", &report));
	assert_int_equal(report.revision, 7);
	static const char *const wrong[] = { "", "-1", "1.5", "4294967296", "7 8", "0x10" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(read_text(&form_submit_report, "revision", wrong[i], &report));
	assert_int_equal(report.revision, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_message_that_is_written_is_read_back, start,
		                                stop),
		cmocka_unit_test_setup_teardown(values_are_written_as_files_have_them, start, stop),
		cmocka_unit_test_setup_teardown(a_field_is_read_from_the_command_line, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
