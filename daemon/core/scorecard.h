/*
 * scorecard -- the points of one board, each with all that led to it. Explains a standing; decides
 * nothing.
 */
#ifndef CORE_SCORECARD_H
#define CORE_SCORECARD_H

#include "standing.h"

struct score_line {
	const struct task *task;
	struct achievement achievement;
	struct task_points result;
	uint16_t phasing; /* basis points */
	int leader;       /* LEADER: board with the largest lead, or -1 */
	int64_t leader_actual, leader_target;
	bool withheld;          /* points, leader and cause are not told */
	enum score_cause cause; /* why the points are not those of the whole value, or none */
	size_t value_count;     /* periods in which the review says something of the task */
	const struct told_score_value *values;
	const struct model_counts *models; /* MODELS, where there is a register; else NULL */
};

struct late_entry {
	enum period period;
	struct lateness lateness;
	int32_t due;           /* rolled */
	int64_t received_at;   /* 0: none */
	int64_t postmarked_at; /* 0: not */
	uint8_t review;        /* enum review_state; 0 where nothing is reviewed */
	enum score_cause cause;
};

struct scorecard {
	const struct standing *standing; /* outlives the scorecard */
	size_t board;
	bool frozen;              /* nothing is told from which another board's points follow */
	int64_t earned, assigned; /* sums of points and of maxima of the lines that are told */
	size_t line_count;
	struct score_line *lines; /* in the season's order */
	size_t late_count;
	const struct late_entry *late;
	size_t entry_count;
	const struct told_points_entry
	        *entries; /* that count, in the order in which they took effect */
};

void scorecard_make(const struct standing *standing, size_t board, int64_t now, struct arena *arena,
                    struct scorecard *out);

/* What its own board sees of it in a freeze: of tasks measured against a leader no points, and neither base,
 * total, grade nor rank, all of which move with others. */
void scorecard_hold_back(struct scorecard *card);

/* What the public reads of it: the numbers, and neither who judged, entered or signed nor what anybody wrote, in
 * which names may stand. */
void scorecard_for_public(struct scorecard *card, struct arena *arena);

/* What a command that has just entered shows: the standing that it moves first, and in it the scorecard
 * of whom it is about. False: nothing. */
bool scorecard_after(const struct cluster *cluster, const struct command *command,
                     const struct effect *effect, int64_t now, struct arena *arena,
                     struct standing *standing, struct scorecard *out);

#endif
