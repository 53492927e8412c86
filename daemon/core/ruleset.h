/*
 * ruleset -- what a cluster agreed for one year: tasks, targets, calendar, policies. Data, never
 * code.
 *
 * Holds only what scoring needs; names stay in the journal. Immutable once made.
 * Source: the rules of the cluster, proto/thidua/v1/season.proto, which also gives the ranges.
 */
#ifndef CORE_RULESET_H
#define CORE_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "messages.h"

struct faults;

#define POINTS_MAX                                                                                 \
	INT64_C(1000000) /* centi-points: bounds every intermediate product in 127 bits */
#define QUANTITY_MAX INT64_C(100000000000) /* ten-thousandths */
#define TARGET_APPRAISED                                                                           \
	INT64_C(1)     /* stands for the target that an appraised task has not: it is assigned */
enum { FULL = 10000 }; /* basis points of the whole */
/* Rules have an edition, which says under which of them a season's commands are judged, scored,
 * hashed and verified. What an edition means never changes once it is closed: a check that is
 * tightened or a field that enters the canonical rows holds from a new one on. */
enum { EDITION_FIRST = 1, EDITION_SECOND, EDITION_NEWEST = EDITION_SECOND };
enum {
	CODE_SIZE = 8,
	CLUSTER_SIZE = 33,
	TASKS_MAX = 64,
	BOARDS_MAX = 64,
	GROUPS_MAX = 32,
	STEPS_MAX = 16,
	BANDS_MAX = 8,
	HOLIDAYS_MAX = 64,
	TIEBREAKS_MAX = 5,
	ENTRY_RULES_MAX = 32,
	HASH_SIZE = 32,
	KEY_SIZE = 32,
	SIGNATURE_SIZE = 64,
	ID_SIZE = 16,
};

/* The numbers are those of the wire. */
enum task_kind {
	KIND_LINEAR = 1,
	KIND_LEADER,
	KIND_LADDER,
	KIND_BINARY,
	KIND_PER_UNIT,
	KIND_APPRAISED
};
enum accumulation { ACCUMULATE_SUM = 1, ACCUMULATE_LAST, ACCUMULATE_MAX };
enum measure {
	MEASURE_QUANTITY = 1,
	MEASURE_PERCENT,
	MEASURE_MODELS,
	MEASURE_NONE,
	MEASURE_LIMITATIONS
};

/* Is its value one of done and out_of, its target a percentage? */
static inline bool measure_is_share(int measure)
{
	return measure == MEASURE_PERCENT || measure == MEASURE_LIMITATIONS;
}

enum not_assigned { NOT_ASSIGNED_RESCALE = 1, NOT_ASSIGNED_ZERO };
enum tiebreak {
	TIEBREAK_TOTAL = 1,
	TIEBREAK_DEDUCTION,
	TIEBREAK_PRIORITY_GROUP,
	TIEBREAK_BASE,
	TIEBREAK_LATE_DAYS
};
enum entry_kind { ENTRY_BONUS = 1, ENTRY_DEDUCTION };
enum period { Q1, Q2, Q3, Q4, FINAL, PERIODS }; /* an index; the wire has one more */

struct task {
	char code[CODE_SIZE];
	uint8_t group;
	uint8_t kind;         /* enum task_kind */
	uint8_t accumulation; /* enum accumulation */
	uint8_t measure;      /* enum measure */
	bool lower_is_better;
	uint8_t decimals;          /* of its values, 0 to QUANTITY_DECIMALS */
	uint16_t phasing[PERIODS]; /* basis points; FINAL as Q4 */
	int64_t max;               /* centi-points */
	int64_t per_unit;          /* centi-points a unit, PER_UNIT */
	uint16_t target_unit;      /* of its targets, ten-thousandths */
	uint8_t step_count;
	const struct ladder_step *steps; /* LADDER, rising */
};

#define DAY_NEVER INT32_C(100000000) /* its midnight is an instant, and after all others */
struct period_dates {                /* of a period that is not held all are DAY_NEVER */
	int32_t opens;               /* first day a report is accepted */
	int32_t due;                 /* as agreed */
	int32_t rolled;              /* the working day that due means; set by ruleset_make */
	int32_t lock;                /* last day a report is accepted */
};

struct band {
	char code[CODE_SIZE];
	int64_t at_least; /* centi-points */
};

struct review_policy {       /* local days each */
	uint8_t review_days; /* 0: nothing is reviewed */
	uint8_t dispute_days, return_days;
	uint8_t strict; /* bit (1 << period): what is not verified counts only when it came in time */
};

struct freeze_dates { /* days on which what comes is held back; first 0: none */
	int32_t first, last;
	uint8_t period; /* on account of which */
};

struct entry_rule {          /* what points may be entered for beside the tasks */
	int64_t least, most; /* centi-points of one entry */
	char code[CODE_SIZE];
	uint8_t kind; /* enum entry_kind */
};

struct ruleset {
	char cluster[CLUSTER_SIZE];
	uint16_t year;
	uint8_t edition;
	uint32_t version;
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the season's bytes */
	int64_t scale;
	uint16_t task_count;
	uint16_t board_count;
	struct task *tasks;
	char (*boards)[CODE_SIZE]; /* in the season's order, which shows ties */
	void *targets;             /* [board * task_count + task], for ruleset_target */
	uint8_t target_width;      /* bytes of each */
	struct period_dates periods[PERIODS];
	uint16_t holiday_count;
	int32_t *holidays; /* rising */
	uint8_t late_step_count;
	struct late_step *late_steps;
	int64_t missing_deduction;
	int64_t bonus_cap;
	uint8_t tiebreak_count;
	uint8_t tiebreaks[TIEBREAKS_MAX];
	uint8_t priority_group;
	uint8_t band_count;
	struct band *bands;          /* falling */
	uint8_t not_assigned;        /* enum not_assigned */
	uint8_t postmark_grace_days; /* local days after the rolled due day; 0: no postmarks */
	struct review_policy review;
	struct freeze_dates freeze;
	bool publication;             /* the public sees what was published */
	bool compact;                 /* every board signs each version */
	bool models;                  /* those that are recognised count */
	bool limitations;             /* they stay open until they are closed */
	uint16_t earlier_limitations; /* how many of the year before its file lists */
	uint16_t head, deputy;        /* index of the board */
	uint8_t group_count;
	uint8_t groups[GROUPS_MAX]; /* numbers */
	uint8_t proposal_days;      /* that what needs two signatures waits; 0: nothing does */
	uint8_t entry_rule_count;
	struct entry_rule *entry_rules;
};

/* Checks all of a draft: a season's definition as it came, before it is known to be right. Checks
 * it and says everything that is wrong, with paths such as season.tasks[2].max. When nothing is: a
 * new ruleset in one allocation, for ruleset_free. Else NULL. */
struct ruleset *ruleset_make(const struct season_draft *draft, uint32_t version,
                             const uint8_t hash[HASH_SIZE], struct faults *why);

/* The same without judging, of a season that was accepted once, whatever the rules have become: the
 * size of its block, or 0 when memory or arithmetic could not hold it, and then the ruleset in a
 * zeroed block of that size, aligned to 8. */
size_t ruleset_room(const struct season_draft *draft);
void ruleset_place(const struct season_draft *draft, uint32_t version,
                   const uint8_t hash[HASH_SIZE], struct ruleset *out);

/* Says whether `next` may follow `previous` at `now`: same cluster, year, edition, boards, task
 * codes, measures, accumulations and kinds in the same order; dates of locked periods as they were,
 * and from edition 2 on what has opened or was due. */
bool ruleset_may_follow(const struct ruleset *next, const struct ruleset *previous, int64_t now,
                        struct faults *why);

/* May a season begin so at `now`? From edition 2 on no period is locked yet: it would be for good,
 * and no version could mend it. Nor has its freeze begun: of what was sent since there would be
 * nothing from before to show. */
bool ruleset_may_begin(const struct ruleset *first, int64_t now, struct faults *why);

/* NULL is fine. */
void ruleset_free(struct ruleset *ruleset);

/* Bytes it takes, for the memory bound. */
size_t ruleset_size(const struct ruleset *ruleset);

/* Index by code, or -1. */
int ruleset_task(const struct ruleset *ruleset, const char *code);
/* The same, looked for from likely on first: the lines of a report come in the order of the tasks,
 * nearly always. */
int ruleset_task_from(const struct ruleset *ruleset, const char *code, int likely);
int ruleset_board(const struct ruleset *ruleset, const char *code);
/* NULL: there is none. */
const struct entry_rule *ruleset_entry_rule(const struct ruleset *ruleset, const char *code);

/* Does a report carry a line for this task? Only QUANTITY and PERCENT do. */
bool task_has_line(const struct task *task);

/* Ten-thousandths; 0: not assigned; APPRAISED: 1. Inline, since a standing asks for each of them. */
static inline int64_t ruleset_target(const struct ruleset *ruleset, size_t board, size_t task)
{
	const size_t i = board * ruleset->task_count + task;
	const int64_t unit = ruleset->tasks[task].target_unit;

	if (ruleset->target_width == sizeof(uint16_t))
		return ((const uint16_t *)ruleset->targets)[i] * unit;
	if (ruleset->target_width == sizeof(uint32_t))
		return ((const uint32_t *)ruleset->targets)[i] * unit;
	return ((const int64_t *)ruleset->targets)[i] * unit;
}

/* Is a report of it awaited in this season? One that is not held never opens and never locks. */
bool period_held(const struct ruleset *ruleset, enum period period);
/* The next that is held after one, the last that is held before one; PERIODS: there is none. */
enum period period_after(const struct ruleset *ruleset, enum period period);

/* The first held one that has not locked by then, which what counts from now on moves first; FINAL when
 * all have. */
enum period ruleset_first_unlocked(const struct ruleset *ruleset, int64_t instant);

enum period period_before(const struct ruleset *ruleset, enum period period);

/* Have all held ones locked? */
bool ruleset_is_over(const struct ruleset *ruleset, int64_t instant);

/* When its first held period opens. */
int64_t ruleset_begins_at(const struct ruleset *ruleset);

/* Are reports reviewed at all? Does one of this period that nobody has verified count only when it came
 * review_days before the lock? */
bool ruleset_reviews(const struct ruleset *ruleset);
bool period_strict(const struct ruleset *ruleset, enum period period);

/* Instants: what comes is held back from ruleset_freezes_at up to but not at ruleset_thaws_at; INT64_MAX both
 * when nothing ever is. */
int64_t ruleset_freezes_at(const struct ruleset *ruleset);
int64_t ruleset_thaws_at(const struct ruleset *ruleset);

/* Instants: a period accepts reports from opens_at up to but not at locks_at. */
int64_t period_opens_at(const struct ruleset *ruleset, enum period period);
int64_t period_locks_at(const struct ruleset *ruleset, enum period period);

/* The latest period open by `now`, or -1. */
int ruleset_current(const struct ruleset *ruleset, int64_t now);

/* Days after the rolled due date, 0 when on time. */
uint32_t ruleset_late_days(const struct ruleset *ruleset, enum period period, int64_t received_at);

/* Centi-points for so many days late; 0 days cost nothing; beyond the last step the missing
 * deduction. */
int64_t ruleset_late_deduction(const struct ruleset *ruleset, uint32_t days);

/* A standing changes by time only at such instants: local midnights at which a period opens, those
 * after its rolled due day, for an overdue report is a day later each, and the one at which it
 * locks. The first one after `now`; INT64_MAX when none. */
int64_t ruleset_next_change(const struct ruleset *ruleset, int64_t now);

#endif
