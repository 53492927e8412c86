/*
 * rows -- the tables of a cluster, one struct a row. Inside core only.
 *
 * Rows name each other by number + 1, so that 0 says none.
 */
#ifndef CORE_ROWS_H
#define CORE_ROWS_H

#include "cluster.h"

/* A board is its code, for ever: what it was called in one season it is called in all. */
struct board_row {
	char code[CODE_SIZE];
};

struct __attribute__((packed)) key_row { /* a grant */
	struct row at;
	int64_t taken_at; /* before that, when it was brought back */
	uint8_t sign_key[KEY_SIZE], curve_key[KEY_SIZE];
	uint16_t board; /* number + 1 */
	uint8_t role, audience;
	bool relay;
};

struct revocation_row {
	struct row at;
	uint32_t key; /* number + 1 */
};

struct version_row { /* of a season */
	struct row at;
	uint32_t ruleset;  /* struct ruleset, in the heap */
	uint32_t boards;   /* uint16_t [board_count] in the heap: numbers of board rows */
	uint32_t cells;    /* place of the first cell of [board_count * PERIODS] */
	uint32_t previous; /* number + 1 of the version before */
	uint32_t earlier;  /* struct earlier_said [earlier_count], in the heap */
	uint16_t year, earlier_count;
};

struct earlier_said {  /* a limitation that a season's file lists */
	uint32_t text; /* number + 1 */
	uint16_t board;
};

struct limitation_text_row { /* what a board has named, as it was spelt first */
	uint32_t folded;     /* a part of what fold_hash says */
	uint32_t text;       /* in the heap */
	uint16_t board;
	uint16_t year; /* of the season in which it was */
};

/* What became of a limitation; what that means: limitations.h */
struct __attribute__((packed)) limitation_row {
	struct row at;
	uint32_t text : 24;     /* number + 1 */
	unsigned of_period : 4; /* the wire's number; 0: from a season's file */
	unsigned event : 4;     /* enum limitation_event */
	uint32_t said; /* in the heap. Of a closing the hash of its command, evidence_count more and
	                  the reference of how, a text; of a refusal why not, a text */
	uint16_t of_year, of_number, board; /* whose limitation */
	uint16_t by;                        /* of a judgement: as review_row has it */
	uint8_t evidence_count;
};

struct __attribute__((packed)) model_row { /* of the register: models.h */
	uint32_t folded;                   /* of its title */
	uint32_t text; /* in the heap: the title, a text; behind it where field and effect are */
	uint32_t report : 24; /* number + 1 of the revision that listed it first */
};

struct __attribute__((packed)) verdict_row { /* what was said of a model */
	struct row at;
	uint32_t model : 24;  /* number + 1 */
	uint8_t event : 7;    /* enum model_event */
	bool other_named : 1; /* other is a name: of one in a year that is not here */
	uint32_t said;  /* in the heap: the hash of its command, and behind it the reason, a text */
	uint32_t other; /* of a duplicate the earlier one: number + 1, or its name in the heap */
	uint16_t by;    /* of a verdict: as review_row has it */
};

struct signature_row { /* a board has signed a version of a season */
	struct row at;
	uint32_t version; /* number + 1 */
	uint16_t board;   /* the board's number */
};

struct postmark_row { /* a report that is on its way */
	struct cell_row cell;
	int64_t taken_at; /* what counts: before the cell's, when it was brought back */
	uint8_t report_hash[HASH_SIZE];
};

/* An event of a report's review; what it means: review.h */
struct __attribute__((packed)) review_row {
	struct chained in;
	unsigned event : 4, state : 3; /* state: what it led to */
	bool returned : 1;             /* the revision has been returned, by this or before */
	uint8_t judged_count;
	uint8_t days; /* local days after which a taking ends by itself, or a verification is
	                    disputed no more; else 0 */
	uint32_t report : 24; /* number + 1 of the revision */
	uint32_t said; /* in the heap. Of a return its reason, a text; of a verification the hash of
	                    its command, which a dispute and a resolution name, and behind it, as of
	                    those, what is said of judged_count tasks (judged.h) */
	uint16_t number; /* it is the report's first event, second ... */
	uint16_t by;     /* the office whose key did it: board's number + 1; 0: the supervisor */
};

struct proposal_row { /* a command that needs another signature */
	struct row at;
	int64_t taken_at; /* before the row's, when it was brought back */
	int64_t until;    /* the first instant that is too late for it */
	uint8_t hash[HASH_SIZE];
	uint8_t said[HASH_SIZE]; /* of what it says, whoever says it when */
	uint32_t bytes, size;    /* of the command, in the heap */
	uint32_t key;            /* that proposed it: number + 1; 0: the root */
	uint16_t year;
	uint16_t board; /* that it is about: number + 1; 0: none */
	uint8_t action; /* enum action_number */
	uint8_t seats;  /* whose signatures it needs */
	uint8_t filled; /* those that the proposal itself gives */
	bool either;    /* head or deputy in the head's seat */
};

struct answer_row { /* to a proposal */
	struct row at;
	uint32_t proposal; /* number + 1 */
	uint32_t key;      /* number + 1 */
	uint32_t reason;   /* of its end: a text in the heap; 0: none was given */
	uint8_t kind;      /* enum proposal_answer */
	uint8_t seat;      /* of a signature */
};

struct entry_row { /* of points beside the tasks, dated by its last signature; or its withdrawal */
	struct row at;
	int64_t points;
	uint32_t proposal; /* number + 1 */
	uint32_t entry;    /* number + 1 of the one that it withdraws; 0: it is one itself */
	uint16_t year;
	uint16_t board; /* its number */
	uint8_t kind;   /* enum entry_kind */
	char rule[CODE_SIZE];
};

struct amendment_row { /* of a report of a locked period, dated by its last signature */
	struct row at;
	uint32_t proposal; /* number + 1 */
	uint32_t judged;   /* of judged_count tasks, in the heap (judged.h) */
	uint16_t judged_count;
	uint16_t year, number; /* from 1 in the year */
	uint16_t board;        /* its number */
	uint8_t period;
};

struct final_row { /* a year that was finalised, dated by its last signature */
	struct row at;
	uint16_t year;
};

struct reveal_row { /* of a freeze, dated by its last signature */
	struct row at;
	uint16_t year;
};

struct publication_row { /* of what locked, or of what succeeds it */
	struct row at;
	uint16_t year;
	uint16_t amendment; /* number of that which made it; 0: it is what locked */
	uint8_t period;
	uint8_t hash[HASH_SIZE]; /* its state_hash */
};

/* Indexes are as long as tables, so they number rows in three bytes. So many rows would be 200 MB of memory. */
enum { ROWS_MAX = (1 << 24) - 1 };
struct __attribute__((packed)) row_number {
	uint32_t of : 24;
};

/* Rows of one kind in one cell, each naming the one before. */
enum chain { CHAIN_REPORTS, CHAIN_POSTMARKS, CHAIN_REVIEWS, CHAINS };

struct cell {                             /* of a board and period: where its chains end */
	struct row_number newest[CHAINS]; /* + 1 */
};

enum { ID_BEGIN = 2 };
struct id_row { /* of a command that was accepted: the rest of its id */
	uint8_t rest[ID_SIZE - ID_BEGIN];
};

struct id_run { /* ids of entries one after the other, from a row on */
	uint32_t first, sequence;
	uint8_t begin[ID_BEGIN]; /* of all of them */
};

struct lacking_row { /* a year whose entries were left out of the load */
	uint16_t year;
	uint32_t first, words; /* of the filter of its ids */
};

#define ROWS(name, type, table)                                                                    \
	static inline type *name(const struct cluster *cluster)                                    \
	{                                                                                          \
		return cluster->tables[table].rows;                                                \
	}
ROWS(rows_boards, struct board_row, TABLE_BOARDS)
ROWS(rows_keys, struct key_row, TABLE_KEYS)
ROWS(rows_revocations, struct revocation_row, TABLE_REVOCATIONS)
ROWS(rows_versions, struct version_row, TABLE_VERSIONS)
ROWS(rows_signatures, struct signature_row, TABLE_SIGNATURES)
ROWS(rows_proposals, struct proposal_row, TABLE_PROPOSALS)
ROWS(rows_answers, struct answer_row, TABLE_ANSWERS)
ROWS(rows_entries, struct entry_row, TABLE_ENTRIES)
ROWS(rows_amendments, struct amendment_row, TABLE_AMENDMENTS)
ROWS(rows_finals, struct final_row, TABLE_FINALS)
ROWS(rows_limitation_texts, struct limitation_text_row, TABLE_LIMITATION_TEXTS)
ROWS(rows_limitations, struct limitation_row, TABLE_LIMITATIONS)
ROWS(rows_models, struct model_row, TABLE_MODELS)
ROWS(rows_verdicts, struct verdict_row, TABLE_VERDICTS)
ROWS(rows_reveals, struct reveal_row, TABLE_REVEALS)
ROWS(rows_publications, struct publication_row, TABLE_PUBLICATIONS)
ROWS(rows_reports, struct report, TABLE_REPORTS)
ROWS(rows_reviews, struct review_row, TABLE_REVIEWS)
ROWS(rows_ids, struct id_row, TABLE_IDS)
ROWS(rows_id_runs, struct id_run, TABLE_ID_RUNS)
ROWS(rows_lacking, struct lacking_row, TABLE_LACKING)
ROWS(rows_filters, uint32_t, TABLE_FILTERS)
/* The two indexes, which follow from the rows: numbers of ids by rising id; cells of the boards and
 * periods of each season version, of which the newest version's are in use. */
ROWS(rows_id_order, struct row_number, TABLE_ID_ORDER)
ROWS(rows_cells, struct cell, TABLE_CELLS)
#undef ROWS

static inline uint32_t rows_count(const struct cluster *cluster, enum cluster_table table)
{
	return cluster->tables[table].count;
}

/* Of one row; cluster.c has the list. */
extern const size_t rows_sizes[TABLES];

/* The row's number + 1, as other rows name it: 0 is none. */
static inline uint32_t rows_number(const struct cluster *cluster, enum cluster_table table,
                                   const void *row)
{
	const char *first = cluster->tables[table].rows;

	return (uint32_t)((size_t)((const char *)row - first) / rows_sizes[table]) + 1;
}

/* A new row, zeroed; one with a struct row at its beginning is dated by who adds it. */
void *rows_add(struct cluster *cluster, enum cluster_table table, size_t count);

/* When the entry that is being applied came. */
struct row rows_now(const struct cluster *cluster);

/* Number of a board, made when it is new. */
uint16_t rows_board(struct cluster *cluster, const char *code);
/* False: no season has had it. number may be NULL. */
bool rows_find_board(const struct cluster *cluster, const char *code, uint16_t *number);

#endif
