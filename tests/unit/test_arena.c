#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

#include <cmocka.h>

static int open_arena(void **state)
{
	static struct arena arena;

	arena_init(&arena, 0);
	*state = &arena;
	return 0;
}

static int close_arena(void **state)
{
	arena_close(*state);
	return 0;
}

static void a_new_arena_holds_nothing(void **state)
{
	struct arena *arena = *state;

	assert_null(arena->blocks);
	assert_int_equal(arena->used, 0);
}

static void memory_is_zero_also_where_an_earlier_message_wrote(void **state)
{
	static const unsigned char zeros[100];

	for (int message = 0; message < 3; message++) {
		unsigned char *memory = arena_try(*state, sizeof(zeros));

		assert_memory_equal(memory, zeros, sizeof(zeros));
		memset(memory, 0xFF, sizeof(zeros));
		arena_reset(*state);
	}
}

static void a_copy_ends_with_a_zero_and_keeps_the_budget(void **state)
{
	struct arena *arena = *state;

	memset(arena_try(arena, 200), 0xFF, 200);
	arena_reset(arena);
	assert_string_equal(arena_copy(arena, "abc", 3), "abc");
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	arena->budget = arena->used + 3;
	assert_null(arena_copy(arena, "abc", 3));
	assert_string_equal(arena_copy(arena, "ab", 2), "ab");
	assert_null(arena_copy(arena, "", 0));
}

static void every_piece_is_aligned_and_apart_from_the_others(void **state)
{
	unsigned char *pieces[200];

	for (size_t i = 0; i < 200; i++) {
		pieces[i] = arena_try(*state, i);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)i, i);
	}
	for (size_t i = 0; i < 200; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(pieces[i][k], i);
}

static void a_piece_of_no_bytes_has_an_address_of_its_own(void **state)
{
	void *first = arena_try(*state, 0);

	assert_non_null(first);
	assert_ptr_not_equal(first, arena_try(*state, 0));
}

static void a_reset_keeps_one_block_for_the_next_message(void **state)
{
	struct arena *arena = *state;

	for (int i = 0; i < 100; i++)
		arena_try(arena, 1000);
	arena_reset(arena);
	assert_int_equal(arena->used, 0);
	void *first = arena->blocks;

	assert_non_null(first);
	for (int i = 0; i < 60; i++)
		arena_try(arena, 1000);
	assert_ptr_equal(arena->blocks, first); /* no new block was needed */
	arena_reset(arena);
	assert_ptr_equal(arena->blocks, first);
}

static void a_huge_block_is_not_kept(void **state)
{
	struct arena *arena = *state;

	arena_try(arena, 10 * 1024 * 1024);
	arena_reset(arena);
	assert_null(arena->blocks);
}

static void a_small_block_outlives_a_huge_one(void **state)
{
	struct arena *arena = *state;

	arena_try(arena, 10);
	void *small = arena->blocks;

	arena_try(arena, 10 * 1024 * 1024);
	arena_reset(arena);
	assert_ptr_equal(arena->blocks, small);
}

static void the_budget_ends_what_a_message_may_take(void **state)
{
	struct arena *arena = *state;

	arena->budget = 1000;
	assert_non_null(arena_try(arena, 600));
	assert_null(arena_try(arena, 600));
	assert_non_null(arena_try(arena, 300));
	assert_null(arena_try(arena, SIZE_MAX));
	arena_reset(arena);
	assert_non_null(arena_try(arena, 1000));
	assert_null(arena_try(arena, 1));
}

static void who_spent_the_budget_can_still_be_answered(void **state)
{
	struct arena *arena = *state;

	arena->budget = 16;
	assert_non_null(arena_try(arena, 16));
	assert_string_equal(arena_text(arena, "too %s", "large"), "too large");
	assert_non_null(arena_alloc(arena, 10, 10));
}

static void text_is_printed_whole(void **state)
{
	char *text = arena_text(*state, "%0500d", 7);

	assert_int_equal(strlen(text), 500);
	assert_string_equal(text + 495, "00007");
	assert_string_equal(arena_text(*state, "%s", ""), "");
}

static void closing_twice_does_nothing_more(void **state)
{
	struct arena *arena = *state;

	arena_try(arena, 10);
	arena_close(arena);
	arena_close(arena);
	arena_reset(arena);
	assert_non_null(arena_try(arena, 10));
}

static void memory_that_must_be_there_is(void **state)
{
	int *numbers = must_alloc(3, sizeof(*numbers));

	(void)state;
	assert_int_equal(numbers[2], 0);
	numbers[2] = 5;
	numbers = must_grow(numbers, 1000, sizeof(*numbers));
	assert_int_equal(numbers[2], 5);
	numbers = must_grow(numbers, 0, sizeof(*numbers));
	assert_non_null(numbers);
	free(numbers);
	numbers = must_alloc(0, 8);
	assert_non_null(numbers);
	free(numbers);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_arena, close_arena)
	const struct CMUnitTest tests[] = {
		EACH(a_new_arena_holds_nothing),
		EACH(memory_is_zero_also_where_an_earlier_message_wrote),
		EACH(a_copy_ends_with_a_zero_and_keeps_the_budget),
		EACH(every_piece_is_aligned_and_apart_from_the_others),
		EACH(a_piece_of_no_bytes_has_an_address_of_its_own),
		EACH(a_reset_keeps_one_block_for_the_next_message),
		EACH(a_huge_block_is_not_kept),
		EACH(a_small_block_outlives_a_huge_one),
		EACH(the_budget_ends_what_a_message_may_take),
		EACH(who_spent_the_budget_can_still_be_answered),
		EACH(text_is_printed_whole),
		EACH(closing_twice_does_nothing_more),
		EACH(memory_that_must_be_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
