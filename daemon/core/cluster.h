/*
 * cluster -- the state of one cluster: its keys, its seasons, the head of its journal. cluster x
 * command -> cluster or faults.
 *
 * Pure: the daemon, the what-if of a client and the auditor's recomputation run this code. A
 * command is checked, which changes nothing, and then applied. Check judges what comes now; apply
 * enters what was accepted once, whatever the rules have become.
 *
 * The state is tables of rows that are only added (row_table.h): what held at an instant are the
 * last rows before it, so the standing at a lock, the replay and the what-if (mark, apply, compute,
 * rewind) are one thing. Everything a later command needs is here; everything else stays in the
 * journal.
 *
 * A new command is a row of actions[] in cluster.c and a file of its own.
 */
#ifndef CORE_CLUSTER_H
#define CORE_CLUSTER_H

#include <string.h>

#include "command.h"
#include "heap.h"
#include "row_table.h"

struct arena;
struct faults;

/* Rows are many, so nothing is padded in what each begins with. */
struct __attribute__((packed)) row { /* the entry that made it, and when that came */
	uint32_t sequence;           /* of a cluster's journal, which never has so many entries */
	int64_t received_at;
};

struct value {
	int64_t actual; /* -1: absent; PERCENT: done */
	int64_t out_of; /* PERCENT */
};

struct __attribute__((packed)) chained { /* each one of a chain of rows begins so; core's */
	struct row at;
	uint32_t previous : 24; /* number + 1 of the one before it */
};

struct __attribute__((packed)) cell_row { /* and each one of a board and period of a season so */
	struct chained in;
	uint16_t year;
	uint16_t board; /* the board's number */
	uint8_t period;
};

enum { REVISIONS_MOST = UINT16_MAX }; /* that a report has room for */

/* A revision of a report. */
struct __attribute__((packed)) report {
	struct cell_row cell;
	uint8_t limitation_count;
	uint16_t values_size;
	uint16_t revision;       /* 0: none yet */
	uint32_t values;         /* cluster_report_values reads them */
	uint32_t times;          /* for cluster_report_times: in the heap, its reference + 1; 0: all
	                            are the row's */
	uint8_t hash[HASH_SIZE]; /* BLAKE2b-256 of the command's bytes */
	uint32_t models : 24;    /* good models reported */
	uint32_t limitations;    /* numbers + 1 of their texts, in the heap (number_list.h) */
	uint32_t listed; /* the same of models, its reference + 1; 0: no register has them */
};

/* Of most reports all are the instant at which the row came, and no day is late. */
struct report_times {
	int64_t taken_at;          /* before the row's, when it was brought back */
	int64_t first_received_at; /* of revision 1: lateness is the first one's; a correction is
	                              not late */
	int64_t counted_at;        /* from when its lateness counts: that, or its postmark */
	uint32_t late_days;        /* under the ruleset of then: what its receipt said */
};

struct granted_key {
	uint8_t sign_key[KEY_SIZE], curve_key[KEY_SIZE];
	char board[CODE_SIZE]; /* "" unless an office */
	enum role role;
	enum audience audience; /* MEMBER but for some viewers */
	bool relay;
	bool revoked;
	int64_t granted_at; /* by the receipt of its grant, also of one that was brought back; 0: the root's */
};

/* What an applied command moved: all that anybody outside needs to know of it. */
struct effect {
	uint32_t year;         /* of the first season that may move; 0: none */
	enum period from;      /* standings before this one stay */
	bool proposal;         /* it waits for a second signature */
	bool access, calendar; /* who may connect; when time moves it next */
	bool shown;            /* who may see what */
	uint32_t reveals;      /* the season whose freeze has ended by it; 0: none */
	bool carries; /* what another season counts of this one: also an earlier one may move */
	bool has_late_days;
	uint32_t late_days;
	const char *board; /* whose scorecard shows it; NULL: its signer's. The cluster's */
};

enum cluster_table {
	TABLE_BOARDS,
	TABLE_KEYS,
	TABLE_REVOCATIONS,
	TABLE_VERSIONS,
	TABLE_SIGNATURES,
	TABLE_PROPOSALS,
	TABLE_ANSWERS,
	TABLE_ENTRIES,
	TABLE_AMENDMENTS,
	TABLE_FINALS,
	TABLE_LIMITATION_TEXTS,
	TABLE_LIMITATIONS,
	TABLE_MODELS,
	TABLE_VERDICTS,
	TABLE_REVEALS,
	TABLE_PUBLICATIONS,
	TABLE_REPORTS,
	TABLE_POSTMARKS,
	TABLE_REVIEWS,
	TABLE_IDS,
	TABLE_ID_RUNS,
	TABLE_ID_ORDER, /* an index */
	TABLE_CELLS,    /* an index */
	TABLE_LACKING,
	TABLE_FILTERS,
	TABLES
};

struct command_reader { /* wire's: the core knows no bytes */
	/* A command that was accepted once; key and times are the caller's to set. False: cannot be
	 * represented. */
	bool (*read)(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out);
	/* Of any bytes: BLAKE2b-256. */
	void (*hash)(const void *bytes, size_t size, uint8_t out[HASH_SIZE]);
	/* A hash of all that it says but id and signed_at. */
	void (*said)(const struct command *command, uint8_t out[HASH_SIZE]);
};

struct cluster {
	char code[CLUSTER_SIZE];
	uint8_t operator_key[KEY_SIZE];      /* the root: may do what an operator may */
	uint8_t daemon_key[KEY_SIZE];        /* whose receipts are honoured; zeros: nobody's */
	bool rehearsal;                      /* those of rehearsals, and no others */
	const struct command_reader *reader; /* NULL: nothing can be proposed */
	uint64_t sequence;                   /* of the last entry; 0: none */
	uint8_t hash[HASH_SIZE];             /* of the last entry; zeros when none */
	int64_t last_received_at;
	struct row_table tables[TABLES];
	struct heap heap;
	uint64_t left_out;    /* commands of years it lacks */
	uint64_t passed_over; /* entries in their place */
};

struct cluster_mark { /* where a cluster ended */
	uint64_t sequence;
	uint8_t hash[HASH_SIZE];
	int64_t last_received_at;
	uint32_t counts[TABLES];
	struct heap_mark heap;
};

/* A cluster with an empty journal. Owned by the caller. */
struct cluster *cluster_new(const char *code, const uint8_t operator_key[KEY_SIZE]);

/* Receipts that this key has signed may be reinstated: in a rehearsal those of one. */
void cluster_trust(struct cluster *cluster, const uint8_t daemon_key[KEY_SIZE], bool rehearsal);

/* How commands that wait for a second signature are read again when it comes. */
void cluster_read_by(struct cluster *cluster, const struct command_reader *reader);

/* Frees and sets NULL; NULL inside is fine. */
void cluster_free(struct cluster **cluster);

/* Bytes it holds, for the cache's bound. */
size_t cluster_size(const struct cluster *cluster);

/* An instant as the cluster sees it: its time never goes back before its last entry. */
int64_t cluster_time(const struct cluster *cluster, int64_t instant);

/* Undoes all that was applied since the mark: a what-if, or a batch that was refused. */
struct cluster_mark cluster_mark(const struct cluster *cluster);
void cluster_rewind(struct cluster *cluster, const struct cluster_mark *mark);

/* Sequence of the command with this id, or 0. */
uint64_t cluster_find_command(const struct cluster *cluster, const uint8_t id[ID_SIZE]);

/* The field's name in thidua.v1.Command, submit_report and so on, as actions[] has it; "unknown"
 * for any other number. */
const char *cluster_action_name(enum action_number action);

/* Is it of a season, so that the command names its year? */
bool cluster_names_year(enum action_number action);

/* The edition of the rules under which a command is judged: that of its season, of its own season
 * when it defines the first version. Commands of the cluster know only the first. */
uint32_t cluster_edition(const struct cluster *cluster, const struct command *command);

/* What is wrong with it whatever cluster it comes to; part of cluster_check. */
bool cluster_check_alone(const struct command *command, struct faults *why);

/* What only a command that comes now must have beyond that; no part of cluster_check, which a journal
 * that is verified passes too. */
bool cluster_check_arrival(const struct command *command, struct faults *why);

/* Has the key a role now? Else a fault. */
bool cluster_knows_signer(const struct cluster *cluster, const uint8_t key[KEY_SIZE],
                          struct faults *why);

/* May this command enter now (command->received_at)? All faults, with paths of the command. */
bool cluster_check(const struct cluster *cluster, const struct command *command,
                   struct faults *why);

/* Enters a command as entry sequence + 1 with the journal hash that wire computed. effect: out, may
 * be NULL. False, with nothing done, when it cannot belong to this state: the journal is broken
 * there. Never for what passed the check. */
bool cluster_apply(struct cluster *cluster, const struct command *command,
                   const uint8_t hash[HASH_SIZE], struct effect *effect);

/* What the receipt of a command that entered before said, whatever came since. */
void cluster_told(const struct cluster *cluster, const struct command *command,
                  struct effect *effect);

/* --- years that a load leaves out: they have ended, and nobody asked for them --- */

/* The first year whose entries a standing of the season needs, since what was open then counts in it; its own
 * when none. Once the season has begun it stays. */
uint32_t cluster_needs_from(const struct cluster *cluster, uint32_t year, int64_t now);
/* A year of which a command speaks beside its own; 0: none. */
uint32_t cluster_speaks_of(const struct command *command);
/* There was a season of this year, later than those said before. Said before the first entry. */
void cluster_lack(struct cluster *cluster, uint32_t year);
/* Its commands had these ids, each as the number that a keyed hash made of it. Said once, after the
 * last entry. */
void cluster_lack_ids(struct cluster *cluster, uint32_t year, const uint64_t *ids, size_t count);
/* The entries up to this one were left out; its hash is that which the next one names. False when
 * no year is lacking. */
bool cluster_pass_over(struct cluster *cluster, uint64_t sequence, int64_t received_at,
                       const uint8_t hash[HASH_SIZE]);
/* After all: the last entry that there is. False when they do not meet, or as many were not passed
 * over as commands are lacking. */
bool cluster_meet_head(struct cluster *cluster, uint64_t sequence, int64_t received_at,
                       const uint8_t hash[HASH_SIZE]);
size_t cluster_lacking_count(const struct cluster *cluster);
uint32_t cluster_lacking(const struct cluster *cluster, size_t i);
/* Is it one of them? Then nothing may be asked or commanded of it here. */
bool cluster_lacks(const struct cluster *cluster, uint32_t year);
/* May it be the id of a command that was left out, by its number? False is sure. */
bool cluster_may_lack_id(const struct cluster *cluster, uint64_t id);

/* --- keys --- */

/* All that were ever granted. */
size_t cluster_key_count(const struct cluster *cluster);
void cluster_key_at(const struct cluster *cluster, size_t i, struct granted_key *out);
/* False when it was never granted. */
bool cluster_key(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE],
                 struct granted_key *out);

/* ROLE_OPERATOR for the root; ROLE_NONE for unknown and revoked. */
enum role cluster_role(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE]);

/* The instant from which the key may review in a season, or sign what needs two, as it is known at `now`: the
 * local day after its grant; of a key that is held out (audience.h) not before the freeze's end, since who
 * judges must see. INT64_MIN for the root, INT64_MAX for who has no role. */
int64_t cluster_key_ripens(const struct cluster *cluster, uint32_t year,
                           const uint8_t sign_key[KEY_SIZE], int64_t now);

/* --- seasons; a ruleset is the cluster's, until a rewind --- */

size_t cluster_year_count(const struct cluster *cluster);
uint32_t cluster_year(const struct cluster *cluster, size_t i);

/* 0: there is no such season. */
uint32_t cluster_version(const struct cluster *cluster, uint32_t year);

/* The version in force at an instant; the latest for INT64_MAX; the first one stands for all before
 * it. NULL when there is no such season. */
const struct ruleset *cluster_ruleset(const struct cluster *cluster, uint32_t year,
                                      int64_t instant);

/* The one that a period is scored under: in force at `now`, or at the period's lock when that has
 * passed. NULL when there is no such season. */
const struct ruleset *cluster_scored_under(const struct cluster *cluster, uint32_t year,
                                           enum period period, int64_t now);

/* When the season was finalised; 0: it goes on. */
int64_t cluster_finalised_at(const struct cluster *cluster, uint32_t year);

/* The first instant after `now` at which time moves a standing of the season; INT64_MAX: none. */
int64_t cluster_next_change(const struct cluster *cluster, uint32_t year, int64_t now);

/* The revision in force, by the board's place in the season, which there must be. Never NULL:
 * revision 0 says that there is none yet. Until the next command. */
const struct report *cluster_report(const struct cluster *cluster, uint32_t year, size_t board,
                                    enum period period);

/* When it came, and how late. Inline, since a standing asks each report. */
static inline struct report_times cluster_report_times(const struct cluster *cluster,
                                                       const struct report *report)
{
	const int64_t came = report->cell.in.at.received_at;
	struct report_times times = { came, came, came, 0 };

	if (report->times > 0)
		memcpy(&times, heap_at(&cluster->heap, report->times - 1), sizeof(times));
	return times;
}

/* What it says of each task, in the season's order; out has that room. */
void cluster_report_values(const struct cluster *cluster, const struct report *report,
                           struct value *out, size_t task_count);

#endif
