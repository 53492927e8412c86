/*
 * Somebody else than its board says whether a model is one, each counts once, and the last word is known.
 *
 * Q1 locks with the end of 5 April; what came on 16 March the supervisor may judge from the 22nd on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model_year.h"
#include "question.h"

#include <cmocka.h>

#define MAR    "2024-03-16T08:00+07:00"
#define NEXT   "2024-03-18T08:00+07:00"
#define WAITED "2024-03-22T00:00+07:00"
#define NEAR   "2024-04-01T00:00+07:00" /* five days before the lock */
#define LOCKED "2024-04-06T00:00+07:00"
#define JUN    "2024-06-16T08:00+07:00" /* Q2 is open */

static const char *judge(struct rig *rig, const char *board, const char *title,
                         enum model_event verdict, const char *of, const char *by, const char *when)
{
	const struct command command = model_judge(rig, 2024, board, title, verdict, of, by, when);

	return rig_send(rig, &command);
}

static const char *dispute(struct rig *rig, const char *board, const char *title, const char *when)
{
	const struct command command = model_dispute(rig, 2024, board, title, when);

	return rig_send(rig, &command);
}

#define REPORT(board, period, when, titles)                                                        \
	assert_string_equal(model_report(rig, 2024, board, period, when, titles), "OK")
#define JUDGE(board, title, verdict, of, by, when)                                                 \
	assert_string_equal(judge(rig, board, title, verdict, of, by, when), "OK")
#define REFUSED(board, title, verdict, of, by, when, expected)                                     \
	assert_string_equal(judge(rig, board, title, verdict, of, by, when), expected)
#define TOLD(board, when, expected)                                                                \
	assert_string_equal(model_told(rig, 2024, board, when), expected)
#define POINTS_OF(board, period, when, expected)                                                   \
	assert_string_equal(model_points(rig, 2024, board, period, when), expected)

/* --- what counts --- */

static void only_what_is_recognised_counts_from_then_on(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai|Ba");
	TOLD("CB", MAR, "Q1 Một OPEN | Q1 Hai OPEN | Q1 Ba OPEN");
	POINTS_OF("CB", Q1, MAR, "0.00 0/3");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("CB", "Hai", MODEL_REFUSE, "", "HN", NEXT);
	TOLD("CB", NEXT, "Q1 Một RECOGNISED | Q1 Hai REFUSED | Q1 Ba OPEN");
	POINTS_OF("CB", Q1, NEXT, "12.00 1/3");
	assert_int_equal(rig_standing(rig, Q1, at(NEXT)).models, 1);
	JUDGE("CB", "Ba", MODEL_RECOGNISE, "", "HN", LOCKED); /* the lock comes first */
	POINTS_OF("CB", Q1, LOCKED, "12.00 1/3");
	POINTS_OF("CB", Q2, JUN, "24.00 2/3");
}

static void listing_one_again_is_that_one_however_it_is_spelt(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Số hóa hồ sơ");
	JUDGE("CB", "SỐ HÓA  hồ sơ", MODEL_RECOGNISE, "", "HN", NEXT);
	REPORT("CB", Q1, "2024-03-19T08:00+07:00", "số hóa\u00A0hồ sơ");
	REPORT("CB", Q2, JUN, " Số  Hóa hồ sơ");
	REPORT("CB", FINAL, "2025-01-10T08:00+07:00", "Số hóa hồ s\u200Bơ|Khác");
	TOLD("CB", "2025-01-11T08:00+07:00", "Q1 Số hóa hồ sơ RECOGNISED | FINAL Khác OPEN");
	POINTS_OF("CB", Q1, JUN, "12.00 1/1");
	POINTS_OF("CB", Q2, JUN, "12.00 1/1");
	POINTS_OF("CB", FINAL, "2025-01-11T08:00+07:00", "12.00 1/2");
}

static void it_counts_in_the_period_that_listed_it_first_and_in_later_ones(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q2, JUN, "Một");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", "2024-06-17T08:00+07:00");
	POINTS_OF("CB", Q1, "2024-06-18T08:00+07:00", "0.00 0/0");
	POINTS_OF("CB", Q2, "2024-06-18T08:00+07:00", "12.00 1/1");
	POINTS_OF("CB", Q3, "2024-09-18T08:00+07:00", "12.00 1/1"); /* without any report */
}

static void a_title_of_another_board_is_a_model_of_its_own(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Số hóa");
	REPORT("SL", Q1, NEXT, "Số hóa");
	JUDGE("CB", "Số hóa", MODEL_RECOGNISE, "", "HN", NEXT);
	TOLD("SL", NEXT, "Q1 Số hóa OPEN");
	JUDGE("SL", "Số hóa", MODEL_DUPLICATE, "2024 CB số  hóa", "HN", NEXT);
	TOLD("SL", NEXT, "Q1 Số hóa DUPLICATE");
	POINTS_OF("SL", Q1, NEXT, "0.00 0/1");
	assert_int_equal(rig_standing(rig, Q1, at(NEXT)).models, 1);
}

static void the_words_are_those_of_the_report_that_listed_it_first(void **state)
{
	struct rig *rig = *state;
	struct known_model model;

	REPORT("CB", Q1, MAR, "Một~Cán bộ~Giảm giấy tờ");
	REPORT("CB", Q1, NEXT, "MỘT~Đảng viên~Khác hẳn");
	assert_true(models_find(rig->cluster, 2024, "CB", "một", &model));
	assert_string_equal(model.title, "Một");
	assert_string_equal(models_field(rig->cluster, &model), "Cán bộ");
	assert_string_equal(models_effect(rig->cluster, &model), "Giảm giấy tờ");
}

static void what_no_report_lists_any_more_is_withdrawn_until_somebody_has_judged(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai");
	JUDGE("CB", "Hai", MODEL_REFUSE, "", "HN", MAR);
	const struct command late =
	        model_judge(rig, 2024, "CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);

	REPORT("CB", Q1, NEXT, "Ba");
	TOLD("CB", NEXT, "Q1 Một WITHDRAWN | Q1 Hai REFUSED | Q1 Ba OPEN");
	assert_string_equal(rig_send(rig, &late), "CLOSED judge_model");
	/* once it is listed again it is of the report that does */
	REPORT("CB", Q2, JUN, "Một~mới");
	TOLD("CB", JUN, "Q1 Một WITHDRAWN | Q1 Hai REFUSED | Q1 Ba OPEN | Q2 Một OPEN");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", JUN);
	POINTS_OF("CB", Q2, JUN, "12.00 1/3");
	/* and a refused one stays what it is */
	REPORT("CB", Q2, "2024-06-17T08:00+07:00", "Một|Hai");
	TOLD("CB", "2024-06-17T08:00+07:00",
	     "Q1 Một WITHDRAWN | Q1 Hai REFUSED | Q1 Ba OPEN | Q2 Một RECOGNISED");
}

static void a_model_that_another_report_lists_is_not_withdrawn(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q2, JUN, "Một");
	REPORT("CB", Q3, "2024-09-16T08:00+07:00", "Một");
	TOLD("CB", "2024-09-16T08:00+07:00", "Q2 Một OPEN");
}

static void a_verdict_counts_whatever_becomes_of_the_report(void **state)
{
	struct rig *rig = *state;

	/* three days before the lock of a strict period: the report does not count */
	REPORT("CB", Q4, "2024-11-26T08:00+07:00", "Một");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", "2024-11-26T09:00+07:00");
	POINTS_OF("CB", Q4, "2024-11-27T08:00+07:00", "12.00 1/1");
	REPORT("CB", Q4, "2024-11-27T08:00+07:00", "Hai");
	POINTS_OF("CB", Q4, "2024-11-27T08:00+07:00", "12.00 1/2");
}

static void without_a_register_all_that_are_reported_count(void **state)
{
	struct rig *rig = *state;
	struct season_draft draft;

	model_draft(2025, &draft);
	draft.models = false;
	const struct command define = rig_season(rig, &draft, 1, at("2025-02-20T08:00+07:00"));

	rig_must_send(rig, &define);
	assert_string_equal(model_report(rig, 2025, "CB", Q1, "2025-03-16T08:00+07:00", "Một|Hai"),
	                    "OK");
	struct standing standing;

	assert_true(standing_compute(rig->cluster, 2025, Q1, at("2025-03-17T08:00+07:00"),
	                             &rig->arena, &standing));
	assert_string_equal(rig_points(rig, &standing, "CB", "T13"), "24.00");
	assert_int_equal(standing.models, 2);
	assert_string_equal(model_told(rig, 2025, "CB", "2025-03-17T08:00+07:00"), "");
	const struct command judged = model_judge(rig, 2025, "CB", "Một", MODEL_REFUSE, "", "PT",
	                                          "2025-03-17T08:00+07:00");

	assert_string_equal(rig_send(rig, &judged), "CLOSED judge_model");
	const struct command disputed =
	        model_dispute(rig, 2025, "CB", "Một", "2025-03-17T08:00+07:00");

	assert_string_equal(rig_send(rig, &disputed), "CLOSED dispute_report.period");
}

static void a_standing_names_the_verdict_as_its_cause(void **state)
{
	struct rig *rig = *state;
	struct effect effect;

	REPORT("CB", Q1, MAR, "Một");
	struct command command =
	        model_judge(rig, 2024, "CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	assert_true(cluster_apply(rig->cluster, &command, command.hash, &effect));
	assert_int_equal(effect.year, 2024);
	assert_int_equal(effect.from, Q1);
	assert_string_equal(effect.board, "CB");
	assert_int_equal(rig_standing(rig, Q1, at(NEXT)).sequence, rig->cluster->sequence);
	cluster_rewind(rig->cluster, &mark);
	POINTS_OF("CB", Q1, NEXT, "0.00 0/1");
	command.received_at = at(JUN);
	assert_true(cluster_apply(rig->cluster, &command, command.hash, &effect));
	assert_int_equal(effect.from, Q2);
	cluster_rewind(rig->cluster, &mark);
	command.received_at = at("2025-02-20T08:00+07:00"); /* all has locked */
	assert_true(cluster_apply(rig->cluster, &command, command.hash, &effect));
	assert_int_equal(effect.year, 0);
}

/* --- who, and when --- */

static void nobody_judges_his_own_and_the_supervisor_waits(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai");
	REPORT("HN", Q1, MAR, "Ba");
	REPORT("PT", Q1, MAR, "Bốn");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "CB", NEXT, "FORBIDDEN key");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "PT", NEXT, "FORBIDDEN key");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "operator", NEXT, "FORBIDDEN key");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "viewer", NEXT, "FORBIDDEN key");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "nobody", NEXT, "FORBIDDEN key");
	REFUSED("HN", "Ba", MODEL_RECOGNISE, "", "HN", NEXT, "FORBIDDEN key");
	JUDGE("HN", "Ba", MODEL_RECOGNISE, "", "PT", NEXT);
	REFUSED("PT", "Bốn", MODEL_RECOGNISE, "", "PT", NEXT, "FORBIDDEN key");
	JUDGE("PT", "Bốn", MODEL_RECOGNISE, "", "HN", NEXT);
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "supervisor", "2024-03-21T23:59:59+07:00",
	        "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "supervisor", WAITED);
	/* what nobody lists is nobody's to learn of but who may judge */
	REFUSED("CB", "Không có", MODEL_RECOGNISE, "", "SL", NEXT, "FORBIDDEN key");
	REFUSED("CB", "Không có", MODEL_RECOGNISE, "", "HN", NEXT, "NOT_FOUND judge_model.title");
}

static void near_the_lock_the_supervisor_need_not_wait(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, "2024-03-31T23:00+07:00", "Một");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "supervisor", "2024-03-31T23:59:59+07:00",
	        "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "supervisor", NEAR);
}

static void a_key_judges_from_the_day_after_its_grant(void **state)
{
	struct rig *rig = *state;
	const struct command grant = rig_grant(rig, ROLE_OFFICE, "HN", "new", at(MAR));

	REPORT("CB", Q1, MAR, "Một");
	rig_must_send(rig, &grant);
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "new", "2024-03-16T23:59:59+07:00",
	        "FORBIDDEN key");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "new", "2024-03-17T00:00+07:00");
}

static void near_a_lock_head_and_deputy_take_no_recognition_back(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai|Ba");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("CB", "Hai", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("CB", "Hai", MODEL_REFUSE, "", "HN", "2024-03-31T23:59:59+07:00");
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", NEAR, "CLOSED judge_model");
	REFUSED("CB", "Ba", MODEL_DUPLICATE, "2024 CB Một", "SL", NEAR, "FORBIDDEN key");
	/* a first verdict, a new recognition and the supervisor are free */
	JUDGE("CB", "Ba", MODEL_REFUSE, "", "HN", NEAR);
	JUDGE("CB", "Hai", MODEL_RECOGNISE, "", "HN", NEAR);
	JUDGE("CB", "Một", MODEL_REFUSE, "", "supervisor", NEAR);
	/* and after it until the next one is near */
	JUDGE("CB", "Hai", MODEL_REFUSE, "", "HN", LOCKED);
	JUDGE("CB", "Hai", MODEL_RECOGNISE, "", "HN", "2024-06-30T08:00+07:00");
	REFUSED("CB", "Hai", MODEL_REFUSE, "", "HN", "2024-07-01T00:00+07:00",
	        "CLOSED judge_model");
}

static void a_verdict_names_what_it_replaces(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	struct command first = model_judge(rig, 2024, "CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	const struct command same =
	        model_judge(rig, 2024, "CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	struct command other = model_judge(rig, 2024, "CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);

	first.judge_model.acts_on[0] ^= 1;
	assert_string_equal(rig_send(rig, &first), "STALE judge_model.acts_on");
	first.judge_model.acts_on[0] ^= 1;
	first.judge_model.reason = "";
	assert_string_equal(rig_send(rig, &first), "INVALID judge_model.reason");
	first.judge_model.reason = "chưa rõ";
	assert_string_equal(rig_send(rig, &first), "OK");
	assert_string_equal(rig_send(rig, &same), "CONFLICT judge_model.verdict");
	assert_string_equal(rig_send(rig, &other), "STALE judge_model.acts_on");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	POINTS_OF("CB", Q1, NEXT, "12.00 1/1");
}

static void nobody_judges_for_ever(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	for (int i = 0; i < 64; i++)
		JUDGE("CB", "Một", i % 2 == 0 ? MODEL_REFUSE : MODEL_RECOGNISE, "", "HN", NEXT);
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	/* but a dispute has its end */
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "OK");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "supervisor", NEXT);
}

/* --- duplicates --- */

static void a_duplicate_is_of_a_recognised_one_that_was_received_before(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai");
	REPORT("SL", Q1, NEXT, "Ba");
	REFUSED("SL", "Ba", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT,
	        "INVALID judge_model.duplicate_of"); /* is not recognised */
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	REFUSED("SL", "Ba", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT,
	        "INVALID judge_model.duplicate_of");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("SL", "Ba", MODEL_RECOGNISE, "", "HN", NEXT);
	REFUSED("CB", "Hai", MODEL_DUPLICATE, "2024 SL Ba", "HN", NEXT,
	        "INVALID judge_model.duplicate_of"); /* came later */
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT,
	        "INVALID judge_model.duplicate_of"); /* itself */
	REFUSED("SL", "Ba", MODEL_DUPLICATE, "", "HN", NEXT, "INVALID judge_model.duplicate_of");
	REFUSED("SL", "Ba", MODEL_REFUSE, "2024 CB Một", "HN", NEXT,
	        "INVALID judge_model.duplicate_of");
	REFUSED("SL", "Ba", MODEL_DUPLICATE, "2024 CB Không", "HN", NEXT,
	        "NOT_FOUND judge_model.duplicate_of.title");
	REFUSED("SL", "Ba", MODEL_DUPLICATE, "2019 CB Một", "HN", NEXT,
	        "NOT_FOUND judge_model.duplicate_of.title");
	JUDGE("SL", "Ba", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT);
	/* of the same report the first one is */
	JUDGE("CB", "Hai", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT);
	REFUSED("CB", "Hai", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT,
	        "CONFLICT judge_model.verdict");
}

static void duplicates_make_no_circle(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	REPORT("SL", Q1, NEXT, "Hai");
	REPORT("HN", Q1, NEXT, "Ba");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("SL", "Hai", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("HN", "Ba", MODEL_DUPLICATE, "2024 SL Hai", "PT", NEXT);
	/* it has a duplicate, so that is judged anew before */
	REFUSED("SL", "Hai", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT, "CLOSED judge_model");
	REFUSED("SL", "Hai", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	JUDGE("HN", "Ba", MODEL_DUPLICATE, "2024 CB Một", "PT", NEXT);
	JUDGE("SL", "Hai", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT);
	/* the head's own later one is no ground to refuse another's */
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2024 HN Ba", "HN", NEXT, "CLOSED judge_model");
	TOLD("CB", NEXT, "Q1 Một RECOGNISED");
}

static void the_heads_own_later_one_makes_no_duplicate_of_another(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	REPORT("HN", Q1, NEXT, "Một");
	JUDGE("HN", "Một", MODEL_RECOGNISE, "", "PT", NEXT);
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2024 HN Một", "HN", NEXT,
	        "INVALID judge_model.duplicate_of");
}

static void a_model_of_an_earlier_year_has_duplicates_in_a_later_one(void **state)
{
	struct rig *rig = *state;
	const char *now = "2025-03-16T08:00+07:00";

	REPORT("CB", Q1, MAR, "Một");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	model_begin_2025(rig, "2025-02-20T08:00+07:00");
	assert_string_equal(model_report(rig, 2025, "CB", Q1, now, "Một"), "OK");
	assert_string_equal(model_told(rig, 2025, "CB", now), "Q1 Một OPEN"); /* of its own */
	const struct command again =
	        model_judge(rig, 2025, "CB", "Một", MODEL_DUPLICATE, "2024 CB Một", "PT", now);

	assert_string_equal(rig_send(rig, &again), "OK");
	assert_string_equal(model_points(rig, 2025, "CB", Q1, now), "0.00 0/1");
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", now, "CLOSED judge_model");
}

static void apply(struct rig *rig, const struct command *command)
{
	assert_true(cluster_apply(rig->cluster, command, command->hash, NULL));
}

static void a_duplicate_keeps_the_name_of_one_in_a_year_left_out(void **state)
{
	struct rig *rig = *state;
	const char *now = "2025-03-16T08:00+07:00";
	struct named_model other;
	struct known_model model;

	model_begin_2025(rig, "2025-02-20T08:00+07:00");
	assert_string_equal(model_report(rig, 2025, "CB", Q1, now, "Một"), "OK");
	struct command again =
	        model_judge(rig, 2025, "CB", "Một", MODEL_DUPLICATE, "2021 HG Số hóa", "PT", now);
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	assert_int_equal(cluster_speaks_of(&again), 2021);
	assert_false(cluster_apply(rig->cluster, &again, again.hash, NULL)); /* there is none */
	cluster_rewind(rig->cluster, &mark);
	cluster_lack(rig->cluster, 2021);
	apply(rig, &again);
	assert_true(models_find(rig->cluster, 2025, "CB", "Một", &model));
	assert_true(models_duplicate_of(rig->cluster, model.verdict, &other));
	assert_int_equal(other.year, 2021);
	assert_string_equal(other.board, "HG");
	assert_string_equal(other.title, "Số hóa");
}

/* 2025, of which HN, head in 2024, has no seat; its freeze begins on 20 March. */
static void begin_frozen_2025(struct rig *rig)
{
	struct season_draft draft;

	model_draft(2025, &draft);
	draft.deputy = "CB";
	draft.has_freeze = true;
	draft.freeze = (struct freeze_draft){ .period = Q1 + 1,
		                              .has_first = true,
		                              .first = 20167, /* 2025-03-20 */
		                              .has_last = true,
		                              .last = 20188 };
	const struct command define = rig_season(rig, &draft, 1, at("2025-02-20T08:00+07:00"));

	rig_must_send(rig, &define);
}

/* Of what SL lists in the freeze HN learns nothing. */
static void a_judge_learns_of_no_model_that_is_held_back_from_him(void **state)
{
	struct rig *rig = *state;
	const char *now = "2025-03-22T08:00+07:00";

	REPORT("CB", Q1, MAR, "Một");
	begin_frozen_2025(rig);
	assert_string_equal(model_report(rig, 2025, "SL", Q1, "2025-03-18T08:00+07:00", "Ba"),
	                    "OK");
	assert_string_equal(model_report(rig, 2025, "SL", Q1, now, "Ba|Hai"), "OK");
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2025 SL Ba", "HN", now,
	        "INVALID judge_model.duplicate_of");
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2025 SL Hai", "HN", now,
	        "NOT_FOUND judge_model.duplicate_of.title");
	REFUSED("CB", "Một", MODEL_DUPLICATE, "2025 SL Hai", "supervisor", now,
	        "INVALID judge_model.duplicate_of");
}

/* That SL's is a duplicate of CB's was found in the freeze: who takes back CB's is not told so by a refusal. */
static void a_judge_learns_of_no_duplicate_that_is_held_back_from_him(void **state)
{
	struct rig *rig = *state;
	const char *now = "2025-03-22T08:00+07:00";

	REPORT("CB", Q1, MAR, "Một");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	begin_frozen_2025(rig);
	assert_string_equal(model_report(rig, 2025, "SL", Q1, "2025-03-18T08:00+07:00", "Ba"),
	                    "OK");
	const struct command found =
	        model_judge(rig, 2025, "SL", "Ba", MODEL_DUPLICATE, "2024 CB Một", "PT", now);

	rig_must_send(rig, &found);
	REFUSED("CB", "Một", MODEL_REFUSE, "", "supervisor", now, "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", now);
}

/* --- disputes --- */

static void a_dispute_waits_for_the_supervisor_whose_word_is_the_last(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai");
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "CLOSED dispute_report.period");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	JUDGE("CB", "Hai", MODEL_RECOGNISE, "", "HN", NEXT);
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "OK");
	TOLD("CB", NEXT, "Q1 Một DISPUTED | Q1 Hai RECOGNISED");
	POINTS_OF("CB", Q1, NEXT, "12.00 1/2"); /* the reviewer's counts until then */
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "CLOSED dispute_report.period");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT, "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "supervisor", NEXT); /* need not wait */
	POINTS_OF("CB", Q1, NEXT, "24.00 2/2");
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "CLOSED dispute_report.period");
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	REFUSED("CB", "Một", MODEL_REFUSE, "", "supervisor", WAITED, "CLOSED judge_model");
}

static void the_supervisor_may_uphold_what_is_disputed(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	assert_string_equal(dispute(rig, "CB", "Một", NEXT), "OK");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "supervisor", NEXT);
	TOLD("CB", NEXT, "Q1 Một REFUSED");
	REFUSED("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT, "CLOSED judge_model");
}

static void a_last_word_of_a_duplicate_rests_on_the_other(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	REPORT("SL", Q1, NEXT, "Hai");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	JUDGE("SL", "Hai", MODEL_DUPLICATE, "2024 CB Một", "HN", NEXT);
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	assert_string_equal(dispute(rig, "SL", "Hai", NEXT), "OK");
	/* what is asked for can be done: the dispute's end is the supervisor's */
	REFUSED("CB", "Một", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	JUDGE("SL", "Hai", MODEL_DUPLICATE, "2024 CB Một", "supervisor", NEXT);
	REFUSED("SL", "Hai", MODEL_RECOGNISE, "", "supervisor", NEXT, "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	TOLD("SL", NEXT, "Q1 Hai DUPLICATE");
	REFUSED("SL", "Hai", MODEL_RECOGNISE, "", "HN", NEXT, "CLOSED judge_model");
	assert_string_equal(dispute(rig, "SL", "Hai", NEXT), "CLOSED dispute_report.period");
	JUDGE("SL", "Hai", MODEL_RECOGNISE, "", "supervisor", NEXT);
	TOLD("SL", NEXT, "Q1 Hai RECOGNISED");
	POINTS_OF("SL", Q1, NEXT, "12.00 1/1");
	/* also what is said anew is said for good */
	REFUSED("SL", "Hai", MODEL_REFUSE, "", "HN", NEXT, "CLOSED judge_model");
	REFUSED("SL", "Hai", MODEL_REFUSE, "", "supervisor", NEXT, "CLOSED judge_model");
	assert_string_equal(dispute(rig, "SL", "Hai", NEXT), "CLOSED dispute_report.period");
}

static void what_cannot_be_judged_anew_holds_no_other(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	REPORT("SL", Q1, NEXT, "Hai");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", NEXT);
	for (int i = 0; i < 64; i++)
		JUDGE("SL", "Hai", i % 2 == 0 ? MODEL_RECOGNISE : MODEL_DUPLICATE,
		      i % 2 == 0 ? "" : "2024 CB Một", "HN", NEXT);
	REFUSED("SL", "Hai", MODEL_RECOGNISE, "", "HN", NEXT, "CLOSED judge_model");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
}

static void a_verdict_is_disputed_by_its_board_within_its_days(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một|Hai");
	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", NEXT);
	JUDGE("CB", "Hai", MODEL_REFUSE, "", "HN", NEXT);
	struct command command = model_dispute(rig, 2024, "CB", "Một", NEXT);

	memcpy(command.key, rig_key("SL"), KEY_SIZE);
	assert_string_equal(rig_send(rig, &command), "FORBIDDEN dispute_report.board");
	command = model_dispute(rig, 2024, "CB", "Một", NEXT);
	command.dispute_report.verification_hash[0] ^= 1;
	assert_string_equal(rig_send(rig, &command), "STALE dispute_report.verification_hash");
	command = model_dispute(rig, 2024, "CB", "Một", NEXT);
	command.dispute_report.period = Q2 + 1;
	assert_string_equal(rig_send(rig, &command), "NOT_FOUND dispute_report.model.title");
	command = model_dispute(rig, 2024, "CB", "Một", NEXT);
	command.dispute_report.tasks = &(const struct objection){ "T10", "không đúng" };
	command.dispute_report.task_count = 1;
	assert_string_equal(rig_send(rig, &command), "INVALID tasks");
	assert_string_equal(dispute(rig, "CB", "Không", NEXT),
	                    "NOT_FOUND dispute_report.model.title");
	assert_string_equal(dispute(rig, "CB", "Một", "2024-03-23T23:59:59+07:00"), "OK");
	assert_string_equal(dispute(rig, "CB", "Hai", "2024-03-24T00:00+07:00"),
	                    "CLOSED dispute_report.period");
}

/* --- what is told, and what is kept --- */

static const char *asked(struct rig *rig, const struct get_models *question)
{
	struct told_models told = { 0 };
	struct faults why;
	const char *text = "";

	faults_init(&why, &rig->arena);
	question_models.tell(rig->cluster, question, rig_sight(at(JUN)), &rig->arena, &told, &why);
	if (why.count > 0)
		return arena_text(&rig->arena, "%s %s", why.items[0].reason, why.items[0].field);
	for (size_t i = 0; i < told.model_count; i++)
		text = arena_text(&rig->arena, "%s%s%s %s", text, i > 0 ? " | " : "",
		                  told.models[i].board, told.models[i].title);
	return told.next > 0 ? arena_text(&rig->arena, "%s, next %u", text, told.next) : text;
}

#define ASK(expected, change)                                                                      \
	do {                                                                                       \
		struct get_models question = { .board = "", .field = "", .search = "" };           \
                                                                                                   \
		question.change;                                                                   \
		assert_string_equal(asked(rig, &question), expected);                              \
	} while (0)

static void the_register_is_searched_by_the_beginnings_of_words(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Số hóa hồ sơ đảng viên~Tổ chức đảng~Giảm giấy tờ|Chi bộ bốn tốt");
	REPORT("SL", Q1, MAR, "Hồ sơ số~TỔ CHỨC  đảng");
	JUDGE("SL", "Hồ sơ số", MODEL_RECOGNISE, "", "HN", NEXT);
	ASK("CB Số hóa hồ sơ đảng viên | CB Chi bộ bốn tốt | SL Hồ sơ số", year = 2024);
	ASK("CB Số hóa hồ sơ đảng viên | SL Hồ sơ số", search = "HO so");
	ASK("CB Số hóa hồ sơ đảng viên", search = "dang  giấy");
	ASK("CB Số hóa hồ sơ đảng viên", search = "đảng viên");
	ASK("", search = "hồ sơ tốt");
	ASK("", search = "oc"); /* within a word of each */
	ASK("", search = "dáng");
	ASK("SEARCH_EMPTY query.search", search = " ");
	ASK("SEARCH_EMPTY query.search", search = "…, -");
	ASK("CB Số hóa hồ sơ đảng viên | SL Hồ sơ số", field = "tổ chức đảng");
	ASK("SL Hồ sơ số", state = MODEL_IS_RECOGNISED);
	ASK("CB Số hóa hồ sơ đảng viên | CB Chi bộ bốn tốt", board = "CB");
	ASK("CB Chi bộ bốn tốt | SL Hồ sơ số", after = 1);
}

static void a_board_that_there_is_not_has_no_register(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	ASK("", board = "SL"); /* has listed none */
	ASK("SEASON_WITHOUT_BOARD query.board", board = "XX");
	ASK("NOT_A_MEMBER query.board", board = "XX"; question.year = 2024);
	ASK("NOT_A_MEMBER query.board", board = "cb"; question.year = 2024);
}

static void a_long_register_is_told_in_pages(void **state)
{
	struct rig *rig = *state;
	const char *titles = "Mô hình 0";

	for (int i = 1; i < 50; i++)
		titles = arena_text(&rig->arena, "%s|Mô hình %d", titles, i);
	REPORT("CB", Q1, MAR, titles);
	REPORT("SL", Q1, MAR, titles);
	const char *first =
	        asked(rig, &(struct get_models){ .board = "", .field = "", .search = "" });

	assert_non_null(strstr(first, "SL Mô hình 13, next 64"));
	const char *second = asked(
	        rig, &(struct get_models){ .board = "", .field = "", .search = "", .after = 64 });

	assert_memory_equal(second, "SL Mô hình 14 |", strlen("SL Mô hình 14 |"));
	assert_null(strstr(second, "next"));
}

/* What a search looks through at once is bounded: a page may end with nothing found, and says where to go on. */
static void a_search_goes_on_where_it_was_ended(void **state)
{
	static const char *const boards[] = { "CB", "SL", "DB", "HG" };
	struct rig *rig = *state;
	char effect[1951];

	memset(effect, 'x', sizeof(effect) - 1);
	effect[sizeof(effect) - 1] = '\0';
	for (size_t board = 0; board < 4; board++) {
		const char *titles = "";

		for (int i = 0; i < 50; i++)
			titles = arena_text(&rig->arena, "%s|%s %d~Tổ chức~%s", titles,
			                    board == 3 && i == 49 ? "Hiếm" : "Mô hình", i, effect);
		REPORT(boards[board], Q1, MAR, titles);
	}
	struct get_models question = { .board = "", .field = "", .search = "hiem" };

	assert_string_equal(asked(rig, &question), ", next 133");
	question.after = 133;
	assert_string_equal(asked(rig, &question), "HG Hiếm 49");
}

static void a_board_lists_no_more_than_there_is_room_for(void **state)
{
	struct rig *rig = *state;
	const char *said = "OK";
	int revision = 0;

	for (; strcmp(said, "OK") == 0; revision++) {
		const char *titles = "";

		for (int i = 0; i < 50; i++)
			titles = arena_text(&rig->arena, "%s|Mô hình %d-%d", titles, revision, i);
		said = model_report(rig, 2024, "CB", Q1, MAR, titles);
	}
	assert_string_equal(said, "CLOSED submit_report.period");
	assert_int_equal(revision, 21); /* twenty times fifty of 1,024 bytes are in */
	/* what is there may still be listed */
	REPORT("CB", Q1, MAR, "Mô hình 19-1|Mô hình 19-2");
}

static void a_dry_run_leaves_nothing_behind(void **state)
{
	struct rig *rig = *state;

	REPORT("CB", Q1, MAR, "Một");
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	JUDGE("CB", "Một", MODEL_REFUSE, "", "HN", MAR);
	assert_string_equal(dispute(rig, "CB", "Một", MAR), "OK");
	REPORT("CB", Q1, MAR, "Hai");
	cluster_rewind(rig->cluster, &mark);
	TOLD("CB", MAR, "Q1 Một OPEN");
	JUDGE("CB", "Một", MODEL_RECOGNISE, "", "HN", MAR);
}

/* Thirty of the length that people write, listed four times, all judged. */
static void a_years_models_take_less_than_eight_kilobytes(void **state)
{
	static const enum period periods[] = { Q1, Q2, Q3, FINAL };
	static const char *const days[] = { MAR, JUN, "2024-09-16T08:00+07:00",
		                            "2025-01-10T08:00+07:00" };
	struct rig *rig = *state;
	size_t plain = 0, with = 0;

	for (int k = 0; k < 2; k++) {
		const struct cluster_mark mark = cluster_mark(rig->cluster);

		for (int i = 0; i < 40; i++) {
			const char *board = i % 2 == 0 ? "CB" : "SL";
			const char *titles = "";

			for (int m = 0; k == 1 && m < 15; m++)
				titles = arena_text(
				        &rig->arena,
				        "%s|Chuyển đổi số trong quản lý hồ sơ %d~Tổ chức cán bộ~Rút ngắn thời gian",
				        titles, m);
			REPORT(board, periods[i % 8 / 2], days[i % 8 / 2], titles);
		}
		for (int m = 0; k == 1 && m < 30; m++)
			JUDGE(m % 2 == 0 ? "CB" : "SL",
			      arena_text(&rig->arena, "Chuyển đổi số trong quản lý hồ sơ %d",
			                 m / 2),
			      MODEL_RECOGNISE, "", "HN", "2025-01-11T08:00+07:00");
		*(k == 0 ? &plain : &with) = cluster_size(rig->cluster);
		cluster_rewind(rig->cluster, &mark);
	}
	assert_in_range(with - plain, 1, 8 * 1024);
}

/* --- the season --- */

static const char *define_again(struct rig *rig, bool models, bool review, const char *when)
{
	struct season_draft draft;

	model_draft(2024, &draft);
	draft.models = models;
	draft.has_review = review;
	const struct command command =
	        rig_season(rig, &draft, cluster_version(rig->cluster, 2024) + 1, at(when));

	return rig_send(rig, &command);
}

static void the_register_stays_once_the_season_has_begun(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(define_again(rig, true, false, "2024-01-10T08:00+07:00"),
	                    "INVALID season.models");
	assert_string_equal(define_again(rig, false, true, "2024-01-10T08:00+07:00"), "OK");
	assert_string_equal(define_again(rig, true, true, "2024-01-11T08:00+07:00"), "OK");
	assert_string_equal(define_again(rig, false, true, MAR), "INVALID season.models");
	assert_string_equal(define_again(rig, true, true, MAR), "OK");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, model_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_what_is_recognised_counts_from_then_on),
		TEST(listing_one_again_is_that_one_however_it_is_spelt),
		TEST(it_counts_in_the_period_that_listed_it_first_and_in_later_ones),
		TEST(a_title_of_another_board_is_a_model_of_its_own),
		TEST(the_words_are_those_of_the_report_that_listed_it_first),
		TEST(what_no_report_lists_any_more_is_withdrawn_until_somebody_has_judged),
		TEST(a_model_that_another_report_lists_is_not_withdrawn),
		TEST(a_verdict_counts_whatever_becomes_of_the_report),
		TEST(without_a_register_all_that_are_reported_count),
		TEST(a_standing_names_the_verdict_as_its_cause),
		TEST(nobody_judges_his_own_and_the_supervisor_waits),
		TEST(near_the_lock_the_supervisor_need_not_wait),
		TEST(a_key_judges_from_the_day_after_its_grant),
		TEST(near_a_lock_head_and_deputy_take_no_recognition_back),
		TEST(a_verdict_names_what_it_replaces),
		TEST(nobody_judges_for_ever),
		TEST(a_duplicate_is_of_a_recognised_one_that_was_received_before),
		TEST(duplicates_make_no_circle),
		TEST(the_heads_own_later_one_makes_no_duplicate_of_another),
		TEST(a_model_of_an_earlier_year_has_duplicates_in_a_later_one),
		TEST(a_duplicate_keeps_the_name_of_one_in_a_year_left_out),
		TEST(a_judge_learns_of_no_model_that_is_held_back_from_him),
		TEST(a_judge_learns_of_no_duplicate_that_is_held_back_from_him),
		TEST(a_dispute_waits_for_the_supervisor_whose_word_is_the_last),
		TEST(the_supervisor_may_uphold_what_is_disputed),
		TEST(a_last_word_of_a_duplicate_rests_on_the_other),
		TEST(what_cannot_be_judged_anew_holds_no_other),
		TEST(a_verdict_is_disputed_by_its_board_within_its_days),
		TEST(the_register_is_searched_by_the_beginnings_of_words),
		TEST(a_board_that_there_is_not_has_no_register),
		TEST(a_long_register_is_told_in_pages),
		TEST(a_search_goes_on_where_it_was_ended),
		TEST(a_board_lists_no_more_than_there_is_room_for),
		TEST(a_dry_run_leaves_nothing_behind),
		TEST(a_years_models_take_less_than_eight_kilobytes),
		TEST(the_register_stays_once_the_season_has_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
