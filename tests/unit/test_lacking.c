/* A cluster that was loaded without the years that have ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "rig.h"

#include <cmocka.h>

enum { IDS = 500 };

/* As a keyed hash spreads ids (splitmix64). */
static uint64_t make_id(uint32_t year, uint32_t number)
{
	uint64_t id = ((uint64_t)year << 32 | number) * 0x9E3779B97F4A7C15;

	id = (id ^ id >> 30) * 0xBF58476D1CE4E5B9;
	id = (id ^ id >> 27) * 0x94D049BB133111EB;
	return id ^ id >> 31;
}

static void leave_out(struct cluster *cluster, uint32_t year, uint32_t first)
{
	static uint64_t ids[IDS];

	for (uint32_t i = 0; i < IDS; i++)
		ids[i] = make_id(year, first + (i * 7919) % IDS);
	cluster_lack(cluster, year);
	cluster_lack_ids(cluster, year, ids, IDS);
}

static void a_year_that_is_left_out_is_known_by_its_name(void **state)
{
	struct rig *rig = *state;
	struct cluster *cluster = rig->cluster;

	assert_false(cluster_lacks(cluster, 2022));
	cluster_lack(cluster, 2021);
	cluster_lack_ids(cluster, 2021, NULL, 0);
	cluster_lack_ids(cluster, 2020, (const uint64_t[]){ 1 }, 1); /* it is not lacking */
	leave_out(cluster, 2022, 0);
	assert_int_equal(cluster_lacking_count(cluster), 2);
	assert_int_equal(cluster_lacking(cluster, 0), 2021);
	assert_int_equal(cluster_lacking(cluster, 1), 2022);
	assert_true(cluster_lacks(cluster, 2022));
	assert_false(cluster_lacks(cluster, 2023));
	assert_int_equal(cluster_year_count(cluster), 0);
}

static void every_id_that_was_left_out_may_be_lacking(void **state)
{
	struct rig *rig = *state;

	leave_out(rig->cluster, 2021, 0);
	leave_out(rig->cluster, 2022, IDS);
	for (uint32_t i = 0; i < IDS; i++) {
		assert_true(cluster_may_lack_id(rig->cluster, make_id(2021, i)));
		assert_true(cluster_may_lack_id(rig->cluster, make_id(2022, IDS + i)));
	}
}

static void a_new_id_is_hardly_ever_taken_for_one_that_was_left_out(void **state)
{
	enum { ASKED = 200000 };
	struct rig *rig = *state;
	size_t taken = 0;

	for (uint32_t year = 2015; year < 2024; year++)
		leave_out(rig->cluster, year, year * IDS);
	for (uint32_t i = 0; i < ASKED; i++)
		taken += cluster_may_lack_id(rig->cluster, make_id(2024, i));
	assert_in_range(taken, 1, ASKED / 500); /* of nine years */
}

static void as_many_entries_are_passed_over_as_were_left_out(void **state)
{
	static const uint8_t hash[HASH_SIZE] = { 9 }, other[HASH_SIZE] = { 8 };
	struct rig *rig = *state;
	struct cluster *cluster = rig->cluster;
	const int64_t new_year = at("2024-01-02T08:00+07:00");
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year);

	assert_false(cluster_pass_over(cluster, 1, new_year, hash)); /* none was left out */
	leave_out(cluster, 2022, 0);
	assert_false(cluster_pass_over(cluster, 0, new_year, hash));
	assert_true(cluster_pass_over(cluster, IDS - 1, new_year - 1, hash));
	assert_memory_equal(cluster->hash, hash, HASH_SIZE);
	rig_must_send(rig, &grant);
	assert_int_equal(cluster_find_command(cluster, grant.id), IDS);
	assert_false(cluster_meet_head(cluster, IDS, new_year, grant.hash)); /* one is missing */
	assert_true(cluster_meet_head(cluster, IDS + 1, new_year + 1, other));
	assert_int_equal(cluster->sequence, IDS + 1);
	assert_memory_equal(cluster->hash, other, HASH_SIZE);
	assert_false(cluster_meet_head(cluster, IDS + 1, new_year + 1, hash));
	assert_false(cluster_meet_head(cluster, IDS + 2, new_year + 1, other)); /* one too many */
}

static void ten_years_cost_little(void **state)
{
	struct rig *rig = *state;
	const size_t before = cluster_size(rig->cluster);

	for (uint32_t year = 2015; year < 2024; year++)
		leave_out(rig->cluster, year, year * IDS);
	assert_in_range(cluster_size(rig->cluster) - before, 2 * 9 * IDS, 15 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_year_that_is_left_out_is_known_by_its_name,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(every_id_that_was_left_out_may_be_lacking,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		        a_new_id_is_hardly_ever_taken_for_one_that_was_left_out, rig_setup,
		        rig_teardown),
		cmocka_unit_test_setup_teardown(as_many_entries_are_passed_over_as_were_left_out,
		                                rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(ten_years_cost_little, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
