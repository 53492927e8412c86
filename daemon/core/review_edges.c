/*
 * An edge has the sides that may go it, and guards that are asked in their order; the first that does not hold is the refusal, so
 * there is one, and it says how it stands. What is no edge is CLOSED in the words of its state.
 *
 * Who may ever do a thing follows from the table too, and is asked before the state: a stranger does not learn it.
 */
#include "review_edges.h"

#include <string.h>

#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "rows.h"
#include "season.h"

/* A refusal and what it speaks of, a letter for each argument:
 * b board, p its period, o the office that took it or else reviews it, e the day when the period opens, l
 * the last one before its lock,
 * u the last day of its state, f the day from which the supervisor may take it, a the last day on which it
 * is returned, q the period whose lock is near and d its day. */
struct refusal {
	enum fault_reason reason;
	const char *speaks_of;
};

struct guard {
	bool (*holds)(const struct review_act *act);
	struct refusal refusal;
};

struct edge {
	enum review_state to;
	unsigned sides;
	const struct guard *guards[2]; /* NULL: no more */
};

/* --- guards --- */

size_t review_reviewer(const struct ruleset *ruleset, size_t board)
{
	return board == ruleset->head ? ruleset->deputy : ruleset->head;
}

unsigned review_side(const struct ruleset *ruleset, const struct granted_key *signer, size_t board)
{
	if (signer->role == ROLE_SUPERVISOR)
		return REVIEW_BY_SUPERVISOR;
	if (strcmp(signer->board, ruleset->boards[board]) == 0)
		return REVIEW_BY_BOARD;
	if (strcmp(signer->board, ruleset->boards[review_reviewer(ruleset, board)]) == 0)
		return REVIEW_BY_REVIEWER;
	return 0;
}

uint16_t review_by(const struct cluster *cluster, const struct ruleset *ruleset,
                   const struct granted_key *signer)
{
	const int place = ruleset_board(ruleset, signer->board);
	const struct version_row *newest = season_newest(cluster, ruleset->year);

	return place < 0 ? 0 : (uint16_t)(season_board(cluster, newest, (size_t)place) + 1);
}

int64_t review_ends_at(const struct review_row *row)
{
	if (row->event != REVIEW_TAKE && row->event != REVIEW_VERIFY)
		return calendar_midnight(DAY_NEVER);
	return calendar_days_after(row->in.at.received_at, row->days);
}

int64_t review_supervisor_from(const struct cluster *cluster, const struct ruleset *ruleset,
                               enum period period, const struct report *report)
{
	const int32_t days = ruleset->review.review_days;
	const int64_t came = cluster_report_times(cluster, report).first_received_at;
	const int64_t waited = calendar_days_after(came, days);
	const int64_t near = calendar_days_before(period_locks_at(ruleset, period), days);

	return waited < near ? waited : near;
}

static int64_t return_until(const struct review_act *act)
{
	const struct review_policy *days = &act->ruleset->review;

	return calendar_days_before(period_locks_at(act->ruleset, act->period),
	                            days->review_days + days->return_days);
}

/* The period, this one or a later one, whose lock is so near that the reviewer adjusts nothing any
 * more; PERIODS: none. */
static enum period near_lock(const struct review_act *act)
{
	enum period period = act->period;

	while (period < PERIODS) {
		const int64_t lock = period_locks_at(act->ruleset, period);

		if (act->moment < lock &&
		    act->moment >= calendar_days_before(lock, act->ruleset->review.dispute_days))
			break;
		period = period_after(act->ruleset, period);
	}
	return period;
}

static bool has_opened(const struct review_act *act)
{
	return act->moment >= period_opens_at(act->ruleset, act->period);
}

static bool has_not_locked(const struct review_act *act)
{
	return act->moment < period_locks_at(act->ruleset, act->period);
}

static bool has_waited(const struct review_act *act)
{
	return act->side != REVIEW_BY_SUPERVISOR ||
	       act->moment >= review_supervisor_from(act->cluster, act->ruleset, act->period,
	                                             act->review.report);
}

static bool took_it(const struct review_act *act)
{
	return act->review.last->by == act->by;
}

static bool another_took_it(const struct review_act *act)
{
	return !took_it(act);
}

static bool can_be_answered(const struct review_act *act)
{
	return act->moment < return_until(act);
}

static bool may_adjust(const struct review_act *act)
{
	return act->side == REVIEW_BY_SUPERVISOR || (!act->adjusts && !act->appraised) ||
	       near_lock(act) == PERIODS;
}

static bool can_be_disputed(const struct review_act *act)
{
	return act->moment < review_ends_at(act->review.verification);
}

/* What each asks for stands in proto/README.md, too. */

/* from the opening of the period on */
static const struct guard opened = { has_opened, { FAULT_PERIOD_NOT_OPEN, "pel" } };
/* before its lock */
static const struct guard unlocked = { has_not_locked, { FAULT_PERIOD_LOCKED, "pel" } };
/* the supervisor: when review_days have passed since the first receipt, or the lock is that near or past */
static const struct guard waited = { has_waited, { FAULT_REVIEW_NOT_WAITED, "of" } };
/* the office that took it */
static const struct guard taker = { took_it, { FAULT_REVIEW_OF_ANOTHER, "" } };
/* not who has it already */
static const struct guard another = { another_took_it, { FAULT_REVIEW_TAKEN, "" } };
/* not in the last review_days and return_days before the lock, nor after it */
static const struct guard answerable = { can_be_answered, { FAULT_REVIEW_NO_ANSWER, "a" } };
/* the reviewer in the last dispute_days before any lock: as reported, without an appraised task */
static const struct guard adjusting = { may_adjust, { FAULT_REVIEW_NEAR_LOCK, "qd" } };
/* within dispute_days of the verification */
static const struct guard disputable = { can_be_disputed, { FAULT_REVIEW_FINAL, "bpu" } };

/* --- the table --- */

static const struct edge edges[REVIEW_STATES][REVIEW_EVENTS] = {
	[REVIEW_EXPECTED][REVIEW_SUBMIT] = { REVIEW_SUBMITTED,
	                                     REVIEW_BY_BOARD,
	                                     { &opened, &unlocked } },
	[REVIEW_SUBMITTED][REVIEW_SUBMIT] = { REVIEW_SUBMITTED,
	                                      REVIEW_BY_BOARD,
	                                      { &opened, &unlocked } },
	[REVIEW_RETURNED][REVIEW_SUBMIT] = { REVIEW_SUBMITTED,
	                                     REVIEW_BY_BOARD,
	                                     { &opened, &unlocked } },
	[REVIEW_SUBMITTED][REVIEW_TAKE] = { REVIEW_UNDER_REVIEW,
	                                    REVIEW_BY_REVIEWER | REVIEW_BY_SUPERVISOR,
	                                    { &waited } },
	[REVIEW_RETURNED][REVIEW_TAKE] = { REVIEW_UNDER_REVIEW,
	                                   REVIEW_BY_REVIEWER | REVIEW_BY_SUPERVISOR,
	                                   { &waited } },
	[REVIEW_UNDER_REVIEW][REVIEW_TAKE] = { REVIEW_UNDER_REVIEW,
	                                       REVIEW_BY_SUPERVISOR,
	                                       { &another, &waited } },
	[REVIEW_UNDER_REVIEW][REVIEW_RELEASE] = { REVIEW_SUBMITTED,
	                                          REVIEW_BY_REVIEWER | REVIEW_BY_SUPERVISOR,
	                                          { &taker } },
	[REVIEW_UNDER_REVIEW][REVIEW_RETURN] = { REVIEW_RETURNED,
	                                         REVIEW_BY_REVIEWER | REVIEW_BY_SUPERVISOR,
	                                         { &taker, &answerable } },
	[REVIEW_UNDER_REVIEW][REVIEW_VERIFY] = { REVIEW_VERIFIED,
	                                         REVIEW_BY_REVIEWER | REVIEW_BY_SUPERVISOR,
	                                         { &taker, &adjusting } },
	[REVIEW_VERIFIED][REVIEW_DISPUTE] = { REVIEW_DISPUTED, REVIEW_BY_BOARD, { &disputable } },
	[REVIEW_DISPUTED][REVIEW_RESOLVE] = { REVIEW_VERIFIED, REVIEW_BY_SUPERVISOR, { NULL } },
	[REVIEW_UNDER_REVIEW][REVIEW_FALL_BACK] = { REVIEW_SUBMITTED, REVIEW_BY_TIME, { NULL } },
	[REVIEW_RETURNED][REVIEW_LOCK] = { REVIEW_SUBMITTED, REVIEW_BY_TIME, { NULL } },
};

/* An empty cell says how it stands with the report, and who can go on. */
static const struct refusal closed[REVIEW_STATES] = {
	[REVIEW_EXPECTED] = { FAULT_REVIEW_EXPECTED, "bpl" },
	[REVIEW_SUBMITTED] = { FAULT_REVIEW_SUBMITTED, "bpo" },
	[REVIEW_UNDER_REVIEW] = { FAULT_REVIEW_UNDER_REVIEW, "bpou" },
	[REVIEW_RETURNED] = { FAULT_REVIEW_RETURNED, "bplo" },
	[REVIEW_VERIFIED] = { FAULT_REVIEW_VERIFIED, "bpu" },
	[REVIEW_DISPUTED] = { FAULT_REVIEW_DISPUTED, "bp" },
};

enum review_state review_edge(enum review_state from, enum review_event event)
{
	return edges[from][event].to;
}

unsigned review_sides(enum review_event event)
{
	unsigned sides = 0;

	for (size_t state = 0; state < REVIEW_STATES; state++)
		sides |= edges[state][event].sides;
	return sides;
}

/* --- refusals --- */

static int64_t state_ends(const struct review_act *act)
{
	return act->review.verification ? review_ends_at(act->review.verification)
	                                : act->review.until;
}

static const char *office(const struct review_act *act)
{
	const bool taken = act->review.state == REVIEW_UNDER_REVIEW && act->review.last->by > 0;

	return taken ? rows_boards(act->cluster)[act->review.last->by - 1].code
	             : act->ruleset->boards[review_reviewer(act->ruleset, act->board)];
}

/* The day that ends at a midnight. */
static const char *day_before(int64_t midnight, struct faults *why)
{
	char day[CALENDAR_DATE_SIZE];

	return fault_path(why, "%s", calendar_format(calendar_day(midnight - 1), day));
}

static const char *argument(const struct review_act *act, char what, struct faults *why)
{
	const struct ruleset *ruleset = act->ruleset;

	switch (what) {
	case 'b':
		return ruleset->boards[act->board];
	case 'p':
		return names_find(&names_periods, (int)act->period);
	case 'o':
		return office(act);
	case 'e':
		return day_before(period_opens_at(ruleset, act->period) + 1, why);
	case 'l':
		return day_before(period_locks_at(ruleset, act->period), why);
	case 'u':
		return day_before(state_ends(act), why);
	case 'f':
		return day_before(review_supervisor_from(act->cluster, ruleset, act->period,
		                                         act->review.report) +
		                          1,
		                  why);
	case 'a':
		return day_before(return_until(act), why);
	case 'q':
		return names_find(&names_periods, (int)near_lock(act));
	default: /* d */
		return day_before(period_locks_at(ruleset, near_lock(act)), why);
	}
}

static void refuse(const struct review_act *act, const struct refusal *refusal, struct faults *why)
{
	const bool forbidden = fault_status(refusal->reason) == STATUS_FORBIDDEN;
	const char *arguments[FAULT_ARGUMENTS_MAX];
	const size_t count = strlen(refusal->speaks_of);

	for (size_t i = 0; i < count; i++)
		arguments[i] = argument(act, refusal->speaks_of[i], why);
	faults_add(why, refusal->reason,
	           forbidden ? "key" : fault_path(why, "%s.period", act->name), arguments, count);
}

/* What is said of the state also where time has ended what the table lets. */
static const struct refusal *how_it_stands(const struct review_act *act)
{
	static const struct refusal of_supervisor = { FAULT_REVIEW_UNDER_SUPERVISOR, "bpu" };

	if (act->review.state == REVIEW_UNDER_REVIEW && act->review.last->by == 0)
		return &of_supervisor;
	if (act->review.state == REVIEW_VERIFIED && !can_be_disputed(act))
		return &disputable.refusal;
	return &closed[act->review.state];
}

bool review_lets(const struct review_act *act, struct faults *why)
{
	const struct edge *edge = &edges[act->review.state][act->event];

	if ((edge->sides & act->side) == 0) {
		refuse(act, how_it_stands(act), why);
		return false;
	}
	for (size_t i = 0; i < 2 && edge->guards[i]; i++) {
		if (edge->guards[i]->holds(act))
			continue;
		refuse(act, &edge->guards[i]->refusal, why);
		return false;
	}
	return true;
}
