#include "sheet_pick.h"

#include <string.h>

#include "arena.h"
#include "faults.h"
#include "sheet_report.h"
#include "sheet_scan.h"
#include "sheet_task.h"
#include "text.h"

struct search {
	struct arena *arena;
	const struct workbook *workbook;
	const char *codes[SHEET_LINES_MAX]; /* each as it came first, and on which sheet */
	const struct sheet *sheets[SHEET_LINES_MAX];
	size_t count;
	const struct sheet *other[WORKBOOK_SHEETS_MAX]; /* that has the same tasks; NULL: none */
};

static void look_at_row(void *context, const struct sheet_row *row)
{
	struct search *search = context;

	if (row->table != TABLE_OF_TASKS)
		return;
	const char *code = sheet_task_code(row, search->arena);
	size_t i = 0;

	while (i < search->count && strcmp(search->codes[i], code) != 0)
		i++;
	if (i == search->count && i < SHEET_LINES_MAX && text_is_code(code)) {
		search->codes[search->count] = code;
		search->sheets[search->count++] = row->sheet;
	} else if (i < search->count && search->sheets[i] != row->sheet) {
		search->other[row->sheet - search->workbook->sheets] = search->sheets[i];
	}
}

void sheet_pick(const struct workbook *workbook, struct workbook *out, struct faults *why)
{
	struct search search = { .arena = why->arena, .workbook = workbook };
	const struct sheet_visitor visitor = { NULL, NULL, look_at_row, &search };
	struct sheet *sheets = arena_alloc(why->arena, workbook->sheet_count, sizeof(*sheets));

	*out = (struct workbook){ .sheets = sheets };
	sheet_scan(workbook, &visitor);
	for (size_t i = 0; i < workbook->sheet_count; i++)
		if (search.other[i])
			fail(why, FAULT_SHEET_TASKS_TWICE, workbook->sheets[i].name,
			     search.other[i]->name);
		else
			sheets[out->sheet_count++] = workbook->sheets[i];
}
