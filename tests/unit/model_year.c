#include "model_year.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "names.h"
#include "scorecard.h"
#include "season.h"
#include "season_2024.h"

#include <cmocka.h>

#define GRANTED "2024-01-02T08:00+07:00"

void model_draft(uint32_t year, struct season_draft *draft)
{
	season_2024_reviewed(year, draft);
	draft->models = true;
}

static void define(struct rig *rig, uint32_t year, const char *when)
{
	struct season_draft draft;

	model_draft(year, &draft);
	const struct command command = rig_season(rig, &draft, 1, at(when));

	rig_must_send(rig, &command);
}

int model_setup(void **state)
{
	static struct rig rig;
	struct season_draft draft;

	season_2024_draft(&draft);
	rig_open(&rig);
	rig_admit_boards(&rig, &draft, at(GRANTED));
	rig_admit(&rig, ROLE_SUPERVISOR, "", "supervisor", at(GRANTED));
	rig_admit(&rig, ROLE_VIEWER, "", "viewer", at(GRANTED));
	define(&rig, 2024, GRANTED);
	*state = &rig;
	return 0;
}

void model_begin_2025(struct rig *rig, const char *when)
{
	define(rig, 2025, when);
}

/* A title may carry its words: "Title~field~effect". */
static struct good_model listed(char *text)
{
	struct good_model model = { .title = text, .field = "", .effect = "" };
	char *field = strchr(text, '~'), *effect = field ? strchr(field + 1, '~') : NULL;

	if (field) {
		*field = '\0';
		model.field = field + 1;
	}
	if (effect) {
		*effect = '\0';
		model.effect = effect + 1;
	}
	return model;
}

const char *model_report(struct rig *rig, uint32_t year, const char *board, enum period period,
                         const char *when, const char *titles)
{
	char *rest = arena_text(&rig->arena, "%s", titles);
	struct good_model said[64];
	struct rig_report report;

	rig_report_in(rig, year, board, period, at(when), &report);
	struct submit_report *submit = &report.command.submit_report;

	submit->models = said;
	for (char *text = strtok(rest, "|"); text; text = strtok(NULL, "|"))
		said[submit->model_count++] = listed(text);
	return rig_send(rig, &report.command);
}

struct command model_judge(struct rig *rig, uint32_t year, const char *board, const char *title,
                           enum model_event verdict, const char *of, const char *by,
                           const char *when)
{
	struct command command = rig_command(rig, ACTION_JUDGE_MODEL, by, at(when));
	struct known_model model;
	char *other = arena_text(&rig->arena, "%s", of), *code = strchr(other, ' ');

	command.year = year;
	command.judge_model =
	        (struct judge_model){ .board = board,
		                      .title = title,
		                      .verdict = (int)verdict,
		                      .duplicate_of = { .board = "", .title = "" },
		                      .reason = verdict == MODEL_RECOGNISE ? "" : "đã xem xét" };
	if (models_find(rig->cluster, year, board, title, &model))
		memcpy(command.judge_model.acts_on, models_acts_on(rig->cluster, &model),
		       HASH_SIZE);
	if (!code)
		return command;
	char *name = strchr(code + 1, ' ');

	*code = *name = '\0';
	command.judge_model.has_duplicate_of = true;
	command.judge_model.duplicate_of =
	        (struct named_model){ (uint32_t)strtoul(other, NULL, 10), code + 1, name + 1 };
	return command;
}

struct command model_dispute(struct rig *rig, uint32_t year, const char *board, const char *title,
                             const char *when)
{
	struct command command = rig_command(rig, ACTION_DISPUTE_REPORT, board, at(when));
	struct known_model model;

	command.year = year;
	command.dispute_report = (struct dispute_report){
		.board = board,
		.period = 1,
		.has_model = true,
		.model = { .title = title, .reason = "đã áp dụng ở mười chi bộ" },
	};
	if (!models_find(rig->cluster, year, board, title, &model))
		return command;
	command.dispute_report.period = model.report->cell.period + 1;
	memcpy(command.dispute_report.verification_hash, models_acts_on(rig->cluster, &model),
	       HASH_SIZE);
	return command;
}

const char *model_told(struct rig *rig, uint32_t year, const char *board, const char *when)
{
	static const char *const states[] = {
		[MODEL_IS_OPEN] = "OPEN",         [MODEL_IS_RECOGNISED] = "RECOGNISED",
		[MODEL_IS_REFUSED] = "REFUSED",   [MODEL_IS_DUPLICATE] = "DUPLICATE",
		[MODEL_IS_DISPUTED] = "DISPUTED", [MODEL_IS_WITHDRAWN] = "WITHDRAWN",
	};
	struct known_models known;
	const char *told = "";

	models_look(rig->cluster, year, at(when), &rig->arena, &known);
	for (size_t i = 0; i < known.count; i++) {
		const struct known_model *model = &known.items[i];
		const struct cell_row *cell = &model->report->cell;

		if (strcmp(rows_boards(rig->cluster)[cell->board].code, board) != 0)
			continue;
		told = arena_text(&rig->arena, "%s%s%s %s %s", told, *told ? " | " : "",
		                  names_find(&names_periods, cell->period), model->title,
		                  states[models_state(rig->cluster, model, at(when))]);
	}
	return told;
}

const char *model_points(struct rig *rig, uint32_t year, const char *board, enum period period,
                         const char *when)
{
	struct standing standing;
	struct scorecard card;
	char number[DECIMAL_SIZE];

	assert_true(standing_compute(rig->cluster, year, period, at(when), &rig->arena, &standing));
	scorecard_make(&standing, (size_t)ruleset_board(standing.ruleset, board), at(when),
	               &rig->arena, &card);
	const struct score_line *line = &card.lines[ruleset_task(standing.ruleset, "T13")];

	return arena_text(&rig->arena, "%s %u/%u",
	                  decimal_format(line->result.points, POINT_DECIMALS, number),
	                  line->models->recognised, line->models->listed);
}
