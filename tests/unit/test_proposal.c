/* What needs two signatures: seasons that have begun, and points beside the tasks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "deeds.h"
#include "encode.h"
#include "proposal.h"
#include "question.h"
#include "rig.h"
#include "seal.h"
#include "season_2024.h"

#include <cmocka.h>

/* HN is head, PT deputy. Q1 opens on 15 March and locks on 5 April, Q2 opens on 15 June. */
#define BEGUN  "2024-01-02T08:00+07:00"
#define BEFORE "2024-02-20T08:00+07:00"
#define OPEN   "2024-03-18T08:00+07:00"
#define NEXT   "2024-03-19T08:00+07:00"
#define LOCK   "2024-04-06T00:00+07:00"
#define AFTER  "2024-04-08T08:00+07:00"
#define Q2DAY  "2024-06-17T08:00+07:00"

static const struct entry_rule_draft rules[] = {
	{ "KT1", "Được tặng Cờ thi đua", ENTRY_BONUS, 100, 6000 },
	{ "KL1", "Có vụ việc phải xử lý", ENTRY_DEDUCTION, 500, 2000 },
};

static struct season_draft season(void)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.proposal_days = 10;
	draft.entry_rules = rules;
	draft.entry_rule_count = sizeof(rules) / sizeof(*rules);
	return draft;
}

static struct command version(struct rig *rig, const struct season_draft *draft, uint32_t number,
                              const char *when)
{
	struct command command = rig_season(rig, draft, number, at(when));
	struct buffer bytes = { 0 };

	encode_season(draft, &bytes);
	command.define_season.season_bytes =
	        (struct bytes){ arena_copy(&rig->arena, bytes.data, bytes.size), bytes.size };
	buffer_close(&bytes);
	return deeds_sealed(rig, &command);
}

static struct rig *begin_with(void **state, const struct season_draft *draft)
{
	static struct rig rig;

	rig_open(&rig);
	cluster_read_by(rig.cluster, &command_reader);
	rig_admit_boards(&rig, draft, at(BEGUN));
	rig_admit(&rig, ROLE_SUPERVISOR, "", "Vu", at(BEGUN));
	const struct command define = version(&rig, draft, 1, BEGUN);

	rig_must_send(&rig, &define);
	*state = &rig;
	return &rig;
}

static int begin(void **state)
{
	const struct season_draft draft = season();

	begin_with(state, &draft);
	return 0;
}

static struct command entry(struct rig *rig, const char *office, const char *board,
                            const char *code, int64_t points, const char *when)
{
	struct command command = rig_command(rig, ACTION_ENTER_POINTS, office, at(when));

	command.year = 2024;
	command.enter_points = (struct enter_points){
		.board = board, .code = code, .points = points, .reason = "Quyết định số 12-QĐ/TW"
	};
	return deeds_sealed(rig, &command);
}

static struct command countersign(struct rig *rig, const char *office,
                                  const struct command *proposed, const char *when)
{
	struct command command = rig_command(rig, ACTION_COUNTERSIGN, office, at(when));

	command.year = 2024;
	memcpy(command.countersign.proposal, proposed->hash, HASH_SIZE);
	return deeds_sealed(rig, &command);
}

static const char *sign(struct rig *rig, const char *office, const struct command *proposed,
                        const char *when)
{
	const struct command command = countersign(rig, office, proposed, when);

	return rig_send(rig, &command);
}

static const char *withdraw(struct rig *rig, const char *office, const struct command *proposed,
                            const char *when)
{
	struct command command = rig_command(rig, ACTION_WITHDRAW_PROPOSAL, office, at(when));

	command.year = 2024;
	memcpy(command.withdraw_proposal.proposal, proposed->hash, HASH_SIZE);
	command = deeds_sealed(rig, &command);
	return rig_send(rig, &command);
}

static struct command proposed(struct rig *rig, const char *office, const char *board,
                               const char *code, int64_t points, const char *when)
{
	const struct command command = entry(rig, office, board, code, points, when);

	rig_must_send(rig, &command);
	return command;
}

static const char *propose(struct rig *rig, const char *office, const char *board, const char *code,
                           int64_t points, const char *when)
{
	const struct command command = entry(rig, office, board, code, points, when);

	return rig_send(rig, &command);
}

static enum proposal_state state_of(struct rig *rig, const struct command *command,
                                    const char *when)
{
	return proposal_look(rig->cluster, proposal_find(rig->cluster, 2024, command->hash),
	                     at(when))
	        .state;
}

static const char *points_of(struct rig *rig, const char *board, enum period period,
                             const char *when)
{
	const struct standing standing = rig_standing(rig, period, at(when));
	const struct standing_row *row = rig_row(&standing, board);

	return arena_text(&rig->arena, "+%lld -%lld", (long long)row->bonus,
	                  (long long)row->deduction);
}

/* --- points --- */

static void points_count_from_the_second_signature_on_in_what_locks_later(void **state)
{
	struct rig *rig = *state;
	struct effect effect;
	const struct command first = proposed(rig, "HN", "CB", "KT1", 500, OPEN);

	cluster_told(rig->cluster, &first, &effect);
	assert_true(effect.proposal);
	const struct standing before = rig_standing(rig, Q1, at(NEXT));

	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+0 -0");
	assert_true(before.sequence < rig->cluster->sequence);
	assert_string_equal(sign(rig, "Vu", &first, NEXT), "OK");
	assert_int_equal(rig_standing(rig, Q1, at(NEXT)).sequence, rig->cluster->sequence);
	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+500 -0");
	const struct command late = proposed(rig, "HN", "CB", "KL1", 700, NEXT);
	const struct command later =
	        proposed(rig, "HN", "TQ", "KT1", 100, "2024-04-01T08:00+07:00");

	assert_string_equal(sign(rig, "Vu", &late, "2024-03-29T23:59:59.999999+07:00"), "OK");
	assert_string_equal(sign(rig, "Vu", &later, LOCK), "OK");
	assert_string_equal(points_of(rig, "CB", Q1, Q2DAY), "+500 -2700"); /* and it is missing */
	assert_string_equal(points_of(rig, "TQ", Q1, Q2DAY), "+0 -2000");
	assert_string_equal(points_of(rig, "TQ", Q2, Q2DAY), "+100 -2000");
	cluster_told(rig->cluster, &late, &effect);
	assert_true(effect.proposal);
}

static void points_that_were_withdrawn_stay_in_what_locked_before(void **state)
{
	struct rig *rig = *state;
	const struct command first = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	struct command back = rig_command(rig, ACTION_WITHDRAW_POINTS, "HN", at(Q2DAY));

	back.year = 2024;
	back.withdraw_points.reason = "Ghi nhầm đơn vị";
	memcpy(back.withdraw_points.entry, first.hash, HASH_SIZE);
	back = deeds_sealed(rig, &back);
	assert_string_equal(rig_send(rig, &back), "NOT_FOUND withdraw_points.entry");
	assert_string_equal(sign(rig, "Vu", &first, NEXT), "OK");
	rig_must_send(rig, &back);
	assert_string_equal(points_of(rig, "CB", Q2, Q2DAY), "+500 -2000");
	assert_string_equal(sign(rig, "Vu", &back, "2024-06-18T08:00+07:00"), "OK");
	assert_string_equal(points_of(rig, "CB", Q1, "2024-06-18T08:00+07:00"), "+500 -2000");
	assert_string_equal(points_of(rig, "CB", Q2, "2024-06-18T08:00+07:00"), "+0 -2000");
	back = rig_command(rig, ACTION_WITHDRAW_POINTS, "HN", at("2024-06-18T09:00+07:00"));
	back.year = 2024;
	back.withdraw_points.reason = "Ghi nhầm đơn vị";
	memcpy(back.withdraw_points.entry, first.hash, HASH_SIZE);
	back = deeds_sealed(rig, &back);
	assert_string_equal(rig_send(rig, &back), "CONFLICT withdraw_points.entry");
}

static void the_cap_is_of_the_sum_and_deductions_have_none(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 6000, OPEN);
	const struct command two = proposed(rig, "HN", "CB", "KT1", 5999, OPEN);
	const struct command three = proposed(rig, "HN", "CB", "KL1", 2000, OPEN);

	assert_string_equal(sign(rig, "Vu", &one, NEXT), "OK");
	assert_string_equal(sign(rig, "Vu", &two, NEXT), "OK");
	assert_string_equal(sign(rig, "Vu", &three, NEXT), "OK");
	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+10000 -2000");
}

static void who_may_enter_points_of_whom(void **state)
{
	struct rig *rig = *state;
	const struct command heads = entry(rig, "PT", "HN", "KT1", 500, OPEN);

	assert_string_equal(propose(rig, "HN", "HN", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "PT", "CB", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "CB", "CB", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "Vu", "CB", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "operator", "CB", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "nobody", "XX", "KT1", 500, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "HN", "PT", "KT1", 500, OPEN), "OK");
	rig_must_send(rig, &heads);
	assert_string_equal(sign(rig, "HN", &heads, NEXT), "FORBIDDEN key");
	assert_string_equal(sign(rig, "operator", &heads, NEXT), "FORBIDDEN key");
	assert_string_equal(sign(rig, "CB", &heads, NEXT), "FORBIDDEN key");
	assert_string_equal(sign(rig, "PT", &heads, NEXT), "CONFLICT countersign");
	assert_string_equal(sign(rig, "Vu", &heads, NEXT), "OK");
}

/* Not there, not his, not open, twice, and only then what is wrong with it. */
static void an_entry_is_refused_in_order(void **state)
{
	struct rig *rig = *state;
	struct command unknown = entry(rig, "CB", "CB", "KT9", 1, OPEN);

	unknown.year = 2031;
	assert_string_equal(rig_send(rig, &unknown), "NOT_FOUND year");
	assert_string_equal(propose(rig, "CB", "XX", "KT9", 1, OPEN),
	                    "NOT_FOUND enter_points.board");
	assert_string_equal(propose(rig, "CB", "CB", "KT9", 1, OPEN), "FORBIDDEN key");
	assert_string_equal(propose(rig, "HN", "CB", "KT9", 1, "2025-02-16T00:00+07:00"),
	                    "CLOSED enter_points");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 500, OPEN), "OK");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 500, OPEN), "CONFLICT enter_points");
	assert_string_equal(propose(rig, "HN", "CB", "KT9", 1, OPEN), "INVALID enter_points.code");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 99, OPEN),
	                    "INVALID enter_points.points");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 6001, OPEN),
	                    "INVALID enter_points.points");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 6000, "2025-02-15T23:59:59+07:00"),
	                    "OK");
}

static void a_season_without_rules_knows_no_entries(void **state)
{
	struct season_draft draft = season();

	draft.entry_rule_count = 0;
	struct rig *rig = begin_with(state, &draft);

	assert_string_equal(propose(rig, "HN", "CB", "KT1", 500, OPEN), "CLOSED enter_points");
}

static void a_key_signs_from_the_day_after_its_grant_on(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(OPEN));
	const struct command grants = rig_grant(rig, ROLE_SUPERVISOR, "", "Vu2", at(OPEN));

	rig_must_send(rig, &grant);
	rig_must_send(rig, &grants);
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);

	assert_string_equal(
	        propose(rig, "HN2", "TQ", "KT1", 500, "2024-03-18T23:59:59.999999+07:00"),
	        "FORBIDDEN key");
	assert_string_equal(sign(rig, "Vu2", &one, "2024-03-18T23:59:59.999999+07:00"),
	                    "FORBIDDEN key");
	assert_string_equal(propose(rig, "HN2", "TQ", "KT1", 500, "2024-03-19T00:00+07:00"), "OK");
	assert_string_equal(sign(rig, "Vu2", &one, "2024-03-19T00:00+07:00"), "OK");
}

/* --- ends --- */

static void a_proposal_lapses_at_the_end_of_its_last_day(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = proposed(rig, "HN", "TQ", "KT1", 500, OPEN);

	assert_string_equal(sign(rig, "Vu", &one, "2024-03-28T23:59:59.999999+07:00"), "OK");
	assert_string_equal(sign(rig, "Vu", &two, "2024-03-29T00:00+07:00"), "CLOSED countersign");
	assert_string_equal(withdraw(rig, "HN", &two, "2024-03-29T00:00+07:00"),
	                    "CLOSED withdraw_proposal");
	assert_int_equal(state_of(rig, &one, "2024-03-29T00:00+07:00"), PROPOSAL_IN_FORCE);
	assert_int_equal(state_of(rig, &two, "2024-03-28T23:59:59.999999+07:00"), PROPOSAL_OPEN);
	assert_int_equal(state_of(rig, &two, "2024-03-29T00:00+07:00"), PROPOSAL_LAPSED);
	assert_string_equal(propose(rig, "HN", "TQ", "KT1", 500, "2024-03-29T00:00+07:00"), "OK");
}

static void a_proposal_ends_with_the_key_that_signed_it(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = proposed(rig, "HN", "TQ", "KT1", 500, OPEN);

	assert_string_equal(sign(rig, "Vu", &one, NEXT), "OK");
	const struct command revoke = rig_revoke(rig, "HN", at(NEXT));

	rig_must_send(rig, &revoke);
	assert_string_equal(sign(rig, "Vu", &two, NEXT), "CLOSED countersign");
	assert_int_equal(state_of(rig, &one, NEXT), PROPOSAL_IN_FORCE);
	assert_int_equal(state_of(rig, &two, NEXT), PROPOSAL_REVOKED);
	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+500 -0");
}

static void its_office_withdraws_a_proposal_and_the_supervisor_declines_it(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(OPEN));
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = proposed(rig, "HN", "TQ", "KT1", 500, OPEN);

	rig_must_send(rig, &grant);
	assert_string_equal(withdraw(rig, "CB", &one, OPEN), "FORBIDDEN key");
	assert_string_equal(withdraw(rig, "PT", &one, OPEN), "FORBIDDEN key");
	assert_string_equal(withdraw(rig, "operator", &one, OPEN), "FORBIDDEN key");
	assert_string_equal(withdraw(rig, "HN2", &one, OPEN), "OK");
	assert_string_equal(withdraw(rig, "Vu", &two, OPEN), "OK");
	assert_int_equal(state_of(rig, &one, OPEN), PROPOSAL_WITHDRAWN);
	assert_int_equal(state_of(rig, &two, OPEN), PROPOSAL_DECLINED);
	assert_string_equal(sign(rig, "Vu", &one, NEXT), "CLOSED countersign");
	assert_string_equal(sign(rig, "Vu", &two, NEXT), "CLOSED countersign");
	assert_string_equal(withdraw(rig, "HN", &one, NEXT), "CLOSED withdraw_proposal");
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 500, NEXT), "OK");
}

static void a_signature_names_a_proposal_that_there_is(void **state)
{
	struct rig *rig = *state;
	const struct command never = entry(rig, "HN", "CB", "KT1", 500, OPEN);
	struct command other = countersign(rig, "Vu", &never, OPEN);

	assert_string_equal(sign(rig, "Vu", &never, OPEN), "NOT_FOUND countersign.proposal");
	assert_string_equal(withdraw(rig, "Vu", &never, OPEN),
	                    "NOT_FOUND withdraw_proposal.proposal");
	other.year = 2031;
	assert_string_equal(rig_send(rig, &other), "NOT_FOUND year");
	assert_string_equal(sign(rig, "nobody", &never, OPEN), "FORBIDDEN key");
}

static void an_office_proposes_only_so_often_in_a_season(void **state)
{
	struct rig *rig = *state;

	for (int i = 0; i < 256; i++) {
		const struct command one = proposed(rig, "HN", "CB", "KT1", 500 + i, OPEN);

		if (i % 2)
			assert_string_equal(withdraw(rig, "HN", &one, OPEN), "OK");
	}
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 1000, OPEN), "CLOSED enter_points");
	assert_string_equal(propose(rig, "PT", "HN", "KT1", 1000, OPEN), "OK");
}

/* Of each task with a value, as long as the bounds let it be and other for each number. */
static const char *propose_large(struct rig *rig, int number)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);
	const char *reason = arena_text(&rig->arena, "%02000d", number);
	struct command command = rig_command(rig, ACTION_AMEND_REPORT, "CB", at(LOCK));
	struct judgement tasks[TASKS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < ruleset->task_count; i++) {
		const struct task *task = &ruleset->tasks[i];
		const bool share = task->measure == MEASURE_PERCENT;

		if (ruleset_target(ruleset, (size_t)ruleset_board(ruleset, "CB"), i) <= 0 ||
		    (!share && task->measure != MEASURE_QUANTITY))
			continue;
		tasks[count++] = (struct judgement){ .task = task->code,
			                             .has_actual = !share,
			                             .actual = share ? 0 : 7 * UNITS,
			                             .has_done = share,
			                             .done = share ? 7 * UNITS : 0,
			                             .has_out_of = share,
			                             .out_of = share ? 9 * UNITS : 0,
			                             .reason = reason };
	}
	command.year = 2024;
	command.amend_report = (struct amend_report){
		.board = "CB", .period = Q1 + 1, .task_count = count, .tasks = tasks
	};
	command = deeds_sealed(rig, &command);
	return rig_send(rig, &command);
}

static void an_office_proposes_only_so_much_in_a_season(void **state)
{
	struct rig *rig = *state;
	int count = 0;

	while (count < 255 && strcmp(propose_large(rig, count), "OK") == 0)
		count++;
	assert_in_range(count, 100, 254); /* 4 MiB in all */
	assert_string_equal(propose_large(rig, count), "CLOSED amend_report");
}

/* Large ones come on pages of a few, each of them once. */
static void a_page_of_large_proposals_is_short(void **state)
{
	struct rig *rig = *state;
	struct get_proposals asked = { .year = 2024 };
	struct told_proposals told;
	size_t count = 0, pages = 0;
	struct faults why;

	for (int i = 0; i < 30; i++)
		assert_string_equal(propose_large(rig, i), "OK");
	faults_init(&why, &rig->arena);
	do {
		told = (struct told_proposals){ .proposal_count = 0 };
		question_proposals.tell(rig->cluster, &asked, rig_sight(at(AFTER)), &rig->arena,
		                        &told, &why);
		assert_in_range(told.proposal_count, 1, 15);
		asked.before = told.proposals[told.proposal_count - 1].sequence;
		count += told.proposal_count;
		pages++;
	} while (told.more);
	assert_int_equal(count, 30);
	assert_in_range(pages, 2, 5);
}

static size_t times_read;

static bool count_reading(const uint8_t *bytes, size_t size, struct arena *arena,
                          struct command *out)
{
	times_read++;
	return command_reader.read(bytes, size, arena, out);
}

/* Else whoever has filled his room would go on costing the time of all. */
static void what_is_proposed_is_not_read_when_another_comes(void **state)
{
	struct rig *rig = *state;
	const struct command_reader counting = { count_reading, command_reader.hash,
		                                 command_reader.said };

	cluster_read_by(rig->cluster, &counting);
	times_read = 0;
	for (int i = 0; i < 20; i++)
		proposed(rig, "HN", "CB", "KT1", 500 + i, OPEN);
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 500, OPEN), "CONFLICT enter_points");
	assert_int_equal(times_read, 0);
}

static void a_board_has_only_so_many_entries(void **state)
{
	struct rig *rig = *state;

	for (int i = 0; i < 64; i++) {
		const struct command one = proposed(rig, "HN", "CB", "KT1", 500 + i, OPEN);

		assert_string_equal(sign(rig, "Vu", &one, OPEN), "OK");
	}
	assert_string_equal(propose(rig, "HN", "CB", "KT1", 1000, OPEN), "CLOSED enter_points");
	assert_string_equal(propose(rig, "HN", "TQ", "KT1", 1000, OPEN), "OK");
}

/* --- seasons --- */

static struct season_draft cheaper(int64_t missing)
{
	struct season_draft draft = season();

	draft.missing_deduction = missing;
	return draft;
}

static int64_t deduction(struct rig *rig)
{
	return cluster_ruleset(rig->cluster, 2024, INT64_MAX)->missing_deduction;
}

static void before_it_begins_the_operator_alone_changes_a_season(void **state)
{
	struct rig *rig = *state;
	const struct season_draft draft = cheaper(1900), next = cheaper(1800);
	const struct command two = version(rig, &draft, 2, "2024-03-14T23:59:59.999999+07:00");
	const struct command three = version(rig, &next, 3, "2024-03-15T00:00+07:00");

	rig_must_send(rig, &two);
	assert_int_equal(deduction(rig), 1900);
	rig_must_send(rig, &three);
	assert_int_equal(deduction(rig), 1900);
	assert_string_equal(sign(rig, "Vu", &three, OPEN), "OK");
	assert_int_equal(deduction(rig), 1800);
	assert_int_equal(cluster_version(rig->cluster, 2024), 3);
}

static void once_all_have_signed_the_compact_it_is_a_proposal(void **state)
{
	struct season_draft draft = season();

	draft.compact = true;
	struct rig *rig = begin_with(state, &draft);
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);
	const struct season_draft other = cheaper(1900);

	for (size_t i = 0; i < ruleset->board_count; i++) {
		struct command one =
		        rig_command(rig, ACTION_SIGN_COMPACT, ruleset->boards[i], at(BEFORE));
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		const struct command tried = version(rig, &other, 2, BEFORE);

		rig_must_send(rig, &tried); /* not yet */
		assert_int_equal(deduction(rig), 1900);
		cluster_rewind(rig->cluster, &mark);
		one.year = 2024;
		memcpy(one.sign_compact.ruleset_hash, ruleset->hash, HASH_SIZE);
		rig_must_send(rig, &one);
	}
	const struct command two = version(rig, &other, 2, BEFORE);

	rig_must_send(rig, &two);
	assert_int_equal(deduction(rig), 2000);
	assert_int_equal(state_of(rig, &two, BEFORE), PROPOSAL_OPEN);
}

static void a_season_without_proposal_days_is_changed_by_the_operator_alone(void **state)
{
	struct season_draft draft = season();

	draft.proposal_days = 0;
	draft.entry_rule_count = 0;
	struct rig *rig = begin_with(state, &draft);

	draft.missing_deduction = 1900;
	const struct command two = version(rig, &draft, 2, OPEN);

	rig_must_send(rig, &two);
	assert_int_equal(deduction(rig), 1900);
}

static void head_and_deputy_of_a_season_that_has_begun_stay(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft = season();

	draft.head = "CB";
	draft.deputy = "HN";
	const struct command early = version(rig, &draft, 2, BEFORE);

	rig_must_send(rig, &early);
	draft.head = "HN";
	draft.deputy = "CB";
	const struct command late = version(rig, &draft, 3, OPEN);

	assert_string_equal(rig_send(rig, &late), "INVALID season.head | INVALID season.deputy");
}

static void of_two_proposals_in_conflict_the_first_signed_holds(void **state)
{
	struct rig *rig = *state;
	const struct season_draft a = cheaper(1900), b = cheaper(1800);
	const struct command one = version(rig, &a, 2, OPEN), two = version(rig, &b, 2, OPEN);
	const struct command again = version(rig, &b, 2, OPEN);

	rig_must_send(rig, &one);
	rig_must_send(rig, &two);
	assert_string_equal(rig_send(rig, &again), "CONFLICT define_season");
	assert_string_equal(sign(rig, "Vu", &two, NEXT), "OK");
	assert_int_equal(deduction(rig), 1800);
	assert_string_equal(sign(rig, "Vu", &one, NEXT),
	                    "CLOSED countersign | STALE countersign.proposal: "
	                    "define_season.version");
	assert_int_equal(state_of(rig, &one, NEXT), PROPOSAL_OPEN);
	assert_int_equal(state_of(rig, &one, "2024-03-29T00:00+07:00"), PROPOSAL_LAPSED);
}

/* What was open when it was proposed may have opened since. */
static void a_season_is_judged_again_when_it_is_signed(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft = season();
	struct period_draft periods[PERIODS];

	memcpy(periods, draft.periods, sizeof(periods));
	periods[Q2].opens -= 80; /* 27 March */
	draft.periods = periods;
	const struct command two = version(rig, &draft, 2, OPEN);

	rig_must_send(rig, &two);
	assert_string_equal(sign(rig, "Vu", &two, "2024-03-27T08:00+07:00"),
	                    "CLOSED countersign | INVALID countersign.proposal: "
	                    "season.periods[1].opens");
	assert_string_equal(sign(rig, "Vu", &two, "2024-03-26T08:00+07:00"), "OK");
}

/* --- who doubles the targets before the lock of Q1 --- */

#define LAST      "2024-04-05T23:59:59.999999+07:00"
#define AFTERWARD "2024-04-06T00:00:00.000001+07:00"

static struct season_draft doubled(void)
{
	static struct task_draft tasks[SEASON_2024_TASKS];
	struct season_draft draft = season();

	draft.compact = true;
	memcpy(tasks, draft.tasks, sizeof(tasks));
	for (size_t i = 0; i < SEASON_2024_TASKS; i++)
		tasks[i].target *= tasks[i].measure == MEASURE_QUANTITY ? 2 : 1;
	draft.tasks = tasks;
	return draft;
}

static const char *sign_compact(struct rig *rig, const char *office, const uint8_t *hash,
                                const char *when)
{
	struct command command = rig_command(rig, ACTION_SIGN_COMPACT, office, at(when));

	command.year = 2024;
	memcpy(command.sign_compact.ruleset_hash, hash, HASH_SIZE);
	return rig_send(rig, &command);
}

static void all_sign_compact(struct rig *rig, const char *when)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	for (size_t i = 0; i < ruleset->board_count; i++)
		assert_string_equal(sign_compact(rig, ruleset->boards[i], ruleset->hash, when),
		                    "OK");
}

/* All have signed the compact, and CB has reported all that was agreed. */
static struct rig *begin_agreed(void **state)
{
	struct season_draft draft = season();

	draft.compact = true;
	struct rig *rig = begin_with(state, &draft);

	all_sign_compact(rig, BEFORE);
	rig_must_report(rig, "CB", Q1, at(OPEN));
	return rig;
}

static void who_doubles_targets_before_a_lock_moves_nothing_alone(void **state)
{
	struct rig *rig = begin_agreed(state);
	const struct season_draft draft = doubled();
	const struct standing before = rig_standing(rig, Q1, at(LAST));
	const struct command two = version(rig, &draft, 2, LAST);
	struct effect effect;

	rig_must_send(rig, &two);
	cluster_told(rig->cluster, &two, &effect);
	assert_true(effect.proposal);
	assert_int_equal(cluster_version(rig->cluster, 2024), 1);
	const struct standing after = rig_standing(rig, Q1, at(LAST));

	assert_true(rig_hash(&after) == rig_hash(&before));
	assert_int_equal(after.sequence, before.sequence);
	assert_false(after.provisional);
	assert_string_equal(rig_points(rig, &after, "CB", "T01"), "80.00");
	assert_string_equal(sign(rig, "operator", &two, LAST), "FORBIDDEN key");
	assert_string_equal(sign(rig, "HN", &two, LAST), "FORBIDDEN key");
	assert_string_equal(sign_compact(rig, "HN", two.define_season.season_hash, LAST),
	                    "STALE sign_compact.ruleset_hash");
	const char *lapsed = "2024-04-16T00:00+07:00"; /* after ten local days */

	assert_int_equal(state_of(rig, &two, "2024-04-15T23:59:59.999999+07:00"), PROPOSAL_OPEN);
	assert_string_equal(sign(rig, "Vu", &two, lapsed), "CLOSED countersign");
	assert_int_equal(state_of(rig, &two, lapsed), PROPOSAL_LAPSED);
	assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, lapsed), "80.00");
	assert_false(rig_standing(rig, Q1, at(lapsed)).provisional);
}

/* With the supervisor's word it holds from then on, and must be agreed to anew. */
static void doubled_targets_that_two_want_are_asked_of_all_again(void **state)
{
	static const struct {
		const char *when, *points, *later;
		bool provisional;
	} cases[] = {
		{ LAST, "40.00", "20.00", true },
		{ LOCK, "80.00", "20.00", false },
		{ AFTERWARD, "80.00", "20.00", false },
	};
	const struct season_draft draft = doubled();
	struct rig *rig = begin_agreed(state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		const struct command two = version(rig, &draft, 2, "2024-04-05T08:00+07:00");

		rig_must_send(rig, &two);
		assert_string_equal(sign(rig, "Vu", &two, cases[i].when), "OK");
		assert_int_equal(cluster_version(rig->cluster, 2024), 2);
		assert_string_equal(rig_points_at(rig, "CB", "T01", Q1, Q2DAY), cases[i].points);
		assert_string_equal(rig_points_at(rig, "CB", "T01", Q2, Q2DAY), cases[i].later);
		assert_true(rig_standing(rig, Q2, at(Q2DAY)).provisional);
		all_sign_compact(rig, Q2DAY);
		assert_false(rig_standing(rig, Q2, at(Q2DAY)).provisional);
		assert_int_equal(rig_standing(rig, Q1, at(Q2DAY)).provisional,
		                 cases[i].provisional);
		cluster_rewind(rig->cluster, &mark);
	}
}

/* --- points at a lock --- */

static struct command taken_back(struct rig *rig, const struct command *entered, const char *when)
{
	struct command command = rig_command(rig, ACTION_WITHDRAW_POINTS, "HN", at(when));

	command.year = 2024;
	command.withdraw_points.reason = "Ghi nhầm đơn vị";
	memcpy(command.withdraw_points.entry, entered->hash, HASH_SIZE);
	return deeds_sealed(rig, &command);
}

/* Of CB; what was proposed before the lock does not reach back over it. */
static void points_that_are_signed_at_a_lock_count_in_what_locks_later(void **state)
{
	static const struct {
		const char *when, *entered, *withdrawn;
	} cases[] = {
		{ LAST, "+500 -0", "+0 -0" },
		{ LOCK, "+0 -0", "+500 -0" },
		{ AFTERWARD, "+0 -0", "+500 -0" },
	};
	struct rig *rig = begin_agreed(state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		const struct command one = proposed(rig, "HN", "CB", "KT1", 500, LAST);

		assert_string_equal(sign(rig, "Vu", &one, cases[i].when), "OK");
		assert_string_equal(points_of(rig, "CB", Q1, Q2DAY), cases[i].entered);
		assert_string_equal(points_of(rig, "CB", Q2, Q2DAY), "+500 -0");
		cluster_rewind(rig->cluster, &mark);
	}
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);

	assert_string_equal(sign(rig, "Vu", &one, NEXT), "OK");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		const struct command back = taken_back(rig, &one, LAST);

		rig_must_send(rig, &back);
		assert_string_equal(sign(rig, "Vu", &back, cases[i].when), "OK");
		assert_string_equal(points_of(rig, "CB", Q1, Q2DAY), cases[i].withdrawn);
		assert_string_equal(points_of(rig, "CB", Q2, Q2DAY), "+0 -0");
		cluster_rewind(rig->cluster, &mark);
	}
}

#define FINAL_LAST      "2025-02-15T23:59:59.999999+07:00"
#define FINAL_LOCK      "2025-02-16T00:00+07:00"
#define FINAL_AFTERWARD "2025-02-16T00:00:00.000001+07:00"

/* After the last lock nothing locks later. */
static void points_are_neither_entered_nor_withdrawn_after_the_last_lock(void **state)
{
	static const char *const late[] = { FINAL_LOCK, FINAL_AFTERWARD };
	struct rig *rig = begin_agreed(state);
	const struct command before =
	        proposed(rig, "HN", "CB", "KT1", 400, "2025-02-14T08:00+07:00");

	assert_string_equal(sign(rig, "Vu", &before, "2025-02-14T09:00+07:00"), "OK");
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, FINAL_LAST);
	const struct command two = taken_back(rig, &before, FINAL_LAST);

	rig_must_send(rig, &two);
	for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
		const struct command back = taken_back(rig, &before, late[i]);

		assert_string_equal(propose(rig, "HN", "CB", "KT1", 600, late[i]),
		                    "CLOSED enter_points");
		assert_string_equal(rig_send(rig, &back), "CLOSED withdraw_points");
		assert_string_equal(
		        sign(rig, "Vu", &one, late[i]),
		        "CLOSED countersign | CLOSED countersign.proposal: enter_points");
		assert_string_equal(
		        sign(rig, "Vu", &two, late[i]),
		        "CLOSED countersign | CLOSED countersign.proposal: withdraw_points");
	}
	const struct standing final = rig_standing(rig, FINAL, at(FINAL_AFTERWARD));

	assert_int_equal(rig_row(&final, "CB")->bonus, 400);
}

/* --- a restore --- */

static struct receipt_statement receipt_of(const struct command *command, bool proposal)
{
	struct receipt_statement receipt = { .cluster = "TCXDD-1",
		                             .sequence = 40,
		                             .received_at = command->received_at,
		                             .proposal = proposal };

	memcpy(receipt.command_id, command->id, ID_SIZE);
	memcpy(receipt.command_hash, command->hash, HASH_SIZE);
	return receipt;
}

static struct command back(struct rig *rig, const struct command *lost,
                           const struct receipt_statement *receipt, const char *signer,
                           const char *when)
{
	struct command command = rig_command(rig, ACTION_REINSTATE, signer, at(when));

	cluster_trust(rig->cluster, rig_key("daemon"), false);
	command.year = lost->year;
	command.reinstate.signed_command_opened = lost;
	command.reinstate.receipt_opened = receipt;
	memcpy(command.reinstate.receipt.key, rig_key("daemon"), KEY_SIZE);
	return command;
}

/* Both were lost, and its days are over when they come back. */
static void proposal_and_signature_come_back_as_they_were_received(void **state)
{
	struct rig *rig = *state;
	const struct command one = entry(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = countersign(rig, "Vu", &one, NEXT);
	const struct receipt_statement first = receipt_of(&one, true),
	                               second = receipt_of(&two, false);
	const char *day = "2024-04-01T08:00+07:00";
	const struct command revoke = rig_revoke(rig, "HN", at(day));
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(BEFORE));
	const struct command again = back(rig, &one, &first, "HN2", day);
	const struct command signature = back(rig, &two, &second, "Vu", day);
	struct effect effect;

	rig_must_send(rig, &grant);
	rig_must_send(rig, &revoke);
	rig_must_send(rig, &again);
	cluster_told(rig->cluster, &again, &effect);
	assert_true(effect.proposal);
	assert_int_equal(state_of(rig, &one, day), PROPOSAL_LAPSED);
	assert_string_equal(sign(rig, "Vu", &one, day), "CLOSED countersign");
	rig_must_send(rig, &signature);
	assert_string_equal(points_of(rig, "CB", Q1, day), "+500 -2000");
}

/* It was none when it was received, whatever has opened since. */
static void a_version_that_was_none_comes_back_as_none(void **state)
{
	struct rig *rig = *state;
	const struct season_draft draft = cheaper(1900);
	const struct command two = version(rig, &draft, 2, BEFORE);
	const struct receipt_statement receipt = receipt_of(&two, false);
	const struct command again = back(rig, &two, &receipt, "operator", OPEN);

	rig_must_send(rig, &again);
	assert_int_equal(deduction(rig), 1900);
}

/* --- what is kept of it --- */

static void a_rewind_and_a_replay_know_proposals(void **state)
{
	struct rig *rig = *state;
	const struct cluster_mark mark = cluster_mark(rig->cluster);
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = countersign(rig, "Vu", &one, NEXT);

	rig_must_send(rig, &two);
	const struct standing standing = rig_standing(rig, Q1, at(NEXT));
	const uint64_t hash = rig_hash(&standing);

	cluster_rewind(rig->cluster, &mark);
	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+0 -0");
	assert_true(cluster_apply(rig->cluster, &one, one.hash, NULL));
	assert_true(cluster_apply(rig->cluster, &two, two.hash, NULL));
	const struct standing again = rig_standing(rig, Q1, at(NEXT));

	assert_true(rig_hash(&again) == hash);
}

static void forged_signatures_break_the_journal_and_change_nothing(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	struct command command = countersign(rig, "HN", &one, NEXT);

	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	command = countersign(rig, "CB", &one, NEXT);
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	assert_string_equal(withdraw(rig, "HN", &one, NEXT), "OK");
	command = countersign(rig, "Vu", &one, NEXT);
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	assert_string_equal(points_of(rig, "CB", Q1, NEXT), "+0 -0");
}

/* --- questions --- */

static struct told_proposals ask(struct rig *rig, const struct get_proposals *asked,
                                 const char *when)
{
	struct told_proposals told = { .proposal_count = 0 };
	struct faults why;

	faults_init(&why, &rig->arena);
	question_proposals.tell(rig->cluster, asked, rig_sight(at(when)), &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	return told;
}

static void the_question_tells_what_waits_for_whom(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	const struct command two = proposed(rig, "PT", "HN", "KL1", 600, OPEN);
	struct get_proposals asked = { .year = 2024 };

	assert_string_equal(sign(rig, "Vu", &one, NEXT), "OK");
	struct told_proposals told = ask(rig, &asked, NEXT);

	assert_int_equal(told.proposal_count, 2);
	assert_false(told.more);
	const struct told_proposal *open = &told.proposals[0], *done = &told.proposals[1];

	assert_memory_equal(open->proposal, two.hash, HASH_SIZE);
	assert_string_equal(open->action, "enter_points");
	assert_string_equal(open->board, "HN");
	assert_string_equal(open->code, "KL1");
	assert_int_equal(open->points, 600);
	assert_int_equal(open->state, PROPOSAL_OPEN);
	assert_int_equal(open->until, at("2024-03-29T00:00+07:00"));
	assert_int_equal(open->signature_count, 1);
	assert_string_equal(open->signatures[0].board, "PT");
	assert_int_equal(open->missing_count, 1);
	assert_int_equal(open->missing[0].role, ROLE_SUPERVISOR);
	assert_false(open->missing[0].nobody);
	assert_int_equal(done->state, PROPOSAL_IN_FORCE);
	assert_int_equal(done->ended_at, at(NEXT));
	assert_int_equal(done->signature_count, 2);
	assert_int_equal(done->signatures[1].role, ROLE_SUPERVISOR);
	assert_int_equal(done->missing_count, 0);
	asked.has_proposal = true;
	memcpy(asked.proposal, one.hash, HASH_SIZE);
	told = ask(rig, &asked, NEXT);
	assert_int_equal(told.proposal_count, 1);
	assert_int_equal(told.proposals[0].command.size, one.bytes.size);
	const struct command revoke = rig_revoke(rig, "Vu", at(NEXT));

	rig_must_send(rig, &revoke);
	asked.has_proposal = false;
	assert_true(ask(rig, &asked, NEXT).proposals[0].missing[0].nobody);
}

static void the_question_goes_back_page_by_page(void **state)
{
	struct rig *rig = *state;
	struct get_proposals asked = { .year = 2024 };

	for (int i = 0; i < 101; i++)
		proposed(rig, "HN", "CB", "KT1", 500 + i, OPEN);
	struct told_proposals told = ask(rig, &asked, OPEN);

	assert_int_equal(told.proposal_count, 100);
	assert_true(told.more);
	asked.before = told.proposals[99].sequence;
	told = ask(rig, &asked, OPEN);
	assert_int_equal(told.proposal_count, 1);
	assert_int_equal(told.proposals[0].points, 500);
	assert_false(told.more);
}

static void the_entries_are_told_with_both_signers_and_what_became_of_them(void **state)
{
	struct rig *rig = *state;
	const struct command one = proposed(rig, "HN", "CB", "KT1", 500, OPEN);
	struct command off = rig_command(rig, ACTION_WITHDRAW_POINTS, "HN", at(NEXT));
	const struct get_entries asked = { .year = 2024 };
	struct told_entries told = { .entry_count = 0 };
	struct faults why;

	assert_string_equal(sign(rig, "Vu", &one, NEXT), "OK");
	off.year = 2024;
	off.withdraw_points.reason = "Ghi nhầm";
	memcpy(off.withdraw_points.entry, one.hash, HASH_SIZE);
	off = deeds_sealed(rig, &off);
	rig_must_send(rig, &off);
	assert_string_equal(sign(rig, "Vu", &off, NEXT), "OK");
	faults_init(&why, &rig->arena);
	question_entries.tell(rig->cluster, &asked, rig_sight(at(NEXT)), &rig->arena, &told, &why);
	assert_int_equal(told.entry_count, 1);
	const struct told_points_entry *entry = &told.entries[0];

	assert_string_equal(entry->board, "CB");
	assert_string_equal(entry->code, "KT1");
	assert_string_equal(entry->reason, "Quyết định số 12-QĐ/TW");
	assert_int_equal(entry->points, 500);
	assert_int_equal(entry->signature_count, 2);
	assert_string_equal(entry->signatures[0].board, "HN");
	assert_int_equal(entry->signatures[1].role, ROLE_SUPERVISOR);
	assert_int_equal(entry->withdrawn_count, 2);
	assert_string_equal(entry->withdrawn_reason, "Ghi nhầm");
}

/* --- amendments --- */

static struct command amendment(struct rig *rig, const char *office, const char *board,
                                enum period period, const char *when)
{
	static const struct judgement tasks[] = {
		{ .task = "T01", .has_actual = true, .actual = 7 * UNITS, .reason = "sổ gốc ghi 7" }
	};
	struct command command = rig_command(rig, ACTION_AMEND_REPORT, office, at(when));

	command.year = 2024;
	command.amend_report = (struct amend_report){
		.board = board, .period = (int)period + 1, .task_count = 1, .tasks = tasks
	};
	return deeds_sealed(rig, &command);
}

static struct command amended(struct rig *rig, const char *office, const char *board,
                              const char *when)
{
	const struct command command = amendment(rig, office, board, Q1, when);

	rig_must_send(rig, &command);
	return command;
}

static const char *amend(struct rig *rig, const char *office, const char *board, enum period period,
                         const char *when)
{
	const struct command command = amendment(rig, office, board, period, when);

	return rig_send(rig, &command);
}

static void a_board_that_amends_its_own_report_waits_for_two_others(void **state)
{
	struct rig *rig = *state;
	const struct command one = amended(rig, "CB", "CB", AFTER);
	const struct get_amendments asked = { .year = 2024 };
	struct told_amendments told = { .amendment_count = 0 };
	struct faults why;

	assert_string_equal(sign(rig, "CB", &one, AFTER), "FORBIDDEN key");
	assert_string_equal(sign(rig, "TQ", &one, AFTER), "FORBIDDEN key");
	assert_string_equal(sign(rig, "Vu", &one, AFTER), "OK");
	assert_int_equal(state_of(rig, &one, AFTER), PROPOSAL_OPEN);
	assert_string_equal(sign(rig, "Vu", &one, AFTER), "CONFLICT countersign");
	assert_string_equal(sign(rig, "PT", &one, AFTER), "OK");
	assert_int_equal(state_of(rig, &one, AFTER), PROPOSAL_IN_FORCE);
	assert_string_equal(sign(rig, "HN", &one, AFTER), "CLOSED countersign");
	faults_init(&why, &rig->arena);
	question_amendments.tell(rig->cluster, &asked, rig_sight(at(AFTER)), &rig->arena, &told,
	                         &why);
	assert_int_equal(told.amendment_count, 1);
	const struct told_amendment *amendment = &told.amendments[0];

	assert_int_equal(amendment->number, 1);
	assert_string_equal(amendment->board, "CB");
	assert_int_equal(amendment->period, Q1 + 1);
	assert_string_equal(amendment->tasks[0].reason, "sổ gốc ghi 7");
	assert_int_equal(amendment->signature_count, 3);
	assert_string_equal(amendment->signatures[0].board, "CB");
	assert_int_equal(amendment->signatures[1].role, ROLE_SUPERVISOR);
	assert_string_equal(amendment->signatures[2].board, "PT");
}

static void head_or_deputy_and_the_supervisor_amend_whichever_begins(void **state)
{
	struct rig *rig = *state;
	const struct command one = amended(rig, "PT", "CB", AFTER);
	const struct command two = amended(rig, "Vu", "TQ", AFTER);
	const struct command heads = amended(rig, "HN", "HN", AFTER);
	const struct command deputys = amended(rig, "Vu", "PT", AFTER);

	assert_string_equal(sign(rig, "HN", &one, AFTER), "CONFLICT countersign");
	assert_string_equal(sign(rig, "Vu", &one, AFTER), "OK");
	assert_string_equal(sign(rig, "HN", &two, AFTER), "OK");
	assert_string_equal(sign(rig, "HN", &heads, AFTER), "FORBIDDEN key");
	assert_string_equal(sign(rig, "PT", &heads, AFTER), "OK");
	assert_string_equal(sign(rig, "Vu", &heads, AFTER), "OK");
	assert_string_equal(sign(rig, "PT", &deputys, AFTER), "FORBIDDEN key");
	assert_string_equal(sign(rig, "HN", &deputys, AFTER), "OK");
	for (const struct command *all[] = { &one, &two, &heads, &deputys }, **at_one = all;
	     at_one < all + 4; at_one++)
		assert_int_equal(state_of(rig, *at_one, AFTER), PROPOSAL_IN_FORCE);
}

static void an_amendment_ends_with_a_key_that_signed_it_before_the_last(void **state)
{
	struct rig *rig = *state;
	const struct command one = amended(rig, "CB", "CB", AFTER);
	const struct command revoke = rig_revoke(rig, "Vu", at(AFTER));

	assert_string_equal(sign(rig, "Vu", &one, AFTER), "OK");
	rig_must_send(rig, &revoke);
	assert_string_equal(sign(rig, "HN", &one, AFTER), "CLOSED countersign");
	assert_int_equal(state_of(rig, &one, AFTER), PROPOSAL_REVOKED);
}

static void an_amendment_is_refused_in_order(void **state)
{
	struct rig *rig = *state;
	struct command spoilt = amendment(rig, "HN", "CB", Q1, AFTER);

	assert_string_equal(amend(rig, "TQ", "XX", Q2, OPEN), "NOT_FOUND amend_report.board");
	assert_string_equal(amend(rig, "TQ", "CB", Q2, OPEN), "FORBIDDEN key");
	assert_string_equal(amend(rig, "operator", "CB", Q1, AFTER), "FORBIDDEN key");
	assert_string_equal(amend(rig, "HN", "CB", Q1, "2024-04-05T23:59:59.999999+07:00"),
	                    "CLOSED amend_report.period");
	assert_string_equal(amend(rig, "HN", "CB", Q1, LOCK), "OK");
	assert_string_equal(amend(rig, "HN", "CB", Q1, AFTER), "CONFLICT amend_report");
	assert_string_equal(amend(rig, "HN", "CB", Q2, AFTER), "CLOSED amend_report.period");
	spoilt.amend_report.task_count = 0;
	spoilt = deeds_sealed(rig, &spoilt);
	assert_string_equal(rig_send(rig, &spoilt), "INVALID tasks");
	spoilt = amendment(rig, "HN", "TQ", Q1, AFTER);
	struct judgement wrong[] = { spoilt.amend_report.tasks[0], { .task = "T99" } };

	wrong[0].reason = "";
	wrong[0].actual = -1;
	spoilt.amend_report.tasks = wrong;
	spoilt.amend_report.task_count = 2;
	spoilt = deeds_sealed(rig, &spoilt);
	assert_string_equal(rig_send(rig, &spoilt),
	                    "INVALID tasks[0].actual | INVALID tasks[0].reason | INVALID "
	                    "tasks[1].task");
}

/* HN and the supervisor, whose signature is the last. */
static void amend_by_two(struct rig *rig, const char *board, enum period period, const char *when)
{
	const struct command command = amendment(rig, "HN", board, period, when);

	rig_must_send(rig, &command);
	assert_string_equal(sign(rig, "Vu", &command, when), "OK");
}

static struct standing locked(struct rig *rig, enum period period, uint32_t amendment,
                              const char *now)
{
	struct standing standing;

	assert_true(standing_compute_locked(rig->cluster, 2024, period, amendment, at(now),
	                                    &rig->arena, &standing));
	return standing;
}

static void an_amended_standing_succeeds_the_one_that_locked(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	rig_must_report(rig, "TQ", Q1, at(OPEN));
	const struct standing before = rig_standing(rig, Q1, at(LOCK));

	amend_by_two(rig, "CB", Q1, AFTER);
	const struct standing first = locked(rig, Q1, 0, Q2DAY), second = locked(rig, Q1, 1, Q2DAY);
	const struct standing latest = rig_standing(rig, Q1, at(Q2DAY));

	assert_true(rig_hash(&before) == rig_hash(&first));
	assert_true(rig_hash(&second) == rig_hash(&latest));
	assert_false(rig_hash(&first) == rig_hash(&second));
	assert_int_equal(first.amendment, 0);
	assert_int_equal(latest.amendment, 1);
	assert_true(latest.as_of >= at(AFTER) && latest.sequence > first.sequence);
	assert_string_equal(rig_points(rig, &first, "CB", "T01"), "80.00");
	assert_string_equal(rig_points(rig, &latest, "CB", "T01"), "62.22");
	assert_string_equal(rig_points(rig, &latest, "TQ", "T01"),
	                    rig_points(rig, &first, "TQ", "T01"));
	assert_int_equal(rig_row(&latest, "CB")->amendment, 1);
	assert_int_equal(rig_row(&latest, "TQ")->amendment, 0);
	assert_false(standing_compute_locked(rig->cluster, 2024, Q1, 2, at(Q2DAY), &rig->arena,
	                                     &(struct standing){ 0 }));
}

/* A later version took T01 from CB, and nothing of Q1. */
static void a_report_is_amended_under_what_its_period_locked_under(void **state)
{
	static const struct target_draft without[] = { { .task = "T01", .not_assigned = true } };
	const char *when = "2024-04-10T08:00+07:00", *later = "2024-04-11T08:00+07:00";
	struct rig *rig = *state;
	struct season_draft draft = season();
	struct board_draft boards[BOARDS_MAX];

	memcpy(boards, draft.boards, draft.board_count * sizeof(*boards));
	assert_string_equal(boards[2].code, "CB");
	boards[2].targets = without;
	boards[2].target_count = 1;
	draft.boards = boards;
	rig_must_report(rig, "CB", Q1, at(OPEN));
	const struct command next = version(rig, &draft, 2, when);

	rig_must_send(rig, &next);
	assert_string_equal(sign(rig, "Vu", &next, when), "OK");
	amend_by_two(rig, "CB", Q1, later);
	const struct standing q1 = rig_standing(rig, Q1, at(Q2DAY));
	const struct standing q2 = rig_standing(rig, Q2, at(Q2DAY));

	assert_string_equal(rig_points(rig, &q1, "CB", "T01"), "62.22");
	assert_int_equal(q2.points[2 * q2.ruleset->task_count], -1);
}

static void nothing_of_later_date_but_the_amendment_is_in_it(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	const struct standing before = rig_standing(rig, Q1, at(LOCK));

	amend_by_two(rig, "TQ", Q1, AFTER); /* which never reported */
	const struct standing after = rig_standing(rig, Q1, at(Q2DAY));

	assert_string_equal(rig_points(rig, &before, "TQ", "T01"), "0.00");
	assert_string_equal(rig_points(rig, &after, "TQ", "T01"), "62.22");
	assert_int_equal(rig_row(&after, "TQ")->deduction, rig_row(&before, "TQ")->deduction);
	assert_int_equal(rig_row(&after, "TQ")->late_days, rig_row(&before, "TQ")->late_days);
	assert_int_equal(rig_row(&after, "TQ")->status, BOARD_MISSING);
	assert_int_equal(after.reported, before.reported);
}

static void every_locked_standing_from_that_period_on_has_a_successor(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	rig_must_report(rig, "CB", Q2, at(Q2DAY));
	amend_by_two(rig, "CB", Q1, "2024-07-10T08:00+07:00"); /* Q2 has locked, too */
	assert_int_equal(rig_standing(rig, Q1, at("2024-07-11T00:00+07:00")).amendment, 1);
	const struct standing q2 = rig_standing(rig, Q2, at("2024-07-11T00:00+07:00"));

	assert_int_equal(q2.amendment, 1);
	assert_string_equal(rig_points(rig, &q2, "CB", "T01"), "71.11");
	amend_by_two(rig, "CB", Q2, "2024-07-11T08:00+07:00");
	assert_int_equal(rig_standing(rig, Q1, at("2024-07-12T00:00+07:00")).amendment, 1);
	assert_int_equal(locked(rig, Q2, 1, "2024-07-12T00:00+07:00").amendment, 1);
	assert_int_equal(locked(rig, Q2, 2, "2024-07-12T00:00+07:00").amendment, 2);
}

/* FINAL stands in the place of Q4: what was wrong in Q4 moves nothing there, but the number is told. */
static void a_successor_is_newer_also_where_no_value_changes(void **state)
{
	static const char *const amended = "2025-03-10T08:00+07:00";
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q4, at("2024-11-18T08:00+07:00"));
	rig_must_report(rig, "CB", FINAL, at("2025-01-20T08:00+07:00"));
	const struct standing before = rig_standing(rig, FINAL, at(amended) - 1);

	amend_by_two(rig, "CB", Q4, amended);
	const struct standing after = rig_standing(rig, FINAL, at(amended));

	assert_int_equal(before.amendment, 0);
	assert_int_equal(after.amendment, 1);
	assert_true(after.sequence > before.sequence);
	assert_string_equal(rig_points(rig, &after, "CB", "T01"),
	                    rig_points(rig, &before, "CB", "T01"));
}

static void what_is_amended_of_q4_moves_the_ranks_before_of_final(void **state)
{
	static const char *const amended = "2025-01-21T08:00+07:00"; /* FINAL is open */
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q4, at("2024-11-18T08:00+07:00"));
	rig_must_report(rig, "TQ", Q4, at("2024-11-18T08:00+07:00"));
	rig_must_report(rig, "CB", FINAL, at("2025-01-20T08:00+07:00"));
	const struct standing before = rig_standing(rig, FINAL, at(amended) - 1);

	amend_by_two(rig, "CB", Q4, amended);
	const struct standing after = rig_standing(rig, FINAL, at(amended));

	assert_int_equal(rig_row(&before, "TQ")->rank_before, rig_row(&before, "CB")->rank_before);
	assert_int_equal(rig_row(&after, "TQ")->rank_before, 1);
	assert_int_equal(rig_row(&after, "CB")->rank_before, 2);
	assert_int_equal(rig_row(&after, "CB")->amendment, 0);
	assert_true(after.sequence > before.sequence);
}

/* Of Q1, at the lock of Q2: the one that locks has it when it was signed before, its successor else. */
static void an_amendment_at_a_later_lock_is_in_what_locks_or_in_its_successor(void **state)
{
	static const struct {
		const char *when, *locked;
		uint32_t amendment;
	} cases[] = {
		{ "2024-07-05T23:59:59.999999+07:00", "71.11", 0 },
		{ "2024-07-06T00:00+07:00", "80.00", 1 },
		{ "2024-07-06T00:00:00.000001+07:00", "80.00", 1 },
	};
	const char *proposed_at = "2024-07-02T08:00+07:00", *later = "2024-09-16T08:00+07:00";
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	rig_must_report(rig, "CB", Q2, at(Q2DAY));
	const struct standing q1 = rig_standing(rig, Q1, at(Q2DAY));

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);
		const struct command one = amended(rig, "HN", "CB", proposed_at);

		assert_string_equal(sign(rig, "Vu", &one, cases[i].when), "OK");
		const struct standing q1_first = locked(rig, Q1, 0, later),
		                      q1_latest = rig_standing(rig, Q1, at(later)),
		                      first = locked(rig, Q2, 0, later),
		                      latest = rig_standing(rig, Q2, at(later)),
		                      q3 = rig_standing(rig, Q3, at(later));

		assert_true(rig_hash(&q1_first) == rig_hash(&q1));
		assert_int_equal(q1_latest.amendment, 1);
		assert_string_equal(rig_points(rig, &q1_latest, "CB", "T01"), "62.22");
		assert_string_equal(rig_points(rig, &first, "CB", "T01"), cases[i].locked);
		assert_int_equal(latest.amendment, cases[i].amendment);
		assert_string_equal(rig_points(rig, &latest, "CB", "T01"), "71.11");
		assert_int_equal(q3.amendment, 0);
		assert_int_equal(rig_row(&q3, "CB")->amendment, 1);
		cluster_rewind(rig->cluster, &mark);
	}
}

/* As in a rehearsal, whose clock stands still. */
static void two_amendments_of_one_instant_have_a_successor_each(void **state)
{
	static const char *const points[][2] = { { "80.00", "80.00" },
		                                 { "62.22", "80.00" },
		                                 { "62.22", "62.22" } };
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	rig_must_report(rig, "TQ", Q1, at(OPEN));
	amend_by_two(rig, "CB", Q1, AFTER);
	amend_by_two(rig, "TQ", Q1, AFTER);
	for (uint32_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		const struct standing standing = locked(rig, Q1, i, AFTER);

		assert_int_equal(standing.amendment, i);
		assert_string_equal(rig_points(rig, &standing, "CB", "T01"), points[i][0]);
		assert_string_equal(rig_points(rig, &standing, "TQ", "T01"), points[i][1]);
	}
}

/* Before its own lock the board corrects what is wrong itself. */
static void a_report_is_amended_from_its_lock_on(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	assert_string_equal(amend(rig, "HN", "CB", Q1, LAST), "CLOSED amend_report.period");
	const struct standing before = rig_standing(rig, Q1, at(LOCK));

	for (const char *const *when = (const char *const[]){ LOCK, AFTERWARD, NULL }; *when;
	     when++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		amend_by_two(rig, "CB", Q1, *when);
		const struct standing first = locked(rig, Q1, 0, AFTER),
		                      latest = rig_standing(rig, Q1, at(AFTER));

		assert_true(rig_hash(&first) == rig_hash(&before));
		assert_int_equal(latest.amendment, 1);
		assert_string_equal(rig_points(rig, &latest, "CB", "T01"), "62.22");
		cluster_rewind(rig->cluster, &mark);
	}
}

static void what_locks_later_has_it_without_a_successor(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", Q1, at(OPEN));
	amend_by_two(rig, "CB", Q1, AFTER);
	rig_must_report(rig, "CB", Q2, at(Q2DAY));
	const struct standing q2 = rig_standing(rig, Q2, at("2024-07-11T00:00+07:00"));

	assert_int_equal(q2.amendment, 0);
	assert_int_equal(rig_row(&q2, "CB")->amendment, 1);
	assert_string_equal(rig_points(rig, &q2, "CB", "T01"), "71.11");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, rig_teardown)
	const struct CMUnitTest tests[] = {
		EACH(points_count_from_the_second_signature_on_in_what_locks_later),
		EACH(points_that_were_withdrawn_stay_in_what_locked_before),
		EACH(the_cap_is_of_the_sum_and_deductions_have_none),
		EACH(who_may_enter_points_of_whom),
		EACH(an_entry_is_refused_in_order),
		cmocka_unit_test_teardown(a_season_without_rules_knows_no_entries, rig_teardown),
		EACH(a_key_signs_from_the_day_after_its_grant_on),
		EACH(a_proposal_lapses_at_the_end_of_its_last_day),
		EACH(a_proposal_ends_with_the_key_that_signed_it),
		EACH(its_office_withdraws_a_proposal_and_the_supervisor_declines_it),
		EACH(a_signature_names_a_proposal_that_there_is),
		EACH(an_office_proposes_only_so_often_in_a_season),
		EACH(an_office_proposes_only_so_much_in_a_season),
		EACH(a_page_of_large_proposals_is_short),
		EACH(what_is_proposed_is_not_read_when_another_comes),
		EACH(a_board_has_only_so_many_entries),
		EACH(before_it_begins_the_operator_alone_changes_a_season),
		cmocka_unit_test_teardown(once_all_have_signed_the_compact_it_is_a_proposal,
		                          rig_teardown),
		cmocka_unit_test_teardown(
		        a_season_without_proposal_days_is_changed_by_the_operator_alone,
		        rig_teardown),
		EACH(head_and_deputy_of_a_season_that_has_begun_stay),
		EACH(of_two_proposals_in_conflict_the_first_signed_holds),
		EACH(a_season_is_judged_again_when_it_is_signed),
		cmocka_unit_test_teardown(who_doubles_targets_before_a_lock_moves_nothing_alone,
		                          rig_teardown),
		cmocka_unit_test_teardown(doubled_targets_that_two_want_are_asked_of_all_again,
		                          rig_teardown),
		cmocka_unit_test_teardown(
		        points_that_are_signed_at_a_lock_count_in_what_locks_later, rig_teardown),
		cmocka_unit_test_teardown(
		        points_are_neither_entered_nor_withdrawn_after_the_last_lock, rig_teardown),
		EACH(proposal_and_signature_come_back_as_they_were_received),
		EACH(a_version_that_was_none_comes_back_as_none),
		EACH(a_rewind_and_a_replay_know_proposals),
		EACH(forged_signatures_break_the_journal_and_change_nothing),
		EACH(the_question_tells_what_waits_for_whom),
		EACH(the_question_goes_back_page_by_page),
		EACH(the_entries_are_told_with_both_signers_and_what_became_of_them),
		EACH(a_board_that_amends_its_own_report_waits_for_two_others),
		EACH(head_or_deputy_and_the_supervisor_amend_whichever_begins),
		EACH(an_amendment_ends_with_a_key_that_signed_it_before_the_last),
		EACH(an_amendment_is_refused_in_order),
		EACH(an_amended_standing_succeeds_the_one_that_locked),
		EACH(a_report_is_amended_under_what_its_period_locked_under),
		EACH(nothing_of_later_date_but_the_amendment_is_in_it),
		EACH(every_locked_standing_from_that_period_on_has_a_successor),
		EACH(what_is_amended_of_q4_moves_the_ranks_before_of_final),
		EACH(a_successor_is_newer_also_where_no_value_changes),
		EACH(an_amendment_at_a_later_lock_is_in_what_locks_or_in_its_successor),
		EACH(two_amendments_of_one_instant_have_a_successor_each),
		EACH(a_report_is_amended_from_its_lock_on),
		EACH(what_locks_later_has_it_without_a_successor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
