/*
 * No row says which models are withdrawn: that follows from the revisions in force. A title that is withdrawn
 * and listed again is a new row, of the report that lists it now.
 *
 * One may be a duplicate of one of a year that is left out of memory; then the verdict keeps its name.
 */
#include "models.h"

#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "fold.h"
#include "number_list.h"
#include "review_edges.h"
#include "season.h"

/* --- which there are --- */

const struct report *models_report(const struct cluster *cluster, uint32_t number)
{
	return &rows_reports(cluster)[rows_models(cluster)[number - 1].report - 1];
}

static struct known_model begin(const struct cluster *cluster, uint32_t number)
{
	const struct model_row *row = &rows_models(cluster)[number - 1];
	const struct report *report = models_report(cluster, number);

	return (struct known_model){ .number = number,
		                     .report = report,
		                     .taken_at = cluster_report_times(cluster, report).taken_at,
		                     .title = heap_at(&cluster->heap, row->text) };
}

/* In their order. */
static void take(struct known_model *model, const struct verdict_row *row)
{
	model->events++;
	if (row->event == MODEL_DISPUTE) {
		model->dispute = row;
		return;
	}
	model->final |= model->dispute != NULL; /* also of what the supervisor says anew */
	model->dispute = NULL;
	model->verdict = row;
}

void models_at(const struct cluster *cluster, uint32_t number, int64_t until,
               struct known_model *out)
{
	const struct verdict_row *rows = rows_verdicts(cluster);

	*out = begin(cluster, number);
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_VERDICTS); i++) {
		if (rows[i].model == number && rows[i].at.received_at <= until)
			take(out, &rows[i]);
	}
}

bool models_find(const struct cluster *cluster, uint32_t year, const char *board, const char *title,
                 struct known_model *out)
{
	const struct model_row *rows = rows_models(cluster);
	const uint32_t folded = (uint32_t)fold_hash(title);

	for (uint32_t i = rows_count(cluster, TABLE_MODELS); i > 0; i--) {
		const struct report *report = &rows_reports(cluster)[rows[i - 1].report - 1];

		if (rows[i - 1].folded != folded || report->cell.year != year ||
		    strcmp(rows_boards(cluster)[report->cell.board].code, board) != 0 ||
		    !fold_same(heap_at(&cluster->heap, rows[i - 1].text), title))
			continue;
		models_at(cluster, i, INT64_MAX, out);
		return true;
	}
	return false;
}

void models_look(const struct cluster *cluster, uint32_t year, int64_t until, struct arena *arena,
                 struct known_models *out)
{
	const uint32_t all = rows_count(cluster, TABLE_MODELS);
	const struct verdict_row *rows = rows_verdicts(cluster);
	uint32_t *places = arena_alloc(arena, all, sizeof(*places)); /* + 1 */

	*out = (struct known_models){ arena_alloc(arena, all, sizeof(*out->items)), 0 };
	for (uint32_t number = 1; number <= all; number++) {
		const struct known_model model = begin(cluster, number);

		if ((year != 0 && model.report->cell.year != year) ||
		    model.report->cell.in.at.received_at > until)
			continue;
		out->items[out->count++] = model;
		places[number - 1] = (uint32_t)out->count;
	}
	for (uint32_t i = 0; i < rows_count(cluster, TABLE_VERDICTS); i++) {
		const uint32_t place = places[rows[i].model - 1];

		if (place > 0 && rows[i].at.received_at <= until)
			take(&out->items[place - 1], &rows[i]);
	}
}

/* --- how each stands --- */

static bool lists(const struct cluster *cluster, const struct report *report, uint32_t number)
{
	const uint8_t *listed =
	        report && report->listed > 0 ? heap_at(&cluster->heap, report->listed - 1) : NULL;

	for (uint32_t i = 0; listed && i < report->models; i++) {
		if (number_list_next(&listed) == number)
			return true;
	}
	return false;
}

/* Does a revision that was in force then list it? A model that nobody has judged is there as long. */
static bool is_listed(const struct cluster *cluster, const struct known_model *model, int64_t until)
{
	const struct version_row *newest = season_newest(cluster, model->report->cell.year);
	const char *code = rows_boards(cluster)[model->report->cell.board].code;
	const int place = ruleset_board(season_rules(cluster, newest), code);
	bool listed = false;

	for (enum period period = Q1; place >= 0 && !listed && period < PERIODS; period++)
		listed = lists(
		        cluster,
		        season_row_by(cluster, CHAIN_REPORTS, newest, (size_t)place, period, until),
		        model->number);
	return listed;
}

enum model_state models_state(const struct cluster *cluster, const struct known_model *model,
                              int64_t until)
{
	if (model->dispute)
		return MODEL_IS_DISPUTED;
	if (!model->verdict)
		return is_listed(cluster, model, until) ? MODEL_IS_OPEN : MODEL_IS_WITHDRAWN;
	switch ((enum model_event)model->verdict->event) {
	case MODEL_RECOGNISE:
		return MODEL_IS_RECOGNISED;
	case MODEL_REFUSE:
		return MODEL_IS_REFUSED;
	case MODEL_DUPLICATE:
	case MODEL_DISPUTE:
		break;
	}
	return MODEL_IS_DUPLICATE;
}

bool models_rests_on_nothing(const struct cluster *cluster, const struct known_model *model)
{
	const struct verdict_row *verdict = model->verdict;
	struct known_model other;

	if (!verdict || verdict->event != MODEL_DUPLICATE || verdict->other_named)
		return false;
	models_at(cluster, verdict->other, INT64_MAX, &other);
	return !models_counts(&other);
}

/* Behind the title: of the field 0, of the effect 1. */
static const char *text_behind(const struct cluster *cluster, const struct known_model *model,
                               size_t i)
{
	uint32_t reference;

	memcpy(&reference, model->title + strlen(model->title) + 1 + i * sizeof(reference),
	       sizeof(reference));
	return heap_at(&cluster->heap, reference);
}

const char *models_field(const struct cluster *cluster, const struct known_model *model)
{
	return text_behind(cluster, model, 0);
}

const char *models_effect(const struct cluster *cluster, const struct known_model *model)
{
	return text_behind(cluster, model, 1);
}

const uint8_t *models_acts_on(const struct cluster *cluster, const struct known_model *model)
{
	return model->verdict ? heap_at(&cluster->heap, model->verdict->said) : model->report->hash;
}

const char *models_reason(const struct cluster *cluster, const struct verdict_row *verdict)
{
	return (const char *)heap_at(&cluster->heap, verdict->said) + HASH_SIZE;
}

bool models_before(const struct known_model *model, const struct known_model *other)
{
	if (model->taken_at != other->taken_at)
		return model->taken_at < other->taken_at;
	return model->number < other->number;
}

int64_t models_supervisor_from(const struct ruleset *ruleset, const struct known_model *model)
{
	const int32_t days = ruleset->review.review_days;
	const int64_t waited = calendar_days_after(model->taken_at, days);
	const int64_t near = calendar_days_before(
	        period_locks_at(ruleset, (enum period)model->report->cell.period), days);

	return waited < near ? waited : near;
}

int64_t models_disputable_until(const struct ruleset *ruleset, const struct known_model *model)
{
	return calendar_days_after(model->verdict->at.received_at, ruleset->review.dispute_days);
}

/* --- what a season counts --- */

static void count_one(struct reading *reading, const struct known_model *model,
                      struct model_counts *out)
{
	const int event = model->verdict ? model->verdict->event : 0;

	if (model->verdict)
		reading_note(reading, &model->verdict->at);
	else if (!is_listed(reading->cluster, model, reading->until))
		return;
	out->listed++;
	out->recognised += event == MODEL_RECOGNISE;
	out->refused += event == MODEL_REFUSE;
	out->duplicates += event == MODEL_DUPLICATE;
	out->open += event == 0;
}

const struct model_counts *models_read(struct reading *reading, enum period period,
                                       struct arena *arena)
{
	const struct cluster *cluster = reading->cluster;
	const struct ruleset *ruleset = reading->ruleset;
	struct model_counts **of =
	        arena_alloc(arena, rows_count(cluster, TABLE_BOARDS), sizeof(*of));
	struct model_counts *out = arena_alloc(arena, ruleset->board_count, sizeof(*out));
	struct known_models known;

	for (size_t place = 0; place < ruleset->board_count; place++)
		of[season_board(cluster, reading->version, place)] = &out[place];
	models_look(cluster, ruleset->year, reading->until, arena, &known);
	for (size_t i = 0; i < known.count; i++) {
		const struct cell_row *cell = &known.items[i].report->cell;

		if (of[cell->board] && cell->period <= period)
			count_one(reading, &known.items[i], of[cell->board]);
	}
	return out;
}
