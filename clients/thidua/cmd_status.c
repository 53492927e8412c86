/*
 * thidua status: what an office wants to know in the morning, and a script by the exit code.
 *
 * The outbox is read first and shown whatever the line is like. Dates and ranks are the daemon's, by its
 * clock; nothing is judged here but which of them comes next.
 */
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "cli.h"
#include "json_out.h"
#include "members.h"
#include "outbox_one.h"
#include "outbox_say.h"
#include "returned.h"
#include "standing.h"
#include "text.h"

struct morning {
	struct dial dial;
	struct query query;
	bool away;
	int64_t now; /* the daemon's */
	struct member_list members;
	bool has_card; /* a period has opened */
	struct told_scorecard card;
	struct returned_reports returned;
	const struct period_draft *next; /* period whose deadline comes next; NULL: none */
	int32_t next_due;                /* its day, moved where it is no working day */
	size_t digits;                   /* of an id that tell it from others */
	size_t waiting, unknown;
	struct table table;
	json_t *rows; /* --json */
};

/* --- the outbox --- */

static bool add_row(void *context, const struct outbox_row *row)
{
	struct morning *status = context;
	struct arena *arena = &status->dial.arena;
	char hex[2 * ID_SIZE + 1];
	const char *tried = row->attempts == 0
	                            ? say(WORD_STATUS_UNTRIED)
	                            : arena_text(arena, say(WORD_OUTBOX_TRIES), row->attempts,
	                                         show_instant(arena, row->tried_at));

	if (row->state != OUTBOX_WAITING && row->state != OUTBOX_LOST &&
	    row->state != OUTBOX_UNKNOWN)
		return true;
	status->unknown += row->state == OUTBOX_UNKNOWN;
	status->waiting += row->state != OUTBOX_UNKNOWN;
	if (status->rows)
		json_array_append_new(status->rows, outbox_row_json(arena, row));
	text_hex(row->id, ID_SIZE, hex);
	table_cell(&status->table, PAINT_NONE, "%.*s", (int)status->digits, hex);
	table_cell(&status->table, PAINT_NONE, "%s", outbox_content(arena, row));
	table_cell(&status->table, outbox_state_say(row->state)->paint, "%s",
	           say(outbox_state_say(row->state)->word));
	table_cell(&status->table, PAINT_NONE, "%s%s%s", tried, row->status > STATUS_OK ? ": " : "",
	           row->status > STATUS_OK ? status_name(row->status) : "");
	return true;
}

static int read_outbox(struct morning *status)
{
	const struct column columns[] = { { say(WORD_OUTBOX_ID), false, CUT_NEVER },
		                          { say(WORD_OUTBOX_WHAT), false, CUT_END },
		                          { say(WORD_OUTBOX_STATE), false, CUT_NEVER },
		                          { "", false, CUT_WRAP } };
	struct column *kept = arena_alloc(&status->dial.arena, 4, sizeof(*kept));

	memcpy(kept, columns, sizeof(columns));
	status->digits = outbox_digits(&status->dial);
	table_start(&status->table, &status->dial.arena, kept, 4);
	const int code = thidua_outbox_list(status->dial.handle, add_row, status);

	return code == THIDUA_OK ? code : dial_tell(&status->dial, code);
}

/* --- the daemon --- */

/* Its period's report, as far as it has opened; NULL. */
static const struct told_late *report_of(const struct morning *status, int period)
{
	for (size_t i = 0; status->has_card && i < status->card.late_count; i++)
		if (status->card.late[i].period == period)
			return &status->card.late[i];
	return NULL;
}

static bool is_open(const struct told_late *late)
{
	return late && (late->status == BOARD_EXPECTED || late->status == BOARD_OVERDUE);
}

/* The first period whose report is not here and may still come. Of one that has opened and is not shown nothing
 * is known. */
static void find_next(struct morning *status)
{
	const struct season_draft *draft = &status->members.draft;
	const int32_t today = calendar_day(status->now);

	for (size_t i = 0; !status->next && i < draft->period_count; i++) {
		const struct period_draft *period = &draft->periods[i];
		const struct told_late *late = report_of(status, period->period);

		if (period->not_held || (!late && period->opens <= today))
			continue;
		if (late && !is_open(late))
			continue;
		status->next = period;
		status->next_due = late ? late->due : period->due;
	}
}

/* THIDUA_UNREACHABLE is said and is no failure: what is here is shown. */
static int ask_daemon(struct morning *status)
{
	struct dial *dial = &status->dial;
	const struct query ping = { .question = QUESTION_PING, .period = -1 };
	int code = dial_try(dial, &ping);

	status->members.current = -1;
	if (code == THIDUA_OK) {
		status->now = dial->answer.pong.now;
		members_ask(dial, status->query.cluster, status->query.year, &status->members);
		code = dial_try(dial, &status->query);
	}
	status->away = code == THIDUA_UNREACHABLE;
	if (status->away)
		members_recall(dial, status->query.cluster, status->query.year, &status->members);
	status->has_card = code == THIDUA_OK && dial->answer.kind == ANSWER_SCORECARD;
	if (status->has_card)
		status->card = dial->answer.scorecard;
	if (status->away)
		return dial_complain(dial, code), THIDUA_OK;
	if (code == THIDUA_REFUSED && status->members.version > 0) /* nothing has opened yet */
		code = THIDUA_OK;
	find_next(status);
	returned_ask(dial, &status->query, &status->card, &status->returned);
	return code == THIDUA_OK ? code : dial_tell(dial, code);
}

/* --- what is shown --- */

static const char *left_until(struct arena *arena, int32_t day, int32_t today)
{
	if (day == today)
		return say(WORD_STATUS_TODAY);
	return day > today ? arena_text(arena, say(WORD_STATUS_LEFT), (int)(day - today))
	                   : arena_text(arena, say(WORD_STATUS_PAST), (int)(today - day));
}

static enum paint paint_of(int status)
{
	switch (status) {
	case BOARD_OVERDUE:
	case BOARD_MISSING:
		return PAINT_BAD;
	case BOARD_EXPECTED:
	case BOARD_LATE:
		return PAINT_WARN;
	default:
		return PAINT_GOOD;
	}
}

static void show_reports(struct morning *status)
{
	const struct column columns[] = { { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_STATUS), false, CUT_NEVER },
		                          { say(WORD_DUE), false, CUT_NEVER },
		                          { say(WORD_STATUS_DAYS), true, CUT_NEVER },
		                          { say(WORD_DEDUCTION), true, CUT_NEVER } };
	struct arena *arena = &status->dial.arena;
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < status->card.late_count; i++) {
		const struct told_late *late = &status->card.late[i];

		table_cell(&table, PAINT_NONE, "%s", words_period(late->period));
		table_cell(&table, paint_of(late->status), "%s", words_status(late->status));
		table_cell(&table, PAINT_NONE, "%s", show_day(arena, late->due));
		table_cell(&table, PAINT_NONE, "%u", late->late_days);
		table_cell(&table, PAINT_NONE, "%s", show_points(arena, late->deduction));
	}
	table_print(&table);
}

static void show_line(struct arena *arena, const char *line)
{
	puts(show_wrapped(arena, line, show_columns()));
}

static void show_next(struct morning *status)
{
	struct arena *arena = &status->dial.arena;
	const int32_t today = calendar_day(status->now);

	if (status->card.before_freeze) {
		show_line(arena, arena_text(arena, say(WORD_STATUS_SEALED),
		                            words_period(status->card.period)));
		return;
	}
	if (!status->next) {
		puts(say(WORD_STATUS_NO_MORE));
		return;
	}
	show_line(
	        arena,
	        arena_text(arena,
	                   say(status->next_due < today ? WORD_STATUS_NEXT_PAST : WORD_STATUS_NEXT),
	                   words_period(status->next->period), show_day(arena, status->next_due),
	                   left_until(arena, status->next_due, today),
	                   show_day(arena, status->next->opens),
	                   show_day(arena, status->next->lock)));
}

static void show_head(struct morning *status)
{
	struct arena *arena = &status->dial.arena;
	const char *board = status->query.board, *name = member_board(&status->members, board);
	const char *head = strcmp(name, board) == 0 ? board /* the code is all there is */
	                                            : arena_text(arena, "%s (%s)", name, board);
	const char *rest =
	        arena_text(arena, say(WORD_STATUS_HEAD), status->query.cluster, status->query.year);

	if (status->now != 0)
		rest = arena_text(arena, "%s · %s", rest, show_instant(arena, status->now));
	const size_t columns = show_columns(), width = show_width(head) + 3 + show_width(rest);

	show_text(PAINT_BOLD, head);
	fputs(columns > 0 && width > columns ? "\n" : " · ", stdout);
	show_line(arena, rest);
}

static void show(struct morning *status)
{
	struct arena *arena = &status->dial.arena;

	show_head(status);
	if (status->has_card) {
		show_line(arena, status->card.frozen
		                         ? arena_text(arena, say(WORD_STATUS_FROZEN),
		                                      words_period(status->card.period),
		                                      status->card.row.late_days)
		                         : arena_text(arena, say(WORD_STATUS_RANK),
		                                      words_period(status->card.period),
		                                      status->card.row.rank,
		                                      status->members.draft.board_count,
		                                      show_points(arena, status->card.row.total),
		                                      status->card.row.late_days));
		putchar('\n');
		show_reports(status);
		putchar('\n');
	}
	returned_show(arena, &status->card, &status->returned);
	if (!status->away)
		show_next(status);
	printf(say(WORD_STATUS_OUTBOX), status->waiting), putchar('\n');
	if (status->waiting + status->unknown > 0)
		table_print(&status->table);
}

static json_t *reports_json(const struct morning *status)
{
	json_t *list = json_array();

	for (size_t i = 0; status->has_card && i < status->card.late_count; i++) {
		const struct told_late *late = &status->card.late[i];
		char due[CALENDAR_DATE_SIZE];

		json_array_append_new(list,
		                      json_pack("{s:o, s:o, s:s, s:i, s:o, s:o}", "period",
		                                json_name(&names_periods, late->period - 1),
		                                "status", json_name(&names_statuses, late->status),
		                                "due", calendar_format(late->due, due), "late_days",
		                                (int)late->late_days, "deduction",
		                                json_points_text(late->deduction), "received_at",
		                                json_instant(late->received_at)));
	}
	return list;
}

static json_t *next_json(const struct morning *status)
{
	char opens[CALENDAR_DATE_SIZE], due[CALENDAR_DATE_SIZE], lock[CALENDAR_DATE_SIZE];

	if (!status->next || status->card.before_freeze)
		return json_null();
	return json_pack("{s:o, s:s, s:s, s:s, s:i}", "period",
	                 json_name(&names_periods, status->next->period - 1), "opens",
	                 calendar_format(status->next->opens, opens), "due",
	                 calendar_format(status->next_due, due), "lock",
	                 calendar_format(status->next->lock, lock), "days_left",
	                 (int)(status->next_due - calendar_day(status->now)));
}

static void print_json(struct morning *status)
{
	const struct told_row *row = &status->card.row;
	const bool has_rank = status->has_card && !status->card.frozen;
	json_t *value = json_pack("{s:s, s:i, s:s, s:b, s:o}", "cluster", status->query.cluster,
	                          "year", (int)status->query.year, "board", status->query.board,
	                          "reached", !status->away, "now", json_instant(status->now));

	json_object_set_new(value, "rank", has_rank ? json_integer(row->rank) : json_null());
	json_object_set_new(value, "total", has_rank ? json_points_text(row->total) : json_null());
	json_object_set_new(value, "late_days",
	                    status->has_card ? json_integer(row->late_days) : json_null());
	json_object_set_new(value, "before_freeze", json_boolean(status->card.before_freeze));
	json_object_set_new(value, "reports", reports_json(status));
	json_object_set_new(value, "returned", returned_json(&status->returned));
	json_object_set_new(value, "next", next_json(status));
	json_object_set(value, "outbox", status->rows);
	json_print(value);
}

/* The worst of what is the matter. */
static int code_of(const struct morning *status)
{
	bool due = status->returned.count > 0;

	for (size_t i = 0;
	     status->has_card && !status->card.before_freeze && i < status->card.late_count; i++) {
		if (status->card.late[i].status == BOARD_OVERDUE)
			return THIDUA_OVERDUE;
		due |= status->card.late[i].status == BOARD_EXPECTED;
	}
	if (status->waiting > 0)
		return THIDUA_KEPT;
	if (status->away)
		return THIDUA_UNREACHABLE;
	return due ? THIDUA_DUE : THIDUA_OK;
}

int cmd_status(struct options *options, size_t count, char **operands)
{
	struct morning status = { .has_card = false };

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	int code = dial_query(options, QUESTION_SCORECARD, &status.query);

	status.query.board = options_text(options, OPTION_BOARD);

	if (code == THIDUA_OK)
		code = dial_open(&status.dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK) {
		status.rows = json_array();
		code = read_outbox(&status);
	}
	if (code == THIDUA_OK)
		code = ask_daemon(&status);
	if (code == THIDUA_OK) {
		if (options_has(options, OPTION_JSON))
			print_json(&status);
		else
			show(&status);
		code = code_of(&status);
	}
	json_decref(status.rows);
	dial_close(&status.dial);
	return code;
}
