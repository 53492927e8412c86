/* Who stands before whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ranking.h"
#include "ruleset.h"

#include <cmocka.h>

enum { MOST = 8 };
static const char *const names[MOST] = { "TQ", "BK", "CB", "HN", "SL", "VP", "YB", "PT" };
static const uint8_t all_keys[] = { TIEBREAK_TOTAL, TIEBREAK_DEDUCTION, TIEBREAK_PRIORITY_GROUP,
	                            TIEBREAK_BASE, TIEBREAK_LATE_DAYS };

/* "1:TQ 2=BK 2=CB 4:HN"; = says tied. The board's number is its place in rows. */
static const char *ranked(struct ranked *rows, size_t count, const uint8_t *keys, size_t key_count)
{
	static char text[MOST * 16];

	for (size_t i = 0; i < count; i++)
		rows[i].board = (uint16_t)i;
	ranking_order(rows, count, keys, key_count);
	text[0] = 0;
	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), 16, "%s%u%s%s", i > 0 ? " " : "", rows[i].rank,
		         rows[i].tied ? "=" : ":", names[rows[i].board]);
	return text;
}

#define RANKED(keys, ...)                                                                          \
	ranked((struct ranked[]){ __VA_ARGS__ },                                                   \
	       sizeof((struct ranked[]){ __VA_ARGS__ }) / sizeof(struct ranked), (keys),           \
	       sizeof(keys))

static void equal_totals_share_a_rank_and_the_next_is_skipped(void **state)
{
	(void)state;
	assert_string_equal(RANKED(all_keys, { .total = 90000 }, { .total = 85000 },
	                           { .total = 85000 }, { .total = 84000 }),
	                    "1:TQ 2=BK 2=CB 4:HN"); /* G7 */
	assert_string_equal(RANKED(all_keys, { .total = 1 }, { .total = 1 }, { .total = 1 }),
	                    "1=TQ 1=BK 1=CB");
	assert_string_equal(
	        RANKED(all_keys, { .total = 2 }, { .total = 3 }, { .total = 2 }, { .total = 3 }),
	        "1=BK 1=HN 3=TQ 3=CB");
}

static void the_largest_total_stands_first(void **state)
{
	(void)state;
	assert_string_equal(RANKED(all_keys, { .total = 1 }, { .total = 3 }, { .total = 2 }),
	                    "1:BK 2:CB 3:TQ");
}

static void one_board_alone_is_first_and_not_tied(void **state)
{
	(void)state;
	assert_string_equal(RANKED(all_keys, { .total = 0 }), "1:TQ");
}

static void the_smaller_deduction_breaks_a_tie(void **state)
{
	(void)state;
	assert_string_equal(
	        RANKED(all_keys, { .total = 5, .deduction = 500 }, { .total = 5, .priority = 1 }),
	        "1:BK 2:TQ");
}

static void then_the_priority_group_then_base_then_days(void **state)
{
	(void)state;
	assert_string_equal(RANKED(all_keys, { .priority = 1, .base = 9 }, { .priority = 2 }),
	                    "1:BK 2:TQ");
	assert_string_equal(RANKED(all_keys, { .base = 1 }, { .base = 2, .late_days = 3 }),
	                    "1:BK 2:TQ");
	assert_string_equal(RANKED(all_keys, { .late_days = 3 }, { .late_days = 2 }), "1:BK 2:TQ");
}

static void the_list_is_data(void **state)
{
	(void)state;
	static const uint8_t total_only[] = { TIEBREAK_TOTAL };
	static const uint8_t days_second[] = { TIEBREAK_TOTAL, TIEBREAK_LATE_DAYS,
		                               TIEBREAK_DEDUCTION };

	assert_string_equal(RANKED(total_only, { .total = 1, .deduction = 9 }, { .total = 1 }),
	                    "1=TQ 1=BK");
	assert_string_equal(RANKED(days_second, { .late_days = 1 }, { .deduction = 9 }),
	                    "1:BK 2:TQ");
}

static void ties_are_shown_in_the_order_of_the_season_whatever_order_they_came_in(void **state)
{
	(void)state;
	struct ranked rows[] = { { .board = 2, .total = 7 },
		                 { .board = 0, .total = 7 },
		                 { .board = 3, .total = 8 },
		                 { .board = 1, .total = 7 } };

	ranking_order(rows, 4, all_keys, sizeof(all_keys));
	assert_int_equal(rows[0].board, 3);
	assert_int_equal(rows[1].board, 0);
	assert_int_equal(rows[2].board, 1);
	assert_int_equal(rows[3].board, 2);
	assert_int_equal(rows[3].rank, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_totals_share_a_rank_and_the_next_is_skipped),
		cmocka_unit_test(the_largest_total_stands_first),
		cmocka_unit_test(one_board_alone_is_first_and_not_tied),
		cmocka_unit_test(the_smaller_deduction_breaks_a_tie),
		cmocka_unit_test(then_the_priority_group_then_base_then_days),
		cmocka_unit_test(the_list_is_data),
		cmocka_unit_test(
		        ties_are_shown_in_the_order_of_the_season_whatever_order_they_came_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
