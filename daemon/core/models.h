/*
 * models -- the register of good models: which there are, what was said of each, and which count.
 *
 * A model is a board and a title in a season, however that is spelt, with the words and of the period of the
 * report that listed it first. While a report lists it, or somebody has judged it, listing it again is that
 * one; what no report lists any more before that is withdrawn. It counts while its latest verdict recognises
 * it. Only seasons that have agreed to it have a register.
 *
 * Inside core only.
 */
#ifndef CORE_MODELS_H
#define CORE_MODELS_H

#include "reading.h"
#include "rows.h"

struct arena;
struct faults;
struct model_counts;

enum model_event { /* those before the last are the wire's verdicts */
	           MODEL_RECOGNISE = 1,
	           MODEL_REFUSE,
	           MODEL_DUPLICATE,
	           MODEL_DISPUTE
};

enum model_state { /* the wire's numbers */
	           MODEL_IS_OPEN = 1,
	           MODEL_IS_RECOGNISED,
	           MODEL_IS_REFUSED,
	           MODEL_IS_DUPLICATE,
	           MODEL_IS_DISPUTED,
	           MODEL_IS_WITHDRAWN,
};

struct known_model {
	uint32_t number;             /* + 1 of its row */
	uint32_t events;             /* how often something was said of it */
	const struct report *report; /* that listed it first */
	int64_t taken_at;            /* when that did */
	const char *title;
	const struct verdict_row *verdict; /* that counts; NULL: nobody has judged it */
	const struct verdict_row *dispute; /* of that verdict; NULL: none is open */
	bool final;                        /* the verdict ended a dispute */
};

struct known_models { /* the arena's; in the order in which they were received */
	struct known_model *items;
	size_t count;
};

/* Those of a year, 0: of all, that had come by an instant, with what was said of them by then. */
void models_look(const struct cluster *cluster, uint32_t year, int64_t until, struct arena *arena,
                 struct known_models *out);

/* One by its row's number + 1, with what was said of it by an instant; the latest of a board and title. False:
 * there is none. */
void models_at(const struct cluster *cluster, uint32_t number, int64_t until,
               struct known_model *out);
bool models_find(const struct cluster *cluster, uint32_t year, const char *board, const char *title,
                 struct known_model *out);

/* As it was at an instant: what the model holds is of then. */
enum model_state models_state(const struct cluster *cluster, const struct known_model *model,
                              int64_t until);
static inline bool models_counts(const struct known_model *model)
{
	return model->verdict && model->verdict->event == MODEL_RECOGNISE;
}

/* Is it found to be a duplicate of one that counts no more? Of one in a year that is left out: no. */
bool models_rests_on_nothing(const struct cluster *cluster, const struct known_model *model);

const char *models_field(const struct cluster *cluster, const struct known_model *model);
const char *models_effect(const struct cluster *cluster, const struct known_model *model);

/* That listed it first; number is + 1 of its row. */
const struct report *models_report(const struct cluster *cluster, uint32_t number);

/* What a command about it names: the command of the verdict that counts, else of its report. */
const uint8_t *models_acts_on(const struct cluster *cluster, const struct known_model *model);
const char *models_reason(const struct cluster *cluster, const struct verdict_row *verdict);
/* What a verdict says that it is a duplicate of; false: of nothing. */
struct named_model;
bool models_duplicate_of(const struct cluster *cluster, const struct verdict_row *verdict,
                         struct named_model *out);
/* Was it received before another one? */
bool models_before(const struct known_model *model, const struct known_model *other);

/* From when the supervisor may judge it, and the first instant at which its verdict is disputed no more. */
int64_t models_supervisor_from(const struct ruleset *ruleset, const struct known_model *model);
int64_t models_disputable_until(const struct ruleset *ruleset, const struct known_model *model);

/* What has become of those of each board up to a period, by the end of the reading: [board_count], by the
 * places of the ruleset. Moves its version. The arena's. */
const struct model_counts *models_read(struct reading *reading, enum period period,
                                       struct arena *arena);

/* --- what is said --- */

/* Is there room for those of a report? Nothing where the season has no register. */
void models_check_report(const struct cluster *cluster, const struct command *command,
                         const struct ruleset *ruleset, struct faults *why);
/* May a season's next version be without the register of the one before, or have it when that had not? */
void models_check_season(const struct cluster *cluster, const struct command *command,
                         struct faults *why);
/* Of a revision that was just added. */
void models_keep_report(struct cluster *cluster, const struct submit_report *submit,
                        struct report *report);

/* Adds what is said of a model; rest is a text that follows the command's hash. */
struct verdict_row *models_add_row(struct cluster *cluster, const struct command *command,
                                   uint32_t number, enum model_event event, const char *said);
/* Of a verdict whose other model is in a year that is not here. */
void models_keep_name(struct cluster *cluster, struct verdict_row *verdict,
                      const struct named_model *other);

/* A DisputeReport that is of a verdict. */
void models_dispute_check(const struct cluster *cluster, const struct command *command,
                          struct faults *why);
bool models_dispute_apply(struct cluster *cluster, const struct command *command,
                          struct effect *effect);

#endif
