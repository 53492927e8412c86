#include "played_models.h"

#include <string.h>

#include "models.h"
#include "played_makers.h"

enum { TITLES = 6 };

/* --- what is tried --- */

static const char *spelt(struct played *played, size_t number)
{
	static const char *const spellings[] = { "Mo hinh %zu", "MO HINH %zu", "Mo  hinh %zu" };

	return arena_text(&played->rig.arena, spellings[roll(&played->dice, 3)], number);
}

void models_list(struct played *played, struct submit_report *out)
{
	const size_t count = roll(&played->dice, 4), first = roll(&played->dice, TITLES);
	struct good_model *list = arena_alloc(&played->rig.arena, count, sizeof(*list));

	for (size_t i = 0; i < count; i++)
		list[i] = (struct good_model){ spelt(played, (first + i) % TITLES), "", "" };
	out->models = list;
	out->model_count = count;
}

static size_t number_of(const char *title)
{
	return (size_t)(title[strlen(title) - 1] - '0');
}

static const char *board_of(const struct played *played, const struct known_model *model)
{
	return rows_boards(played->rig.cluster)[model->report->cell.board].code;
}

/* Any of a year that there is by now, in that state if one of many throws finds it; false: there is none. */
static bool any_model(struct played *played, uint32_t year, enum model_state state,
                      struct known_model *out)
{
	const struct cluster *cluster = played->rig.cluster;
	struct known_models known;

	models_look(cluster, year, played->now, &played->scratch, &known);
	for (int i = 0; known.count > 0 && i < 24; i++) {
		*out = known.items[roll(&played->dice, known.count)];
		if (models_state(cluster, out, played->now) == state)
			break;
	}
	return known.count > 0;
}

static void name_other(struct played *played, const struct known_model *other,
                       struct judge_model *out)
{
	out->has_duplicate_of = true;
	out->duplicate_of =
	        (struct named_model){ other->report->cell.year,
		                      arena_text(&played->rig.arena, "%s", board_of(played, other)),
		                      spelt(played, number_of(other->title)) };
}

/* Mostly one that counts, of any season or of the first. */
static void name_any(struct played *played, struct judge_model *out)
{
	struct known_model other;

	if (!any_model(played, chance(&played->dice, 60) ? FIRST_YEAR : 0, MODEL_IS_RECOGNISED,
	               &other))
		any_model(played, 0, MODEL_IS_RECOGNISED, &other);
	name_other(played, &other, out);
}

static struct command verdict_on(struct played *played, const struct known_model *model,
                                 const char *by, enum model_event verdict)
{
	struct command made = makers_begin(played, ACTION_JUDGE_MODEL, by);

	made.judge_model =
	        (struct judge_model){ .board = arena_text(&played->rig.arena, "%s",
		                                          board_of(played, model)),
		                      .title = spelt(played, number_of(model->title)),
		                      .verdict = (int)verdict,
		                      .duplicate_of = { .board = "", .title = "" },
		                      .reason = verdict == MODEL_RECOGNISE ? "" : "chưa rõ" };
	memcpy(made.judge_model.acts_on, models_acts_on(played->rig.cluster, model), HASH_SIZE);
	return made;
}

bool make_verdict(struct played *played, struct command *out, const char **by)
{
	static const enum model_state states[] = { MODEL_IS_OPEN, MODEL_IS_OPEN, MODEL_IS_DISPUTED,
		                                   MODEL_IS_RECOGNISED };
	struct known_model model;

	if (!any_model(played, played_year(played), states[roll(&played->dice, 4)], &model))
		return false;
	const enum model_event verdict = chance(&played->dice, 50)   ? MODEL_RECOGNISE
	                                 : chance(&played->dice, 50) ? MODEL_REFUSE
	                                                             : MODEL_DUPLICATE;
	const int place = ruleset_board(makers_rules(played), board_of(played, &model));

	*by = makers_somebody(played, model.dispute || chance(&played->dice, 30)
	                                      ? "supervisor"
	                                      : makers_reviewer(played, (size_t)place));
	*out = verdict_on(played, &model, *by, verdict);
	if (verdict == MODEL_DUPLICATE)
		name_any(played, &out->judge_model);
	if (chance(&played->dice, 3))
		out->judge_model.acts_on[0] ^= 1;
	return true;
}

static void object_to(struct played *played, const struct known_model *model, const char *board,
                      const char *by, struct command *out)
{
	*out = makers_begin(played, ACTION_DISPUTE_REPORT, by);
	out->dispute_report = (struct dispute_report){
		.board = board,
		.period = model->report->cell.period + 1,
		.has_model = true,
		.model = { .title = spelt(played, number_of(model->title)), .reason = "đã làm" },
	};
	memcpy(out->dispute_report.verification_hash, models_acts_on(played->rig.cluster, model),
	       HASH_SIZE);
}

bool make_objection(struct played *played, struct command *out, const char **by)
{
	struct known_model model;

	if (!any_model(played, played_year(played),
	               chance(&played->dice, 50) ? MODEL_IS_REFUSED : MODEL_IS_DUPLICATE, &model))
		return false;
	const char *board = arena_text(&played->rig.arena, "%s", board_of(played, &model));

	*by = makers_somebody(played, board);
	object_to(played, &model, board, *by, out);
	return true;
}

/* Lists a model no more that nobody has judged, or one again that is listed no more. */
bool make_relisting(struct played *played, struct command *out, const char **by)
{
	const enum model_state wanted =
	        chance(&played->dice, 50) ? MODEL_IS_WITHDRAWN : MODEL_IS_OPEN;
	struct known_model model;

	if (!any_model(played, played_year(played), wanted, &model) ||
	    models_state(played->rig.cluster, &model, played->now) != wanted)
		return false;
	const int place = ruleset_board(makers_rules(played), board_of(played, &model));
	const enum period of = (enum period)model.report->cell.period;
	struct rig_report *report = makers_report(
	        played, (size_t)place, wanted == MODEL_IS_OPEN ? of : makers_period(played));
	struct good_model *listed = arena_alloc(&played->rig.arena, 1, sizeof(*listed));
	const size_t number = number_of(model.title);

	*listed = (struct good_model){
		spelt(played, wanted == MODEL_IS_OPEN ? (number + 1) % TITLES : number), "", ""
	};
	report->command.submit_report.models = listed;
	report->command.submit_report.model_count = 1;
	*by = report->command.submit_report.board;
	*out = report->command;
	return true;
}

/* What waits for a judge is refused, or a duplicate of one of the season before that came before it: a late report of
 * that season may list one after it. */
bool models_refusal(struct played *played, const char *supervisor, struct command *out)
{
	struct known_model model, other;

	if (!makers_rules(played)->models ||
	    !any_model(played, played_year(played), MODEL_IS_OPEN, &model) ||
	    models_state(played->rig.cluster, &model, played->now) != MODEL_IS_OPEN)
		return false;
	const int64_t from = models_supervisor_from(makers_rules(played), &model);

	if (played->now < from)
		played->now = from;
	const bool duplicate = played->season > 0 &&
	                       any_model(played, FIRST_YEAR, MODEL_IS_RECOGNISED, &other) &&
	                       models_counts(&other) && models_before(&other, &model);

	*out = verdict_on(played, &model, supervisor, duplicate ? MODEL_DUPLICATE : MODEL_REFUSE);
	if (duplicate)
		name_other(played, &other, &out->judge_model);
	return true;
}

void models_object(struct played *played, const struct judge_model *refusal, const char *by,
                   struct command *out)
{
	struct known_model model;

	models_find(played->rig.cluster, played_year(played), refusal->board, refusal->title,
	            &model);
	object_to(played, &model, refusal->board, by, out);
}

bool models_ending(struct played *played, const char *supervisor, struct command *out)
{
	struct known_models known;

	models_look(played->rig.cluster, played_year(played), played->now, &played->scratch,
	            &known);
	for (size_t i = 0; i < known.count; i++) {
		if (!known.items[i].dispute)
			continue;
		*out = verdict_on(played, &known.items[i], supervisor, MODEL_RECOGNISE);
		return true;
	}
	return false;
}

/* --- the register again --- */

struct again {                                          /* a title of a board */
	bool there, judged, recognised, disputed, last; /* last: the supervisor ended a dispute */
	int period;       /* the wire's, of the report that listed it first */
	unsigned listing; /* periods whose revision in force lists it, a bit each */
};

struct register_again {
	struct again of[SEASONS][BOARDS_MAX][TITLES]; /* by the letter of the board */
};

static void take_report(const struct submit_report *submit, struct again *of)
{
	const unsigned bit = 1U << submit->period;
	bool listed[TITLES] = { false };

	for (size_t i = 0; i < submit->model_count; i++)
		listed[number_of(submit->models[i].title)] = true;
	for (size_t i = 0; i < TITLES; i++) {
		if (listed[i] && !of[i].judged && of[i].listing == 0)
			of[i] = (struct again){ .there = true, .period = submit->period };
		of[i].listing = listed[i] ? of[i].listing | bit : of[i].listing & ~bit;
	}
}

static struct again *of_title(struct register_again *all, uint32_t year, const char *board,
                              const char *title)
{
	return &all->of[year - FIRST_YEAR][board[1] - 'A'][number_of(title)];
}

static void take(const struct command *command, struct register_again *out)
{
	const struct judge_model *judge = &command->judge_model;
	const struct dispute_report *dispute = &command->dispute_report;

	if (command->action == ACTION_SUBMIT_REPORT) {
		take_report(
		        &command->submit_report,
		        out->of[command->year - FIRST_YEAR][command->submit_report.board[1] - 'A']);
	} else if (command->action == ACTION_JUDGE_MODEL) {
		struct again *again = of_title(out, command->year, judge->board, judge->title);

		again->judged = true;
		again->recognised = judge->verdict == MODEL_RECOGNISE;
		again->last |= again->disputed;
		again->disputed = false;
	} else if (command->action == ACTION_DISPUTE_REPORT && dispute->has_model) {
		of_title(out, command->year, dispute->board, dispute->model.title)->disputed = true;
	}
}

/* As the journal has it by an instant. */
static struct register_again *make_again(struct played *played, int64_t until)
{
	struct register_again *out = arena_alloc(&played->scratch, 1, sizeof(*out));

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->received_at <= until)
			take(command, out);
	}
	return out;
}

/* --- what must hold --- */

static void look_at_board(struct played *played, const struct standing *standing, size_t board,
                          const struct again *again)
{
	const struct ruleset *ruleset = standing->ruleset;
	int64_t count = 0;

	for (size_t i = 0; i < TITLES; i++)
		count += again[i].recognised && again[i].period <= (int)standing->period + 1;
	for (size_t i = 0; i < ruleset->task_count; i++) {
		const struct task *task = &ruleset->tasks[i];
		const int64_t points = standing->points[board * ruleset->task_count + i];

		if (task->measure != MEASURE_MODELS || ruleset_target(ruleset, board, i) == 0)
			continue;
		played_must(played,
		            points == (count * task->per_unit < task->max ? count * task->per_unit
		                                                          : task->max),
		            "each model that is recognised counts once");
	}
}

void models_counted(struct played *played, const struct standing *standing)
{
	if (!standing->ruleset->models)
		return;
	const struct register_again *again = make_again(played, standing->reading.until);

	for (size_t board = 0; board < standing->ruleset->board_count; board++)
		look_at_board(played, standing, board,
		              again->of[played->season][standing->ruleset->boards[board][1] - 'A']);
}

/* Is a lock of the model's period or a later one so near that the reviewer takes nothing back? */
static bool is_near(const struct played *played, int period, int64_t now)
{
	const struct ruleset *ruleset = makers_rules(played);
	const int64_t days = INT64_C(86400000000) * ruleset->review.dispute_days;
	bool near = false;

	for (enum period p = (enum period)(period - 1); p < PERIODS; p++) {
		const int64_t lock = period_locks_at(ruleset, p);

		near |= period_held(ruleset, p) && now >= lock - days && now < lock;
	}
	return near;
}

static void look_at_verdict(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;
	const struct judge_model *judge = &command->judge_model;
	const struct ruleset *ruleset = makers_rules(played);
	const int place = ruleset_board(ruleset, judge->board);
	const char *by = played_board_of(entry->by);
	struct register_again *all = make_again(played, INT64_MAX);
	const struct again again = *of_title(all, command->year, judge->board, judge->title);

	played_must(played, !by || strncmp(by, judge->board, 2) != 0, "nobody judges his own");
	played_must(played, !by || strncmp(by, makers_reviewer(played, (size_t)place), 2) == 0,
	            "the reviewer judges, or the supervisor");
	played_must(played, again.judged || again.listing != 0, "what is judged is listed");
	played_must(played, !by || !again.disputed, "a dispute is the supervisor's to end");
	played_must(played, !by || !again.last,
	            "nobody else changes what the supervisor said last");
	played_must(played,
	            !by || !again.recognised || judge->verdict == MODEL_RECOGNISE ||
	                    command->receipt ||
	                    !is_near(played, again.period, command->received_at),
	            "near a lock no recognition is taken back");
	if (judge->verdict != MODEL_DUPLICATE)
		return;
	const struct named_model *other = &judge->duplicate_of;

	played_must(played, of_title(all, other->year, other->board, other->title)->recognised,
	            "a duplicate is of one that counts");
	played->happened[HAPPENS_OTHERS_MODEL] |= other->year != command->year;
}

/* The last verdict is none that follows a dispute. */
static void look_at_objection(struct played *played, const struct played_entry *entry)
{
	const struct dispute_report *dispute = &entry->enters.dispute_report;
	const struct again again = *of_title(make_again(played, INT64_MAX), entry->enters.year,
	                                     dispute->board, dispute->model.title);
	const char *by = played_board_of(entry->by);

	played_must(played, by && strncmp(by, dispute->board, 2) == 0, "a board disputes its own");
	played_must(played, again.judged && !again.disputed, "what is disputed has a verdict");
	played_must(played, !again.last, "nobody disputes what the supervisor said last");
	played_must(played, again.period == dispute->period, "it is of the report that listed it");
}

static void look_at_end(struct played *played)
{
	const struct register_again *again = make_again(played, INT64_MAX);

	for (size_t i = 0; i < (size_t)BOARDS_MAX * TITLES; i++)
		played_must(played, !again->of[played->season][i / TITLES][i % TITLES].disputed,
		            "no verdict is disputed when a year is finalised");
}

static void note_relisted(struct played *played, const struct command *command)
{
	const struct submit_report *submit = &command->submit_report;
	struct register_again *all = make_again(played, INT64_MAX);

	for (size_t i = 0; i < submit->model_count; i++) {
		const struct again *again =
		        of_title(all, command->year, submit->board, submit->models[i].title);

		played->happened[HAPPENS_RELISTED] |=
		        again->there && !again->judged && again->listing == 0;
	}
}

void models_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;

	if (command->action == ACTION_DEFINE_SEASON || !makers_rules(played)->models)
		return;
	if (command->action == ACTION_SUBMIT_REPORT)
		note_relisted(played, command);
	else if (command->action == ACTION_JUDGE_MODEL)
		look_at_verdict(played, entry);
	else if (command->action == ACTION_DISPUTE_REPORT && command->dispute_report.has_model)
		look_at_objection(played, entry);
	else if (command->action == ACTION_FINALISE_YEAR ||
	         played_signs(played, command, ACTION_FINALISE_YEAR))
		look_at_end(played);
}
