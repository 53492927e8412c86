/*
 * The columns of the tasks' sheet are in the order of enum place; those that are read back have
 * their names from sheet_words, the others are words for people.
 */
#include "template.h"

#include <string.h>

#include "arena.h"
#include "decimal.h"
#include "drafts.h"
#include "ruleset.h"
#include "sheet_task.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { TEXT_ROWS = 50, CELLS_MAX = 8192, DUE_DECIMALS = 8 /* target and basis points */ };

enum place {
	PLACE_CODE,
	PLACE_NAME,
	PLACE_UNIT,
	PLACE_TARGET,
	PLACE_DUE,
	PLACE_BEFORE,
	PLACE_VALUE,
	PLACE_OUT_OF,
	PLACE_DECIMALS,
	PLACE_HOW,
};

struct writing {
	const struct template_source *source;
	struct arena *arena;
	struct template_cell *cells;
	size_t count;
	enum template_sheet sheet;
	uint32_t row;
};

static struct template_cell *put(struct writing *writing, uint32_t column,
                                 enum template_style style, const char *text)
{
	struct template_cell *cell = &writing->cells[writing->count];

	if (writing->count + 1 < CELLS_MAX)
		writing->count++;
	*cell = (struct template_cell){ .sheet = writing->sheet,
		                        .row = writing->row,
		                        .column = column,
		                        .style = style,
		                        .text = text };
	return cell;
}

static const char *decimal(struct writing *writing, int64_t quantity)
{
	char text[DECIMAL_SIZE];

	return arena_text(writing->arena, "%s", decimal_short(quantity, QUANTITY_DECIMALS, text));
}

/* --- one task --- */

static const struct target_draft *own_target(const struct writing *writing,
                                             const struct task_draft *task)
{
	const struct template_source *source = writing->source;

	return draft_target(draft_board(source->season, source->board), task->code);
}

static const struct report_line *line_of(const struct submit_report *report, const char *task)
{
	for (size_t i = 0; report && i < report->line_count; i++)
		if (strcmp(report->lines[i].task, task) == 0)
			return &report->lines[i];
	return NULL;
}

/* The target of the year, and what of it is due by the end of the period. */
static void put_targets(struct writing *writing, const struct task_draft *task)
{
	const struct target_draft *own = own_target(writing, task);
	const int64_t target = own && own->has_target ? own->target : task->target;
	const size_t quarter =
	        writing->source->period < PERIODS ? (size_t)writing->source->period - 1 : Q4;
	const bool percent = measure_is_share(task->measure);
	const bool none =
	        (own && own->not_assigned) || (!task->has_target && !(own && own->has_target));

	if (none) {
		put(writing, PLACE_TARGET, STYLE_CLOSED, "–");
		put(writing, PLACE_DUE, STYLE_CLOSED, "–");
		return;
	}
	/* not rounded: the points are of the fraction */
	const int64_t due =
	        target * (quarter < task->phasing_count ? task->phasing[quarter] : FULL);
	char due_text[DECIMAL_SIZE];

	if (percent) {
		put(writing, PLACE_TARGET, STYLE_NUMBER,
		    arena_text(writing->arena, "%s %%", show_quantity(writing->arena, target)));
		put(writing, PLACE_DUE, STYLE_NUMBER,
		    arena_text(writing->arena, "%s %%",
		               show_decimal(writing->arena, due, DUE_DECIMALS)));
	} else {
		put(writing, PLACE_TARGET, STYLE_NUMBER, decimal(writing, target));
		put(writing, PLACE_DUE, STYLE_NUMBER,
		    arena_text(writing->arena, "%s", decimal_short(due, DUE_DECIMALS, due_text)));
	}
}

static void put_before(struct writing *writing, const struct task_draft *task)
{
	const struct report_line *line = line_of(writing->source->before, task->code);

	if (!line)
		put(writing, PLACE_BEFORE, STYLE_CLOSED, "–");
	else if (line->has_actual)
		put(writing, PLACE_BEFORE, STYLE_NUMBER, decimal(writing, line->actual));
	else
		put(writing, PLACE_BEFORE, STYLE_NUMBER,
		    arena_text(writing->arena, "%s / %s", show_quantity(writing->arena, line->done),
		               show_quantity(writing->arena, line->out_of)));
}

/* What is to be written, in words. */
static enum word how(const struct writing *writing, const struct task_draft *task)
{
	static const enum word by_accumulation[] = {
		[ACCUMULATE_SUM] = WORD_HOW_SUM,
		[ACCUMULATE_LAST] = WORD_HOW_LAST,
		[ACCUMULATE_MAX] = WORD_HOW_MAX,
	};
	const struct target_draft *own = own_target(writing, task);

	if (own && own->not_assigned)
		return WORD_HOW_NOT_ASSIGNED;
	if (task->measure == MEASURE_MODELS)
		return writing->source->csv ? WORD_HOW_MODELS_CSV : WORD_HOW_MODELS;
	if (task->measure == MEASURE_LIMITATIONS)
		return WORD_HOW_LIMITATIONS;
	if (task->measure == MEASURE_NONE)
		return WORD_HOW_REVIEWED;
	if (task->measure == MEASURE_PERCENT)
		return WORD_HOW_PERCENT;
	if (task->accumulation == ACCUMULATE_SUM && writing->source->period == FINAL + 1)
		return WORD_HOW_SUM_FINAL;
	return by_accumulation[task->accumulation];
}

static void put_value(struct writing *writing, enum place place, const struct task_draft *task,
                      const char *text)
{
	struct template_cell *cell = put(writing, place, STYLE_VALUE, text);

	cell->decimals = task->has_decimals ? (int)task->decimals : QUANTITY_DECIMALS;
	cell->note = arena_text(writing->arena, "%s (%s): %s", task->code, task->unit,
	                        say(how(writing, task)));
}

static void put_values(struct writing *writing, const struct task_draft *task)
{
	const struct season_draft *season = writing->source->season;
	const struct report_line *line = line_of(writing->source->now, task->code);
	const int decimals = task->has_decimals ? (int)task->decimals : QUANTITY_DECIMALS;

	if (!sheet_task_expected(season, writing->source->board, task)) {
		put(writing, PLACE_VALUE, STYLE_CLOSED, "–");
		put(writing, PLACE_OUT_OF, STYLE_CLOSED, "–");
		put(writing, PLACE_DECIMALS, STYLE_CLOSED, "–");
		return;
	}
	const bool percent = task->measure == MEASURE_PERCENT;

	put_value(writing, PLACE_VALUE, task,
	          !line ? "" : decimal(writing, percent ? line->done : line->actual));
	if (percent)
		put_value(writing, PLACE_OUT_OF, task, line ? decimal(writing, line->out_of) : "");
	else
		put(writing, PLACE_OUT_OF, STYLE_CLOSED, "–");
	put(writing, PLACE_DECIMALS, STYLE_NUMBER, arena_text(writing->arena, "%d", decimals));
}

static void put_task(struct writing *writing, const struct task_draft *task)
{
	put(writing, PLACE_CODE, STYLE_TEXT, task->code);
	put(writing, PLACE_NAME, STYLE_TEXT, task->name);
	put(writing, PLACE_UNIT, STYLE_TEXT, task->unit);
	put_targets(writing, task);
	put_before(writing, task);
	put_values(writing, task);
	put(writing, PLACE_HOW, STYLE_TEXT, say(how(writing, task)));
	writing->row++;
}

/* --- sheets --- */

static void put_label(struct writing *writing, enum sheet_label label, const char *text,
                      const char *words)
{
	put(writing, 0, STYLE_LABEL, sheet_label_name(writing->arena, label));
	put(writing, 1, STYLE_TEXT, text);
	if (*words)
		put(writing, 2, STYLE_ASIDE, words);
	writing->row++;
}

static const char *due_words(const struct writing *writing)
{
	const struct season_draft *season = writing->source->season;

	for (size_t i = 0; i < season->period_count; i++)
		if (season->periods[i].period == writing->source->period)
			return arena_text(writing->arena, say(WORD_TEMPLATE_DUE),
			                  show_day(writing->arena, season->periods[i].due));
	return "";
}

static uint32_t put_report(struct writing *writing)
{
	const struct template_source *source = writing->source;
	const struct season_draft *season = source->season;
	const struct board_draft *board = draft_board(season, source->board);
	const struct {
		enum place place;
		const char *name;
	} heads[] = {
		{ PLACE_CODE, sheet_column_name(writing->arena, COLUMN_TASK) },
		{ PLACE_NAME, say(WORD_TEMPLATE_TASK) },
		{ PLACE_UNIT, sheet_column_name(writing->arena, COLUMN_UNIT) },
		{ PLACE_TARGET, say(WORD_TEMPLATE_TARGET) },
		{ PLACE_DUE, say(WORD_TEMPLATE_BY_NOW) },
		{ PLACE_BEFORE, say(WORD_TEMPLATE_BEFORE) },
		{ PLACE_VALUE, sheet_column_name(writing->arena, COLUMN_VALUE) },
		{ PLACE_OUT_OF, sheet_column_name(writing->arena, COLUMN_OUT_OF) },
		{ PLACE_DECIMALS, sheet_column_name(writing->arena, COLUMN_DECIMALS) },
		{ PLACE_HOW, sheet_column_name(writing->arena, COLUMN_HOW) },
	};

	put(writing, 0, STYLE_TITLE,
	    arena_text(writing->arena, say(WORD_TEMPLATE_TITLE), words_period(source->period),
	               season->year));
	writing->row += 2;
	put_label(writing, LABEL_CLUSTER, season->cluster, season->name);
	put_label(writing, LABEL_YEAR, arena_text(writing->arena, "%u", season->year), "");
	put_label(writing, LABEL_BOARD, source->board, board ? board->name : "");
	put_label(writing, LABEL_PERIOD, names_find(&names_periods, source->period - 1),
	          due_words(writing));
	writing->row++;
	const uint32_t head = writing->row++;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		put(writing, (uint32_t)heads[i].place, STYLE_HEAD, heads[i].name)->row = head;
	for (size_t i = 0; i < season->task_count; i++)
		put_task(writing, &season->tasks[i]);
	return head;
}

/* A sheet of texts: names, what there is already, and room. */
static void put_list(struct writing *writing, enum template_sheet sheet,
                     const enum sheet_column *columns, uint32_t column_count,
                     const char *const *texts, size_t count)
{
	writing->sheet = sheet;
	writing->row = 0;
	for (uint32_t i = 0; i < column_count; i++)
		put(writing, i, STYLE_HEAD, sheet_column_name(writing->arena, columns[i]));
	for (size_t at = 0; at < TEXT_ROWS; at++) {
		writing->row++;
		for (uint32_t i = 0; i < column_count; i++)
			put(writing, i, STYLE_WORDS,
			    at < count ? texts[at * column_count + i] : "");
	}
}

static void put_lists(struct writing *writing)
{
	static const enum sheet_column models[] = { COLUMN_MODEL, COLUMN_FIELD, COLUMN_EFFECT };
	static const enum sheet_column limitations[] = { COLUMN_LIMITATION, COLUMN_CAUSE,
		                                         COLUMN_REMEDY };
	static const enum sheet_column proposals[] = { COLUMN_PROPOSAL },
	                               evidence[] = { COLUMN_EVIDENCE };
	static const struct submit_report nothing;
	const struct submit_report *now = writing->source->now ? writing->source->now : &nothing;
	const char **texts = arena_alloc(writing->arena, 3 * TEXT_ROWS, sizeof(*texts));

	for (size_t i = 0; i < now->model_count; i++)
		memcpy(&texts[3 * i],
		       (const char *[]){ now->models[i].title, now->models[i].field,
		                         now->models[i].effect },
		       3 * sizeof(*texts));
	put_list(writing, SHEET_MODELS, models, 3, texts, now->model_count);
	for (size_t i = 0; i < now->limitation_count; i++)
		memcpy(&texts[3 * i],
		       (const char *[]){ now->limitations[i].text, now->limitations[i].cause,
		                         now->limitations[i].remedy },
		       3 * sizeof(*texts));
	put_list(writing, SHEET_LIMITATIONS, limitations, 3, texts, now->limitation_count);
	put_list(writing, SHEET_PROPOSALS, proposals, 1, now->proposals, now->proposal_count);
	for (size_t i = 0; i < now->evidence_count && i < TEXT_ROWS; i++) {
		char *hex = arena_alloc(writing->arena, 2 * HASH_SIZE + 1, 1);

		text_hex(now->evidence[i], HASH_SIZE, hex);
		texts[i] = hex;
	}
	put_list(writing, SHEET_EVIDENCE, evidence, 1, texts, now->evidence_count);
}

static void put_help(struct writing *writing)
{
	static const enum word lines[] = { WORD_TEMPLATE_HELP_1, WORD_TEMPLATE_HELP_2,
		                           WORD_TEMPLATE_HELP_3, WORD_TEMPLATE_HELP_4,
		                           WORD_TEMPLATE_HELP_5, WORD_TEMPLATE_HELP_6,
		                           WORD_TEMPLATE_HELP_7, WORD_TEMPLATE_HELP_8 };

	writing->sheet = SHEET_HELP;
	writing->row = 0;
	put(writing, 0, STYLE_TITLE, say(WORD_TEMPLATE_HELP));
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		writing->row++;
		put(writing, 0, STYLE_TEXT,
		    arena_text(writing->arena, "%zu. %s", i + 1, say(lines[i])));
	}
}

void template_make(const struct template_source *source, struct arena *arena, struct template *out)
{
	struct writing writing = { .source = source,
		                   .arena = arena,
		                   .cells = arena_alloc(arena, CELLS_MAX, sizeof(*writing.cells)) };

	*out = (struct template){
		.cells = writing.cells,
		.sheets = { say(WORD_SHEET_REPORT), say(WORD_SHEET_MODELS),
		            say(WORD_SHEET_LIMITATIONS), say(WORD_SHEET_PROPOSALS),
		            say(WORD_SHEET_EVIDENCE), say(WORD_SHEET_HELP) },
	};
	out->head_row = put_report(&writing);
	put_lists(&writing);
	put_help(&writing);
	out->cell_count = writing.count;
}
