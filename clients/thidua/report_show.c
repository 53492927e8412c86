#include "report_show.h"

#include <stdio.h>

#include "arena.h"
#include "output.h"
#include "report_changes.h"
#include "show.h"
#include "text.h"
#include "words.h"

void report_show_lines(struct arena *arena, const struct submit_report *report,
                       const struct member_list *members)
{
	const struct column columns[] = { { "", false, CUT_NEVER },
		                          { say(WORD_TASK), false, CUT_END },
		                          { say(WORD_VALUE), true, CUT_NEVER },
		                          { say(WORD_UNIT), false, CUT_END } };
	const struct column codes[] = { columns[0], columns[2] };
	const bool named = members->draft.task_count > 0; /* else the codes are all there is */
	struct table table;

	table_start(&table, arena, named ? columns : codes,
	            named ? sizeof(columns) / sizeof(*columns) : sizeof(codes) / sizeof(*codes));
	for (size_t i = 0; i < report->line_count; i++) {
		const struct report_line *line = &report->lines[i];

		table_cell(&table, PAINT_BOLD, "%s", line->task);
		if (named)
			table_cell(&table, PAINT_NONE, "%s", member_task(members, line->task));
		table_cell(&table, PAINT_NONE, "%s", report_value(arena, line));
		if (named)
			table_cell(&table, PAINT_NONE, "%s", member_unit(members, line->task));
	}
	table_print(&table);
}

static void show_head(enum word head, size_t count)
{
	if (count == 0)
		return;
	putchar('\n');
	show_text(PAINT_BOLD, say(head));
	putchar('\n');
}

static void show_triple(struct arena *arena, size_t i, const char *first, enum word second_name,
                        const char *second, enum word third_name, const char *third)
{
	printf("  %zu. %s\n", i + 1, output_one_line(arena, first));
	if (second[0] != '\0')
		printf("     %s: %s\n", say(second_name), output_one_line(arena, second));
	if (third[0] != '\0')
		printf("     %s: %s\n", say(third_name), output_one_line(arena, third));
}

void report_show_texts(const struct submit_report *report)
{
	char hash[2 * HASH_SIZE + 1];
	struct arena arena;

	arena_init(&arena, 0);
	show_head(WORD_LIMITATIONS, report->limitation_count);
	for (size_t i = 0; i < report->limitation_count; i++)
		show_triple(&arena, i, report->limitations[i].text, WORD_CAUSE,
		            report->limitations[i].cause, WORD_REMEDY,
		            report->limitations[i].remedy);
	show_head(WORD_MODELS, report->model_count);
	for (size_t i = 0; i < report->model_count; i++)
		show_triple(&arena, i, report->models[i].title, WORD_FIELD, report->models[i].field,
		            WORD_EFFECT, report->models[i].effect);
	if (report->proposal_count > 0)
		printf("\n%s\n", say(WORD_PROPOSALS));
	for (size_t i = 0; i < report->proposal_count; i++)
		printf("  %zu. %s\n", i + 1, output_one_line(&arena, report->proposals[i]));
	if (report->evidence_count > 0)
		printf("\n%s\n", say(WORD_EVIDENCE));
	for (size_t i = 0; i < report->evidence_count; i++) {
		text_hex(report->evidence[i], HASH_SIZE, hash);
		printf("  %s\n", hash);
	}
	arena_close(&arena);
}
