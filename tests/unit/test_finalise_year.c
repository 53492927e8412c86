/* The end of a year: who ends it, when it may end, and that it stays as it is from then on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "deeds.h"
#include "disclosed.h"
#include "encode.h"
#include "final.h"
#include "model_year.h"
#include "proposal.h"
#include "question.h"
#include "request.h"
#include "review_deed.h"
#include "seal.h"
#include "season_2024.h"
#include "todo.h"

#include <cmocka.h>

/* HN is head, PT deputy. FINAL, the last period, locks with the end of 15 February 2025. */
#define BEGUN   "2024-01-02T08:00+07:00"
#define JANUARY "2025-01-15T08:00+07:00"
#define LAST    "2025-02-15T23:59:59.999999+07:00"
#define SETTLED "2025-02-16T00:00+07:00"
#define SOON    "2025-02-18T08:00+07:00"
#define NEXT    "2025-02-19T08:00+07:00"
#define LATER   "2025-02-20T08:00+07:00"

static const struct entry_rule_draft rules[] = {
	{ "KT1", "Được tặng Cờ thi đua", ENTRY_BONUS, 100, 6000 },
};

static struct season_draft season(uint32_t proposal_days)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.has_review = true;
	draft.review =
	        (struct review_draft){ .review_days = 5, .dispute_days = 5, .return_days = 2 };
	draft.models = true;
	draft.proposal_days = proposal_days;
	draft.entry_rules = rules;
	draft.entry_rule_count = proposal_days > 0;
	return draft;
}

static void begin_with(void **state, uint32_t proposal_days)
{
	static struct rig rig;
	const struct season_draft draft = season(proposal_days);

	deeds_begin(&rig, &draft);
	*state = &rig;
}

static int begin(void **state)
{
	begin_with(state, 10);
	return 0;
}

static struct command finalise(struct rig *rig, const char *name, const char *when)
{
	struct command command = rig_command(rig, ACTION_FINALISE_YEAR, name, at(when));

	command.year = 2024;
	return deeds_sealed(rig, &command);
}

static const char *propose(struct rig *rig, const char *name, const char *when)
{
	const struct command command = finalise(rig, name, when);

	return rig_send(rig, &command);
}

static struct command countersign(struct rig *rig, const char *name, const struct command *proposed,
                                  const char *when)
{
	struct command command = rig_command(rig, ACTION_COUNTERSIGN, name, at(when));

	command.year = 2024;
	memcpy(command.countersign.proposal, proposed->hash, HASH_SIZE);
	return deeds_sealed(rig, &command);
}

static const char *sign(struct rig *rig, const char *name, const struct command *proposed,
                        const char *when)
{
	const struct command command = countersign(rig, name, proposed, when);

	return rig_send(rig, &command);
}

/* Proposed by the supervisor on SOON, signed by the head on NEXT. */
static void end_the_year(struct rig *rig)
{
	const struct command end = finalise(rig, "Vu", SOON);

	rig_must_send(rig, &end);
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
	assert_true(cluster_finalised_at(rig->cluster, 2024) == at(NEXT));
}

static void it_ends_once_all_has_locked(void **state)
{
	struct rig *rig = *state;
	const struct command early = finalise(rig, "Vu", "2024-12-01T08:00+07:00"),
	                     last = finalise(rig, "Vu", LAST), end = finalise(rig, "Vu", SETTLED);

	assert_string_equal(
	        rig_send_loud(rig, &early),
	        "CLOSED finalise_year: FINAL is not locked yet: it is after 2025-02-15");
	assert_string_equal(propose(rig, "HN", "2024-11-20T08:00+07:00"),
	                    "CLOSED finalise_year | CLOSED finalise_year");
	assert_string_equal(rig_send(rig, &last), "CLOSED finalise_year");
	rig_must_send(rig, &end);
	assert_true(cluster_finalised_at(rig->cluster, 2024) == 0);
	assert_string_equal(propose(rig, "HN", SETTLED), "CONFLICT finalise_year");
	assert_string_equal(sign(rig, "Vu", &end, SETTLED), "CONFLICT countersign");
	assert_string_equal(sign(rig, "HN", &end, SOON), "OK");
	assert_true(cluster_finalised_at(rig->cluster, 2024) == at(SOON));
	assert_string_equal(propose(rig, "HN", NEXT), "CLOSED finalise_year");
}

static void supervisor_and_head_end_it_and_nobody_else(void **state)
{
	static const char *const others[] = { "PT", "CB", "viewer", "operator", "nobody" };
	struct rig *rig = *state;
	struct command unknown = finalise(rig, "Vu", SETTLED);
	const struct command end = finalise(rig, "HN", SETTLED);

	unknown.year = 2031;
	assert_string_equal(rig_send(rig, &unknown), "NOT_FOUND year");
	unknown.year = 0;
	assert_string_equal(rig_send(rig, &unknown), "INVALID year");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_string_equal(propose(rig, others[i], SETTLED), "FORBIDDEN key");
	rig_must_send(rig, &end);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_string_equal(sign(rig, others[i], &end, SETTLED), "FORBIDDEN key");
	assert_string_equal(sign(rig, "HN", &end, SETTLED), "CONFLICT countersign");
	assert_string_equal(sign(rig, "Vu", &end, SETTLED), "OK");
}

static void a_season_that_needs_one_signature_is_not_finalised(void **state)
{
	begin_with(state, 0);
	assert_string_equal(propose(*state, "Vu", SETTLED), "CLOSED finalise_year");
}

static void a_dispute_comes_first(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	const struct command end = finalise(rig, "Vu", SETTLED);

	rig_must_send(rig, &end);
	review_verify(rig, "CB", FINAL, SETTLED, "T10=1");
	assert_string_equal(review_deed(rig, REVIEW_DISPUTE, "CB", FINAL, "CB", SOON, "T10"), "OK");
	const struct command signature = countersign(rig, "HN", &end, SOON);

	assert_string_equal(
	        rig_send_loud(rig, &signature),
	        "CLOSED countersign: cannot take effect now, for the reasons that follow; the "
	        "proposal stays until it lapses | CLOSED countersign.proposal: finalise_year: the "
	        "report of CB of FINAL is disputed: the supervisor resolves that");
	assert_string_equal(review_deed(rig, REVIEW_RESOLVE, "CB", FINAL, "Vu", NEXT, "T10=2"),
	                    "OK");
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
}

/* --- afterwards --- */

/* The check of each action alone, also of those that the next test has no command of. */
static void a_disputed_verdict_comes_first(void **state)
{
	struct rig *rig = *state;
	const struct command end = finalise(rig, "Vu", SOON);

	assert_string_equal(model_report(rig, 2024, "CB", FINAL, JANUARY, "Số hóa"), "OK");
	const struct command refuse =
	        model_judge(rig, 2024, "CB", "Số hóa", MODEL_REFUSE, "", "HN", SETTLED);

	rig_must_send(rig, &refuse);
	const struct command dispute = model_dispute(rig, 2024, "CB", "Số hóa", SOON);

	rig_must_send(rig, &end); /* what is proposed before waits, too */
	rig_must_send(rig, &dispute);
	assert_string_equal(sign(rig, "HN", &end, SOON),
	                    "CLOSED countersign | CLOSED countersign.proposal: finalise_year");
	const struct command again = finalise(rig, "HN", SOON);

	assert_string_equal(
	        rig_send_loud(rig, &again),
	        "CLOSED finalise_year: CB disputes the verdict on Số hóa: the supervisor "
	        "judges that before");
	const struct command last =
	        model_judge(rig, 2024, "CB", "Số hóa", MODEL_REFUSE, "", "Vu", NEXT);

	rig_must_send(rig, &last);
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
	const struct command late =
	        model_judge(rig, 2024, "CB", "Số hóa", MODEL_RECOGNISE, "", "Vu", LATER);

	assert_string_equal(rig_send(rig, &late), "CLOSED judge_model");
}

static void no_action_of_its_season_is_open_but_what_may_come_after(void **state)
{
	struct rig *rig = *state;

	end_the_year(rig);
	for (int number = 1; number < 100; number++) {
		const struct action *action = cluster_find_action((enum action_number)number);

		if (!action || action->after_final || action->scope == SCOPE_CLUSTER ||
		    action->scope == SCOPE_INSIDE)
			continue;
		const struct command command =
		        rig_command(rig, (enum action_number)number, "Vu", at(LATER));
		struct command of_year = command;
		struct faults why;

		of_year.year = 2024;
		faults_init(&why, &rig->arena);
		final_check(action, rig->cluster, &of_year, &why);
		assert_int_equal(why.count, 1);
		assert_string_equal(why.items[0].reason, "YEAR_FINAL");
		assert_string_equal(why.items[0].field,
		                    arena_text(&rig->arena,
		                               action->scope == SCOPE_PERIOD ? "%s.period" : "%s",
		                               action->name));
		assert_int_equal(why.items[0].code, STATUS_CLOSED);
	}
}

static const char *send_after(struct rig *rig, enum action_number action, const char *name,
                              struct command command)
{
	const struct command made = rig_command(rig, action, name, at(LATER));

	command.action = action;
	memcpy(command.id, made.id, ID_SIZE);
	memcpy(command.key, made.key, KEY_SIZE);
	command.cluster = made.cluster;
	command.received_at = command.signed_at = made.received_at;
	command.year = 2024;
	return rig_send(rig, &command);
}

static void what_comes_from_who_might_is_closed(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	end_the_year(rig);
	rig_report(rig, "CB", FINAL, at(LATER), &report);
	assert_string_equal(rig_send_loud(rig, &report.command),
	                    "CLOSED submit_report.period: 2024 was finalised "
	                    "2025-02-19T08:00:00+07:00: it stays as it is, for good");
#define AFTER(action, name, ...) send_after(rig, action, name, (struct command){ __VA_ARGS__ })
	assert_string_equal(AFTER(ACTION_POSTMARK, "CB", .postmark = { .period = FINAL + 1 }),
	                    "CLOSED postmark.period");
	assert_string_equal(AFTER(ACTION_SIGN_COMPACT, "CB", .year = 2024), "CLOSED sign_compact");
	assert_string_equal(AFTER(ACTION_TAKE_REPORT, "HN",
	                          .take_report = { .board = "CB", .period = FINAL + 1 }),
	                    "CLOSED take_report.period");
	assert_string_equal(AFTER(ACTION_VERIFY_REPORT, "HN",
	                          .verify_report = { .board = "CB", .period = FINAL + 1 }),
	                    "CLOSED verify_report.period");
	assert_string_equal(AFTER(ACTION_ENTER_POINTS, "HN",
	                          .enter_points = { .board = "CB",
	                                            .code = "KT1",
	                                            .points = 500,
	                                            .reason = "muộn" }),
	                    "CLOSED enter_points");
	assert_string_equal(AFTER(ACTION_AMEND_REPORT, "Vu",
	                          .amend_report = { .board = "CB", .period = Q1 + 1 }),
	                    "CLOSED amend_report.period");
#undef AFTER
	const struct season_draft draft = season(10);
	const struct command version = rig_season(rig, &draft, 2, at(LATER));

	assert_string_equal(rig_send(rig, &version), "CLOSED define_season");
}

static void keys_and_the_next_season_go_on(void **state)
{
	struct rig *rig = *state;
	static const struct period_draft periods[] = {
		{ Q1 + 1, true, 20162, true, 20166, true, 20180, false }, /* from 15 March 2025 */
		{ Q2 + 1, .not_held = true },
		{ Q3 + 1, .not_held = true },
		{ Q4 + 1, .not_held = true },
		{ FINAL + 1, .not_held = true },
	};
	struct season_draft next = season(10);

	end_the_year(rig);
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "CB", "CB2", at(LATER));

	rig_must_send(rig, &grant);
	next.year = 2025;
	next.periods = periods;
	next.holiday_count = 0;
	struct command define = rig_season(rig, &next, 1, at(LATER));

	define.year = 2025;
	assert_string_equal(rig_send_loud(rig, &define), "OK");
}

static void standings_stay_as_they_were(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	const struct standing before = rig_standing(rig, FINAL, at(SOON));
	const uint64_t hash = rig_hash(&before);

	end_the_year(rig);
	const struct standing after = rig_standing(rig, FINAL, at(LATER));

	assert_true(rig_hash(&after) == hash);
	assert_int_equal(after.sequence, before.sequence);
	assert_int_equal(after.as_of, before.as_of);
}

static bool is_seen(struct rig *rig, enum period period, const char *when, const char *instant)
{
	struct standing standing;

	return disclosed_standing_at(rig->cluster, 2024, period, AUDIENCE_MEMBER, at(when),
	                             at(instant), &rig->arena, &standing);
}

static void what_had_not_locked_is_not_seen_any_more(void **state)
{
	static const char march[] = "2024-03-20T08:00+07:00", may[] = "2024-05-01T08:00+07:00";
	struct rig *rig = *state;

	assert_true(is_seen(rig, Q1, SOON, march) && is_seen(rig, Q1, SOON, may));
	end_the_year(rig);
	assert_true(is_seen(rig, Q1, LATER, may) && is_seen(rig, FINAL, LATER, LATER));
	assert_false(is_seen(rig, Q1, LATER, march) || is_seen(rig, FINAL, LATER, LAST));
}

static void a_try_leaves_the_year_as_it_was(void **state)
{
	struct rig *rig = *state;
	const struct command end = finalise(rig, "Vu", SOON);

	rig_must_send(rig, &end);
	const struct command signature = countersign(rig, "HN", &end, NEXT);
	const struct cluster_mark mark = cluster_mark(rig->cluster);
	struct effect effect;

	assert_true(cluster_apply(rig->cluster, &signature, signature.hash, &effect));
	assert_true(cluster_finalised_at(rig->cluster, 2024) == at(NEXT));
	assert_int_equal(effect.year, 0);
	cluster_rewind(rig->cluster, &mark);
	assert_true(cluster_finalised_at(rig->cluster, 2024) == 0);
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
}

/* --- what was still proposed --- */

static struct command amendment(struct rig *rig, const char *when)
{
	static const struct judgement task = {
		.task = "T10", .has_actual = true, .actual = 400 * UNITS, .reason = "sổ gốc"
	};
	struct command command = rig_command(rig, ACTION_AMEND_REPORT, "Vu", at(when));

	command.year = 2024;
	command.amend_report = (struct amend_report){
		.board = "CB", .period = FINAL + 1, .task_count = 1, .tasks = &task
	};
	return deeds_sealed(rig, &command);
}

static struct proposal look(struct rig *rig, const struct command *command, const char *when)
{
	return proposal_look(rig->cluster, proposal_find(rig->cluster, 2024, command->hash),
	                     at(when));
}

static void what_was_still_proposed_is_void(void **state)
{
	struct rig *rig = *state;
	const struct command end = finalise(rig, "Vu", SOON), open = amendment(rig, SOON);
	struct command withdraw = rig_command(rig, ACTION_WITHDRAW_PROPOSAL, "Vu", at(LATER));

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	rig_must_send(rig, &open);
	rig_must_send(rig, &end);
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
	assert_int_equal(look(rig, &open, SOON).state, PROPOSAL_OPEN);
	assert_int_equal(look(rig, &open, NEXT).state, PROPOSAL_VOID);
	assert_true(look(rig, &open, "2026-01-01T00:00Z").ended_at == at(NEXT));
	assert_int_equal(look(rig, &end, LATER).state, PROPOSAL_IN_FORCE);
	assert_string_equal(sign(rig, "HN", &open, LATER), "CLOSED countersign");
	withdraw.year = 2024;
	memcpy(withdraw.withdraw_proposal.proposal, open.hash, HASH_SIZE);
	withdraw.withdraw_proposal.reason = "";
	assert_string_equal(rig_send(rig, &withdraw), "CLOSED withdraw_proposal");
}

static void what_had_lapsed_by_then_has_lapsed(void **state)
{
	struct rig *rig = *state;
	const struct command old = amendment(rig, SETTLED);

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	rig_must_send(rig, &old);
	const struct command end = finalise(rig, "Vu", "2025-02-26T12:00+07:00");

	rig_must_send(rig, &end);
	assert_string_equal(sign(rig, "HN", &end, "2025-02-27T00:00+07:00"),
	                    "OK"); /* as it lapses */
	assert_int_equal(look(rig, &old, "2025-03-01T00:00+07:00").state, PROPOSAL_LAPSED);
}

/* Else nobody could end the year. */
static void who_has_proposed_all_he_may_still_ends_the_year(void **state)
{
	struct rig *rig = *state;
	struct judgement task = { .task = "T10", .has_actual = true, .reason = "sổ gốc" };

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	for (int i = 0; i < 256; i++) {
		struct command amend = rig_command(rig, ACTION_AMEND_REPORT, "Vu", at(SOON));

		task.actual = i * UNITS;
		amend.year = 2024;
		amend.amend_report = (struct amend_report){
			.board = "CB", .period = FINAL + 1, .task_count = 1, .tasks = &task
		};
		amend = deeds_sealed(rig, &amend);
		rig_must_send(rig, &amend);
	}
	const struct command more = amendment(rig, SOON);

	assert_string_equal(rig_send(rig, &more), "CLOSED amend_report");
	end_the_year(rig);
}

/* --- what is told of it --- */

static const char *todo(struct rig *rig, const char *name, const char *when)
{
	struct get_todo asked = { .cluster = "TCXDD-1", .year = 2024 };
	struct todo told = { 0 };
	const char *text = "";
	struct faults why;

	memcpy(asked.key, rig_key(name), KEY_SIZE);
	faults_init(&why, &rig->arena);
	question_todo.tell(rig->cluster, &asked, rig_sight(at(when)), &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	for (size_t i = 0; i < told.item_count; i++)
		text = arena_text(&rig->arena, "%s%s%d", text, i > 0 ? " " : "",
		                  told.items[i].kind);
	return text;
}

static void it_is_to_be_done_until_it_is_proposed_and_nothing_is_afterwards(void **state)
{
	struct rig *rig = *state;
	static const char *const all[] = { "Vu", "HN", "PT", "CB", "operator" };
	char finalises[8], countersigns[8];

	snprintf(finalises, sizeof(finalises), "%d", TODO_FINALISE);
	snprintf(countersigns, sizeof(countersigns), "%d", TODO_COUNTERSIGN);
	assert_string_equal(todo(rig, "Vu", LAST), "");
	assert_string_equal(todo(rig, "Vu", SETTLED), finalises);
	assert_string_equal(todo(rig, "HN", SETTLED), finalises);
	assert_string_equal(todo(rig, "PT", SETTLED), "");
	const struct command end = finalise(rig, "Vu", SOON);

	rig_must_send(rig, &end);
	assert_string_equal(todo(rig, "Vu", SOON), "");
	assert_string_equal(todo(rig, "HN", SOON), countersigns);
	assert_string_equal(sign(rig, "HN", &end, NEXT), "OK");
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_string_equal(todo(rig, all[i], LATER), "");
}

static struct board_review review_of_cb(struct rig *rig, const char *when)
{
	const struct get_reviews asked = { .year = 2024, .period = FINAL + 1 };
	struct reviews told = { 0 };
	struct faults why;

	faults_init(&why, &rig->arena);
	question_reviews.tell(rig->cluster, &asked, rig_sight(at(when)), &rig->arena, &told, &why);
	return told.boards[ruleset_board(cluster_ruleset(rig->cluster, 2024, INT64_MAX), "CB")];
}

static void a_report_that_nobody_reviewed_waits_for_nobody(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "CB", FINAL, at(JANUARY));
	assert_true(review_of_cb(rig, SOON).supervisor_from > 0);
	end_the_year(rig);
	assert_int_equal(review_of_cb(rig, LATER).state, REVIEW_SUBMITTED);
	assert_int_equal(review_of_cb(rig, LATER).supervisor_from, 0);
	assert_int_equal(review_of_cb(rig, LATER).until, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, rig_teardown)
		TEST(it_ends_once_all_has_locked),
		TEST(supervisor_and_head_end_it_and_nobody_else),
		cmocka_unit_test_teardown(a_season_that_needs_one_signature_is_not_finalised,
		                          rig_teardown),
		TEST(a_dispute_comes_first),
		TEST(a_disputed_verdict_comes_first),
		TEST(no_action_of_its_season_is_open_but_what_may_come_after),
		TEST(what_comes_from_who_might_is_closed),
		TEST(keys_and_the_next_season_go_on),
		TEST(standings_stay_as_they_were),
		TEST(what_had_not_locked_is_not_seen_any_more),
		TEST(a_try_leaves_the_year_as_it_was),
		TEST(what_was_still_proposed_is_void),
		TEST(what_had_lapsed_by_then_has_lapsed),
		TEST(who_has_proposed_all_he_may_still_ends_the_year),
		TEST(it_is_to_be_done_until_it_is_proposed_and_nothing_is_afterwards),
		TEST(a_report_that_nobody_reviewed_waits_for_nobody),
#undef TEST
	};

	return seal_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
