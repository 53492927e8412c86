/*
 * Who reviews a board says of each model that it lists whether it is one: recognised, refused, or a duplicate
 * of one that was received before. Of two that say the same the earlier one counts, whose board it ever is;
 * since each points at an earlier one, none points at itself in the end.
 *
 * A verdict names what it replaces, and its reason is read to the board. It may be changed until the board's
 * dispute of it is ended: that is the supervisor's last word. A last word that it is a duplicate rests on the
 * other one: it holds that one's recognition by nothing, and where that is taken back the supervisor says anew
 * what this one is. So what a refusal asks for is never what another one refuses.
 */
#include <string.h>

#include "action.h"
#include "arena.h"
#include "audience.h"
#include "calendar.h"
#include "faults.h"
#include "final.h"
#include "models.h"
#include "names.h"
#include "reasons.h"
#include "review_edges.h"
#include "season.h"

#define FIELD "judge_model"

enum { EVENTS_MAX = 64 }; /* of a model */

/* What a command is about, and how it stands. */
struct matter {
	const struct cluster *cluster;
	const struct judge_model *judge;
	const struct ruleset *ruleset; /* in force */
	enum review_side side;         /* whose he is */
	int64_t moment;                /* when it was done */
	struct sight judge_sees;
	struct known_model model;
	bool has_other; /* it names another one, which is there */
	struct known_model other;
};

/* --- is it there, and who may --- */

static bool is_there(const struct cluster *cluster, const struct command *command,
                     struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const size_t before = why->count;

	if (command->year == 0)
		fail(why, FAULT_YEAR_ABSENT, "year", FIELD);
	else if (!ruleset)
		fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
	else if (ruleset_board(ruleset, command->judge_model.board) < 0)
		fail(why, FAULT_NOT_A_MEMBER, FIELD ".board", command->judge_model.board,
		     fault_number(why, command->year));
	return why->count == before;
}

static unsigned side_of(const struct cluster *cluster, const struct ruleset *ruleset,
                        const struct command *command, struct granted_key *signer)
{
	*signer = (struct granted_key){ .role = ROLE_NONE };
	cluster_key(cluster, command->key, signer);
	return review_side(ruleset, signer,
	                   (size_t)ruleset_board(ruleset, command->judge_model.board));
}

static bool may_judge(const struct cluster *cluster, const struct granted_key *signer,
                      const struct command *command, struct faults *why)
{
	const struct ruleset *ruleset = cluster_ruleset(cluster, command->year, INT64_MAX);
	const size_t board = (size_t)ruleset_board(ruleset, command->judge_model.board);
	const unsigned side = review_side(ruleset, signer, board);

	if (side == REVIEW_BY_REVIEWER || side == REVIEW_BY_SUPERVISOR)
		return key_ripe(cluster, command, why);
	if (side == REVIEW_BY_BOARD)
		fail(why, FAULT_MODEL_OWN, "key", signer->board);
	else
		fail(why, FAULT_MODEL_NOT_REVIEWER, "key", signer->board,
		     ruleset->boards[review_reviewer(ruleset, board)]);
	return false;
}

/* As its judge sees it: the head of one season may be nobody in another, which is in its freeze. */
static bool find_other(const struct cluster *cluster, const struct command *command,
                       struct known_model *out)
{
	const struct named_model *other = &command->judge_model.duplicate_of;
	const struct sight sight = audience_signer(cluster, command);

	if (!models_find(cluster, other->year, other->board, other->title, out))
		return false;
	const int64_t seen = audience_sees(cluster, &sight, other->year, other->board);
	const bool there = out->report->cell.in.at.received_at <= seen;

	models_at(cluster, out->number, seen, out);
	return there;
}

/* Both models; false, with a fault: one of them is not there. */
static bool find_matter(const struct cluster *cluster, const struct command *command,
                        struct matter *out, struct faults *why)
{
	const struct judge_model *judge = &command->judge_model;
	const struct named_model *other = &judge->duplicate_of;
	struct granted_key signer;

	*out = (struct matter){ .cluster = cluster,
		                .judge = judge,
		                .ruleset = cluster_ruleset(cluster, command->year, INT64_MAX),
		                .judge_sees = audience_signer(cluster, command),
		                .moment = command_taken_at(command) };
	out->side = (enum review_side)side_of(cluster, out->ruleset, command, &signer);
	if (!models_find(cluster, command->year, judge->board, judge->title, &out->model)) {
		fail(why, FAULT_MODEL_UNKNOWN, FIELD ".title", judge->board,
		     fault_number(why, command->year));
		return false;
	}
	out->has_other = judge->has_duplicate_of && find_other(cluster, command, &out->other);
	if (judge->has_duplicate_of && !out->has_other)
		fail(why, FAULT_MODEL_UNKNOWN, FIELD ".duplicate_of.title", other->board,
		     fault_number(why, other->year));
	return out->has_other || !judge->has_duplicate_of;
}

/* --- may it be now --- */

static const char *day_of(int64_t instant, struct faults *why)
{
	char day[CALENDAR_DATE_SIZE];

	return fault_path(why, "%s", calendar_format(calendar_day(instant), day));
}

static bool has_waited(const struct matter *matter)
{
	return matter->side != REVIEW_BY_SUPERVISOR || matter->model.dispute ||
	       matter->model.final ||
	       matter->moment >= models_supervisor_from(matter->ruleset, &matter->model);
}

/* The period, the model's or a later one, whose lock is so near that head and deputy take nothing back;
 * PERIODS: none. */
static enum period near_lock(const struct matter *matter)
{
	enum period period = (enum period)matter->model.report->cell.period;

	while (period < PERIODS) {
		const int64_t lock = period_locks_at(matter->ruleset, period);

		if (matter->moment < lock &&
		    matter->moment >=
		            calendar_days_before(lock, matter->ruleset->review.dispute_days))
			break;
		period = period_after(matter->ruleset, period);
	}
	return period;
}

static bool takes_back(const struct matter *matter)
{
	return models_counts(&matter->model) && matter->judge->verdict != MODEL_RECOGNISE;
}

/* Could somebody judge it anew? */
static bool is_open_to_judge(const struct cluster *cluster, const struct known_model *model)
{
	return !model->final && (model->dispute || model->events < EVENTS_MAX) &&
	       !final_of(cluster, model->report->cell.year);
}

/* One whose verdict says that it is a duplicate of this one, and may be changed; false: there is none that the
 * judge sees: another season, in which he may be nobody, may be in its freeze. */
static bool find_duplicate(const struct matter *matter, struct known_model *out)
{
	const struct verdict_row *rows = rows_verdicts(matter->cluster);

	for (uint32_t i = 0; i < rows_count(matter->cluster, TABLE_VERDICTS); i++) {
		if (rows[i].event != MODEL_DUPLICATE || rows[i].other_named ||
		    rows[i].other != matter->model.number)
			continue;
		const struct cell_row *cell = &models_report(matter->cluster, rows[i].model)->cell;

		models_at(matter->cluster, rows[i].model,
		          audience_sees(matter->cluster, &matter->judge_sees, cell->year,
		                        rows_boards(matter->cluster)[cell->board].code),
		          out);
		if (out->verdict == &rows[i] && is_open_to_judge(matter->cluster, out))
			return true;
	}
	return false;
}

static bool can_be_judged(const struct matter *matter, struct faults *why)
{
	const struct ruleset *ruleset = matter->ruleset;
	const struct known_model *model = &matter->model;
	const size_t before = why->count;

	if (models_state(matter->cluster, model, INT64_MAX) == MODEL_IS_WITHDRAWN)
		fail(why, FAULT_MODEL_WITHDRAWN, FIELD, matter->judge->board);
	else if (model->dispute && matter->side != REVIEW_BY_SUPERVISOR)
		fail(why, FAULT_MODEL_DISPUTED, FIELD, matter->judge->board);
	else if (model->final && !(matter->side == REVIEW_BY_SUPERVISOR &&
	                           models_rests_on_nothing(matter->cluster, model)))
		fail(why, FAULT_MODEL_FINAL, FIELD);
	else if (!has_waited(matter))
		fail(why, FAULT_MODEL_NOT_WAITED, FIELD,
		     ruleset->boards[review_reviewer(
		             ruleset, (size_t)ruleset_board(ruleset, matter->judge->board))],
		     day_of(models_supervisor_from(ruleset, model), why));
	else if (model->events >= EVENTS_MAX && !model->dispute && !model->final)
		fail(why, FAULT_MODEL_TOO_OFTEN, FIELD, fault_number(why, EVENTS_MAX));
	return why->count == before;
}

static bool can_be_taken_back(const struct matter *matter, struct faults *why)
{
	const enum period near = near_lock(matter);
	struct known_model other;
	char day[CALENDAR_DATE_SIZE];

	if (!takes_back(matter))
		return true;
	if (matter->side != REVIEW_BY_SUPERVISOR && near != PERIODS)
		fail(why, FAULT_MODEL_NEAR_LOCK, FIELD, names_find(&names_periods, (int)near),
		     calendar_format(matter->ruleset->periods[near].lock, day));
	else if (find_duplicate(matter, &other))
		fail(why, FAULT_MODEL_DUPLICATED, FIELD,
		     rows_boards(matter->cluster)[other.report->cell.board].code, other.title,
		     fault_number(why, other.report->cell.year));
	else
		return true;
	return false;
}

/* It says what the verdict says that is in force. The supervisor's last word may. */
static bool says_the_same(const struct matter *matter)
{
	const struct verdict_row *verdict = matter->model.verdict;

	return verdict && !matter->model.dispute && verdict->event == matter->judge->verdict &&
	       (verdict->event != MODEL_DUPLICATE || (matter->has_other && !verdict->other_named &&
	                                              verdict->other == matter->other.number));
}

static void check_other(const struct matter *matter, struct faults *why)
{
	static const char field[] = FIELD ".duplicate_of";
	const bool wants = matter->judge->verdict == MODEL_DUPLICATE;

	if (wants && !matter->has_other)
		fail(why, FAULT_ABSENT, field);
	else if (!wants && matter->has_other)
		fail(why, FAULT_DUPLICATE_UNWANTED, field);
	else if (wants && !models_before(&matter->other, &matter->model))
		fail(why, FAULT_DUPLICATE_OF_LATER, field);
	else if (wants && !models_counts(&matter->other))
		fail(why, FAULT_DUPLICATE_OF_UNRECOGNISED, field);
	if (matter->judge->verdict != MODEL_RECOGNISE && matter->judge->reason[0] == '\0')
		fail(why, FAULT_ABSENT, FIELD ".reason");
}

static void judge_check(const struct cluster *cluster, const struct command *command,
                        struct faults *why)
{
	const struct judge_model *judge = &command->judge_model;
	struct matter matter;

	if (!cluster_ruleset(cluster, command->year, INT64_MAX)->models) {
		fail(why, FAULT_MODELS_NOT_AGREED, FIELD, fault_number(why, command->year));
		return;
	}
	if (!find_matter(cluster, command, &matter, why) || !can_be_judged(&matter, why) ||
	    !can_be_taken_back(&matter, why))
		return;
	const uint8_t *acted_on = models_acts_on(cluster, &matter.model);

	if (says_the_same(&matter))
		fail(why, FAULT_MODEL_JUDGED_SO, FIELD ".verdict");
	else if (memcmp(judge->acts_on, acted_on, HASH_SIZE) != 0)
		fail(why, FAULT_MODEL_STALE, FIELD ".acts_on",
		     fault_hash(why, acted_on, HASH_SIZE));
	else
		check_other(&matter, why);
}

/* --- what it keeps --- */

/* The first season's standing that counts it. */
static void find_moved(const struct ruleset *ruleset, enum period period, int64_t now,
                       struct effect *effect)
{
	const enum period first = ruleset_first_unlocked(ruleset, now);

	effect->from = first > period ? first : period;
	if (ruleset_is_over(ruleset, now))
		effect->year = 0;
}

/* Of a year that is left out nothing is known but that this was accepted once. */
static bool can_be(const struct cluster *cluster, const struct judge_model *judge,
                   const struct matter *matter)
{
	const struct known_model *model = &matter->model;

	if (!model->report)
		return false;
	return judge->verdict == MODEL_RECOGNISE || judge->verdict == MODEL_REFUSE ||
	       (judge->verdict == MODEL_DUPLICATE &&
	        (matter->has_other || cluster_lacks(cluster, judge->duplicate_of.year)));
}

static bool judge_apply(struct cluster *cluster, const struct command *command,
                        struct effect *effect)
{
	const struct judge_model *judge = &command->judge_model;
	struct granted_key signer;
	struct matter matter;
	struct faults unsaid;
	struct arena arena;

	if (!cluster_ruleset(cluster, command->year, INT64_MAX) ||
	    ruleset_board(cluster_ruleset(cluster, command->year, INT64_MAX), judge->board) < 0)
		return false;
	arena_init(&arena, 0);
	faults_init(&unsaid, &arena);
	find_matter(cluster, command, &matter, &unsaid);
	arena_close(&arena);
	if (!can_be(cluster, judge, &matter))
		return false;
	side_of(cluster, matter.ruleset, command, &signer);
	struct verdict_row *row = models_add_row(cluster, command, matter.model.number,
	                                         (enum model_event)judge->verdict, judge->reason);

	row->by = review_by(cluster, matter.ruleset, &signer);
	if (judge->verdict == MODEL_DUPLICATE && matter.has_other)
		row->other = matter.other.number;
	else if (judge->verdict == MODEL_DUPLICATE)
		models_keep_name(cluster, row, &judge->duplicate_of);
	effect->board = rows_boards(cluster)[matter.model.report->cell.board].code;
	find_moved(matter.ruleset, (enum period)matter.model.report->cell.period,
	           command->received_at, effect);
	return true;
}

static uint32_t speaks_of(const struct command *command)
{
	const struct judge_model *judge = &command->judge_model;

	return judge->has_duplicate_of ? judge->duplicate_of.year : 0;
}

static void judge_arrival(const struct command *command, struct faults *why)
{
	reasons_check(FIELD ".reason", command->judge_model.reason, why);
}

const struct action action_judge_model = {
	.number = ACTION_JUDGE_MODEL,
	.name = "judge_model",
	.scope = SCOPE_SEASON,
	.roles = MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR),
	.where = is_there,
	.own = may_judge,
	.arrival = judge_arrival,
	.check = judge_check,
	.apply = judge_apply,
	.speaks_of = speaks_of,
};
