/*
 * What a task takes is known from the season, or else from the row itself: templates have a number
 * of decimals where a value is asked for, a dash where none is, and words for what is to be written,
 * which stay when a dash is written over. Of a row that says neither, a value with a total is a
 * share, one without is a count, and the daemon will say what is wrong.
 */
#include "sheet_task.h"

#include <string.h>

#include "arena.h"
#include "decimal.h"
#include "drafts.h"
#include "fold.h"
#include "number_read.h"
#include "ruleset.h"
#include "text.h"
#include "words.h"

enum share { COUNT_ONLY, SHARE_ONLY, COUNT_OR_SHARE };

/* What is asked of a row. */
struct asked {
	bool known;    /* else it may be anything */
	bool expected; /* known: a value has to be given, or none may be */
	enum share share;
	struct number_rule number;
};

/* A row that is being read. */
struct task_row {
	const struct sheet_row *row;
	const char *task;
	struct faults *why;
};

static bool is_dash(const char *text)
{
	return strcmp(text, "-") == 0 || strcmp(text, "–") == 0 || strcmp(text, "—") == 0;
}

static const char *text_at(const struct sheet_row *row, enum sheet_column column,
                           struct arena *arena)
{
	const struct cell *cell = sheet_row_cell(row, column);
	struct faults unheard;

	faults_init(&unheard, arena);
	const char *text = sheet_cell_text(arena, cell, "", &unheard);

	return text ? text : cell->text;
}

static bool is_given(const struct sheet_row *row, enum sheet_column column, struct arena *arena)
{
	const struct cell *cell = sheet_row_cell(row, column);
	const char *text = text_at(row, column, arena);

	return cell && (cell->kind == CELL_ERROR || (*text && !is_dash(text)));
}

static bool dash_at(const struct sheet_row *row, enum sheet_column column, struct arena *arena)
{
	return is_dash(text_at(row, column, arena));
}

static const char *place(const struct task_row *row, enum sheet_column column)
{
	return sheet_row_place(row->why->arena, row->row, column, row->task);
}

/* --- what is asked --- */

bool sheet_task_expected(const struct season_draft *season, const char *board,
                         const struct task_draft *task)
{
	if (task->measure != MEASURE_QUANTITY && task->measure != MEASURE_PERCENT)
		return false;
	const struct target_draft *own = draft_target(draft_board(season, board), task->code);

	return !own || !own->not_assigned;
}

static struct asked asked_by_season(const struct season_draft *season, const char *board,
                                    const struct task_draft *task)
{
	const bool percent = strcmp(task->unit, "%") == 0 && task->measure == MEASURE_QUANTITY;

	return (struct asked){
		.known = true,
		.expected = sheet_task_expected(season, board, task),
		.share = task->measure == MEASURE_PERCENT ? SHARE_ONLY : COUNT_ONLY,
		.number = { .decimals =
		                    task->has_decimals ? (int)task->decimals : QUANTITY_DECIMALS,
		            .percentage = percent },
	};
}

static bool is_word(const char *text, enum word word)
{
	return fold_same(text, words_in(VIETNAMESE, word)) ||
	       fold_same(text, words_in(ENGLISH, word));
}

/* By the words that a template has for it, or by the dash in the place of a total. */
static enum share share_by_row(const struct sheet_row *row, struct arena *arena)
{
	static const enum word counts[] = { WORD_HOW_SUM, WORD_HOW_SUM_FINAL, WORD_HOW_LAST,
		                            WORD_HOW_MAX };
	const char *how = text_at(row, COLUMN_HOW, arena);

	if (is_word(how, WORD_HOW_PERCENT))
		return SHARE_ONLY;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (is_word(how, counts[i]))
			return COUNT_ONLY;
	return dash_at(row, COLUMN_OUT_OF, arena) ? COUNT_ONLY : COUNT_OR_SHARE;
}

/* By the column of decimals, or not at all. */
static struct asked asked_by_row(const struct sheet_row *row, struct arena *arena)
{
	const char *decimals = text_at(row, COLUMN_DECIMALS, arena);
	const bool percent = strcmp(text_at(row, COLUMN_UNIT, arena), "%") == 0;
	const enum share share = share_by_row(row, arena);
	const bool count = share == COUNT_ONLY;

	if (is_dash(decimals))
		return (struct asked){ .known = true };
	if (decimals[0] >= '0' && decimals[0] <= '0' + QUANTITY_DECIMALS && !decimals[1])
		return (struct asked){ .known = true,
			               .expected = true,
			               .share = count ? COUNT_ONLY : SHARE_ONLY,
			               .number = { .decimals = decimals[0] - '0',
			                           .percentage = percent && count } };
	return (struct asked){ .share = share,
		               .number = { .decimals = QUANTITY_DECIMALS, .percentage = percent } };
}

/* --- what is given --- */

static bool number_at(const struct task_row *row, const struct number_rule *rule,
                      enum sheet_column column, int64_t *out)
{
	const struct cell *cell = sheet_row_cell(row->row, column);
	const char *field = place(row, column);

	if (cell->kind == CELL_FLAG) { /* stored as 0 or 1, which nobody wrote */
		fail(row->why, FAULT_NUMBER_NONE, field, *cell->text == '1' ? "TRUE" : "FALSE");
		return false;
	}
	const char *text = sheet_cell_text(row->why->arena, cell, field, row->why);
	const enum number_from from = cell->kind != CELL_NUMBER ? NUMBER_WRITTEN
	                              : cell->computed          ? NUMBER_COMPUTED
	                                                        : NUMBER_STORED;

	return text && number_read(text, from, cell->percent, rule, field, row->why, out);
}

/* "45/50" in one cell. */
static bool fraction_at(const struct task_row *row, const struct number_rule *rule,
                        const char *text, const char *slash, struct report_line *out)
{
	const char *field = place(row, COLUMN_VALUE);
	const char *done = arena_text(row->why->arena, "%.*s", (int)(slash - text), text);

	out->has_done = number_read(done, NUMBER_WRITTEN, false, rule, field, row->why, &out->done);
	out->has_out_of =
	        number_read(slash + 1, NUMBER_WRITTEN, false, rule, field, row->why, &out->out_of);
	return out->has_done && out->has_out_of;
}

/* Of a table without a column of totals it is said once, of its names; no cell of a task is wrong. */
static void refuse_no_totals(const struct task_row *row)
{
	struct faults *why = row->why;
	const char *names = workbook_place(why->arena, row->row->sheet, row->row->head,
	                                   (uint32_t)row->row->columns[COLUMN_TASK]);

	for (size_t i = 0; i < why->count; i++)
		if (strcmp(why->items[i].reason, fault_name(FAULT_SHEET_NO_TOTALS)) == 0 &&
		    strcmp(why->items[i].field, names) == 0)
			return;
	fail(why, FAULT_SHEET_NO_TOTALS, names, sheet_column_name(why->arena, COLUMN_OUT_OF));
}

static bool read_share(const struct task_row *row, const struct number_rule *rule,
                       struct report_line *out)
{
	struct number_rule counts = *rule;

	counts.percentage = false; /* how many of how many, never 95 % */
	const char *text = text_at(row->row, COLUMN_VALUE, row->why->arena);
	const char *slash = strchr(text, '/');

	if (slash && !is_given(row->row, COLUMN_OUT_OF, row->why->arena))
		return fraction_at(row, &counts, text, slash, out);
	out->has_done = number_at(row, &counts, COLUMN_VALUE, &out->done);
	if (!is_given(row->row, COLUMN_OUT_OF, row->why->arena)) {
		if (row->row->columns[COLUMN_OUT_OF] >= 0)
			fail(row->why, FAULT_SHEET_OUT_OF_MISSING, place(row, COLUMN_OUT_OF));
		else if (row->row->columns[COLUMN_TASK] >= 0)
			refuse_no_totals(row);
		else /* mapped */
			fail(row->why, FAULT_SHEET_OUT_OF_MISSING, place(row, COLUMN_VALUE));
		return false;
	}
	out->has_out_of = number_at(row, &counts, COLUMN_OUT_OF, &out->out_of);
	return out->has_done && out->has_out_of;
}

static bool read_values(const struct task_row *row, const struct asked *asked,
                        struct report_line *out)
{
	struct arena *arena = row->why->arena;
	const bool given = is_given(row->row, COLUMN_VALUE, arena);
	const bool total = is_given(row->row, COLUMN_OUT_OF, arena);
	const bool slash = strchr(text_at(row->row, COLUMN_VALUE, arena), '/') != NULL;

	if (asked->known && !asked->expected) {
		if (given || total)
			fail(row->why, FAULT_SHEET_TASK_VALUELESS,
			     place(row, given ? COLUMN_VALUE : COLUMN_OUT_OF));
		return false;
	}
	if (!given) {
		if (asked->known || total)
			fail(row->why, FAULT_SHEET_VALUE_MISSING, place(row, COLUMN_VALUE));
		return false;
	}
	if (asked->share == COUNT_ONLY && total) {
		fail(row->why, FAULT_SHEET_OUT_OF_UNWANTED, place(row, COLUMN_OUT_OF));
		return false;
	}
	if (asked->share == SHARE_ONLY || (asked->share == COUNT_OR_SHARE && (total || slash)))
		return read_share(row, &asked->number, out);
	out->has_actual = number_at(row, &asked->number, COLUMN_VALUE, &out->actual);
	return out->has_actual;
}

const char *sheet_task_code(const struct sheet_row *row, struct arena *arena)
{
	char *code = arena_text(arena, "%s", text_at(row, COLUMN_TASK, arena));

	for (char *at = code; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return code;
}

bool sheet_task_read(const struct sheet_row *row, const struct sheet_rules *rules,
                     const char *board, struct faults *why, const char **code,
                     struct report_line *out)
{
	struct task_row reading = { row, NULL, why };
	const char *text = *code ? *code : sheet_task_code(row, why->arena);
	const bool given = is_given(row, COLUMN_VALUE, why->arena);
	const struct task_draft *task = rules->season ? draft_task(rules->season, text) : NULL;

	*code = NULL;
	if (!*text && given)
		fail(why, FAULT_SHEET_NO_TASK, place(&reading, COLUMN_VALUE));
	else if (!text_is_code(text) && given)
		fail(why, FAULT_SHEET_TASK_CODE, place(&reading, COLUMN_TASK), text);
	else if (rules->season && !task && given)
		fail(why, FAULT_SHEET_TASK_UNKNOWN, place(&reading, COLUMN_TASK), text);
	if (!text_is_code(text) || (rules->season && !task))
		return false; /* a heading between the tasks */
	struct asked asked =
	        task ? asked_by_season(rules->season, board, task) : asked_by_row(row, why->arena);

	asked.number.decimal_mark = rules->decimal_mark;
	reading.task = *code = text;
	*out = (struct report_line){ .task = text };
	return read_values(&reading, &asked, out);
}
