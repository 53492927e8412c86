/* Keys and seasons: who may do what, and every refusal that the core decides. Reports are in
 * test_report.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

static int64_t new_year(void)
{
	return at("2024-01-02T08:00+07:00");
}

static void an_empty_cluster_knows_nothing(void **state)
{
	struct rig *rig = *state;
	const uint8_t id[ID_SIZE] = { 1 };

	assert_int_equal(rig->cluster->sequence, 0);
	assert_int_equal(cluster_find_command(rig->cluster, id), 0);
	assert_null(cluster_ruleset(rig->cluster, 2024, INT64_MAX));
	assert_int_equal(cluster_key_count(rig->cluster), 0);
	assert_int_equal(cluster_role(rig->cluster, rig_key("operator")), ROLE_OPERATOR);
	assert_int_equal(cluster_role(rig->cluster, rig_key("HN")), ROLE_NONE);
}

static void an_applied_command_is_the_head_and_known_by_its_id(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year());

	rig_must_send(rig, &grant);
	assert_int_equal(rig->cluster->sequence, 1);
	assert_memory_equal(rig->cluster->hash, grant.hash, HASH_SIZE);
	assert_true(rig->cluster->last_received_at == new_year());
	assert_int_equal(cluster_find_command(rig->cluster, grant.id), 1);
}

static void ten_thousand_commands_are_known_by_their_ids(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_VIEWER, "", "viewer", new_year());

	for (uint32_t i = 1; i <= 10000;
	     i++) { /* as after a load: what they did does not matter here */
		memcpy(grant.id + 12, &i, sizeof(i));
		memcpy(grant.grant_key.sign_key, &i, sizeof(i));
		assert_true(cluster_apply(rig->cluster, &grant, grant.hash, NULL));
	}
	for (uint32_t i = 1; i <= 10000; i++) {
		memcpy(grant.id + 12, &i, sizeof(i));
		assert_int_equal(cluster_find_command(rig->cluster, grant.id), i);
	}
}

static void what_a_viewer_may_hear_is_granted_with_it(void **state)
{
	struct rig *rig = *state;
	struct command member = rig_grant(rig, ROLE_VIEWER, "", "screen", new_year());
	struct command web = rig_grant(rig, ROLE_VIEWER, "", "web", new_year());
	struct granted_key key;

	web.grant_key.audience = AUDIENCE_PUBLIC;
	web.grant_key.relay = true;
	rig_must_send(rig, &member);
	rig_must_send(rig, &web);
	assert_true(cluster_key(rig->cluster, rig_key("screen"), &key));
	assert_true(key.audience == AUDIENCE_MEMBER &&
	            !key.relay); /* what every older grant says */
	assert_true(cluster_key(rig->cluster, rig_key("web"), &key));
	assert_true(key.audience == AUDIENCE_PUBLIC && key.relay);
}

static void only_a_viewer_has_an_audience(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year());

	grant.grant_key.audience = AUDIENCE_MEMBER;
	grant.grant_key.relay = true;
	assert_string_equal(rig_send_loud(rig, &grant),
	                    "INVALID grant_key.audience: must be absent: only a viewer has it | "
	                    "INVALID grant_key.relay: must be absent: only a viewer has it");
	grant = rig_grant(rig, ROLE_VIEWER, "", "web", new_year());
	grant.grant_key.audience = AUDIENCE_LIVE;
	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.audience");
}

static void an_id_is_used_once(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year());

	rig_must_send(rig, &grant);
	memcpy(grant.grant_key.sign_key, rig_key("PT"), KEY_SIZE);
	memcpy(grant.grant_key.curve_key, rig_key("PT"), KEY_SIZE);
	assert_string_equal(rig_send_loud(rig, &grant), "CONFLICT id: is that of entry 1 already");
}

static void a_stranger_hears_only_that_he_may_not(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OFFICE, "nonsense", "HN", new_year());

	memcpy(grant.key, rig_key("stranger"), KEY_SIZE);
	grant.cluster = "OTHER";
	grant.year = 7;
	assert_string_equal(rig_send_loud(rig, &grant),
	                    "FORBIDDEN key: is not granted in this cluster");
}

static void only_an_operator_defines_seasons_and_keys(void **state)
{
	struct rig *rig = *state;
	static const enum role roles[] = { ROLE_OFFICE, ROLE_SUPERVISOR, ROLE_VIEWER };
	static const char *const names[] = { "second of HN", "supervisor", "viewer" };
	static const char *const answers[] = {
		"FORBIDDEN key: has the role office; only the operator may do this",
		"FORBIDDEN key: has the role supervisor; only the operator may do this",
		"FORBIDDEN key: has the role viewer; only the operator may do this"
	};
	struct season_draft draft;

	season_2024_draft(&draft);
	for (size_t i = 0; i < 3; i++) {
		const struct command admit = rig_grant(
		        rig, roles[i], roles[i] == ROLE_OFFICE ? "HN" : "", names[i], new_year());
		struct command commands[] = { rig_season(rig, &draft, 2, new_year()),
			                      rig_grant(rig, ROLE_OFFICE, "ZZ", "new", new_year()),
			                      rig_revoke(rig, "TQ", new_year()) };

		memcpy(commands[0].key, admit.grant_key.sign_key, KEY_SIZE);
		rig_must_send(rig, &admit);
		for (size_t c = 0; c < 3; c++) {
			memcpy(commands[c].key, admit.grant_key.sign_key, KEY_SIZE);
			assert_string_equal(rig_send_loud(rig, &commands[c]), answers[i]);
		}
	}
}

static void a_granted_operator_may_what_the_root_may(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OPERATOR, "", "second operator", new_year());

	rig_must_send(rig, &grant);
	grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year());
	memcpy(grant.key, rig_key("second operator"), KEY_SIZE);
	rig_must_send(rig, &grant);
	assert_int_equal(cluster_role(rig->cluster, rig_key("HN")), ROLE_OFFICE);
	struct granted_key key;

	assert_true(cluster_key(rig->cluster, rig_key("HN"), &key));
	assert_string_equal(key.board, "HN");
}

static void a_revoked_key_is_refused_at_once(void **state)
{
	struct rig *rig = *state;
	const struct command revoke = rig_revoke(rig, "HN", new_year());
	struct rig_report report;

	rig_must_send(rig, &revoke);
	assert_int_equal(cluster_role(rig->cluster, rig_key("HN")), ROLE_NONE);
	rig_report(rig, "HN", Q1, at("2024-03-15T08:00+07:00"), &report);
	assert_string_equal(rig_send_loud(rig, &report.command), "FORBIDDEN key: has been revoked");
}

static int64_t ripens(struct rig *rig, const char *name)
{
	return cluster_key_ripens(rig->cluster, 2024, rig_key(name), at("2024-01-06T08:00+07:00"));
}

static void a_key_ripens_with_the_end_of_the_day_of_its_grant(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_SUPERVISOR, "", "supervisor",
	                                       at("2024-01-03T23:59:59.999999+07:00"));
	const struct command revoke = rig_revoke(rig, "supervisor", at("2024-01-05T08:00+07:00"));

	assert_true(ripens(rig, "operator") == INT64_MIN);
	assert_true(ripens(rig, "supervisor") == INT64_MAX);
	rig_must_send(rig, &grant);
	assert_true(ripens(rig, "supervisor") == at("2024-01-04T00:00+07:00"));
	rig_must_send(rig, &revoke);
	assert_true(ripens(rig, "supervisor") == INT64_MAX);
}

static void a_key_is_never_granted_again(void **state)
{
	struct rig *rig = *state;
	struct command again = rig_grant(rig, ROLE_OFFICE, "HN", "HN", new_year());
	const struct command revoke = rig_revoke(rig, "HN", new_year());

	assert_string_equal(rig_send_loud(rig, &again),
	                    "CONFLICT grant_key.sign_key: is granted already");
	rig_must_send(rig, &revoke);
	assert_string_equal(rig_send_loud(rig, &again),
	                    "CONFLICT grant_key.sign_key: has been revoked");
	again = rig_grant(rig, ROLE_OPERATOR, "", "operator", new_year());
	assert_string_equal(rig_send(rig, &again), "CONFLICT grant_key.sign_key");
}

static void a_connection_belongs_to_one_key(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "second of HN", new_year());

	struct granted_key other;

	assert_true(cluster_key(rig->cluster, rig_key("PT"), &other));
	memcpy(grant.grant_key.curve_key, other.curve_key, KEY_SIZE);
	assert_string_equal(rig_send_loud(rig, &grant),
	                    "CONFLICT grant_key.curve_key: belongs to another key");
}

static void an_office_may_have_several_keys(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "second of HN", new_year());

	rig_must_send(rig, &grant);
}

static void only_what_was_granted_is_revoked_and_once(void **state)
{
	struct rig *rig = *state;
	struct command revoke = rig_revoke(rig, "stranger", new_year());

	assert_string_equal(rig_send(rig, &revoke), "NOT_FOUND revoke_key.sign_key");
	revoke = rig_revoke(rig, "operator", new_year());
	assert_string_equal(rig_send(rig, &revoke), "CONFLICT revoke_key.sign_key");
	revoke = rig_revoke(rig, "HN", new_year());
	rig_must_send(rig, &revoke);
	revoke = rig_revoke(rig, "HN", new_year());
	assert_string_equal(rig_send(rig, &revoke), "CONFLICT revoke_key.sign_key");
}

static void only_an_office_has_a_board(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_OFFICE, "", "x", new_year());

	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.board");
	grant = rig_grant(rig, ROLE_OFFICE, "Hn", "x", new_year());
	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.board");
	grant = rig_grant(rig, ROLE_SUPERVISOR, "HN", "x", new_year());
	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.board");
	grant = rig_grant(rig, ROLE_NONE, "HN", "x", new_year());
	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.role");
	grant = rig_grant(rig, (enum role)5, "HN", "x", new_year());
	assert_string_equal(rig_send(rig, &grant), "INVALID grant_key.role");
}

static void a_key_belongs_to_the_cluster_and_names_no_year(void **state)
{
	struct rig *rig = *state;
	struct command grant = rig_grant(rig, ROLE_VIEWER, "", "viewer", new_year());

	grant.year = 2024;
	assert_string_equal(rig_send(rig, &grant), "INVALID year");
	grant.cluster = "TCXDD-2";
	assert_string_equal(rig_send(rig, &grant), "INVALID cluster | INVALID year");
}

static void an_action_nobody_knows_is_unsupported(void **state)
{
	struct rig *rig = *state;
	const struct command command =
	        rig_command(rig, (enum action_number)99, "operator", new_year());

	assert_string_equal(rig_send(rig, &command), "UNSUPPORTED action");
}

static void a_season_needs_its_own_cluster_and_year(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	struct command define = rig_season(rig, &draft, 1, new_year());

	define.year = 2025;
	assert_string_equal(rig_send(rig, &define), "INVALID season.year");
	define.year = 0;
	assert_string_equal(rig_send(rig, &define), "INVALID year | INVALID season.year");
	define.year = 2024;
	define.define_season.season.cluster = "TCXDD-2";
	assert_string_equal(rig_send(rig, &define), "INVALID season.cluster");
}

static void versions_are_counted_one_by_one(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	struct command define = rig_season(rig, &draft, 2, new_year());

	assert_string_equal(
	        rig_send_loud(rig, &define),
	        "STALE define_season.version: no version is in force; the first is 1, got 2");
	define = rig_season(rig, &draft, 0, new_year());
	assert_string_equal(rig_send(rig, &define), "INVALID define_season.version");
	define = rig_season(rig, &draft, 1, new_year());
	rig_must_send(rig, &define);
	define = rig_season(rig, &draft, 1, new_year());
	assert_string_equal(
	        rig_send_loud(rig, &define),
	        "STALE define_season.version: version 1 is in force; the next is 2, got 1");
	define = rig_season(rig, &draft, 2, new_year());
	rig_must_send(rig, &define);
	assert_int_equal(cluster_version(rig->cluster, 2024), 2);
	assert_int_equal(cluster_ruleset(rig->cluster, 2024, INT64_MAX)->version, 2);
}

static void a_wrong_season_is_refused_with_all_its_faults(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.head = "PT"; /* who is deputy */
	draft.priority_group = 9;
	const struct command define = rig_season(rig, &draft, 2, new_year());
	const char *answer = rig_send(rig, &define);

	assert_non_null(strstr(answer, "STALE define_season.version"));
	assert_non_null(strstr(answer, "season.deputy"));
	assert_non_null(strstr(answer, "season.priority_group"));
	assert_int_equal(cluster_version(rig->cluster, 2024), 0);
}

static void a_next_version_keeps_the_boards(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.board_count--;
	draft.head = "TQ";
	const struct command define = rig_season(rig, &draft, 2, new_year());

	assert_non_null(strstr(rig_send(rig, &define), "INVALID season.boards"));
	assert_int_equal(cluster_version(rig->cluster, 2024), 1);
}

static void a_next_version_keeps_the_dates_of_what_is_locked_when_it_comes(void **state)
{
	struct rig *rig = *state;
	struct period_draft periods[PERIODS];
	struct season_draft draft;

	season_2024_draft(&draft);
	memcpy(periods, draft.periods, sizeof(periods));
	periods[Q1].lock++;
	draft.periods = periods;
	struct command define = rig_season(rig, &draft, 2, at("2024-04-05T17:00Z"));

	assert_string_equal(rig_send(rig, &define), "INVALID season.periods[0].lock");
	define = rig_season(rig, &draft, 2, at("2024-04-05T16:59:59Z"));
	rig_must_send(rig, &define);
}

static void seasons_of_several_years_stand_side_by_side(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.year = 2025;
	struct period_draft periods[PERIODS];

	memcpy(periods, draft.periods, sizeof(periods));
	for (size_t i = 0; i < PERIODS; i++) {
		periods[i].opens += 364;
		periods[i].due += 364;
		periods[i].lock += 364;
	}
	draft.periods = periods;
	draft.holiday_count = 0;
	const struct command define = rig_season(rig, &draft, 1, new_year());

	rig_must_send(rig, &define);
	assert_int_equal(cluster_year_count(rig->cluster), 2);
	assert_int_equal(cluster_year(rig->cluster, 0), 2024);
	assert_int_equal(cluster_year(rig->cluster, 1), 2025);
	assert_null(cluster_ruleset(rig->cluster, 2026, INT64_MAX));
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	struct cluster *none = NULL;

	cluster_free(&none);
	assert_null(none);
}

#define EMPTY(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
#define BEGUN(test) cmocka_unit_test_setup_teardown(test, rig_setup_2024, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EMPTY(an_empty_cluster_knows_nothing),
		EMPTY(an_applied_command_is_the_head_and_known_by_its_id),
		EMPTY(ten_thousand_commands_are_known_by_their_ids),
		EMPTY(what_a_viewer_may_hear_is_granted_with_it),
		EMPTY(only_a_viewer_has_an_audience),
		EMPTY(an_id_is_used_once),
		EMPTY(a_stranger_hears_only_that_he_may_not),
		BEGUN(only_an_operator_defines_seasons_and_keys),
		EMPTY(a_granted_operator_may_what_the_root_may),
		BEGUN(a_revoked_key_is_refused_at_once),
		BEGUN(a_key_ripens_with_the_end_of_the_day_of_its_grant),
		BEGUN(a_key_is_never_granted_again),
		BEGUN(a_connection_belongs_to_one_key),
		BEGUN(an_office_may_have_several_keys),
		BEGUN(only_what_was_granted_is_revoked_and_once),
		EMPTY(only_an_office_has_a_board),
		EMPTY(a_key_belongs_to_the_cluster_and_names_no_year),
		EMPTY(an_action_nobody_knows_is_unsupported),
		EMPTY(a_season_needs_its_own_cluster_and_year),
		EMPTY(versions_are_counted_one_by_one),
		EMPTY(a_wrong_season_is_refused_with_all_its_faults),
		BEGUN(a_next_version_keeps_the_boards),
		BEGUN(a_next_version_keeps_the_dates_of_what_is_locked_when_it_comes),
		BEGUN(seasons_of_several_years_stand_side_by_side),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
