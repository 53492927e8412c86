/*
 * answer -- what a client reads: Reply and Standings frames to plain structs. The reverse of reply.
 *
 * Structs hold what travelled, not core state: an answer is read by people and programs that have
 * no season at hand. Everything lives in the caller's arena.
 */
#ifndef WIRE_ANSWER_H
#define WIRE_ANSWER_H

#include "reply.h"

struct told_row {
	const char *board;
	uint32_t rank, rank_before; /* 0: none */
	bool tied;
	int64_t total, base, bonus, deduction, priority; /* centi-points */
	uint32_t late_days;
	const char *band;
	int status; /* enum board_status */
	uint32_t revision;
	const int64_t *points; /* [task_count]; -1: not assigned */
};

struct told_move {
	const char *board;
	uint32_t from, to;
};

struct told_standings {
	uint8_t epoch[EPOCH_SIZE];
	uint64_t sequence;
	int64_t as_of, published_at;
	const char *cluster;
	uint32_t year;
	int period; /* enum period */
	bool current, locked, rehearsal;
	uint32_t season_version;
	uint8_t ruleset_hash[HASH_SIZE], state_hash[HASH_SIZE];
	size_t task_count;
	const char *const *tasks;
	const struct task_total *totals; /* [task_count] */
	size_t row_count;
	const struct told_row *rows; /* best first */
	uint32_t reported, expected;
	uint64_t models;
	size_t tiebreak_count;
	const int *tiebreaks; /* enum tiebreak */
	size_t move_count;
	const struct told_move *moves;
	bool has_cause;
	uint8_t cause[ID_SIZE];
};

struct told_score_line {
	const char *task;
	int kind, accumulation, measure; /* the wire's numbers */
	bool lower_is_better, assigned, reported;
	int64_t max, actual, out_of, target, points, per_unit;
	uint32_t phasing, step;
	const char *leader; /* NULL: none */
	int64_t leader_actual, leader_target;
	const char *numerator, *denominator; /* decimal */
};

struct told_late {
	int period; /* enum period */
	int status;
	uint32_t late_days;
	int64_t deduction;
	int32_t due;
	int64_t received_at; /* 0: none */
};

struct told_scorecard {
	const char *cluster, *board;
	uint32_t year;
	int period;
	size_t line_count;
	const struct told_score_line *lines;
	int64_t earned, assigned, scale;
	int not_assigned;
	size_t late_count;
	const struct told_late *late;
	struct told_row row;
	int64_t as_of;
};

struct told_board {
	const char *board;
	int status;
	uint32_t revision;
	int64_t received_at; /* 0: none */
	bool has_hash;
	uint8_t hash[HASH_SIZE];
};

enum answer_kind {
	ANSWER_NONE, /* status and faults only */
	ANSWER_RECEIPT = 10,
	ANSWER_STANDINGS,
	ANSWER_SCORECARD,
	ANSWER_REPORT,
	ANSWER_SEASON,
	ANSWER_JOURNAL,
	ANSWER_COMPLETENESS,
	ANSWER_PONG,
	ANSWER_DRY_RUN,
};

struct answer {
	uint64_t correlation;
	enum status status;
	size_t fault_count;
	const struct fault *faults;
	uint32_t retry_after_ms;
	enum answer_kind kind;
	struct receipt receipt;
	struct told_standings standings; /* also DRY_RUN */
	struct told_scorecard scorecard; /* also DRY_RUN */
	size_t entry_count;              /* REPORT: 1; JOURNAL */
	const struct journal_entry *entries;
	uint64_t head;
	struct {
		uint32_t version;
		const uint8_t *bytes;
		size_t size;
		uint8_t hash[HASH_SIZE];
		int current; /* enum period or -1 */
	} season;
	struct {
		int period;
		uint32_t reported, expected;
		size_t board_count;
		const struct told_board *boards;
	} completeness;
	struct {
		int64_t now;
		const char *version;
		uint8_t epoch[EPOCH_SIZE];
		bool rehearsal;
	} pong;
};

/* False when the bytes are no Reply; unknown fields are passed over, so that an old client reads a
 * new daemon. */
bool answer_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct answer *out);

bool standings_decode(const uint8_t *bytes, size_t size, struct arena *arena,
                      struct told_standings *out);

#endif
