/*
 * What is held back in a freeze, from whom, and until when; what the public sees.
 *
 * Two worlds have the same commands by the same signers at the same instants and differ in what was held
 * back alone: whoever may not see it is answered the same in both, byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "deeds.h"
#include "disclosed.h"
#include "freeze.h"
#include "limitation_year.h"
#include "model_year.h"
#include "names.h"
#include "question.h"
#include "reply.h"
#include "request.h"
#include "review_deed.h"
#include "scorecard.h"
#include "seal.h"
#include "todo.h"

#include <cmocka.h>

/* HN is head, PT deputy. Q4 opens on 15 November and locks with the end of the 28th. */
#define BEFORE "2024-11-19T23:59:59.999999+07:00"
#define BEGINS "2024-11-20T00:00+07:00"
#define WITHIN "2024-11-21T09:00+07:00"
#define LATER  "2024-11-22T09:00+07:00"
#define LOCKED "2024-11-29T00:00+07:00"
#define LAST   "2024-11-29T23:59:59.999999+07:00"
#define ENDS   "2024-11-30T00:00+07:00"

static int32_t day_of(int year_day) /* days since 1970 of 2024-11-01 + year_day - 1 */
{
	return 20028 + year_day - 1;
}

static struct season_draft season(void)
{
	static const struct entry_rule_draft rules[] = {
		{ "KT1", "Được tặng Cờ thi đua", ENTRY_BONUS, 100, 6000 },
	};
	struct season_draft draft;

	limitation_draft(2024, &draft);
	draft.has_freeze = draft.publication = true;
	draft.models = true;
	draft.review.strict_count = 0;
	draft.proposal_days = 10;
	draft.entry_rules = rules;
	draft.entry_rule_count = 1;
	draft.freeze = (struct freeze_draft){ .period = Q4 + 1,
		                              .has_first = true,
		                              .first = day_of(20),
		                              .has_last = true,
		                              .last = day_of(29) };
	return draft;
}

static int begin(void **state)
{
	static struct rig rig;
	const struct season_draft draft = season();

	deeds_begin(&rig, &draft);
	*state = &rig;
	return 0;
}

/* --- who sees what --- */

static struct granted_key reader_of(struct rig *rig, const char *name)
{
	struct granted_key key = { .role = ROLE_OPERATOR, .audience = AUDIENCE_MEMBER };

	cluster_key(rig->cluster, rig_key(name), &key);
	return key;
}

static enum audience audience_for(struct rig *rig, const char *name, const char *when)
{
	const struct granted_key reader = reader_of(rig, name);

	return audience_of(rig->cluster, 2024, &reader, at(when));
}

/* "4 frozen" is the version of what somebody sees of Q4 then as it was at an instant; "-": nothing. */
static const char *seen_at(struct rig *rig, const char *name, enum period period, const char *when,
                           const char *instant)
{
	static char out[60];
	struct standing standing;

	if (!disclosed_standing_at(rig->cluster, 2024, period, audience_for(rig, name, when),
	                           at(when), at(instant), &rig->arena, &standing))
		return "-";
	snprintf(out, sizeof(out), "%llu%s%s%s", (unsigned long long)standing.sequence,
	         standing.frozen ? " frozen" : "", standing.locked ? " locked" : "",
	         standing.amendment > 0 ? " amended" : "");
	return out;
}

static const char *seen(struct rig *rig, const char *name, enum period period, const char *when)
{
	return seen_at(rig, name, period, when, when);
}

static void it_begins_and_ends_at_its_midnights(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q4, at("2024-11-18T09:00+07:00"));
	rig_must_report(rig, "BK", Q4, at(WITHIN));
	const char *own = "TQ";
	char before[60], after[60];

	snprintf(before, sizeof(before), "%s", seen(rig, "HN", Q4, BEFORE));
	snprintf(after, sizeof(after), "%s", seen(rig, "HN", Q4, WITHIN));
	assert_string_not_equal(before, after);
	assert_string_equal(seen(rig, own, Q4, BEFORE), before);
	strcat(before, " frozen");
	assert_string_equal(seen(rig, own, Q4, BEGINS), before);
	assert_string_equal(seen(rig, own, Q4, WITHIN), before);
	assert_string_equal(seen(rig, "viewer", Q4, WITHIN), before);
	assert_string_equal(seen(rig, "operator", Q4, WITHIN), before);
	assert_string_equal(seen(rig, "PT", Q4, WITHIN), after);
	assert_string_equal(seen(rig, "Vu", Q4, WITHIN), after);
	assert_string_equal(seen(rig, own, Q4, LAST), before);
	strcat(after, " locked");
	assert_string_equal(seen(rig, own, Q4, ENDS), after);
	assert_true(cluster_next_change(rig->cluster, 2024, at("2024-11-18T09:00+07:00")) <=
	            at(BEGINS));
	assert_true(freeze_next_change(rig->cluster, 2024, at(BEFORE)) == at(BEGINS));
	assert_true(freeze_next_change(rig->cluster, 2024, at(BEGINS)) == at(ENDS));
	assert_true(freeze_next_change(rig->cluster, 2024, at(ENDS)) == INT64_MAX);
}

static void what_was_at_an_instant_is_seen_as_it_may_be_now(void **state)
{
	struct rig *rig = *state;
	char first[60], second[60], third[60];

	rig_must_report(rig, "TQ", Q4, at("2024-11-18T09:00+07:00"));
	rig_must_report(rig, "BK", Q4, at(WITHIN));
	snprintf(first, sizeof(first), "%s", seen(rig, "TQ", Q4, "2024-11-18T08:59+07:00"));
	snprintf(second, sizeof(second), "%s", seen(rig, "TQ", Q4, BEFORE));
	snprintf(third, sizeof(third), "%s", seen(rig, "HN", Q4, WITHIN));
	for (size_t i = 0; i < 4; i++) {
		static const char *const moments[] = { BEFORE, BEGINS, LAST, ENDS };

		assert_string_equal(seen_at(rig, "TQ", Q4, moments[i], "2024-11-18T08:59+07:00"),
		                    first);
		assert_string_equal(seen_at(rig, "TQ", Q4, moments[i], "2024-11-18T09:00+07:00"),
		                    second);
	}
	assert_string_equal(seen_at(rig, "TQ", Q4, LAST, BEFORE), second);
	assert_string_equal(seen_at(rig, "HN", Q4, LAST, WITHIN), third);
	assert_string_equal(seen_at(rig, "TQ", Q4, ENDS, WITHIN), third);
	strcat(second, " frozen");
	assert_string_equal(seen_at(rig, "TQ", Q4, LAST, WITHIN), second);
	assert_string_equal(seen_at(rig, "TQ", Q4, LAST, BEGINS), second);
	assert_string_equal(seen_at(rig, "TQ", Q4, LAST, ENDS), "-"); /* not yet */
	assert_string_equal(seen_at(rig, "TQ", Q4, ENDS, "2024-11-14T23:59+07:00"), "-");
}

static void what_has_locked_is_seen_and_not_marked(void **state)
{
	assert_null(strstr(seen(*state, "TQ", Q3, WITHIN), "frozen"));
	assert_non_null(strstr(seen(*state, "TQ", Q3, WITHIN), "locked"));
	assert_string_equal(seen(*state, "TQ", FINAL, WITHIN), "-");
}

/* --- head and deputy --- */

static void head_and_deputy_submit_nothing_meanwhile(void **state)
{
	struct rig *rig = *state;
	struct rig_report report;

	rig_must_report(rig, "HN", Q4, at(BEFORE));
	rig_report(rig, "PT", Q4, at(BEGINS), &report);
	assert_string_equal(rig_send(rig, &report.command), "CLOSED submit_report.period");
	rig_report(rig, "HN", Q4, at(WITHIN), &report);
	assert_string_equal(rig_send(rig, &report.command), "CLOSED submit_report.period");
	rig_must_report(rig, "TQ", Q4, at(WITHIN));
}

static void they_answer_a_return(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "HN", Q4, at("2024-11-18T09:00+07:00"));
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "HN", Q4, "PT", BEGINS, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_RETURN, "HN", Q4, "PT", WITHIN, ""), "OK");
	rig_must_report(rig, "HN", Q4, at(LATER));
}

/* What its own board sees of a scorecard tells nothing that moves with others. */
static void its_own_board_sees_its_points_but_no_lead(void **state)
{
	struct rig *rig = *state;
	struct buffer bytes = { 0 };
	struct scorecard card;

	rig_must_report(rig, "BK", Q4, at(WITHIN));
	const struct standing standing = rig_standing(rig, Q4, at(WITHIN));

	scorecard_make(&standing, (size_t)ruleset_board(standing.ruleset, "BK"), at(WITHIN),
	               &rig->arena, &card);
	const int64_t earned = card.earned;
	int64_t leads = 0;

	for (size_t i = 0; i < card.line_count; i++)
		leads += card.lines[i].task->kind == KIND_LEADER ? card.lines[i].result.points : 0;
	scorecard_hold_back(&card);
	assert_true(leads > 0 && card.earned == earned - leads);
	for (size_t i = 0; i < card.line_count; i++) {
		assert_int_equal(card.lines[i].withheld, card.lines[i].task->kind == KIND_LEADER);
		assert_true(!card.lines[i].withheld ||
		            (card.lines[i].result.points == 0 && card.lines[i].leader < 0));
	}
	reply_scorecard(&bytes, 7, &card);
	struct answer answer;

	assert_true(answer_decode(bytes.data, bytes.size, &rig->arena, &answer));
	assert_true(answer.scorecard.frozen);
	assert_int_equal(answer.scorecard.row.rank, 0);
	assert_int_equal(answer.scorecard.row.total, 0);
	assert_int_equal(answer.scorecard.row.base_points, 0);
	for (size_t i = 0; i < card.line_count; i++)
		assert_true(!card.lines[i].withheld || answer.scorecard.row.points[i] <= 0);
	buffer_close(&bytes);
}

/* --- revealed, published --- */

static struct command reveal(struct rig *rig, const char *name, const char *when)
{
	struct command command = rig_command(rig, ACTION_REVEAL, name, at(when));

	command.year = 2024;
	command.reveal.period = Q4 + 1;
	return command;
}

static const char *try_reveal(struct rig *rig, const char *name, int period, const char *when)
{
	struct command command = reveal(rig, name, when);

	command.reveal.period = period;
	return deeds_send(rig, &command);
}

static void two_reveal_it_after_the_lock(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q4, at(WITHIN));
	assert_string_equal(try_reveal(rig, "Vu", Q4 + 1, BEFORE), "CLOSED reveal.period");
	assert_string_equal(try_reveal(rig, "Vu", Q4 + 1, "2024-11-28T23:59:59.999999+07:00"),
	                    "CLOSED reveal.period");
	assert_string_equal(try_reveal(rig, "Vu", Q3 + 1, LOCKED), "CLOSED reveal.period");
	assert_string_equal(try_reveal(rig, "PT", Q4 + 1, LOCKED), "FORBIDDEN key");
	assert_string_equal(try_reveal(rig, "operator", Q4 + 1, LOCKED), "FORBIDDEN key");
	struct command opened = reveal(rig, "Vu", LOCKED);

	deeds_agree(rig, &opened, "HN", "2024-11-29T08:00+07:00");
	assert_non_null(strstr(seen(rig, "TQ", Q4, "2024-11-29T07:59:59.999999+07:00"), "frozen"));
	assert_null(strstr(seen(rig, "TQ", Q4, "2024-11-29T08:00+07:00"), "frozen"));
	assert_string_equal(try_reveal(rig, "Vu", Q4 + 1, "2024-11-29T09:00+07:00"),
	                    "CLOSED reveal.period");
	assert_true(freeze_next_change(rig->cluster, 2024, at("2024-11-29T08:00+07:00")) ==
	            INT64_MAX);
}

/* --- keys that are granted meanwhile --- */

static void admit_newcomers(struct rig *rig, const char *when)
{
	rig_admit(rig, ROLE_SUPERVISOR, "", "new Vu", at(when));
	rig_admit(rig, ROLE_OFFICE, "HN", "new HN", at(when));
	rig_admit(rig, ROLE_OFFICE, "PT", "new PT", at(when));
	rig_admit(rig, ROLE_OFFICE, "BK", "new BK", at(when));
}

static void who_comes_in_it_is_a_member_until_it_ends(void **state)
{
	static const char *const names[] = { "new Vu", "new HN", "new PT" };
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q4, at("2024-11-18T09:00+07:00"));
	rig_admit(rig, ROLE_SUPERVISOR, "", "early Vu", at(BEFORE));
	admit_newcomers(rig, BEGINS);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_int_equal(audience_for(rig, names[i], BEGINS), AUDIENCE_MEMBER);
		assert_int_equal(audience_for(rig, names[i], LAST), AUDIENCE_MEMBER);
		assert_int_equal(audience_for(rig, names[i], ENDS), AUDIENCE_LIVE);
	}
	assert_int_equal(audience_for(rig, "early Vu", BEGINS), AUDIENCE_LIVE);
	struct command opened = reveal(rig, "Vu", LOCKED);

	deeds_agree(rig, &opened, "HN", "2024-11-29T08:00+07:00");
	assert_int_equal(audience_for(rig, "new Vu", "2024-11-29T08:00+07:00"), AUDIENCE_LIVE);
}

/* What may be done with a report tells what came of it. */
static void who_comes_in_it_judges_nothing_meanwhile(void **state)
{
	static const char refused[] =
	        "FORBIDDEN key: may do this from 2024-11-30 on, when the freeze in which it "
	        "was granted has ended: until then it sees what everybody sees";
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q4, at("2024-11-18T09:00+07:00"));
	admit_newcomers(rig, WITHIN);
	struct command points = rig_command(rig, ACTION_ENTER_POINTS, "new HN", at(LATER));

	points.year = 2024;
	points.enter_points = (struct enter_points){
		.board = "CB", .code = "KT1", .points = 1000, .reason = "sổ gốc"
	};
	assert_string_equal(rig_send_loud(rig, &points), refused);
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "BK", Q4, "new HN", LATER, ""),
	                    "FORBIDDEN key");
	assert_string_equal(try_reveal(rig, "new Vu", Q4 + 1, LOCKED), "FORBIDDEN key");
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "BK", Q4, "new HN", ENDS, ""), "OK");
}

/* Else the operator would be told by one of his own what each board has sent. */
static void a_new_key_of_a_board_sees_what_everybody_sees(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "BK", Q4, at(WITHIN));
	rig_admit(rig, ROLE_OFFICE, "BK", "early BK", at(BEFORE));
	rig_admit(rig, ROLE_OFFICE, "BK", "new BK", at(WITHIN));
	const struct sight early = { reader_of(rig, "early BK"), at(LATER) },
	                   own = { reader_of(rig, "new BK"), at(LATER) },
	                   after = { own.reader, at(ENDS) };

	assert_true(audience_sees(rig->cluster, &early, 2024, "BK") == at(LATER));
	assert_true(audience_sees(rig->cluster, &own, 2024, "BK") == at(BEFORE));
	assert_true(audience_sees(rig->cluster, &own, 2024, "TQ") == at(BEFORE));
	assert_true(audience_sees(rig->cluster, &after, 2024, "BK") == at(ENDS));
	assert_int_equal(disclosed_revision(rig->cluster, &early, 2024, "BK", Q4), 1);
	assert_int_equal(disclosed_revision(rig->cluster, &own, 2024, "BK", Q4), 0);
	assert_int_equal(disclosed_revision(rig->cluster, &after, 2024, "BK", Q4), 1);
	assert_true(cluster_key_ripens(rig->cluster, 2024, rig_key("new BK"), at(WITHIN)) ==
	            at("2024-11-22T00:00+07:00"));
}

static const char *report_by(struct rig *rig, const char *board, const char *by, const char *when)
{
	struct rig_report report;

	rig_report(rig, board, Q4, at(when), &report);
	memcpy(report.command.key, rig_key(by), KEY_SIZE);
	return rig_send(rig, &report.command);
}

static const char *close_by(struct rig *rig, const char *by, const char *when)
{
	struct command close = limitation_close(rig, 2024, "CB", OF_FILE(2023, 1), when);

	memcpy(close.key, rig_key(by), KEY_SIZE);
	return rig_send(rig, &close);
}

/* An office that has lost its key goes on with another; what it cannot see it does not judge either. */
static void a_new_key_of_a_board_sends_its_reports_and_no_more(void **state)
{
	struct rig *rig = *state;

	rig_admit(rig, ROLE_OFFICE, "BK", "new BK", at(WITHIN));
	assert_string_equal(report_by(rig, "BK", "new BK", WITHIN), "OK");
	assert_string_equal(report_by(rig, "BK", "new BK", WITHIN), "OK"); /* corrects it */
	assert_string_equal(review_deed(rig, REVIEW_TAKE, "BK", Q4, "HN", WITHIN, ""), "OK");
	assert_string_equal(review_deed(rig, REVIEW_RETURN, "BK", Q4, "HN", WITHIN, ""), "OK");
	assert_string_equal(report_by(rig, "BK", "new BK", LATER), "OK"); /* answers */
	review_verify(rig, "BK", Q4, LATER, "T10=100");
	assert_string_equal(review_deed(rig, REVIEW_DISPUTE, "BK", Q4, "new BK", LATER, "T10"),
	                    "FORBIDDEN key");
	rig_admit(rig, ROLE_OFFICE, "CB", "new CB", at(LATER));
	assert_string_equal(close_by(rig, "new CB", LATER), "FORBIDDEN key");
	assert_string_equal(close_by(rig, "CB", LATER), "OK");
	assert_string_equal(close_by(rig, "new CB", LATER), "FORBIDDEN key");
	assert_string_equal(review_deed(rig, REVIEW_DISPUTE, "BK", Q4, "BK", LATER, "T10"), "OK");
}

/* Where the season lets the operator define it alone. */
static void nobody_is_seated_in_it(void **state)
{
	struct season_draft draft = season();
	struct rig rig;

	(void)state;
	draft.proposal_days = 0;
	draft.entry_rule_count = 0;
	deeds_begin(&rig, &draft);
	draft.head = "TQ";
	struct command define = rig_season(&rig, &draft, 2, at(WITHIN));

	assert_string_equal(rig_send(&rig, &define), "INVALID season.head");
	define = rig_season(&rig, &draft, 2, at(ENDS));
	assert_string_equal(rig_send(&rig, &define), "OK");
	rig_close(&rig);
}

/* --- revealed, signed, published --- */

/* Does this office have to sign something? */
static bool has_to_sign(struct rig *rig, const char *name, const char *when)
{
	const struct granted_key reader = reader_of(rig, name);
	const struct sight sight = { reader, at(when) };
	struct get_todo asked = { .cluster = "TCXDD-1", .year = 2024 };
	struct todo todo = { 0 };
	struct faults why;
	bool signs = false;

	faults_init(&why, &rig->arena);
	memcpy(asked.key, rig_key(name), KEY_SIZE);
	question_find(QUESTION_TODO)->tell(rig->cluster, &asked, &sight, &rig->arena, &todo, &why);
	for (size_t i = 0; i < todo.item_count; i++)
		signs |= todo.items[i].kind == TODO_COUNTERSIGN;
	return signs;
}

static void nobody_has_to_reveal_what_has_ended(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(try_reveal(rig, "Vu", Q4 + 1, LOCKED), "OK");
	assert_true(has_to_sign(rig, "HN", LOCKED));
	assert_false(has_to_sign(rig, "HN", ENDS));
}

static const char *publish(struct rig *rig, const char *name, enum period period, const char *when,
                           bool spoilt)
{
	struct command command = rig_command(rig, ACTION_PUBLISH, name, at(when));
	struct standing standing;

	command.year = 2024;
	command.publish.period = (int)period + 1;
	if (standing_compute(rig->cluster, 2024, period, at(when), &rig->arena, &standing))
		standing_seal(&standing, command.publish.state_hash);
	if (spoilt)
		command.publish.state_hash[0] ^= 1;
	return deeds_send(rig, &command);
}

static struct standing public_of(struct rig *rig, enum period period, const char *when)
{
	struct standing out;

	assert_true(disclosed_standing(rig->cluster, 2024, period, AUDIENCE_PUBLIC, at(when),
	                               &rig->arena, &out));
	return out;
}

static void the_public_sees_what_was_published(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(seen(rig, "public", Q1, "2024-05-01T08:00+07:00"), "-");
	assert_string_equal(publish(rig, "Vu", Q2, "2024-05-01T08:00+07:00", false),
	                    "CLOSED publish.period");
	assert_string_equal(publish(rig, "HN", Q1, "2024-05-01T08:00+07:00", false),
	                    "FORBIDDEN key");
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-01T08:00+07:00", true),
	                    "STALE publish.state_hash");
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-01T08:00+07:00", false), "OK");
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-02T08:00+07:00", false),
	                    "CONFLICT publish.state_hash");
	assert_non_null(strstr(seen(rig, "public", Q1, "2024-05-01T08:00+07:00"), "locked"));
	assert_string_equal(seen(rig, "public", Q1, "2024-05-01T07:59:59.999999+07:00"), "-");
	assert_string_equal(seen(rig, "public", Q2, "2024-07-10T08:00+07:00"), "-");
	assert_string_equal(publish(rig, "Vu", Q3, WITHIN, false), "CLOSED publish.period");
	assert_true(public_of(rig, Q1, WITHIN).current);
	assert_string_equal(publish(rig, "Vu", Q3, ENDS, false), "OK");
	const struct standing first = public_of(rig, Q1, ENDS);

	assert_true(!first.current && first.as_of == at(ENDS));
	assert_true(public_of(rig, Q3, ENDS).current);
}

/* Is what an amendment of Q1 made, 0: what locked, told to somebody? */
static bool is_told(struct rig *rig, const char *name, uint32_t amendment, const char *when)
{
	struct standing standing;

	return disclosed_amended(rig->cluster, 2024, Q1, amendment, audience_for(rig, name, when),
	                         at(when), &rig->arena, &standing);
}

static struct command amend(struct rig *rig, const char *board, int64_t units, const char *when)
{
	static struct judgement tasks[1];
	struct command command = rig_command(rig, ACTION_AMEND_REPORT, "Vu", at(when));

	tasks[0] = (struct judgement){
		.task = "T10", .has_actual = true, .actual = units * UNITS, .reason = "sổ gốc"
	};
	command.year = 2024;
	command.amend_report = (struct amend_report){
		.board = board, .period = Q1 + 1, .task_count = 1, .tasks = tasks
	};
	return command;
}

static void the_public_sees_of_an_instant_what_is_published_now(void **state)
{
	static const char lock[] = "2024-04-06T00:00+07:00", may[] = "2024-05-01T08:00+07:00",
	                  signed_at[] = "2024-05-02T09:00+07:00";
	struct rig *rig = *state;
	char before[60];

	rig_must_report(rig, "TQ", Q1, at("2024-03-18T08:00+07:00"));
	assert_string_equal(seen_at(rig, "public", Q1, may, lock), "-");
	assert_string_equal(publish(rig, "Vu", Q1, may, false), "OK");
	snprintf(before, sizeof(before), "%s", seen(rig, "public", Q1, may));
	assert_string_equal(seen_at(rig, "public", Q1, may, lock), before);
	assert_string_equal(seen_at(rig, "public", Q1, may, "2024-04-05T23:59+07:00"), "-");
	struct command amended = amend(rig, "TQ", 1, "2024-05-02T08:00+07:00");

	deeds_agree(rig, &amended, "HN", signed_at);
	assert_string_equal(seen_at(rig, "public", Q1, signed_at, signed_at), before);
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-03T08:00+07:00", false), "OK");
	assert_non_null(strstr(seen_at(rig, "public", Q1, ENDS, signed_at), "amended"));
	assert_string_equal(seen_at(rig, "public", Q1, ENDS, may), before);
	assert_string_equal(publish(rig, "Vu", Q3, ENDS, false), "OK");
	struct standing standing;

	assert_true(disclosed_standing_at(rig->cluster, 2024, Q1, AUDIENCE_PUBLIC, at(ENDS),
	                                  at(LAST), &rig->arena, &standing));
	assert_true(standing.current && standing.as_of == at(signed_at));
}

static void what_succeeds_it_is_published_of_its_own(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-18T08:00+07:00"));
	assert_true(is_told(rig, "TQ", 0, "2024-05-01T08:00+07:00"));
	assert_false(is_told(rig, "public", 0, "2024-05-01T08:00+07:00"));
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-01T08:00+07:00", false), "OK");
	assert_true(is_told(rig, "public", 0, "2024-05-01T08:00+07:00"));
	struct command amended = amend(rig, "TQ", 1, "2024-05-02T08:00+07:00");

	deeds_agree(rig, &amended, "HN", "2024-05-02T09:00+07:00");
	assert_non_null(strstr(seen(rig, "TQ", Q1, "2024-05-02T09:00+07:00"), "amended"));
	assert_null(strstr(seen(rig, "public", Q1, "2024-05-02T09:00+07:00"), "amended"));
	assert_true(is_told(rig, "TQ", 1, "2024-05-02T09:00+07:00"));
	assert_false(is_told(rig, "public", 1, "2024-05-02T09:00+07:00"));
	assert_string_equal(publish(rig, "Vu", Q1, "2024-05-03T08:00+07:00", false), "OK");
	assert_non_null(strstr(seen(rig, "public", Q1, "2024-05-03T08:00+07:00"), "amended"));
	assert_true(is_told(rig, "public", 1, "2024-05-03T08:00+07:00"));
	assert_true(
	        is_told(rig, "public", 0, "2024-05-03T08:00+07:00")); /* it was published once */
}

static void what_an_amendment_made_in_it_is_held_back(void **state)
{
	struct rig *rig = *state;

	rig_must_report(rig, "TQ", Q1, at("2024-03-18T08:00+07:00"));
	struct command amended = amend(rig, "TQ", 1, WITHIN);

	deeds_agree(rig, &amended, "HN", WITHIN);
	assert_true(is_told(rig, "HN", 1, WITHIN));
	assert_false(is_told(rig, "TQ", 1, WITHIN));
	assert_true(is_told(rig, "TQ", 0, WITHIN));
	assert_true(is_told(rig, "TQ", 1, ENDS));
}

static bool holds(const struct buffer *bytes, const void *what, size_t size)
{
	return memmem(bytes->data, bytes->size, what, size) != NULL;
}

/* What is written of TQ's Q1, by whom, is in its scorecard; of the public's the numbers are left. */
static void the_public_reads_neither_names_nor_words(void **state)
{
	static const char *const words[] = { "sổ gốc", "đã kiểm lại sổ", "thành tích" };
	static const char when[] = "2024-04-03T08:00+07:00";
	struct rig *rig = *state;
	struct command points = rig_command(rig, ACTION_ENTER_POINTS, "HN", at(when));
	struct buffer told[2] = { { 0 }, { 0 } };
	struct scorecard card;

	rig_must_report(rig, "TQ", Q1, at("2024-03-18T08:00+07:00"));
	review_verify(rig, "TQ", Q1, "2024-03-19T08:00+07:00", "T10=280");
	assert_string_equal(
	        review_deed(rig, REVIEW_DISPUTE, "TQ", Q1, "TQ", "2024-03-20T08:00+07:00", "T10"),
	        "OK");
	points.year = 2024;
	points.enter_points = (struct enter_points){
		.board = "TQ", .code = "KT1", .points = 1000, .reason = "thành tích"
	};
	deeds_agree(rig, &points, "Vu", when);
	const struct standing standing = rig_standing(rig, Q1, at(when));

	scorecard_make(&standing, (size_t)ruleset_board(standing.ruleset, "TQ"), at(when),
	               &rig->arena, &card);
	reply_scorecard(&told[0], 1, &card);
	scorecard_for_public(&card, &rig->arena);
	reply_scorecard(&told[1], 1, &card);
	for (size_t i = 0; i < 3; i++) {
		assert_true(holds(&told[0], words[i], strlen(words[i])));
		assert_false(holds(&told[1], words[i], strlen(words[i])));
	}
	assert_true(holds(&told[0], rig_key("Vu"), KEY_SIZE));
	assert_false(holds(&told[1], rig_key("Vu"), KEY_SIZE));
	assert_false(holds(&told[1], rig_key("HN"), KEY_SIZE));
	assert_true(holds(&told[1], "KT1", 3));
	assert_int_equal(card.entries[0].points, 1000);
	for (size_t i = 0; i < 2; i++)
		buffer_close(&told[i]);
}

/* --- two worlds --- */

/* One is confirmed or refused, one closed out of two, and what a report names comes to be at its lock. */
static void play_hidden_limitations(struct rig *rig, bool other)
{
	const struct limitation_name closed = OF_FILE(2023, other ? 3 : 2);
	const struct command confirm =
	        limitation_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", WITHIN,
	                           other ? "còn hai việc chưa xong" : "");
	const struct command close = limitation_close(rig, 2024, "CB", closed, WITHIN);

	rig_must_send(rig, &confirm);
	rig_must_send(rig, &close);
	assert_string_equal(limitation_report(rig, 2024, "YB", Q4, WITHIN,
	                                      other ? "Hồ sơ chậm|Họp muộn" : "Họp muộn"),
	                    "OK");
}

/* One is recognised or refused, another is found to be a duplicate, a third is listed. */
static void play_hidden_models(struct rig *rig, bool other)
{
	const enum model_event verdict = other ? MODEL_REFUSE : MODEL_RECOGNISE;
	const struct command first =
	        model_judge(rig, 2024, "DB", "Một cửa", verdict, "", "HN", WITHIN);

	rig_must_send(rig, &first);
	const struct command second =
	        model_judge(rig, 2024, "SL", "Một cửa", other ? MODEL_REFUSE : MODEL_DUPLICATE,
	                    other ? "" : "2024 DB Một cửa", "HN", WITHIN);

	rig_must_send(rig, &second);
	assert_string_equal(
	        model_report(rig, 2024, "LCH", Q4, WITHIN, other ? "Số hóa|Chi bộ mẫu" : "Một cửa"),
	        "OK");
	const struct command third = model_judge(rig, 2024, "LCH", other ? "Số hóa" : "Một cửa",
	                                         verdict, "", "HN", LATER);

	rig_must_send(rig, &third);
}

/* The same commands; only what they say differs. */
static void play_what_is_hidden(struct rig *rig, int64_t more)
{
	struct command points = rig_command(rig, ACTION_ENTER_POINTS, "HN", at(WITHIN));
	struct command amended;

	rig_report_with(rig, "BK", Q4, WITHIN, "T10", 300 + more);
	review_verify(rig, "BK", Q4, WITHIN, more > 0 ? "T10=290" : "T10=280");
	points.year = 2024;
	points.enter_points = (struct enter_points){
		.board = "CB", .code = "KT1", .points = 1000 + more, .reason = "sổ gốc"
	};
	deeds_agree(rig, &points, "Vu", WITHIN);
	amended = amend(rig, "CB", 100 + more, WITHIN);
	deeds_agree(rig, &amended, "HN", WITHIN);
	admit_newcomers(rig, WITHIN);
	struct command open = rig_command(rig, ACTION_ENTER_POINTS, "HN", at(WITHIN));

	open.year = 2024;
	open.enter_points = points.enter_points;
	open.enter_points.points += 1000;
	assert_string_equal(deeds_send(rig, &open), "OK");
	play_hidden_limitations(rig, more > 0);
	play_hidden_models(rig, more > 0);
}

static void begin_world(struct rig *rig, int64_t more)
{
	static const char *const boards[] = { "TQ", "BK", "CB", "PT", "HN" };
	const struct season_draft draft = season();

	deeds_begin(rig, &draft);
	for (enum period period = Q1; period <= Q3; period++) {
		static const char *const days[] = { "2024-03-18T09:00+07:00",
			                            "2024-06-17T09:00+07:00",
			                            "2024-09-18T09:00+07:00" };

		for (size_t i = 0; i < sizeof(boards) / sizeof(*boards); i++)
			rig_must_report(rig, boards[i], period, at(days[period]));
	}
	assert_string_equal(model_report(rig, 2024, "DB", Q3, "2024-09-18T10:00+07:00", "Một cửa"),
	                    "OK");
	assert_string_equal(model_report(rig, 2024, "SL", Q3, "2024-09-18T11:00+07:00", "Một cửa"),
	                    "OK");
	rig_must_report(rig, "TQ", Q4, at("2024-11-18T09:00+07:00"));
	rig_must_report(rig, "BK", Q4, at("2024-11-18T09:00+07:00"));
	const struct command close = limitation_close(rig, 2024, "CB", OF_FILE(2023, 1), BEFORE);

	rig_must_send(rig, &close);
	play_what_is_hidden(rig, more);
}

static void append_question(struct rig *rig, const struct granted_key *reader, enum question number,
                            const void *asked, const char *when, struct buffer *out)
{
	const struct question_row *row = question_find(number);
	const struct sight sight = { *reader, at(when) };
	struct told_reply reply;
	struct faults why;

	faults_init(&why, &rig->arena);
	row->tell(rig->cluster, asked, &sight, &rig->arena, reply_choose(&reply, row->answer),
	          &why);
	for (size_t i = 0; i < why.count; i++)
		buffer_append(out, why.items[i].message, strlen(why.items[i].message));
	if (why.count == 0)
		reply_append(out, number, &reply);
}

/* What is asked of a period. */
static void append_period(struct rig *rig, const struct granted_key *reader, int period,
                          const char *when, struct buffer *out)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);
	const struct get_completeness completeness = { "TCXDD-1", 2024, period };
	const struct get_reviews reviews = { "TCXDD-1", 2024, period };
	const struct get_postmarks postmarks = { "TCXDD-1", 2024, period };

	append_question(rig, reader, QUESTION_COMPLETENESS, &completeness, when, out);
	append_question(rig, reader, QUESTION_REVIEWS, &reviews, when, out);
	append_question(rig, reader, QUESTION_POSTMARKS, &postmarks, when, out);
	for (size_t i = 0; period > 0 && i < ruleset->board_count; i++) {
		const struct get_review_history history = { .cluster = "TCXDD-1",
			                                    .year = 2024,
			                                    .period = period,
			                                    .board = ruleset->boards[i] };

		append_question(rig, reader, QUESTION_REVIEW_HISTORY, &history, when, out);
	}
}

static void append_standings(struct rig *rig, const struct granted_key *reader, const char *when,
                             struct buffer *out)
{
	static const uint8_t epoch[EPOCH_SIZE];

	for (enum period period = Q1; period < PERIODS; period++) {
		struct standing standing;
		uint8_t state_hash[HASH_SIZE];
		const struct standing_notice notice = { .epoch = epoch, .state_hash = state_hash };

		if (!disclosed_standing(rig->cluster, 2024, period,
		                        audience_of(rig->cluster, 2024, reader, at(when)), at(when),
		                        &rig->arena, &standing))
			continue;
		standing_seal(&standing, state_hash);
		standing_encode(out, &standing, &notice);
	}
}

static void append_limitations(struct rig *rig, const struct granted_key *reader, const char *when,
                               struct buffer *out)
{
	for (int state = 0; state <= LIMITATION_CLOSED; state++) {
		const struct get_limitations asked = {
			.cluster = "TCXDD-1", .year = 2024, .state = state, .board = ""
		};

		append_question(rig, reader, QUESTION_LIMITATIONS, &asked, when, out);
	}
}

static void append_models(struct rig *rig, const struct granted_key *reader, const char *when,
                          struct buffer *out)
{
	for (int state = 0; state <= MODEL_IS_WITHDRAWN; state++) {
		const struct get_models asked = { .cluster = "TCXDD-1",
			                          .year = state % 2 == 0 ? 2024 : 0,
			                          .state = state,
			                          .board = "",
			                          .field = "",
			                          .search = state == 0 ? "so hoa" : "" };

		append_question(rig, reader, QUESTION_MODELS, &asked, when, out);
	}
}

/* All that the core answers to one who asks. */
static void append_all(struct rig *rig, const char *name, const char *when, struct buffer *out)
{
	static const char *const holders[] = { "TQ",     "BK",     "CB",       "PT",
		                               "HN",     "Vu",     "operator", "viewer",
		                               "new Vu", "new HN", "new BK" };
	const struct granted_key reader = reader_of(rig, name);
	const struct get_compact compact = { "TCXDD-1", 2024 };
	const struct get_proposals proposals = { .cluster = "TCXDD-1", .year = 2024 };
	const struct get_entries entries = { "TCXDD-1", 2024 };
	const struct get_amendments amendments = { .cluster = "TCXDD-1", .year = 2024 };
	const struct get_disclosure disclosure = { "TCXDD-1", 2024 };

	append_standings(rig, &reader, when, out);
	for (int period = 0; period <= PERIODS; period++)
		append_period(rig, &reader, period, when, out);
	append_question(rig, &reader, QUESTION_COMPACT, &compact, when, out);
	append_question(rig, &reader, QUESTION_PROPOSALS, &proposals, when, out);
	append_question(rig, &reader, QUESTION_ENTRIES, &entries, when, out);
	append_question(rig, &reader, QUESTION_AMENDMENTS, &amendments, when, out);
	append_question(rig, &reader, QUESTION_DISCLOSURE, &disclosure, when, out);
	append_limitations(rig, &reader, when, out);
	append_models(rig, &reader, when, out);
	for (size_t i = 0; i < sizeof(holders) / sizeof(*holders); i++) {
		struct get_todo todo = { .cluster = "TCXDD-1", .year = 2024 };

		memcpy(todo.key, rig_key(holders[i]), KEY_SIZE);
		append_question(rig, &reader, QUESTION_TODO, &todo, when, out);
	}
}

static bool are_told_the_same(struct rig worlds[2], const char *name, const char *when)
{
	struct buffer told[2] = { 0 };

	for (int i = 0; i < 2; i++)
		append_all(&worlds[i], name, when, &told[i]);
	const bool same = told[0].size == told[1].size && told[0].size > 0 &&
	                  memcmp(told[0].data, told[1].data, told[0].size) == 0;

	for (int i = 0; i < 2; i++)
		buffer_close(&told[i]);
	return same;
}

static void nobody_else_can_tell_two_worlds_apart(void **state)
{
	static const char *const others[] = { "TQ",     "viewer", "operator", "new Vu",
		                              "new HN", "new PT", "new BK",   "public" };
	static const char *const seated[] = { "HN", "PT", "Vu" };
	struct rig worlds[2];

	(void)state;
	begin_world(&worlds[0], 0);
	begin_world(&worlds[1], 7);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_true(are_told_the_same(worlds, others[i], WITHIN));
		assert_true(are_told_the_same(worlds, others[i], LAST));
	}
	for (size_t i = 0; i < sizeof(seated) / sizeof(*seated); i++)
		assert_false(are_told_the_same(worlds, seated[i], WITHIN));
	for (size_t i = 0; i < 7; i++)
		assert_false(are_told_the_same(worlds, others[i], ENDS));
	assert_false(are_told_the_same(worlds, "CB", WITHIN)); /* whose points they are */
	rig_close(&worlds[0]);
	rig_close(&worlds[1]);
}

/* "1 CLOSED 2 OPEN" of CB's, as somebody is told. */
static const char *limitations_of_cb(struct rig *rig, const char *name, const char *when)
{
	static const char *const states[] = { "", "OPEN", "CLOSING", "CLOSED" };
	const struct get_limitations asked = { .cluster = "TCXDD-1", .year = 2024, .board = "CB" };
	const struct sight sight = { reader_of(rig, name), at(when) };
	struct limitations told = { 0 };
	const char *out = "";
	struct faults why;

	faults_init(&why, &rig->arena);
	question_find(QUESTION_LIMITATIONS)
	        ->tell(rig->cluster, &asked, &sight, &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	for (size_t i = 0; i < told.limitation_count; i++)
		out = arena_text(&rig->arena, "%s%s%u %s", out, i > 0 ? " " : "",
		                 told.limitations[i].number, states[told.limitations[i].state]);
	return out;
}

static void limitations_are_seen_as_they_were_but_by_their_board(void **state)
{
	static const char as_it_was[] = "1 CLOSING 2 OPEN 3 OPEN",
	                  as_it_is[] = "1 CLOSED 2 CLOSING 3 OPEN";
	struct rig rig;

	(void)state;
	begin_world(&rig, 0);
	assert_string_equal(limitations_of_cb(&rig, "TQ", WITHIN), as_it_was);
	assert_string_equal(limitations_of_cb(&rig, "viewer", LAST), as_it_was);
	assert_string_equal(limitations_of_cb(&rig, "operator", LAST), as_it_was);
	assert_string_equal(limitations_of_cb(&rig, "CB", WITHIN), as_it_is);
	assert_string_equal(limitations_of_cb(&rig, "HN", WITHIN), as_it_is);
	assert_string_equal(limitations_of_cb(&rig, "TQ", ENDS), as_it_is);
	rig_close(&rig);
}

/* "DB OPEN, SL DUPLICATE of DB", as somebody is told. */
static const char *models_of(struct rig *rig, const char *name, const char *when)
{
	static const char *const states[] = { "",          "OPEN",     "RECOGNISED", "REFUSED",
		                              "DUPLICATE", "DISPUTED", "WITHDRAWN" };
	const struct get_models asked = { "TCXDD-1", 2024, .board = "", .field = "", .search = "" };
	const struct sight sight = { reader_of(rig, name), at(when) };
	struct told_models told = { 0 };
	const char *out = "";
	struct faults why;

	faults_init(&why, &rig->arena);
	question_find(QUESTION_MODELS)
	        ->tell(rig->cluster, &asked, &sight, &rig->arena, &told, &why);
	assert_int_equal(why.count, 0);
	for (size_t i = 0; i < told.model_count; i++)
		out = arena_text(&rig->arena, "%s%s%s %s%s%s", out, i > 0 ? ", " : "",
		                 told.models[i].board, states[told.models[i].state],
		                 told.models[i].has_duplicate_of ? " of " : "",
		                 told.models[i].duplicate_of.board);
	return out;
}

static void models_are_seen_as_they_were_but_by_their_board(void **state)
{
	static const char as_it_was[] = "DB OPEN, SL OPEN",
	                  as_it_is[] = "DB RECOGNISED, SL DUPLICATE of DB, LCH RECOGNISED";
	struct rig rig;

	(void)state;
	begin_world(&rig, 0);
	assert_string_equal(models_of(&rig, "TQ", LATER), as_it_was);
	assert_string_equal(models_of(&rig, "viewer", LAST), as_it_was);
	assert_string_equal(models_of(&rig, "operator", LAST), as_it_was);
	assert_string_equal(models_of(&rig, "DB", LAST), "DB RECOGNISED, SL OPEN");
	/* of which one would say that DB's is recognised */
	assert_string_equal(models_of(&rig, "SL", LAST), "DB OPEN, SL DUPLICATE");
	assert_string_equal(models_of(&rig, "LCH", LAST), "DB OPEN, SL OPEN, LCH RECOGNISED");
	assert_string_equal(models_of(&rig, "HN", LATER), as_it_is);
	assert_string_equal(models_of(&rig, "Vu", LATER), as_it_is);
	assert_string_equal(models_of(&rig, "SL", ENDS), as_it_is);
	rig_close(&rig);
}

/* Of a model that LCH listed in it, and of one that it did not, by another board. */
static void nobody_learns_of_a_model_by_a_refusal(void **state)
{
	static const char *const titles[] = { "Một cửa", "Không có" };
	struct rig rig;

	(void)state;
	begin_world(&rig, 0);
	for (size_t i = 0; i < 2; i++) {
		struct command judge =
		        model_judge(&rig, 2024, "LCH", titles[i], MODEL_RECOGNISE, "", "TQ", LAST);
		struct command dispute = model_dispute(&rig, 2024, "LCH", titles[i], LAST);

		memcpy(dispute.key, rig_key("TQ"), KEY_SIZE);
		assert_string_equal(rig_send(&rig, &judge), "FORBIDDEN key");
		assert_string_equal(rig_send(&rig, &dispute), "FORBIDDEN dispute_report.board");
	}
	rig_close(&rig);
}

/* What came to be at the lock of YB's Q4, tried by another board. */
static const char *try_other(struct rig *rig, const char *when)
{
	struct command close = limitation_close(rig, 2024, "YB", OF(2024, Q4, 1), when);

	memcpy(close.key, rig_key("TQ"), KEY_SIZE);
	return rig_send(rig, &close);
}

static void a_refusal_tells_nothing_of_what_came_to_be_in_it(void **state)
{
	struct rig rig;

	(void)state;
	begin_world(&rig, 0);
	assert_string_equal(try_other(&rig, LAST), "NOT_FOUND close_limitation.number");
	assert_string_equal(try_other(&rig, ENDS), "FORBIDDEN close_limitation.board");
	rig_close(&rig);
}

/* Signed or declined by somebody, by the hash that it would have had. */
static const char *try_hash(struct rig *rig, enum action_number action, const char *name,
                            const uint8_t hash[HASH_SIZE], const char *when)
{
	struct command command = rig_command(rig, action, name, at(when));

	command.year = 2024;
	if (action == ACTION_COUNTERSIGN)
		memcpy(command.countersign.proposal, hash, HASH_SIZE);
	else if (action == ACTION_WITHDRAW_PROPOSAL)
		memcpy(command.withdraw_proposal.proposal, hash, HASH_SIZE);
	else
		command.withdraw_points = (struct withdraw_points){ .reason = "nhập nhầm" };
	if (action == ACTION_WITHDRAW_POINTS)
		memcpy(command.withdraw_points.entry, hash, HASH_SIZE);
	return deeds_send(rig, &command);
}

static void a_refusal_tells_no_hidden_proposal_from_none(void **state)
{
	static const enum action_number tried[] = { ACTION_COUNTERSIGN, ACTION_WITHDRAW_PROPOSAL,
		                                    ACTION_WITHDRAW_POINTS };
	static const char *const unknown[] = { "NOT_FOUND countersign.proposal",
		                               "NOT_FOUND withdraw_proposal.proposal",
		                               "NOT_FOUND withdraw_points.entry" };
	static const uint8_t none[HASH_SIZE] = { 1 };
	struct rig *rig = *state;
	struct command points = rig_command(rig, ACTION_ENTER_POINTS, "HN", at(WITHIN));

	points.year = 2024;
	points.enter_points = (struct enter_points){
		.board = "CB", .code = "KT1", .points = 1000, .reason = "sổ gốc"
	};
	deeds_agree(rig, &points, "Vu", WITHIN);
	admit_newcomers(rig, WITHIN);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(try_hash(rig, tried[i], "TQ", none, LATER), unknown[i]);
		assert_string_equal(try_hash(rig, tried[i], "TQ", points.hash, LATER), unknown[i]);
		assert_string_equal(try_hash(rig, tried[i], "new HN", points.hash, LATER),
		                    unknown[i]);
		assert_string_equal(try_hash(rig, tried[i], "TQ", points.hash, ENDS),
		                    "FORBIDDEN key");
	}
	assert_string_equal(try_hash(rig, ACTION_COUNTERSIGN, "CB", points.hash, LATER),
	                    "FORBIDDEN key"); /* whose points they are */
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, rig_teardown)
	const struct CMUnitTest tests[] = {
		EACH(it_begins_and_ends_at_its_midnights),
		EACH(what_was_at_an_instant_is_seen_as_it_may_be_now),
		EACH(what_has_locked_is_seen_and_not_marked),
		EACH(head_and_deputy_submit_nothing_meanwhile),
		EACH(they_answer_a_return),
		EACH(who_comes_in_it_is_a_member_until_it_ends),
		EACH(who_comes_in_it_judges_nothing_meanwhile),
		EACH(a_new_key_of_a_board_sees_what_everybody_sees),
		EACH(a_new_key_of_a_board_sends_its_reports_and_no_more),
		cmocka_unit_test(nobody_is_seated_in_it),
		EACH(a_refusal_tells_no_hidden_proposal_from_none),
		EACH(its_own_board_sees_its_points_but_no_lead),
		EACH(two_reveal_it_after_the_lock),
		EACH(nobody_has_to_reveal_what_has_ended),
		EACH(the_public_sees_what_was_published),
		EACH(the_public_sees_of_an_instant_what_is_published_now),
		EACH(what_succeeds_it_is_published_of_its_own),
		EACH(what_an_amendment_made_in_it_is_held_back),
		EACH(the_public_reads_neither_names_nor_words),
		cmocka_unit_test(limitations_are_seen_as_they_were_but_by_their_board),
		cmocka_unit_test(models_are_seen_as_they_were_but_by_their_board),
		cmocka_unit_test(nobody_learns_of_a_model_by_a_refusal),
		cmocka_unit_test(a_refusal_tells_nothing_of_what_came_to_be_in_it),
		cmocka_unit_test(nobody_else_can_tell_two_worlds_apart),
	};

	return cmocka_run_group_tests_name("freeze", tests, NULL, NULL);
}
