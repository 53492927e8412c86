#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "news.h"
#include "review.h"
#include "standing.h"

enum { ROWS = 3, NEWS = 8, PICTURE = 256 };

static const struct told_row plain[ROWS] = {
	{ .board = "HG",
	  .rank = 1,
	  .total = 30000,
	  .status = BOARD_EXPECTED,
	  .review = REVIEW_EXPECTED },
	{ .board = "TQ",
	  .rank = 2,
	  .total = 20000,
	  .status = BOARD_EXPECTED,
	  .review = REVIEW_EXPECTED },
	{ .board = "BK",
	  .rank = 3,
	  .total = 10000,
	  .status = BOARD_EXPECTED,
	  .review = REVIEW_EXPECTED },
};

static struct told_row before_rows[ROWS], after_rows[ROWS];
static struct told_standings before, after;

static int set_up(void **state)
{
	(void)state;
	memcpy(before_rows, plain, sizeof(plain));
	memcpy(after_rows, plain, sizeof(plain));
	before = (struct told_standings){ .period = 3, .row_count = ROWS, .rows = before_rows };
	after = before;
	after.rows = after_rows;
	return 0;
}

/* "TQ REPORTED 14059 9>7" of all that is found. */
static const char *picture(bool had, bool opened, size_t most)
{
	static char out[PICTURE];
	struct news news[NEWS];
	const size_t count = news_find(had ? &before : NULL, &after, opened, news, most);

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		json_t *value = news_json(&news[i]);
		const char *board = json_string_value(json_object_get(value, "board"));
		char one[64];

		snprintf(one, sizeof(one), "%s%s %s %s %u>%u", i > 0 ? ", " : "",
		         board ? board : "-", json_string_value(json_object_get(value, "what")),
		         json_string_value(json_object_get(value, "points")), news[i].from,
		         news[i].to);
		strcat(out, one);
		json_decref(value);
	}
	return out;
}

static void nothing_is_news_where_nothing_differs(void **state)
{
	(void)state;
	assert_string_equal(picture(true, false, NEWS), "");
}

static void a_first_report_moves_its_board_and_another(void **state)
{
	(void)state;
	after_rows[1] = (struct told_row){ .board = "TQ",
		                           .rank = 1,
		                           .total = 34059,
		                           .revision = 1,
		                           .status = BOARD_ON_TIME,
		                           .review = REVIEW_SUBMITTED };
	after_rows[0].rank = 2;
	assert_string_equal(picture(true, false, NEWS),
	                    "HG MOVED 0.00 1>2, TQ REPORTED 140.59 2>1");
}

static void who_has_nothing_has_no_rank_to_come_from_or_to_lose(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		before_rows[i].total = after_rows[i].total = 0;
	after_rows[1] = (struct told_row){ .board = "TQ",
		                           .rank = 1,
		                           .total = 14059,
		                           .revision = 1,
		                           .status = BOARD_ON_TIME,
		                           .review = REVIEW_SUBMITTED };
	after_rows[0].rank = after_rows[2].rank = 2;
	assert_string_equal(picture(true, false, NEWS), "TQ REPORTED 140.59 0>1");
	before_rows[2].deduction = after_rows[2].deduction = 500;
	before_rows[2].total = after_rows[2].total = -500;
	assert_string_equal(picture(true, false, NEWS),
	                    "TQ REPORTED 140.59 0>1, BK MOVED 0.00 3>2");
}

static void rows_are_found_by_their_board_wherever_they_stand(void **state)
{
	(void)state;
	after_rows[0] = plain[1];
	after_rows[1] = plain[0];
	assert_string_equal(picture(true, false, NEWS), "");
}

static void the_strongest_of_several_things_is_told(void **state)
{
	(void)state;
	before_rows[0].revision = after_rows[0].revision = 1;
	after_rows[0].revision = 2;
	after_rows[0].review = REVIEW_DISPUTED;
	assert_string_equal(picture(true, false, NEWS), "HG CORRECTED 0.00 1>1");
	after_rows[0].amendment = 1;
	assert_string_equal(picture(true, false, NEWS), "HG AMENDED 0.00 1>1");
}

static void each_step_of_a_review_has_its_word(void **state)
{
	static const struct {
		int state;
		const char *picture;
	} steps[] = {
		{ REVIEW_UNDER_REVIEW, "TQ TAKEN 0.00 2>2" },
		{ REVIEW_RETURNED, "TQ RETURNED 0.00 2>2" },
		{ REVIEW_VERIFIED, "TQ VERIFIED 0.00 2>2" },
		{ REVIEW_DISPUTED, "TQ DISPUTED 0.00 2>2" },
	};

	(void)state;
	before_rows[1].review = REVIEW_SUBMITTED;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		after_rows[1].review = steps[i].state;
		assert_string_equal(picture(true, false, NEWS), steps[i].picture);
	}
	after_rows[1].review = REVIEW_VERIFIED;
	after_rows[1].adjusted = true;
	after_rows[1].total -= 500;
	assert_string_equal(picture(true, false, NEWS), "TQ ADJUSTED -5.00 2>2");
}

static void a_day_late_and_points_for_another_reason_are_told_apart(void **state)
{
	(void)state;
	after_rows[2].late_days = 1;
	after_rows[2].status = BOARD_OVERDUE;
	after_rows[2].total -= 200;
	after_rows[1].total += 1000;
	assert_string_equal(picture(true, false, NEWS), "TQ POINTS 10.00 2>2, BK LATE -2.00 3>3");
}

static void a_period_opens_and_locks(void **state)
{
	(void)state;
	assert_string_equal(picture(false, true, NEWS), "- OPENED 0.00 0>0");
	assert_string_equal(picture(false, false, NEWS), "");
	after.locked = true;
	assert_string_equal(picture(true, false, NEWS), "- LOCKED 0.00 0>0");
}

static void no_more_is_told_than_there_is_room_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		after_rows[i].total++;
	assert_string_equal(picture(true, false, 2), "HG POINTS 0.01 1>1, TQ POINTS 0.01 2>2");
	assert_string_equal(picture(true, false, 0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_news_where_nothing_differs, set_up),
		cmocka_unit_test_setup(a_first_report_moves_its_board_and_another, set_up),
		cmocka_unit_test_setup(who_has_nothing_has_no_rank_to_come_from_or_to_lose, set_up),
		cmocka_unit_test_setup(rows_are_found_by_their_board_wherever_they_stand, set_up),
		cmocka_unit_test_setup(the_strongest_of_several_things_is_told, set_up),
		cmocka_unit_test_setup(each_step_of_a_review_has_its_word, set_up),
		cmocka_unit_test_setup(a_day_late_and_points_for_another_reason_are_told_apart,
		                       set_up),
		cmocka_unit_test_setup(a_period_opens_and_locks, set_up),
		cmocka_unit_test_setup(no_more_is_told_than_there_is_room_for, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
