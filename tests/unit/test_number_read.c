/* The table of proto/vectors/numbers.json, row by row. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "decimal.h"
#include "faults.h"
#include "number_read.h"

enum { CASES_LEAST = 100 };

static enum number_from from_of(const char *name)
{
	static const char *const names[] = { "written", "stored", "computed" };
	size_t i = 0;

	while (i < 3 && strcmp(names[i], name) != 0)
		i++;
	assert_true(i < 3);
	return (enum number_from)i;
}

/* "80.1", or the reason and arguments of the fault. */
static const char *outcome(struct arena *arena, const json_t *row)
{
	const char *mark = json_string_value(json_object_get(row, "decimal_mark"));
	const struct number_rule rule = {
		.decimals = (int)json_integer_value(json_object_get(row, "decimals")),
		.percentage = json_is_true(json_object_get(row, "percentage")),
		.decimal_mark = mark ? *mark : '\0',
	};
	struct faults why;
	int64_t value = -1;
	char text[DECIMAL_SIZE];

	faults_init(&why, arena);
	if (number_read(json_string_value(json_object_get(row, "text")),
	                from_of(json_string_value(json_object_get(row, "from"))),
	                json_is_true(json_object_get(row, "percent")), &rule, "Sheet!G7", &why,
	                &value)) {
		assert_int_equal(why.count, 0);
		return arena_text(arena, "%s", decimal_short(value, QUANTITY_DECIMALS, text));
	}
	assert_int_equal(why.count, 1);
	assert_string_equal(why.items[0].field, "Sheet!G7");
	const char *said = why.items[0].reason;

	if (json_object_get(row, "arguments"))
		for (size_t i = 0; i < why.items[0].argument_count; i++)
			said = arena_text(arena, "%s %s", said, why.items[0].arguments[i]);
	return said;
}

static const char *wanted(struct arena *arena, const json_t *row)
{
	const char *value = json_string_value(json_object_get(row, "value"));
	const char *said = json_string_value(json_object_get(row, "reason"));
	const json_t *arguments = json_object_get(row, "arguments");

	for (size_t i = 0; i < json_array_size(arguments); i++)
		said = arena_text(arena, "%s %s", said,
		                  json_string_value(json_array_get(arguments, i)));
	return value ? value : said;
}

static void numbers_are_read_as_the_table_says(void **state)
{
	(void)state;
	json_t *table = json_load_file(VECTORS, 0, NULL);
	const json_t *rows = json_object_get(table, "cases");
	struct arena arena;

	arena_init(&arena, 0);
	assert_true(json_array_size(rows) >= CASES_LEAST);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		char *given = json_dumps(row, JSON_COMPACT);

		assert_string_equal(arena_text(&arena, "%s %s", given, outcome(&arena, row)),
		                    arena_text(&arena, "%s %s", given, wanted(&arena, row)));
		free(given);
	}
	arena_close(&arena);
	json_decref(table);
}

/* "1234567.5" with marks of thousands and of decimals. */
static const char *marked(struct arena *arena, const char *text, const char *group, char decimal)
{
	const size_t whole = strcspn(text, ".");
	const char *out = "";

	for (size_t i = 0; i < whole; i++)
		out = arena_text(arena, "%s%s%c", out, i > 0 && (whole - i) % 3 == 0 ? group : "",
		                 text[i]);
	return text[whole] ? arena_text(arena, "%s%c%s", out, decimal, text + whole + 1) : out;
}

static void what_is_written_in_any_way_is_read_or_asked_about(void **state)
{
	static const struct {
		const char *group;
		char decimal;
	} ways[] = { { "", '.' },  { "", ',' },  { ".", ',' },
		     { ",", '.' }, { " ", ',' }, { "\xc2\xa0", '.' } };
	enum { ROUNDS = 3000 };
	const struct number_rule rule = { .decimals = QUANTITY_DECIMALS };
	size_t read = 0;
	uint64_t seed = 1;

	(void)state;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct arena arena;
		struct faults why;
		char digits[DECIMAL_SIZE];

		seed = seed * 6364136223846793005U + 1442695040888963407U;
		const int64_t value = (int64_t)(seed >> 17) % (1LL << (i % 36));
		int64_t out = -1;

		arena_init(&arena, 0);
		faults_init(&why, &arena);
		const char *text = marked(&arena, decimal_short(value, QUANTITY_DECIMALS, digits),
		                          ways[i % 6].group, ways[i % 6].decimal);

		if (number_read(text, NUMBER_WRITTEN, false, &rule, "G7", &why, &out)) {
			assert_int_equal(out, value);
			read++;
		} else {
			assert_string_equal(why.items[0].reason, "NUMBER_TWO_READINGS");
		}
		arena_close(&arena);
	}
	assert_true(read > ROUNDS * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_as_the_table_says),
		cmocka_unit_test(what_is_written_in_any_way_is_read_or_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
