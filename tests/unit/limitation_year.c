#include "limitation_year.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "decimal.h"
#include "season.h"
#include "season_2024.h"

#include <cmocka.h>

#define GRANTED "2024-01-02T08:00+07:00"

static const struct earlier_limitation earlier[] = {
	{ .board = "CB", .text = "Chậm cụ thể hóa nghị quyết", .cause = "", .remedy = "" },
	{ .board = "HG", .text = "Hồ sơ chưa số hóa", .cause = "", .remedy = "" },
	{ .board = "CB", .text = "Kết nạp đảng viên thấp", .cause = "", .remedy = "" },
	{ .board = "CB", .text = "Kiểm tra chưa thường xuyên", .cause = "", .remedy = "" },
	{ .board = "HG", .text = "Quy hoạch chậm", .cause = "", .remedy = "" },
};

void limitation_draft(uint32_t year, struct season_draft *draft)
{
	static struct task_draft tasks[SEASON_2024_TASKS];

	season_2024_reviewed(year, draft);
	memcpy(tasks, draft->tasks, sizeof(tasks));
	tasks[11].measure = MEASURE_LIMITATIONS;
	draft->tasks = tasks;
	draft->limitations = true;
	if (year != 2024)
		return;
	draft->earlier_limitations = earlier;
	draft->earlier_limitation_count = sizeof(earlier) / sizeof(earlier[0]);
}

static void define(struct rig *rig, uint32_t year, const char *when)
{
	struct season_draft draft;

	limitation_draft(year, &draft);
	const struct command command = rig_season(rig, &draft, 1, at(when));

	rig_must_send(rig, &command);
}

int limitation_setup(void **state)
{
	static struct rig rig;
	struct season_draft draft;

	season_2024_draft(&draft);
	rig_open(&rig);
	rig_admit_boards(&rig, &draft, at(GRANTED));
	rig_admit(&rig, ROLE_SUPERVISOR, "", "supervisor", at(GRANTED));
	define(&rig, 2024, GRANTED);
	*state = &rig;
	return 0;
}

void limitation_begin_2025(struct rig *rig, const char *when)
{
	define(rig, 2025, when);
}

static size_t split(struct rig *rig, const char *texts, struct limitation *out)
{
	char *rest = arena_text(&rig->arena, "%s", texts);
	size_t count = 0;

	for (char *text = strtok(rest, "|"); text; text = strtok(NULL, "|"))
		out[count++] = (struct limitation){ .text = text, .cause = "", .remedy = "" };
	return count;
}

const char *limitation_report(struct rig *rig, uint32_t year, const char *board, enum period period,
                              const char *when, const char *texts)
{
	struct limitation said[64];
	struct rig_report report;

	rig_report_in(rig, year, board, period, at(when), &report);
	struct submit_report *submit = &report.command.submit_report;

	submit->limitations = said;
	submit->limitation_count = split(rig, texts, said);
	return rig_send(rig, &report.command);
}

static uint16_t number_of(struct rig *rig, const char *board)
{
	return rows_board(rig->cluster, board);
}

static struct known_limitations look(struct rig *rig, int64_t now)
{
	struct known_limitations known;

	limitations_look(rig->cluster, now, now, &rig->arena, &known);
	return known;
}

static const struct known_limitation *find(struct rig *rig, const char *board,
                                           struct limitation_name name, const char *when)
{
	const struct known_limitations known = look(rig, at(when));

	return limitations_find(&known, number_of(rig, board), name.year, name.period, name.number);
}

static const char *text_of(struct rig *rig, const struct known_limitation *limitation)
{
	return limitation ? limitations_text(rig->cluster, limitation->text) : "không có";
}

struct command limitation_close(struct rig *rig, uint32_t year, const char *board,
                                struct limitation_name name, const char *when)
{
	static const uint8_t evidence[1][HASH_SIZE] = { { 7 } };
	struct command command = rig_command(rig, ACTION_CLOSE_LIMITATION, board, at(when));

	command.year = year;
	command.close_limitation =
	        (struct close_limitation){ .board = board,
		                           .year = name.year,
		                           .period = name.period,
		                           .number = name.number,
		                           .text = text_of(rig, find(rig, board, name, when)),
		                           .how = "đã hoàn thành theo kế hoạch",
		                           .evidence_count = 1,
		                           .evidence = evidence };
	return command;
}

struct command limitation_confirm(struct rig *rig, uint32_t year, const char *board,
                                  struct limitation_name name, const char *by, const char *when,
                                  const char *why_not)
{
	const struct known_limitation *found = find(rig, board, name, when);
	struct command command = rig_command(rig, ACTION_CONFIRM_LIMITATION, by, at(when));

	command.year = year;
	command.confirm_limitation = (struct confirm_limitation){ .board = board,
		                                                  .year = name.year,
		                                                  .period = name.period,
		                                                  .number = name.number,
		                                                  .text = text_of(rig, found),
		                                                  .confirmed = why_not[0] == '\0',
		                                                  .reason = why_not };
	if (found && found->last && found->last->event == LIMITATION_CLOSE)
		memcpy(command.confirm_limitation.closing,
		       heap_at(&rig->cluster->heap, found->last->said), HASH_SIZE);
	return command;
}

void limitation_settle(struct rig *rig, uint32_t year, const char *board,
                       struct limitation_name name, const char *by, const char *when)
{
	const struct command close = limitation_close(rig, year, board, name, when);

	rig_must_send(rig, &close);
	const struct command confirm = limitation_confirm(rig, year, board, name, by, when, "");

	rig_must_send(rig, &confirm);
}

const char *limitation_told(struct rig *rig, const char *board, const char *when)
{
	static const char *const states[] = { [LIMITATION_OPEN] = "OPEN",
		                              [LIMITATION_CLOSING] = "CLOSING",
		                              [LIMITATION_CLOSED] = "CLOSED" };
	const struct known_limitations known = look(rig, at(when));
	const struct limitations_of_board *list = &known.boards[number_of(rig, board)];
	const char *told = "";

	for (size_t i = 0; i < list->count; i++)
		told = arena_text(&rig->arena, "%s%s%u/%u/%u %s %s", told, i > 0 ? " | " : "",
		                  list->items[i].year, list->items[i].period, list->items[i].number,
		                  states[limitations_state(&list->items[i])],
		                  limitations_text(rig->cluster, list->items[i].text));
	return told;
}

const char *limitation_points(struct rig *rig, uint32_t year, const char *board, enum period period,
                              const char *when)
{
	struct standing standing;

	assert_true(standing_compute(rig->cluster, year, period, at(when), &rig->arena, &standing));
	const size_t of = (size_t)ruleset_board(standing.ruleset, board),
	             task = (size_t)ruleset_task(standing.ruleset, "T12"),
	             place = standing_place(&standing, of, task);
	const int64_t points = standing.points[of * standing.ruleset->task_count + task];
	char number[DECIMAL_SIZE];

	if (points < 0)
		return "-";
	return arena_text(&rig->arena, "%s %d/%d", decimal_format(points, POINT_DECIMALS, number),
	                  (int)(standing.achievements[place].actual / UNITS),
	                  (int)(standing.achievements[place].out_of / UNITS));
}
