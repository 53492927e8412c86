/*
 * What is told of models: those of a season, or of all that are in memory, and how each stands.
 *
 * Each is told as who asks may see its board: in a freeze others' as they were at its beginning, own ones as
 * they are. What an own one was found then to be a duplicate of is not told, since that says what became of
 * another's. A page ends with so many models, or when so much was looked through for what is searched.
 */
#include <string.h>

#include "arena.h"
#include "audience.h"
#include "faults.h"
#include "fold.h"
#include "models.h"
#include "question.h"
#include "review_edges.h"
#include "season.h"

enum {
	PAGE = 64, /* each may have five texts of 2,000 bytes */
	LOOKED_BYTES_MAX = 1 << 18
};

struct page {
	const struct cluster *cluster;
	const struct get_models *asked;
	const struct sight *sight;
	struct arena *arena;
	struct told_models *out;
	struct told_model *told;
	size_t passed, looked; /* models that were seen; bytes that were searched */
};

/* --- is it looked for --- */

static bool says_all(struct page *page, const struct known_model *model)
{
	const char *text =
	        arena_text(page->arena, "%s\n%s\n%s", model->title,
	                   models_field(page->cluster, model), models_effect(page->cluster, model));

	page->looked += strlen(text);
	return fold_finds(text, page->asked->search);
}

/* --- what is told of one --- */

/* What of it counts for who asks, as of when he sees it. */
struct seen {
	const struct ruleset *ruleset;
	const char *board;
	struct known_model model;
	int64_t until;
};

/* In a freeze nobody learns of another's model by what became of his own. */
static bool may_name(const struct page *page, const struct seen *seen,
                     const struct named_model *other)
{
	return strcmp(other->board, seen->board) == 0 ||
	       seen->model.verdict->at.received_at <=
	               audience_sees(page->cluster, page->sight, other->year, other->board);
}

static void tell_verdict(const struct page *page, const struct seen *seen, struct told_model *out)
{
	const struct cluster *cluster = page->cluster;
	const struct known_model *model = &seen->model;
	const struct verdict_row *verdict = model->verdict;

	out->verdict = verdict->event;
	out->judged_at = verdict->at.received_at;
	out->judged_by = verdict->by > 0 ? rows_boards(cluster)[verdict->by - 1].code : "";
	out->reason = models_reason(cluster, verdict);
	out->final = model->final;
	out->has_duplicate_of = models_duplicate_of(cluster, verdict, &out->duplicate_of) &&
	                        may_name(page, seen, &out->duplicate_of);
	if (!out->has_duplicate_of)
		out->duplicate_of = (struct named_model){ .board = "", .title = "" };
	if (model->dispute)
		out->objection = models_reason(cluster, model->dispute);
	else if (!model->final)
		out->disputable_until = models_disputable_until(seen->ruleset, model);
}

static void tell_model(const struct page *page, const struct seen *seen, enum model_state state,
                       struct told_model *out)
{
	const struct known_model *model = &seen->model;
	const struct ruleset *ruleset = seen->ruleset;
	const int place = ruleset_board(ruleset, seen->board);

	*out = (struct told_model){
		.board = seen->board,
		.year = model->report->cell.year,
		.period = model->report->cell.period + 1,
		.title = model->title,
		.field = models_field(page->cluster, model),
		.effect = models_effect(page->cluster, model),
		.state = (int)state,
		.received_at = model->taken_at,
		.counts = models_counts(model),
		.has_acts_on = state != MODEL_IS_WITHDRAWN,
		.judged_by = "",
		.reason = "",
		.duplicate_of = { .board = "", .title = "" },
		.objection = "",
		.reviewer = "",
	};
	if (out->has_acts_on)
		memcpy(out->acts_on, models_acts_on(page->cluster, model), HASH_SIZE);
	if (model->verdict)
		tell_verdict(page, seen, out);
	if (state != MODEL_IS_OPEN || place < 0)
		return;
	out->reviewer = ruleset->boards[review_reviewer(ruleset, (size_t)place)];
	out->supervisor_from = models_supervisor_from(ruleset, model);
}

/* --- the page --- */

/* The model as who asks sees it; false: he does not. */
static bool see(const struct page *page, const struct known_model *model, struct seen *out)
{
	const struct cluster *cluster = page->cluster;
	const struct cell_row *cell = &model->report->cell;

	*out = (struct seen){ .ruleset = cluster_ruleset(cluster, cell->year, INT64_MAX),
		              .board = rows_boards(cluster)[cell->board].code,
		              .model = *model };
	out->until = audience_sees(cluster, page->sight, cell->year, out->board);
	if (cell->in.at.received_at > out->until)
		return false;
	if (out->until < page->sight->now)
		models_at(cluster, model->number, out->until, &out->model);
	return true;
}

static bool is_asked_for(struct page *page, const struct seen *seen, enum model_state state)
{
	const struct get_models *asked = page->asked;

	return (asked->board[0] == '\0' || strcmp(asked->board, seen->board) == 0) &&
	       (asked->state == 0 || asked->state == (int)state) &&
	       (asked->field[0] == '\0' ||
	        fold_same(asked->field, models_field(page->cluster, &seen->model))) &&
	       (asked->search[0] == '\0' || says_all(page, &seen->model));
}

/* False: the page is full. */
static bool add(struct page *page, const struct known_model *model)
{
	struct told_models *out = page->out;
	struct seen seen;

	if (!see(page, model, &seen))
		return true;
	if (out->model_count == PAGE || page->looked > LOOKED_BYTES_MAX) {
		out->next = (uint32_t)page->passed;
		return false;
	}
	if (page->passed++ < page->asked->after)
		return true;
	const enum model_state state = models_state(page->cluster, &seen.model, seen.until);

	if (is_asked_for(page, &seen, state))
		tell_model(page, &seen, state, &page->told[out->model_count++]);
	return true;
}

static bool has_register(const struct cluster *cluster, uint32_t year)
{
	bool found = false;

	for (size_t i = 0; i < cluster_year_count(cluster); i++)
		found |= (year == 0 || cluster_year(cluster, i) == year) &&
		         cluster_ruleset(cluster, cluster_year(cluster, i), INT64_MAX)->models;
	return found;
}

static void tell_models(const struct cluster *cluster, const void *asked, const struct sight *sight,
                        struct arena *arena, void *answered, struct faults *why)
{
	const struct get_models *question = asked;
	struct known_models known;
	struct page page = { .cluster = cluster,
		             .asked = question,
		             .sight = sight,
		             .arena = arena,
		             .out = answered,
		             .told = arena_alloc(arena, PAGE, sizeof(*page.told)) };

	if (question->year != 0 && cluster_version(cluster, question->year) == 0) {
		fail(why, FAULT_CLUSTER_WITHOUT_SEASON, "query.year", cluster->code,
		     fault_number(why, question->year));
		return;
	}
	/* of any season: one that has left since has its models still */
	if (question->board[0] != '\0' && !rows_find_board(cluster, question->board, NULL)) {
		if (question->year != 0)
			fail(why, FAULT_NOT_A_MEMBER, "query.board", question->board,
			     fault_number(why, question->year));
		else
			fail(why, FAULT_SEASON_WITHOUT_BOARD, "query.board", question->board);
		return;
	}
	if (question->search[0] != '\0' && !fold_says(question->search)) {
		fail(why, FAULT_SEARCH_EMPTY, "query.search");
		return;
	}
	page.out->agreed = has_register(cluster, question->year);
	page.out->models = page.told;
	models_look(cluster, question->year, sight->now, arena, &known);
	for (size_t i = 0; i < known.count && add(&page, &known.items[i]); i++)
		;
}

const struct question_row question_models = {
	.number = QUESTION_MODELS,
	.answer = "models",
	.tell = tell_models,
};
