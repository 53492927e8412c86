/* What a whole year with all its policies takes in memory: seventy reports, all reviewed, thirty models, all judged,
 * forty limitations, all closed and confirmed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "calendar.h"
#include "limitation_year.h"
#include "model_year.h"
#include "review_year.h"

#include <cmocka.h>

#define GRANTED "2024-01-02T08:00+07:00"
#define JUDGED  "2024-03-21T08:00+07:00"
#define SETTLED "2024-05-02T08:00+07:00"

enum { MODELS = 30, LIMITATIONS = 40, MODELS_EACH = 3, LIMITATIONS_EACH = 3 };

static int begin(void **state)
{
	static const struct entry_rule_draft rules[] = { { "KT1", "Đăng cai hội nghị chuyên đề",
		                                           ENTRY_BONUS, 500, 2000 } };
	static struct rig rig;
	struct season_draft draft;

	limitation_draft(2024, &draft);
	draft.earlier_limitation_count = 0;
	draft.models = draft.compact = draft.publication = draft.has_freeze = true;
	draft.proposal_days = 10;
	draft.entry_rules = rules;
	draft.entry_rule_count = 1;
	draft.freeze = (struct freeze_draft){ .period = Q4 + 1,
		                              .has_first = true,
		                              .first = calendar_day(at("2024-11-20T08:00+07:00")),
		                              .has_last = true,
		                              .last = calendar_day(at("2024-11-29T08:00+07:00")) };
	rig_open(&rig);
	rig_admit_boards(&rig, &draft, at(GRANTED));
	rig_admit(&rig, ROLE_SUPERVISOR, "", "supervisor", at(GRANTED));
	const struct command define = rig_season(&rig, &draft, 1, at(GRANTED));

	rig_must_send(&rig, &define);
	*state = &rig;
	return 0;
}

/* Which of all models, or limitations, a board names, `each` at most, "" for the rest. */
static const char *name_of(struct rig *rig, const char *format, size_t board, size_t i, size_t each,
                           size_t all)
{
	const size_t number = board * each + i;

	return number < all ? arena_text(&rig->arena, format, number) : NULL;
}

static const char *const dates[] = { "2024-03-18T08:00+07:00", "2024-06-17T08:00+07:00",
	                             "2024-09-18T08:00+07:00", "2024-11-16T08:00+07:00",
	                             "2025-01-02T08:00+07:00" };

static void send(struct rig *rig, size_t board, const char *code, enum period period)
{
	struct good_model models[MODELS_EACH];
	struct limitation said[LIMITATIONS_EACH];
	struct rig_report made;

	rig_report(rig, code, period, at(dates[period]), &made);
	struct submit_report *submit = &made.command.submit_report;

	submit->models = models;
	submit->limitations = said;
	for (size_t i = 0; i < MODELS_EACH; i++) {
		const char *title = name_of(rig, "Chuyển đổi số trong quản lý hồ sơ %zu", board, i,
		                            MODELS_EACH, MODELS);

		if (title)
			models[submit->model_count++] =
			        (struct good_model){ title, "Tổ chức cán bộ",
				                     "Rút ngắn thời gian xử lý hồ sơ" };
	}
	for (size_t i = 0; i < LIMITATIONS_EACH && period == Q1; i++) {
		const char *text = name_of(rig, "Rà soát, bổ sung quy hoạch cán bộ còn chậm %zu",
		                           board, i, LIMITATIONS_EACH, LIMITATIONS);

		if (text)
			said[submit->limitation_count++] = (struct limitation){ text, "", "" };
	}
	rig_must_send(rig, &made.command);
}

static void review(struct rig *rig, const char *board, const char *reviewer, enum period period)
{
	static const struct judgement adjusted = {
		.task = "T01", .has_actual = true, .actual = 5 * UNITS, .reason = "theo hồ sơ"
	};

	review_must_of(rig, period, REVIEW_TAKE, board, reviewer, dates[period]);
	struct command verify =
	        review_command_of(rig, period, REVIEW_VERIFY, board, reviewer, dates[period]);

	verify.verify_report.tasks = &adjusted;
	verify.verify_report.task_count = 1;
	rig_must_send(rig, &verify);
}

static void judge(struct rig *rig, size_t board, const char *code, const char *reviewer)
{
	for (size_t i = 0; i < MODELS_EACH; i++) {
		const char *title = name_of(rig, "Chuyển đổi số trong quản lý hồ sơ %zu", board, i,
		                            MODELS_EACH, MODELS);

		if (!title)
			continue;
		const struct command command =
		        model_judge(rig, 2024, code, title, MODEL_RECOGNISE, "", reviewer, JUDGED);

		rig_must_send(rig, &command);
	}
}

static void settle(struct rig *rig, size_t board, const char *code, const char *reviewer)
{
	for (size_t i = 0; i < LIMITATIONS_EACH; i++) {
		if (board * LIMITATIONS_EACH + i < LIMITATIONS)
			limitation_settle(rig, 2024, code, OF(2024, Q1, (uint32_t)i + 1), reviewer,
			                  SETTLED);
	}
}

static void a_year_of_all_that_is_said_is_kept_in_forty_kibibytes(void **state)
{
	struct rig *rig = *state;
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, 2024, INT64_MAX);

	for (enum period period = Q1; period < PERIODS; period++) {
		for (size_t i = 0; i < ruleset->board_count; i++) {
			const char *board = ruleset->boards[i];
			const char *reviewer = strcmp(board, "HN") == 0 ? "PT" : "HN";

			send(rig, i, board, period);
			review(rig, board, reviewer, period);
			if (period == Q1)
				judge(rig, i, board, reviewer);
		}
		for (size_t i = 0; i < ruleset->board_count && period == Q1; i++)
			settle(rig, i, ruleset->boards[i],
			       strcmp(ruleset->boards[i], "HN") == 0 ? "PT" : "HN");
	}
	assert_int_equal(rows_count(rig->cluster, TABLE_VERDICTS), MODELS);
	assert_int_equal(rows_count(rig->cluster, TABLE_LIMITATIONS), 2 * LIMITATIONS);
	print_message("%zu bytes\n", cluster_size(rig->cluster));
	assert_true(cluster_size(rig->cluster) <= 40 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		        a_year_of_all_that_is_said_is_kept_in_forty_kibibytes, begin, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
