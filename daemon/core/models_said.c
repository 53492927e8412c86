/*
 * The words of a model are kept once, as its first report had them; a revision keeps the numbers of those that
 * it lists, with the revision before where it lists the same. What a board may list in a season is bounded,
 * since it stays in memory.
 */
#include <string.h>

#include "arena.h"
#include "faults.h"
#include "fold.h"
#include "models.h"
#include "names.h"
#include "number_list.h"
#include "season.h"

enum {
	BYTES_MAX = 1 << 20, /* of a board in a season */
	BYTES_LEAST = 1024   /* that one counts as, so that there are not too many either */
};

/* --- a report --- */

static size_t bytes_of(const char *title, const char *field, const char *effect)
{
	const size_t bytes = strlen(title) + strlen(field) + strlen(effect);

	return bytes > BYTES_LEAST ? bytes : BYTES_LEAST;
}

/* The model that this title is now; 0: it would be a new one. */
static uint32_t find_listed(const struct cluster *cluster, uint32_t year, const char *board,
                            const char *title, int64_t until)
{
	struct known_model model;

	if (!models_find(cluster, year, board, title, &model) ||
	    models_state(cluster, &model, until) == MODEL_IS_WITHDRAWN)
		return 0;
	return model.number;
}

static size_t kept_of(const struct cluster *cluster, uint32_t year, const char *board)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < rows_count(cluster, TABLE_MODELS); i++) {
		const struct model_row *row = &rows_models(cluster)[i];
		const struct report *report = &rows_reports(cluster)[row->report - 1];
		const struct known_model model = { .title = heap_at(&cluster->heap, row->text) };

		if (report->cell.year == year &&
		    strcmp(rows_boards(cluster)[report->cell.board].code, board) == 0)
			bytes += bytes_of(model.title, models_field(cluster, &model),
			                  models_effect(cluster, &model));
	}
	return bytes;
}

void models_check_report(const struct cluster *cluster, const struct command *command,
                         const struct ruleset *ruleset, struct faults *why)
{
	const struct submit_report *submit = &command->submit_report;
	size_t more = 0;

	for (size_t i = 0; ruleset->models && i < submit->model_count; i++) {
		const struct good_model *model = &submit->models[i];

		if (find_listed(cluster, command->year, submit->board, model->title, INT64_MAX) ==
		    0)
			more += bytes_of(model->title, model->field, model->effect);
	}
	if (more > 0 && kept_of(cluster, command->year, submit->board) + more > BYTES_MAX)
		fail(why, FAULT_MODELS_TOO_LARGE, "submit_report.period", submit->board,
		     fault_number(why, BYTES_MAX));
}

/* Fields are few, and what a model does is often said alike. */
static uint32_t keep_text(struct cluster *cluster, const struct good_model *model)
{
	const uint32_t behind[] = { heap_text(&cluster->heap, model->field),
		                    heap_text(&cluster->heap, model->effect) };
	const size_t title = strlen(model->title) + 1;
	const uint32_t kept = heap_add(&cluster->heap, title + sizeof(behind), false);
	char *text = heap_at(&cluster->heap, kept);

	memcpy(text, model->title, title);
	memcpy(text + title, behind, sizeof(behind));
	return kept;
}

static uint32_t number_of(struct cluster *cluster, const struct report *report,
                          const struct good_model *model)
{
	const uint32_t found =
	        find_listed(cluster, report->cell.year,
	                    rows_boards(cluster)[report->cell.board].code, model->title, INT64_MAX);

	if (found > 0)
		return found;
	const uint32_t text = keep_text(cluster, model);
	struct model_row *row = rows_add(cluster, TABLE_MODELS, 1);

	*row = (struct model_row){ (uint32_t)fold_hash(model->title), text,
		                   rows_number(cluster, TABLE_REPORTS, report) & ROWS_MAX };
	return rows_count(cluster, TABLE_MODELS);
}

/* A correction mostly leaves them as they were. */
static bool keep_before(const struct cluster *cluster, const struct report *before,
                        const uint32_t *numbers, struct report *report)
{
	if (!before || before->models != report->models || before->listed == 0 ||
	    !number_list_is(&cluster->heap, before->listed - 1, numbers, report->models))
		return false;
	report->listed = before->listed;
	return true;
}

void models_keep_report(struct cluster *cluster, const struct submit_report *submit,
                        struct report *report)
{
	const struct report *before = season_row_before(cluster, CHAIN_REPORTS, report);
	struct arena arena;

	if (submit->model_count == 0)
		return;
	arena_init(&arena, 0);
	uint32_t *numbers = arena_alloc(&arena, submit->model_count, sizeof(*numbers));

	/* while they are looked for, those of the revision before are still listed */
	report->listed = before ? before->listed : 0;
	report->models = before ? before->models : 0;
	for (size_t i = 0; i < submit->model_count; i++)
		numbers[i] = number_of(cluster, report, &submit->models[i]);
	report->models = submit->model_count & ROWS_MAX;
	if (!keep_before(cluster, before, numbers, report))
		report->listed = number_list_keep(&cluster->heap, numbers, submit->model_count) + 1;
	arena_close(&arena);
}

/* --- a season --- */

void models_check_season(const struct cluster *cluster, const struct command *command,
                         struct faults *why)
{
	const struct version_row *was = season_newest(cluster, command->year);
	const struct ruleset *ruleset = was ? season_rules(cluster, was) : NULL;

	if (!was || ruleset_begins_at(ruleset) > command->received_at ||
	    command->define_season.season.models == ruleset->models)
		return;
	const enum period first = period_held(ruleset, Q1) ? Q1 : period_after(ruleset, Q1);

	fail(why, FAULT_MODELS_BEGUN, "season.models", names_find(&names_periods, (int)first));
}

/* --- what is said of one --- */

struct verdict_row *models_add_row(struct cluster *cluster, const struct command *command,
                                   uint32_t number, enum model_event event, const char *said)
{
	const size_t size = strlen(said) + 1;
	const uint32_t kept = heap_add(&cluster->heap, HASH_SIZE + size, false);
	uint8_t *bytes = heap_at(&cluster->heap, kept);

	memcpy(bytes, command->hash, HASH_SIZE);
	memcpy(bytes + HASH_SIZE, said, size);
	struct verdict_row *row = rows_add(cluster, TABLE_VERDICTS, 1);

	*row = (struct verdict_row){ .at = rows_now(cluster),
		                     .model = number & ROWS_MAX,
		                     .said = kept,
		                     .event = (unsigned)event & 0x7F };
	return row;
}

/* The year as two bytes, the board and the title as texts. */
void models_keep_name(struct cluster *cluster, struct verdict_row *verdict,
                      const struct named_model *other)
{
	const uint16_t year = (uint16_t)other->year;
	const size_t board = strlen(other->board) + 1, title = strlen(other->title) + 1;
	const uint32_t kept = heap_add(&cluster->heap, sizeof(year) + board + title, false);
	uint8_t *bytes = heap_at(&cluster->heap, kept);

	memcpy(bytes, &year, sizeof(year));
	memcpy(bytes + sizeof(year), other->board, board);
	memcpy(bytes + sizeof(year) + board, other->title, title);
	verdict->other = kept;
	verdict->other_named = true;
}

bool models_duplicate_of(const struct cluster *cluster, const struct verdict_row *verdict,
                         struct named_model *out)
{
	if (verdict->event != MODEL_DUPLICATE)
		return false;
	if (!verdict->other_named) {
		struct known_model other;

		models_at(cluster, verdict->other, INT64_MAX, &other);
		*out = (struct named_model){
			.year = other.report->cell.year,
			.board = rows_boards(cluster)[other.report->cell.board].code,
			.title = other.title
		};
		return true;
	}
	const char *bytes = heap_at(&cluster->heap, verdict->other);
	uint16_t year;

	memcpy(&year, bytes, sizeof(year));
	out->year = year;
	out->board = bytes + sizeof(year);
	out->title = out->board + strlen(out->board) + 1;
	return true;
}
