/*
 * Limitations are of no one season: those that 2024 left count in 2025, too. What the freeze of 2024 holds back
 * is told by no standing of 2025, to nobody, before that freeze has ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "deeds.h"
#include "encode.h"
#include "freeze.h"
#include "limitation_year.h"
#include "question.h"
#include "todo.h"

#include <cmocka.h>

/* 2024 is frozen from 20 November to 20 January. Q1 of 2025 opens on the 10th, as do five of CB and HG. */
#define FROZEN "2024-12-20T08:00+07:00"
#define OPENS  "2025-01-10T00:00+07:00"
#define CLOSES "2025-01-12T08:00+07:00"
#define LATER  "2025-01-13T08:00+07:00"
#define LOCK   "2025-01-16T00:00+07:00"
#define LAST   "2025-01-20T23:59:59.999999+07:00"
#define ENDS   "2025-01-21T00:00+07:00"
#define AFTER  "2025-01-22T08:00+07:00"

enum {
	MAR_10 = 19792,
	NOV_20 = 20047,
	JAN_10 = 20098,
	JAN_15 = 20103,
	JAN_20 = 20108,
	JAN_31 = 20119
};

static struct season_draft season_2024(void)
{
	struct season_draft draft;

	limitation_draft(2024, &draft);
	draft.has_freeze = draft.publication = true;
	draft.review.strict_count = 0;
	draft.proposal_days = 10;
	draft.freeze = (struct freeze_draft){ .period = Q4 + 1,
		                              .has_first = true,
		                              .first = NOV_20,
		                              .has_last = true,
		                              .last = JAN_20 };
	return draft;
}

/* Whose Q1 locks at the end of a day. */
static struct season_draft season_2025(int32_t lock)
{
	static struct period_draft periods[PERIODS];
	struct season_draft draft;

	limitation_draft(2025, &draft);
	memcpy(periods, draft.periods, sizeof(periods));
	periods[Q1].opens = JAN_10;
	periods[Q1].due = JAN_10 + 3;
	periods[Q1].lock = lock;
	draft.periods = periods;
	draft.review.strict_count = 0;
	return draft;
}

/* A next version, as it is signed. */
static struct command next_version(struct rig *rig, const struct season_draft *draft,
                                   const char *when)
{
	struct command command = rig_season(rig, draft, 2, at(when));
	struct buffer bytes = { 0 };

	encode_season(draft, &bytes);
	command.define_season.season_bytes =
	        (struct bytes){ arena_copy(&rig->arena, bytes.data, bytes.size), bytes.size };
	buffer_close(&bytes);
	return command;
}

static void define(struct rig *rig, const struct season_draft *draft, uint32_t version,
                   const char *when)
{
	const struct command define = rig_season(rig, draft, version, at(when));

	rig_must_send(rig, &define);
}

static int begin_with(void **state, int32_t lock)
{
	static struct rig rig;
	const struct season_draft first = season_2024();

	deeds_begin(&rig, &first);
	const struct season_draft second = season_2025(lock); /* in the first one's place */

	define(&rig, &second, 1, "2024-10-10T08:00+07:00");
	*state = &rig;
	return 0;
}

static int begin_first(void **state)
{
	static struct rig rig;
	const struct season_draft first = season_2024();

	deeds_begin(&rig, &first);
	*state = &rig;
	return 0;
}

static int begin(void **state)
{
	return begin_with(state, JAN_31);
}

static int begin_early_lock(void **state)
{
	return begin_with(state, JAN_15);
}

static struct standing standing_2025(struct rig *rig, enum period period, const char *when)
{
	struct standing standing;

	assert_true(standing_compute(rig->cluster, 2025, period, at(when), &rig->arena, &standing));
	return standing;
}

static uint64_t hash_2025(struct rig *rig, enum period period, const char *when)
{
	const struct standing standing = standing_2025(rig, period, when);

	return rig_hash(&standing);
}

#define POINTS(year, period, when, what)                                                           \
	assert_string_equal(limitation_points(rig, year, "CB", period, when), what)

static void what_is_confirmed_in_it_counts_in_the_next_season_from_its_end(void **state)
{
	struct rig *rig = *state;
	const uint64_t before = hash_2025(rig, Q1, CLOSES);
	const struct standing was = standing_2025(rig, Q1, LAST);

	limitation_settle(rig, 2025, "CB", OF_FILE(2023, 1), "PT", CLOSES);
	const uint64_t confirmed = rig->cluster->sequence;

	POINTS(2024, FINAL, LATER, "20.83 1/3"); /* who may see it sees it there */
	POINTS(2025, Q1, LATER, "0.00 0/3");
	assert_true(hash_2025(rig, Q1, CLOSES) == before);
	assert_true(standing_2025(rig, Q1, LAST).sequence == was.sequence);
	assert_true(standing_2025(rig, Q1, LAST).as_of == was.as_of);

	const struct standing after = standing_2025(rig, Q1, ENDS);

	POINTS(2025, Q1, ENDS, "20.83 1/3");
	assert_true(after.sequence == confirmed);
	assert_true(after.as_of == at(ENDS));
	assert_true(cluster_next_change(rig->cluster, 2025, at(CLOSES)) <=
	            at("2025-01-14T00:00+07:00"));
	for (int64_t next = at(CLOSES), last = 0; next < at(ENDS); last = next) {
		next = cluster_next_change(rig->cluster, 2025, next);
		assert_true(next > last && next <= at(ENDS)); /* it wakes at the end */
	}
}

static void what_locks_in_it_keeps_what_counted(void **state)
{
	struct rig *rig = *state;

	limitation_settle(rig, 2025, "CB", OF_FILE(2023, 1), "PT", CLOSES);
	const uint64_t locked = hash_2025(rig, Q1, LOCK);

	POINTS(2025, Q1, LOCK, "0.00 0/3");
	POINTS(2025, Q1, AFTER, "0.00 0/3");
	assert_true(hash_2025(rig, Q1, AFTER) == locked);
	POINTS(2025, Q2, "2025-06-16T08:00+07:00", "20.83 1/3");
}

static struct command reveal(struct rig *rig, const char *when)
{
	struct command command = rig_command(rig, ACTION_REVEAL, "Vu", at(when));

	command.year = 2024;
	command.reveal.period = Q4 + 1;
	return command;
}

static void two_who_reveal_it_are_the_cause(void **state)
{
	struct rig *rig = *state;

	limitation_settle(rig, 2025, "CB", OF_FILE(2023, 1), "PT", CLOSES);
	struct command opened = reveal(rig, LATER);

	deeds_agree(rig, &opened, "HN", LATER);
	const struct standing after = standing_2025(rig, Q1, LATER);

	POINTS(2025, Q1, "2025-01-13T07:59:59.999999+07:00", "0.00 0/3");
	POINTS(2025, Q1, LATER, "20.83 1/3");
	assert_true(after.sequence == rig->cluster->sequence); /* the second signature */
	assert_true(after.as_of == at(LATER));
	assert_true(standing_2025(rig, Q1, AFTER).sequence == rig->cluster->sequence);
}

static void who_reveals_it_changes_nothing_that_has_locked(void **state)
{
	struct rig *rig = *state;

	limitation_settle(rig, 2025, "CB", OF_FILE(2023, 1), "PT", CLOSES);
	const uint64_t locked = hash_2025(rig, Q1, LOCK);
	struct command opened = reveal(rig, "2025-01-17T08:00+07:00");
	struct season_draft next = season_2024();

	deeds_agree(rig, &opened, "HN", "2025-01-17T08:00+07:00");
	next.name = "Mùa thi đua 2024, sửa";
	struct command define = next_version(rig, &next, "2025-01-18T08:00+07:00");

	deeds_agree(rig, &define, "Vu", "2025-01-18T08:00+07:00");
	assert_true(hash_2025(rig, Q1, AFTER) == locked);
	POINTS(2025, Q1, AFTER, "0.00 0/3");
}

static void what_is_named_at_a_lock_in_it_is_asked_for_from_its_end(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(limitation_report(rig, 2024, "CB", Q4, "2024-11-21T08:00+07:00", "Mới"),
	                    "OK");
	POINTS(2025, Q1, OPENS, "0.00 0/3");
	POINTS(2025, Q1, LAST, "0.00 0/3");
	POINTS(2025, Q1, ENDS, "0.00 0/4");
	assert_true(standing_2025(rig, Q1, ENDS).as_of == at(ENDS));
}

/* In the freeze it is told as open; from its end on it was not open any more when 2025 began. */
static void what_was_closed_in_it_before_the_season_is_asked_for_until_its_end(void **state)
{
	struct rig *rig = *state;

	limitation_settle(rig, 2024, "CB", OF_FILE(2023, 1), "HN", FROZEN);
	assert_true(rig->cluster->sequence > standing_2025(rig, Q1, OPENS).sequence);
	POINTS(2025, Q1, OPENS, "0.00 0/3");
	POINTS(2025, Q1, LAST, "0.00 0/3");
	POINTS(2025, Q1, ENDS, "0.00 0/2");
	assert_true(standing_2025(rig, Q1, ENDS).as_of == at(ENDS));
	assert_true(standing_2025(rig, Q1, ENDS).sequence == rig->cluster->sequence);
}

/* 2024 is over when 2025 begins, but its freeze is not. */
static void a_season_needs_the_year_whose_freeze_reaches_into_it(void **state)
{
	struct rig *rig = *state;
	struct season_draft next = season_2024();
	struct period_draft periods[PERIODS];

	memcpy(periods, next.periods, sizeof(periods));
	periods[FINAL].opens = NOV_20 + 11;
	periods[FINAL].due = NOV_20 + 20;
	periods[FINAL].lock = NOV_20 + 30;
	next.periods = periods;
	struct command define = next_version(rig, &next, "2024-10-12T08:00+07:00");

	deeds_agree(rig, &define, "Vu", "2024-10-12T08:00+07:00");
	for (uint32_t i = 1; i <= 3; i++)
		limitation_settle(rig, 2024, "CB", OF_FILE(2023, i), "HN", FROZEN);
	for (uint32_t i = 1; i <= 2; i++)
		limitation_settle(rig, 2024, "HG", OF_FILE(2023, i), "HN", FROZEN);
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(AFTER)), 2024);
	struct command opened = reveal(rig, "2024-12-30T08:00+07:00");

	deeds_agree(rig, &opened, "HN", "2024-12-30T08:00+07:00");
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(AFTER)), 2025);
}

/* A season of an earlier year that comes late lists what was open in its year; what was counted stays. */
static void a_season_that_is_defined_later_changes_nothing_that_was_counted(void **state)
{
	static const struct earlier_limitation earlier = {
		.board = "CB", .text = "Thêm vào", .cause = "", .remedy = ""
	};
	struct rig *rig = *state;
	struct season_draft late = season_2024();
	struct period_draft periods[PERIODS];

	memcpy(periods, late.periods, sizeof(periods));
	for (int32_t i = 0; i < PERIODS; i++) {
		periods[i].opens = MAR_10 + i;
		periods[i].due = MAR_10 + 60 + i;
		periods[i].lock = MAR_10 + 80 + i;
	}
	late.year = 2023;
	late.periods = periods;
	late.has_freeze = false;
	late.holiday_count = 0;
	late.earlier_limitations = &earlier;
	late.earlier_limitation_count = 1;
	const struct command define = rig_season(rig, &late, 1, at("2024-04-20T08:00+07:00"));

	POINTS(2024, Q1, "2024-04-20T07:00+07:00", "0.00 0/3"); /* it has locked */
	rig_must_send(rig, &define);
	POINTS(2024, Q1, "2024-04-20T09:00+07:00", "0.00 0/3");
	POINTS(2024, Q2, "2024-06-16T08:00+07:00", "0.00 0/3");
	POINTS(2023, Q1, "2024-04-20T09:00+07:00", "0.00 0/4");
}

/* --- who reviews there and sees nothing of it --- */

/* SL heads 2025 and is nobody in 2024. */
static int begin_strange_head(void **state)
{
	static struct rig rig;
	const struct season_draft first = season_2024();

	deeds_begin(&rig, &first);
	struct season_draft second = season_2025(JAN_31);

	second.head = "SL";
	second.deputy = "HG";
	define(&rig, &second, 1, "2024-10-10T08:00+07:00");
	*state = &rig;
	return 0;
}

/* How many limitations somebody is told to confirm, as somebody is told. */
static size_t to_confirm(struct rig *rig, const char *whose, const char *asks, const char *when)
{
	struct get_todo asked = { .cluster = "TCXDD-1", .year = 2025 };
	struct sight sight = { .now = at(when) };
	struct todo told = { 0 };
	struct faults why;
	size_t count = 0;

	faults_init(&why, &rig->arena);
	memcpy(asked.key, rig_key(whose), KEY_SIZE);
	cluster_key(rig->cluster, rig_key(asks), &sight.reader);
	question_find(QUESTION_TODO)->tell(rig->cluster, &asked, &sight, &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	for (size_t i = 0; i < told.item_count; i++)
		count += told.items[i].kind == TODO_CONFIRM;
	return count;
}

static const char *confirm(struct rig *rig, const char *by, const char *when)
{
	const struct command command =
	        limitation_confirm(rig, 2025, "CB", OF_FILE(2023, 1), by, when, "");

	return rig_send(rig, &command);
}

static void who_reviews_in_the_next_season_learns_nothing_of_it(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(confirm(rig, "SL", CLOSES), "CLOSED confirm_limitation");
	const struct command close = limitation_close(rig, 2025, "CB", OF_FILE(2023, 1), CLOSES);

	rig_must_send(rig, &close);
	assert_string_equal(confirm(rig, "SL", LATER), "CLOSED confirm_limitation");
	assert_string_equal(confirm(rig, "SL", LAST), "CLOSED confirm_limitation");
	assert_int_equal(to_confirm(rig, "SL", "SL", LAST), 0);
	assert_int_equal(to_confirm(rig, "SL", "viewer", LAST), 0);
	assert_int_equal(to_confirm(rig, "Vu", "viewer", LAST), 0);
	assert_int_equal(to_confirm(rig, "Vu", "Vu", LAST), 1); /* who sees all, and has waited */
	assert_int_equal(to_confirm(rig, "SL", "SL", ENDS), 1);
	assert_int_equal(to_confirm(rig, "SL", "viewer", ENDS), 1);
	assert_string_equal(confirm(rig, "SL", ENDS), "OK");
	POINTS(2025, Q1, AFTER, "20.83 1/3");
}

int main(void)
{
#define WITH(setup, test) cmocka_unit_test_setup_teardown(test, setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		WITH(begin, what_is_confirmed_in_it_counts_in_the_next_season_from_its_end),
		WITH(begin_early_lock, what_locks_in_it_keeps_what_counted),
		WITH(begin, two_who_reveal_it_are_the_cause),
		WITH(begin_early_lock, who_reveals_it_changes_nothing_that_has_locked),
		WITH(begin, what_is_named_at_a_lock_in_it_is_asked_for_from_its_end),
		WITH(begin, what_was_closed_in_it_before_the_season_is_asked_for_until_its_end),
		WITH(begin, a_season_needs_the_year_whose_freeze_reaches_into_it),
		WITH(begin_first, a_season_that_is_defined_later_changes_nothing_that_was_counted),
		WITH(begin_strange_head, who_reviews_in_the_next_season_learns_nothing_of_it),
	};

	return cmocka_run_group_tests_name("carried", tests, NULL, NULL);
}
