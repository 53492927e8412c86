/* What boards named as not going well stays until somebody else than they says that it is overcome. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "limitation_year.h"

#include <cmocka.h>

#define JAN  "2024-01-10T08:00+07:00"
#define MAR  "2024-03-16T08:00+07:00"
#define MAY  "2024-05-06T08:00+07:00"
#define FEB  "2025-02-20T08:00+07:00" /* 2024 is over */
#define NEXT "2025-03-16T08:00+07:00" /* Q1 of 2025 has opened */

static const char *send_close(struct rig *rig, uint32_t year, const char *board,
                              struct limitation_name name, const char *when)
{
	const struct command close = limitation_close(rig, year, board, name, when);

	return rig_send(rig, &close);
}

static const char *send_confirm(struct rig *rig, uint32_t year, const char *board,
                                struct limitation_name name, const char *by, const char *when,
                                const char *why_not)
{
	const struct command confirm =
	        limitation_confirm(rig, year, board, name, by, when, why_not);

	return rig_send(rig, &confirm);
}

static void what_the_file_lists_counts_from_its_confirmation(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(limitation_told(rig, "CB", JAN), ""); /* it may still be mended */
	assert_string_equal(limitation_told(rig, "CB", MAR),
	                    "2023/0/1 OPEN Chậm cụ thể hóa nghị quyết | 2023/0/2 OPEN Kết nạp đảng "
	                    "viên thấp | 2023/0/3 OPEN Kiểm tra chưa thường xuyên");
	assert_string_equal(limitation_points(rig, 2024, "CB", Q1, MAR), "0.00 0/3");
	assert_string_equal(send_close(rig, 2024, "CB", OF_FILE(2023, 1), MAR), "OK");
	assert_string_equal(limitation_points(rig, 2024, "CB", Q1, "2024-03-18T08:00+07:00"),
	                    "0.00 0/3");
	assert_string_equal(
	        send_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", "2024-03-18T08:00+07:00", ""),
	        "OK");
	/* a third of the target of 80 % */
	assert_string_equal(limitation_points(rig, 2024, "CB", Q1, "2024-03-18T09:00+07:00"),
	                    "20.83 1/3");
	/* none at all: not assigned; nor where the season says so */
	assert_string_equal(limitation_points(rig, 2024, "SL", Q1, MAR), "-");
	assert_string_equal(limitation_points(rig, 2024, "LCH", Q1, MAR), "-");
}

static void a_confirmation_after_the_lock_counts_in_later_standings_only(void **state)
{
	struct rig *rig = *state;

	limitation_settle(rig, 2024, "CB", OF_FILE(2023, 2), "HN", MAY);
	assert_string_equal(limitation_points(rig, 2024, "CB", Q1, "2024-05-08T08:00+07:00"),
	                    "0.00 0/3");
	assert_string_equal(limitation_points(rig, 2024, "CB", Q2, "2024-06-16T08:00+07:00"),
	                    "20.83 1/3");
}

static void a_standing_names_the_confirmation_as_its_cause(void **state)
{
	struct rig *rig = *state;
	struct effect effect;

	assert_string_equal(send_close(rig, 2024, "CB", OF_FILE(2023, 1), MAR), "OK");
	const uint64_t before = rig_standing(rig, Q1, at(MAR)).sequence;

	assert_true(before < rig->cluster->sequence); /* a closing moves nothing */
	const struct command confirm =
	        limitation_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", MAR, "");

	assert_true(cluster_apply(rig->cluster, &confirm, confirm.hash, &effect));
	assert_int_equal(effect.year, 2024);
	assert_int_equal(effect.from, Q1);
	assert_string_equal(effect.board, "CB");
	assert_int_equal(rig_standing(rig, Q1, at(MAR)).sequence, rig->cluster->sequence);
}

static void the_lock_makes_limitations_and_before_it_corrections_replace_them(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, "Một|Hai"), "OK");
	assert_string_equal(
	        limitation_report(rig, 2024, "SL", Q1, "2024-03-18T08:00+07:00", "Ba|Một"), "OK");
	assert_string_equal(limitation_told(rig, "SL", "2024-04-05T23:59:59+07:00"), "");
	assert_string_equal(limitation_told(rig, "SL", "2024-04-06T00:00+07:00"),
	                    "2024/1/1 OPEN Ba | 2024/1/2 OPEN Một");
	assert_string_equal(send_close(rig, 2024, "SL", OF(2024, Q1, 3), MAY),
	                    "NOT_FOUND close_limitation.number");
	assert_string_equal(send_close(rig, 2024, "SL", OF(2024, Q2, 1), MAY),
	                    "NOT_FOUND close_limitation.number");
}

static void the_same_text_while_it_is_open_is_the_same_limitation(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(
	        limitation_report(rig, 2024, "CB", Q1, MAR, "KẾT NẠP đảng viên  thấp|Khác"), "OK");
	assert_string_equal(limitation_told(rig, "CB", MAY),
	                    "2023/0/1 OPEN Chậm cụ thể hóa nghị quyết | 2023/0/2 OPEN Kết nạp đảng "
	                    "viên thấp | 2023/0/3 OPEN Kiểm tra chưa thường xuyên | 2024/1/2 OPEN "
	                    "Khác");
	limitation_settle(rig, 2024, "CB", OF_FILE(2023, 2), "HN", MAY);
	/* once it is closed it is another one */
	assert_string_equal(limitation_report(rig, 2024, "CB", Q2, "2024-06-16T08:00+07:00",
	                                      "Kết nạp đảng viên thấp"),
	                    "OK");
	assert_string_equal(
	        limitation_told(rig, "CB", "2024-07-10T08:00+07:00"),
	        "2023/0/1 OPEN Chậm cụ thể hóa nghị quyết | 2023/0/2 CLOSED Kết nạp đảng viên thấp | "
	        "2023/0/3 OPEN Kiểm tra chưa thường xuyên | 2024/1/2 OPEN Khác | 2024/2/1 OPEN Kết "
	        "nạp đảng viên thấp");
	/* another board's is another one, too */
	assert_string_equal(limitation_report(rig, 2024, "SL", Q2, "2024-07-05T08:00+07:00",
	                                      "Hồ sơ chưa số hóa|Khác"),
	                    "OK");
	assert_string_equal(limitation_told(rig, "SL", "2024-07-10T08:00+07:00"),
	                    "2024/2/1 OPEN Hồ sơ chưa số hóa | 2024/2/2 OPEN Khác");
}

static void a_report_that_names_one_twice_or_nothing_is_refused(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, "Một|MỘT "),
	                    "INVALID limitations[1].text");
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, "  "),
	                    "INVALID limitations[0].text");
}

static void after_a_no_the_board_may_close_it_again(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(send_confirm(rig, 2024, "HG", OF_FILE(2023, 1), "HN", MAR, ""),
	                    "CLOSED confirm_limitation");
	assert_string_equal(send_close(rig, 2024, "HG", OF_FILE(2023, 1), MAR), "OK");
	assert_string_equal(send_close(rig, 2024, "HG", OF_FILE(2023, 1), MAR),
	                    "CLOSED close_limitation");
	struct command stale =
	        limitation_confirm(rig, 2024, "HG", OF_FILE(2023, 1), "HN", MAR, "chưa thấy");

	assert_string_equal(send_confirm(rig, 2024, "HG", OF_FILE(2023, 1), "HN", MAR, "chưa thấy"),
	                    "OK");
	assert_string_equal(limitation_told(rig, "HG", MAR),
	                    "2023/0/1 OPEN Hồ sơ chưa số hóa | 2023/0/2 OPEN Quy hoạch chậm");
	assert_string_equal(send_close(rig, 2024, "HG", OF_FILE(2023, 1), MAR), "OK");
	assert_string_equal(rig_send(rig, &stale), "STALE confirm_limitation.closing");
	assert_string_equal(send_confirm(rig, 2024, "HG", OF_FILE(2023, 1), "HN", MAR, ""), "OK");
	assert_string_equal(send_close(rig, 2024, "HG", OF_FILE(2023, 1), MAR),
	                    "CLOSED close_limitation");
	assert_string_equal(limitation_points(rig, 2024, "HG", Q1, MAR), "31.25 1/2");
}

static void nobody_confirms_his_own_and_the_supervisor_waits(void **state)
{
	struct rig *rig = *state;
	const struct limitation_name first = OF_FILE(2023, 1);
	const char *late = "2024-04-20T00:00+07:00"; /* MAY comes five days after it */

	assert_string_equal(send_close(rig, 2024, "HG", first, MAR), "OK");
	assert_string_equal(send_confirm(rig, 2024, "HG", first, "HG", MAR, ""), "FORBIDDEN key");
	assert_string_equal(send_confirm(rig, 2024, "HG", first, "PT", MAR, ""), "FORBIDDEN key");
	assert_string_equal(send_confirm(rig, 2024, "HG", first, "operator", MAR, ""),
	                    "FORBIDDEN key");
	assert_string_equal(send_confirm(rig, 2024, "HG", first, "nobody", MAR, ""),
	                    "FORBIDDEN key");
	assert_string_equal(
	        send_confirm(rig, 2024, "HG", first, "supervisor", "2024-03-21T23:59:59+07:00", ""),
	        "CLOSED confirm_limitation");
	assert_string_equal(
	        send_confirm(rig, 2024, "HG", first, "supervisor", "2024-03-22T00:00+07:00", ""),
	        "OK");
	assert_string_equal(limitation_report(rig, 2024, "HN", Q1, "2024-03-23T08:00+07:00", "Yếu"),
	                    "OK");
	assert_string_equal(send_close(rig, 2024, "HN", OF(2024, Q1, 1), late), "OK");
	assert_string_equal(send_confirm(rig, 2024, "HN", OF(2024, Q1, 1), "HN", late, ""),
	                    "FORBIDDEN key");
	assert_string_equal(send_confirm(rig, 2024, "HN", OF(2024, Q1, 1), "PT", late, ""), "OK");
}

static void a_command_must_say_what_the_limitation_says(void **state)
{
	struct rig *rig = *state;
	struct command close = limitation_close(rig, 2024, "HG", OF_FILE(2023, 1), MAR);

	close.close_limitation.text = "Quy hoạch chậm";
	assert_string_equal(rig_send(rig, &close), "STALE close_limitation.text");
	close.close_limitation.text = " HỒ SƠ chưa số hóa";
	close.close_limitation.evidence_count = 0;
	assert_string_equal(rig_send(rig, &close), "INVALID evidence");
	close.close_limitation.evidence_count = 1;
	close.close_limitation.board = "CB";
	assert_string_equal(rig_send(rig, &close), "FORBIDDEN close_limitation.board");
	close.close_limitation.board = "HG";
	assert_string_equal(rig_send(rig, &close), "OK");
	struct command confirm =
	        limitation_confirm(rig, 2024, "HG", OF_FILE(2023, 1), "HN", MAR, "");

	confirm.confirm_limitation.confirmed = false;
	assert_string_equal(rig_send(rig, &confirm), "INVALID confirm_limitation.reason");
	confirm.confirm_limitation.text = "khác";
	assert_string_equal(rig_send(rig, &confirm), "STALE confirm_limitation.text");
}

/* --- the next season --- */

static void open_ones_go_on_into_the_next_season(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, "Một|Hai"), "OK");
	limitation_settle(rig, 2024, "CB", OF_FILE(2023, 1), "HN", MAY);
	assert_string_equal(
	        limitation_report(rig, 2024, "SL", FINAL, "2025-01-16T08:00+07:00", "Hai|Ba"),
	        "OK");
	limitation_begin_2025(rig, "2025-01-20T08:00+07:00");
	limitation_settle(rig, 2025, "SL", OF(2024, FINAL, 2), "PT", FEB); /* before it begins */
	limitation_settle(rig, 2025, "SL", OF(2024, Q1, 2), "PT", NEXT);
	assert_string_equal(limitation_told(rig, "SL", "2025-03-17T08:00+07:00"),
	                    "2024/1/1 OPEN Một | 2024/1/2 CLOSED Hai | 2024/5/2 CLOSED Ba");
	assert_string_equal(limitation_points(rig, 2025, "SL", Q1, "2025-03-17T08:00+07:00"),
	                    "31.25 1/2");
	assert_string_equal(limitation_points(rig, 2025, "CB", Q1, "2025-03-17T08:00+07:00"),
	                    "0.00 0/2");
	assert_string_equal(limitation_points(rig, 2025, "DB", Q1, "2025-03-17T08:00+07:00"), "-");
	/* 2024 stays as it locked */
	assert_string_equal(limitation_points(rig, 2024, "CB", FINAL, "2025-03-17T08:00+07:00"),
	                    "20.83 1/3");
}

static void once_the_next_season_has_begun_it_is_there_that_they_are_closed(void **state)
{
	struct rig *rig = *state;

	limitation_begin_2025(rig, "2025-01-20T08:00+07:00");
	assert_string_equal(send_close(rig, 2024, "CB", OF_FILE(2023, 1), FEB), "OK");
	assert_string_equal(send_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", NEXT, ""),
	                    "CLOSED confirm_limitation");
	assert_string_equal(send_confirm(rig, 2025, "CB", OF_FILE(2023, 1), "HN", NEXT, ""),
	                    "FORBIDDEN key"); /* PT is head now */
	assert_string_equal(send_confirm(rig, 2025, "CB", OF_FILE(2023, 1), "PT", NEXT, ""), "OK");
	assert_string_equal(limitation_points(rig, 2025, "CB", Q1, NEXT), "20.83 1/3");
	assert_string_equal(send_close(rig, 2024, "CB", OF_FILE(2023, 2), NEXT),
	                    "CLOSED close_limitation");
}

static void what_is_named_in_order_to_be_closed_does_not_count_this_year(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(
	        limitation_report(rig, 2024, "CB", Q1, MAR, "Dễ một|Dễ hai|Dễ ba|Dễ bốn"), "OK");
	for (uint32_t i = 1; i <= 4; i++)
		limitation_settle(rig, 2024, "CB", OF(2024, Q1, i), "HN", MAY);
	assert_string_equal(limitation_points(rig, 2024, "CB", Q2, "2024-06-16T08:00+07:00"),
	                    "0.00 0/3");
	limitation_begin_2025(rig, "2025-01-20T08:00+07:00");
	assert_string_equal(limitation_points(rig, 2025, "CB", Q1, NEXT), "0.00 0/3");
}

static void a_confirmation_moves_the_first_season_that_asks_and_has_not_locked(void **state)
{
	struct rig *rig = *state;
	struct effect effect;

	limitation_begin_2025(rig, "2025-01-20T08:00+07:00");
	assert_string_equal(send_close(rig, 2025, "CB", OF_FILE(2023, 1), "2025-02-10T08:00+07:00"),
	                    "OK");
	struct command confirm = limitation_confirm(rig, 2025, "CB", OF_FILE(2023, 1), "PT",
	                                            "2025-02-10T08:00+07:00", "");
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	assert_true(cluster_apply(rig->cluster, &confirm, confirm.hash, &effect));
	assert_int_equal(effect.year, 2024); /* its FINAL is open */
	assert_int_equal(effect.from, FINAL);
	cluster_rewind(rig->cluster, &mark);
	assert_string_equal(limitation_points(rig, 2024, "CB", FINAL, "2025-02-11T08:00+07:00"),
	                    "0.00 0/3");
	confirm.received_at = at(NEXT);
	assert_true(cluster_apply(rig->cluster, &confirm, confirm.hash, &effect));
	assert_int_equal(effect.year, 2025);
	assert_int_equal(effect.from, Q1);
}

static void a_dry_run_leaves_nothing_behind(void **state)
{
	struct rig *rig = *state;
	const struct cluster_mark mark = cluster_mark(rig->cluster);
	const size_t size = cluster_size(rig->cluster);

	assert_string_equal(limitation_report(rig, 2024, "CB", Q1, MAR, "Một|Hai"), "OK");
	limitation_settle(rig, 2024, "CB", OF_FILE(2023, 1), "HN", MAR);
	cluster_rewind(rig->cluster, &mark);
	assert_true(cluster_size(rig->cluster) >= size);
	assert_string_equal(limitation_points(rig, 2024, "CB", Q1, MAR), "0.00 0/3");
	assert_string_equal(send_confirm(rig, 2024, "CB", OF_FILE(2023, 1), "HN", MAR, ""),
	                    "CLOSED confirm_limitation");
}

/* Forty of the length that people write, all closed and confirmed. */
static void a_years_limitations_take_less_than_twenty_kilobytes(void **state)
{
	static const char *const boards[] = { "TQ", "BK", "DB", "HB", "SL", "VP", "YB", "HN" };
	struct rig *rig = *state;
	const size_t before = cluster_size(rig->cluster);

	for (size_t i = 0; i < 8; i++) {
		const char *text = "";

		for (int k = 0; k < 5; k++)
			text = arena_text(&rig->arena,
			                  "%s%sCông tác rà soát, bổ sung quy hoạch cán bộ ở một số "
			                  "đơn vị còn chậm so với kế hoạch, %d",
			                  text, k > 0 ? "|" : "", k);
		assert_string_equal(limitation_report(rig, 2024, boards[i], Q1, MAR, text), "OK");
	}
	for (size_t i = 0; i < 40; i++)
		limitation_settle(rig, 2024, boards[i / 5], OF(2024, Q1, (uint32_t)(i % 5 + 1)),
		                  i / 5 == 7 ? "PT" : "HN", MAY);
	assert_true(cluster_size(rig->cluster) - before < 20 * 1024);
}

/* --- the season's file --- */

static const char *define_again(struct rig *rig, uint32_t year, uint32_t version, size_t earlier,
                                bool follows, const char *when)
{
	struct season_draft draft;

	limitation_draft(year, &draft);
	if (!follows)
		((struct task_draft *)draft.tasks)[11].measure = MEASURE_PERCENT;
	draft.limitations = follows;
	draft.earlier_limitation_count = earlier;
	const struct command command = rig_season(rig, &draft, version, at(when));

	return rig_send(rig, &command);
}

static void what_the_file_lists_may_be_mended_until_the_season_begins(void **state)
{
	struct rig *rig = *state;

	assert_string_equal(define_again(rig, 2024, 2, 3, true, JAN), "OK");
	assert_string_equal(define_again(rig, 2024, 3, 2, true, MAR),
	                    "INVALID season.earlier_limitations");
	assert_string_equal(define_again(rig, 2024, 3, 3, true, MAR), "OK");
	assert_string_equal(limitation_told(rig, "HG", MAR), "2023/0/1 OPEN Hồ sơ chưa số hóa");
	assert_string_equal(define_again(rig, 2024, 4, 0, false, MAR),
	                    "INVALID season.limitations | INVALID season.tasks[11].measure");
}

static void the_next_season_takes_them_from_the_journal(void **state)
{
	struct rig *rig = *state;
	static const struct earlier_limitation one[] = {
		{ .board = "CB", .text = "Một", .cause = "", .remedy = "" }
	};
	struct season_draft draft;

	limitation_draft(2025, &draft);
	draft.earlier_limitations = one;
	draft.earlier_limitation_count = 1;
	const struct command command = rig_season(rig, &draft, 1, at(FEB));

	assert_string_equal(rig_send(rig, &command), "INVALID season.earlier_limitations");
}

#define REFUSED(change, expected)                                                                  \
	do {                                                                                       \
		struct earlier_limitation earlier[5];                                              \
		struct season_draft draft;                                                         \
                                                                                                   \
		limitation_draft(2024, &draft);                                                    \
		memcpy(earlier, draft.earlier_limitations, sizeof(earlier));                       \
		draft.earlier_limitations = earlier;                                               \
		struct task_draft *tasks = (struct task_draft *)draft.tasks;                       \
                                                                                                   \
		(void)tasks;                                                                       \
		change;                                                                            \
		const struct command command = rig_season(rig, &draft, 2, at(JAN));                \
                                                                                                   \
		assert_string_equal(rig_send(rig, &command), expected);                            \
	} while (0)

static void a_season_says_what_it_cannot_follow(void **state)
{
	struct rig *rig = *state;

	REFUSED(draft.has_review = false, "INVALID season.limitations");
	REFUSED(draft.limitations = false,
	        "INVALID season.tasks[11].measure | INVALID season.earlier_limitations");
	REFUSED(earlier[1].board = "ZZ", "INVALID season.earlier_limitations[1].board");
	REFUSED(earlier[2].text = "CHẬM cụ thể hóa nghị quyết",
	        "INVALID season.earlier_limitations[2].text");
	REFUSED(earlier[2].text = " ", "INVALID season.earlier_limitations[2].text");
	REFUSED(tasks[11].accumulation = ACCUMULATE_SUM, "INVALID season.tasks[11].accumulation");
	REFUSED(tasks[11].kind = KIND_BINARY, "INVALID season.tasks[11].measure");
	REFUSED(tasks[11].lower_is_better = true, "INVALID season.tasks[11].lower_is_better");
}

/* --- years that are left out --- */

static void a_season_needs_the_years_of_which_one_was_open_when_it_began(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(cluster_needs_from(rig->cluster, 2024, at(MAR)), 2024);
	limitation_begin_2025(rig, "2025-01-20T08:00+07:00");
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(FEB)), 2024);
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(NEXT)), 2024);
	for (uint32_t i = 1; i <= 3; i++)
		limitation_settle(rig, 2025, "CB", OF_FILE(2023, i), "PT", FEB);
	for (uint32_t i = 1; i <= 2; i++)
		limitation_settle(rig, 2025, "HG", OF_FILE(2023, i), "PT",
		                  "2025-02-21T08:00+07:00");
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(FEB)), 2024);
	assert_int_equal(cluster_needs_from(rig->cluster, 2025, at(NEXT)), 2025);
}

static void apply(struct rig *rig, const struct command *command)
{
	assert_true(cluster_apply(rig->cluster, command, command->hash, NULL));
}

/* Only its closing tells of it: what was named again meanwhile was that one. */
static void what_was_open_in_a_year_left_out_is_none_of_a_later_report(void **state)
{
	struct rig *rig = *state;
	const struct limitation_name gone = OF(2022, Q1, 1);
	struct command close = limitation_close(rig, 2024, "SL", gone, MAY);
	struct command confirm = limitation_confirm(rig, 2024, "SL", gone, "HN", MAY, "");

	close.close_limitation.text = "CŨ";
	confirm.confirm_limitation.text = "Cũ ";
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, "Cũ|Mới"), "OK");
	assert_false(cluster_apply(rig->cluster, &close, close.hash, NULL));
	cluster_lack(rig->cluster, 2022);
	apply(rig, &close);
	assert_string_equal(limitation_told(rig, "SL", MAY),
	                    "2024/1/1 OPEN Cũ | 2024/1/2 OPEN Mới");
	apply(rig, &confirm);
	assert_string_equal(limitation_told(rig, "SL", MAY), "2024/1/2 OPEN Mới");
	assert_string_equal(limitation_report(rig, 2024, "SL", Q2, "2024-06-16T08:00+07:00", "Cũ"),
	                    "OK");
	assert_string_equal(limitation_told(rig, "SL", "2024-07-10T08:00+07:00"),
	                    "2024/1/2 OPEN Mới | 2024/2/1 OPEN Cũ");
}

/* `count` texts of 2,000 bytes from a number on, divided by |. */
static const char *long_texts(struct rig *rig, unsigned from, unsigned count)
{
	enum { TEXT = 2000 };
	char *texts = arena_alloc(&rig->arena, count, TEXT + 1), *to = texts;

	for (unsigned i = from; i < from + count; i++, to += TEXT + 1) {
		memset(to, 'x', TEXT);
		memcpy(to, arena_text(&rig->arena, "%04u", i), 4);
		to[TEXT] = '|';
	}
	to[-1] = '\0';
	return texts;
}

/* 1 MiB of a board in a season; what was said before takes no more of it. */
static void a_board_names_no_more_than_memory_has_room_for(void **state)
{
	struct rig *rig = *state;
	const char *full = "CLOSED submit_report.period";

	for (unsigned i = 0; i < 10; i++)
		assert_string_equal(
		        limitation_report(rig, 2024, "SL", Q1, MAR, long_texts(rig, i * 50, 50)),
		        "OK");
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, long_texts(rig, 500, 25)),
	                    full);
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, long_texts(rig, 480, 44)),
	                    "OK");
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, long_texts(rig, 524, 1)),
	                    full);
	assert_string_equal(limitation_report(rig, 2024, "SL", Q1, MAR, long_texts(rig, 0, 50)),
	                    "OK");
	assert_string_equal(limitation_report(rig, 2024, "CB", Q1, MAR, long_texts(rig, 524, 50)),
	                    "OK");
}

#define TEST(f)                                                                                    \
	{                                                                                          \
#f, f, limitation_setup, rig_teardown, NULL                                        \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_the_file_lists_counts_from_its_confirmation),
		TEST(a_confirmation_after_the_lock_counts_in_later_standings_only),
		TEST(a_standing_names_the_confirmation_as_its_cause),
		TEST(the_lock_makes_limitations_and_before_it_corrections_replace_them),
		TEST(the_same_text_while_it_is_open_is_the_same_limitation),
		TEST(a_report_that_names_one_twice_or_nothing_is_refused),
		TEST(after_a_no_the_board_may_close_it_again),
		TEST(nobody_confirms_his_own_and_the_supervisor_waits),
		TEST(a_command_must_say_what_the_limitation_says),
		TEST(open_ones_go_on_into_the_next_season),
		TEST(once_the_next_season_has_begun_it_is_there_that_they_are_closed),
		TEST(what_is_named_in_order_to_be_closed_does_not_count_this_year),
		TEST(a_confirmation_moves_the_first_season_that_asks_and_has_not_locked),
		TEST(a_dry_run_leaves_nothing_behind),
		TEST(a_years_limitations_take_less_than_twenty_kilobytes),
		TEST(what_the_file_lists_may_be_mended_until_the_season_begins),
		TEST(the_next_season_takes_them_from_the_journal),
		TEST(a_season_says_what_it_cannot_follow),
		TEST(a_board_names_no_more_than_memory_has_room_for),
		TEST(what_was_open_in_a_year_left_out_is_none_of_a_later_report),
		TEST(a_season_needs_the_years_of_which_one_was_open_when_it_began),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
