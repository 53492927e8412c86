/*
 * thidua map: shows the tool where an office's own spreadsheet keeps the values of its tasks.
 *
 * The columns are told once; rows are found by the task's code or name, and what is not found so is
 * told by its cell. The map is kept beside the context and used for every file without a table of
 * ours from then on. What is told is added to the map that is there, and how much of it stays is said;
 * with a file alone nothing is written. What is shown is what stands in the cells now, for a person
 * to compare.
 */
#include <string.h>
#include <unistd.h>

#include "choice.h"
#include "cli.h"
#include "dial.h"
#include "drafts.h"
#include "file.h"
#include "fold.h"
#include "members.h"
#include "mistaken.h"
#include "sheet_load.h"
#include "sheet_map.h"
#include "sheet_task.h"
#include "show.h"
#include "text.h"
#include "workbook_read.h"

/* What was told: columns of a sheet, and cells of tasks. */
struct told {
	const char *sheet; /* NULL: no column was told */
	int value, out_of; /* columns; -1: not told */
	struct sheet_map cells;
};

struct mapping {
	const struct workbook *workbook;
	const struct season_draft *season;
	const char *board;
	struct told told;
	struct sheet_map before, after;
	size_t missing, added, changed, kept;
};

/* "value=F", "value=Tổng hợp!F": the column of a cell in the first row. */
static bool take_column(struct arena *arena, const char *text, const char **sheet, int *out)
{
	struct sheet_mapped cell;

	if (!sheet_map_place(arena, arena_text(arena, "%s1", text), &cell) || cell.row != 0)
		return false;
	if (sheet)
		*sheet = cell.sheet;
	*out = cell.value;
	return true;
}

static bool is_told(const struct told *told, const char *name)
{
	if (strcmp(name, "value") == 0)
		return told->value >= 0;
	if (strcmp(name, "out_of") == 0)
		return told->out_of >= 0;
	return sheet_map_find(&told->cells, name) != NULL;
}

static bool take_operand(struct arena *arena, const char *operand, struct told *told)
{
	const char *equals = strchr(operand, '=');
	struct sheet_mapped *item = &told->cells.items[told->cells.count];

	if (!equals)
		return false;
	item->task = arena_text(arena, "%.*s", (int)(equals - operand), operand);
	if (is_told(told, item->task)) /* which of the two is meant? */
		return false;
	if (strcmp(item->task, "value") == 0)
		return take_column(arena, equals + 1, &told->sheet, &told->value);
	if (strcmp(item->task, "out_of") == 0)
		return take_column(arena, equals + 1, NULL, &told->out_of);
	item->task = choice_code(arena_text(arena, "%s", item->task));
	if (!text_is_code(item->task) || told->cells.count == SHEET_MAP_MAX ||
	    !sheet_map_place(arena, equals + 1, item))
		return false;
	told->cells.count++;
	return true;
}

/* The one row of the told sheet in which the task's code or name stands. */
static bool find_row(const struct mapping *mapping, const struct task_draft *task,
                     struct sheet_mapped *out)
{
	const struct sheet *sheet =
	        mapping->told.sheet ? sheet_map_sheet(mapping->workbook, mapping->told.sheet)
	                            : NULL;
	size_t found = 0;

	for (size_t i = 0; sheet && i < sheet->cell_count; i++) {
		const struct cell *cell = &sheet->cells[i];

		if (cell->kind != CELL_TEXT ||
		    (!fold_same(cell->text, task->code) && !fold_same(cell->text, task->name)))
			continue;
		found += found == 0 || cell->row != out->row;
		*out = (struct sheet_mapped){ .task = task->code,
			                      .sheet = mapping->told.sheet,
			                      .row = cell->row,
			                      .value = mapping->told.value,
			                      .out_of = task->measure == MEASURE_PERCENT
			                                        ? mapping->told.out_of
			                                        : -1 };
	}
	return found == 1;
}

static bool is_same(const struct sheet_mapped *a, const struct sheet_mapped *b)
{
	return strcmp(a->sheet, b->sheet) == 0 && a->row == b->row && a->value == b->value &&
	       a->out_of == b->out_of;
}

static void map_task(struct mapping *mapping, const struct task_draft *task)
{
	const struct sheet_mapped *told = sheet_map_find(&mapping->told.cells, task->code);
	const struct sheet_mapped *before = sheet_map_find(&mapping->before, task->code);
	struct sheet_mapped found;

	if (!told && find_row(mapping, task, &found))
		told = &found;
	if (!told)
		told = before;
	if (!told) {
		mapping->missing++;
		return;
	}
	mapping->after.items[mapping->after.count++] = *told;
	if (!before)
		mapping->added++;
	else if (is_same(before, told))
		mapping->kept++;
	else
		mapping->changed++;
}

static const char *cell_text(const struct mapping *mapping, const struct sheet_mapped *mapped,
                             int column)
{
	const struct sheet *sheet = sheet_map_sheet(mapping->workbook, mapped->sheet);
	const struct cell *cell =
	        sheet && column >= 0 ? workbook_cell(sheet, mapped->row, (uint32_t)column) : NULL;

	return cell ? cell->text : "";
}

static void show(const struct mapping *mapping, struct arena *arena)
{
	const struct column columns[] = { { "", false, CUT_NEVER },
		                          { say(WORD_TASK), false, CUT_END },
		                          { say(WORD_MAP_CELL), false, CUT_NEVER },
		                          { say(WORD_MAP_NOW), true, CUT_END } };
	struct table table;

	table_start(&table, arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < mapping->season->task_count; i++) {
		const struct task_draft *task = &mapping->season->tasks[i];
		const struct sheet_mapped *mapped = sheet_map_find(&mapping->after, task->code);

		if (!sheet_task_expected(mapping->season, mapping->board, task))
			continue;
		table_cell(&table, PAINT_BOLD, "%s", task->code);
		table_cell(&table, PAINT_NONE, "%s", task->name);
		if (!mapped) {
			table_cell(&table, PAINT_BAD, "?");
			table_cell(&table, PAINT_NONE, "%s", "");
			continue;
		}
		const char *line = sheet_map_line(arena, mapped);

		table_cell(&table, PAINT_NONE, "%.*s", (int)strcspn(strchr(line, '=') + 2, "\n"),
		           strchr(line, '=') + 2);
		table_cell(&table, PAINT_NONE, mapped->out_of < 0 ? "%s%s" : "%s / %s",
		           cell_text(mapping, mapped, mapped->value),
		           cell_text(mapping, mapped, mapped->out_of));
	}
	table_print(&table);
}

static int write_map(struct options *options, const struct mapping *mapping)
{
	const struct sheet_map *map = &mapping->after;
	const char *path = sheet_map_path(&options->arena, options->context);
	const char *text = arena_text(&options->arena, "# %s\n", say(WORD_MAP_HEAD));

	for (size_t i = 0; i < map->count; i++)
		text = arena_text(&options->arena, "%s%s", text,
		                  sheet_map_line(&options->arena, &map->items[i]));
	const int code = access(path, F_OK) == 0 ? file_replace(path, text, strlen(text))
	                                         : file_write_new(path, 0644, text, strlen(text));

	if (code == THIDUA_OK)
		fprintf(stderr, say(WORD_MAP_WRITTEN), path, mapping->added, mapping->changed,
		        mapping->kept);
	return code;
}

static int no_task(const struct options *options, const struct mapping *mapping, const char *code)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	fail(&why, FAULT_SHEET_TASK_UNKNOWN, "task", code);
	dial_tell_own_of(options, mapping->season, &why, THIDUA_USAGE);
	arena_close(&arena);
	return THIDUA_USAGE;
}

/* What was told must be there: a map is kept and used without a word from then on. */
static int check_told(const struct options *options, const struct mapping *mapping)
{
	const struct told *told = &mapping->told;

	if (told->value >= 0 && told->value == told->out_of)
		return complain(THIDUA_USAGE, say(WORD_MAP_OPERAND), "out_of");
	if (told->sheet && !sheet_map_sheet(mapping->workbook, told->sheet))
		return complain(THIDUA_USAGE, say(WORD_MAP_OPERAND), told->sheet);
	for (size_t i = 0; i < told->cells.count; i++) {
		const struct sheet_mapped *cell = &told->cells.items[i];
		const struct task_draft *task = draft_task(mapping->season, cell->task);

		if (!task)
			return no_task(options, mapping, cell->task);
		if (!sheet_task_expected(mapping->season, mapping->board, task) ||
		    !sheet_map_sheet(mapping->workbook, cell->sheet))
			return complain(THIDUA_USAGE, say(WORD_MAP_OPERAND), cell->task);
	}
	return THIDUA_OK;
}

static int map_tasks(struct options *options, struct dial *dial, struct mapping *mapping)
{
	struct query query;
	struct member_list members;
	const struct told *told = &mapping->told;
	int code = dial_query(options, QUESTION_SEASON, &query);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_BOARD, &mapping->board);
	if (code == THIDUA_OK)
		code = dial_open(dial, options, DIAL_ASK);
	query.period = -1;
	if (code == THIDUA_OK && !members_ask(dial, query.cluster, query.year, &members))
		code = dial_ask(dial, &query);
	if (code != THIDUA_OK)
		return code;
	mapping->season = &members.draft;
	code = member_need_board(&members, mapping->board);
	if (code != THIDUA_OK)
		return code;
	code = check_told(options, mapping);
	if (code != THIDUA_OK)
		return code;
	for (size_t i = 0; i < members.draft.task_count; i++)
		if (sheet_task_expected(&members.draft, mapping->board, &members.draft.tasks[i]))
			map_task(mapping, &members.draft.tasks[i]);
	show(mapping, &dial->arena);
	if (told->sheet || told->out_of >= 0 || told->cells.count > 0)
		code = write_map(options, mapping);
	return code == THIDUA_OK && mapping->missing > 0
	               ? complain(THIDUA_BAD_INPUT, say(WORD_MAP_MISSING), mapping->missing)
	               : code;
}

static int read_workbook(struct options *options, const char *path, struct workbook *out)
{
	struct buffer file = { 0 };
	struct faults why;
	int code = file_read(path, WORKBOOK_BYTES_MAX, THIDUA_BAD_INPUT, &file);

	faults_init(&why, &options->arena);
	options->fields.file = path;
	if (code == THIDUA_OK)
		code = mistaken_tell(path, &file);
	if (code == THIDUA_OK &&
	    !workbook_read(file.data, file.size, workbook_kind(file.data, file.size, path),
	                   &options->arena, out, &why))
		code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
	buffer_close(&file);
	return code;
}

static void *items(struct arena *arena)
{
	return arena_alloc(arena, SHEET_MAP_MAX + 1, sizeof(struct sheet_mapped));
}

int cmd_map(struct options *options, size_t count, char **operands)
{
	struct workbook workbook;
	struct mapping mapping = { .workbook = &workbook, .told = { .value = -1, .out_of = -1 } };
	struct faults why;

	if (count == 0)
		return options_usage(options);
	if (!options->context)
		return complain(THIDUA_CONFIG, "%s", say(WORD_MAP_CONTEXT));
	mapping.told.cells.items = items(&options->arena);
	mapping.after.items = items(&options->arena);
	for (size_t i = 1; i < count; i++)
		if (!take_operand(&options->arena, operands[i], &mapping.told))
			return complain(THIDUA_USAGE, say(WORD_MAP_OPERAND), operands[i]);
	faults_init(&why, &options->arena);
	if (!sheet_load_map(options, &mapping.before, &why))
		return THIDUA_CONFIG;
	if (why.count > 0)
		return dial_tell_own(options, &why, THIDUA_CONFIG);
	int code = read_workbook(options, operands[0], &workbook);
	struct dial dial = { 0 };

	if (code == THIDUA_OK)
		code = map_tasks(options, &dial, &mapping);
	dial_close(&dial);
	return code;
}
