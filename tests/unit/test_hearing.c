/*
 * Which topics of what is live a key may hear: all of its cluster, those of some seasons, or none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "hearing.h"

#include <cmocka.h>

enum { FREEZE_BEGINS = 1000 };

struct stage {
	struct directory directory;
	char heard[400];
};

static int begin(void **state)
{
	static struct stage stage;
	static const uint8_t root[KEY_SIZE] = { 1 };

	directory_open(&stage.directory, root);
	*state = &stage;
	return 0;
}

static int end(void **state)
{
	struct stage *stage = *state;

	directory_close(&stage->directory);
	return 0;
}

/* A season whose head is HN; its seats before. */
static struct seats put_season(struct stage *stage, uint32_t year, int64_t kept_from)
{
	const struct seats seats = { .head = "HN", .deputy = "PT", .kept_from = kept_from };
	struct seats before;

	directory_season(&stage->directory, "C", year, INT64_MAX, &seats, &before);
	return before;
}

static struct granted_key key_of(uint8_t number, enum role role, const char *board,
                                 int64_t granted_at)
{
	struct granted_key key = { .curve_key = { number },
		                   .sign_key = { number },
		                   .role = role,
		                   .audience = AUDIENCE_MEMBER,
		                   .granted_at = granted_at };

	snprintf(key.board, sizeof(key.board), "%s", board);
	return key;
}

static void grant(struct stage *stage, const struct granted_key *key)
{
	directory_grant(&stage->directory, "C", key);
}

static void append(void *context, const char *prefix)
{
	struct stage *stage = context;
	const size_t size = strlen(stage->heard);

	snprintf(stage->heard + size, sizeof(stage->heard) - size, "%s%s", size > 0 ? " " : "",
	         prefix);
}

static const char *heard(struct stage *stage, const struct granted_key *key)
{
	stage->heard[0] = '\0';
	hearing_narrow(&stage->directory, key->curve_key, "live/", append, stage);
	return stage->heard;
}

/* Was it told anew what it hears when a season became what it is? */
static bool changes(struct stage *stage, const struct granted_key *key, uint32_t year,
                    const struct seats *before)
{
	const struct season_place *season = directory_find_season(&stage->directory, "C", year);

	return hearing_changes(&stage->directory,
	                       directory_key(&stage->directory, key->curve_key)->grants, before,
	                       &season->seats);
}

static void who_was_there_before_a_freeze_hears_all(void **state)
{
	struct stage *stage = *state;
	const struct granted_key supervisor = key_of(2, ROLE_SUPERVISOR, "", FREEZE_BEGINS - 1);
	const struct granted_key head = key_of(3, ROLE_OFFICE, "HN", FREEZE_BEGINS - 1);

	put_season(stage, 2024, FREEZE_BEGINS);
	grant(stage, &supervisor);
	grant(stage, &head);
	assert_string_equal(heard(stage, &supervisor), "live/C/");
	assert_string_equal(heard(stage, &head), "live/C/2024/");
}

static void who_was_granted_in_it_hears_other_seasons_until_it_ends(void **state)
{
	struct stage *stage = *state;
	const struct granted_key supervisor = key_of(2, ROLE_SUPERVISOR, "", FREEZE_BEGINS);
	const struct granted_key head = key_of(3, ROLE_OFFICE, "HN", FREEZE_BEGINS + 5);

	put_season(stage, 2023, INT64_MAX);
	put_season(stage, 2024, FREEZE_BEGINS);
	grant(stage, &supervisor);
	grant(stage, &head);
	assert_string_equal(heard(stage, &supervisor), "live/C/2023/");
	assert_string_equal(heard(stage, &head), "live/C/2023/");
	const struct seats before = put_season(stage, 2024, INT64_MAX);

	assert_true(changes(stage, &supervisor, 2024, &before));
	assert_true(changes(stage, &head, 2024, &before));
	assert_string_equal(heard(stage, &supervisor), "live/C/");
}

/* Who hears all hears the new one too; who hears season by season is to be told anew. */
static void a_new_season_is_heard_by_all_who_may(void **state)
{
	struct stage *stage = *state;
	const struct granted_key early = key_of(2, ROLE_SUPERVISOR, "", FREEZE_BEGINS - 1);
	const struct granted_key late = key_of(3, ROLE_SUPERVISOR, "", FREEZE_BEGINS);
	const struct granted_key board = key_of(4, ROLE_OFFICE, "TQ", FREEZE_BEGINS - 1);

	put_season(stage, 2024, FREEZE_BEGINS);
	grant(stage, &early);
	grant(stage, &late);
	grant(stage, &board);
	const struct seats before = put_season(stage, 2025, INT64_MAX);

	assert_false(changes(stage, &early, 2025, &before));
	assert_true(changes(stage, &late, 2025, &before));
	assert_false(changes(stage, &board, 2025, &before));
	assert_string_equal(heard(stage, &early), "live/C/");
	assert_string_equal(heard(stage, &late), "live/C/2025/");
	assert_string_equal(heard(stage, &board), "");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		EACH(who_was_there_before_a_freeze_hears_all),
		EACH(who_was_granted_in_it_hears_other_seasons_until_it_ends),
		EACH(a_new_season_is_heard_by_all_who_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
