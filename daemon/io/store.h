/*
 * store -- the journal and its projections in PostgreSQL, without ever blocking.
 *
 * Two connections. The writer commits one batch at a time, in one pipelined transaction: what came
 * while it committed is the next batch, so there is no timer and nothing to tune. The reader loads
 * cold clusters and answers questions. A source of the loop.
 *
 * A batch says where it found the head of each cluster, and fails when it is elsewhere: the fence
 * against a second daemon, and against a journal from which something was taken. Whoever writes
 * holds an advisory lock, a daemon shared, --rebuild and --migrate alone. A batch whose
 * fate is unknown, because the connection died with COMMIT in flight, is LOST: whoever gave it
 * reloads its clusters after `ready` and runs the commands again; those that had been committed are
 * then found in the journal by their ids.
 *
 *   DOWN --timer--> NAMING --named--> CONNECTING --up--> PREPARING --prepared--> READY
 *    ^--- lost -------+------ lost -------+------- lost -----+------- lost -------+
 */
#ifndef IO_STORE_H
#define IO_STORE_H

#include "audience.h"
#include "faults.h"
#include "hosts.h"
#include "reply.h" /* struct journal_entry */
#include "ruleset.h"

struct poller;
struct store;
struct batch;

enum store_outcome {
	STORE_COMMITTED, /* durable: the COMMIT tag has come */
	STORE_FENCED,    /* the head in memory is not the database's, or the command is journaled
	                    already */
	STORE_REFUSED,   /* the database refuses its data: halve it until the poison stands alone */
	STORE_UNABLE,    /* it cannot now (a lock, a full disk, a right): nothing was written */
	STORE_LOST,      /* unknown: the connection is gone */
};

struct store_settings {
	const char *conninfo;
	bool rehearsal;          /* a database that is marked otherwise is refused */
	bool alone;              /* nobody else writes to it meanwhile; for --rebuild */
	int64_t connect_timeout; /* microseconds */
	uint32_t reads_max;      /* questions waiting at most */
	hosts_look_up *look_up;  /* NULL: the system's */
};

struct granted_connection { /* one row of office_key */
	const char *cluster;
	struct granted_key key;
};

struct known_season {
	const char *cluster;
	uint32_t year;
	int64_t next_change; /* microseconds; INT64_MAX: none */
	struct seats seats;
};

struct known_year { /* of a cluster that is being loaded */
	const char *cluster;
	uint32_t year;
	bool loaded; /* may be asked for; else its entries follow only for the sake of later years, or its command ids are told */
	int64_t next_change; /* as in known_season */
};

struct known_ids { /* of the commands of a year that is not loaded */
	const char *cluster;
	uint32_t year;
	const uint8_t *ids; /* ID_SIZE bytes each, in no order */
	size_t count;
};

/* All are called from store_work, never from within another call. */
struct store_events {
	/* The writer is connected, keys and seasons have been told, and at the first time the reader
	 * is up too; or it can commit again (store_ready says which). epoch has EPOCH_SIZE bytes. */
	void (*ready)(void *context, const uint8_t *epoch);
	/* The writer cannot commit: the connection is gone, and any batch in flight has been
	 * answered with STORE_LOST before; or a batch was answered with STORE_UNABLE; or the one
	 * in flight is not answered. reason is for the log. Once, and again when the reason is
	 * another one. */
	void (*lost)(void *context, const char *reason);
	/* At each start of the writer everything is told anew from here to `ready`. May be NULL. */
	void (*telling)(void *context);
	/* At each start of the writer, before `ready`: every key that was ever granted, then every
	 * season. */
	void (*key)(void *context, const struct granted_connection *key);
	void (*season)(void *context, const struct known_season *season);
	/* At each start of either connection, and in answer to store_ask_clock: PostgreSQL's clock.
	 * It was not less when clock_boot() was `asked`. NULL: nobody wants to know. */
	void (*clock)(void *context, int64_t told, int64_t asked);
	/* At each start of the writer, before `ready`: when the newest entry of a cluster came; of
	 * the 100 clusters where it came last. NULL: the same. */
	void (*newest)(void *context, const char *cluster, int64_t received_at);
	/* The batch is the store's again after this. detail: SQLSTATE and message of what did not
	 * commit, else NULL. */
	void (*batch_done)(void *context, struct batch *batch, enum store_outcome outcome,
	                   const char *detail);
	/* Of a cluster that is being loaded by years, before its entries: the sequence,
	 * received_at and hash of its last entry, as table head knows it; nothing when it has no
	 * journal. */
	void (*head)(void *context, const char *cluster, const struct journal_entry *last);
	/* The same, then: each year that it has a season of, rising. */
	void (*year)(void *context, const struct known_year *year);
	/* One entry of a cluster that is being loaded, in order: its sequence, received_at,
	 * command, key, previous_hash and hash. */
	void (*entry)(void *context, const char *cluster, const struct journal_entry *entry);
	/* After the entries: of each year that was not loaded. */
	void (*ids)(void *context, const struct known_ids *ids);
	/* The clusters of one store_load are complete, or none of them is (ok false: the reader
	 * is away, or a question failed; store_reader_trouble says why). */
	void (*loaded)(void *context, const char *const *clusters, size_t count, bool ok);
	/* The answer to store_read, by its tag. ok false: the database went away; entries are in
	 * order. */
	void (*answer)(void *context, void *tag, const struct journal_entry *entries, size_t count,
	               uint64_t head, bool ok);
};

/* Begins to connect. settings and events are copied; conninfo too. */
struct store *store_open(const struct store_settings *settings, const struct store_events *events,
                         void *context);
void store_close(struct store **store);

/* As a source of the loop. */
void store_wait(struct store *store, struct poller *poller);
void store_work(struct store *store, struct poller *poller);

/* Is the writer connected and without a batch in flight? */
bool store_idle(const struct store *store);
/* Can it commit, as far as is known? Not after STORE_UNABLE, until a batch has been committed or
 * store_hope was called; not while a batch in flight is not answered for seconds. */
bool store_ready(const struct store *store);
/* Will it be known soon what becomes of a batch? Not when the writer is not connected, or is silent;
 * a database that refuses all of them says so at once. */
bool store_answers(const struct store *store);
/* Is the writer connected? What was in a batch that did not commit may be tried. */
bool store_connected(const struct store *store);
/* After STORE_UNABLE, when nothing is left to try with: whoever comes next will see. */
void store_hope(struct store *store);
/* Can the reader be asked? Why not, or why its last question failed. */
bool store_reads(const struct store *store);
const char *store_reader_trouble(const struct store *store);
/* Why not, for people: "" when ready. */
const char *store_trouble(const struct store *store);

/* --- writing --- */

/* A batch to fill; the app fills one while another commits. Never NULL; give it back by
 * store_commit or store_discard. */
struct batch *store_batch(struct store *store);
/* Only when store_idle. The batch is the store's until batch_done. */
void store_commit(struct store *store, struct batch *batch);
void store_discard(struct store *store, struct batch *batch);
/* Bytes in it, for the bound. */
size_t batch_size(const struct batch *batch);
bool batch_empty(const struct batch *batch);

/* Rows are copied into the batch's parameters at once; no pointer is kept. */

/* The fence: from where the batch moves a cluster, and to where; the same when time alone moves it.
 * One for each cluster of the batch. */
struct head_row {
	const char *cluster;
	uint64_t sequence; /* 0: it has no entry yet */
	const uint8_t *hash;
	uint64_t next_sequence;
	const uint8_t *next_hash;
};
void batch_head(struct batch *batch, const struct head_row *row);

/* For --rebuild, in a store that is alone: all of the batch is of this cluster, whose projections are
 * emptied in the same transaction. */
void batch_renew(struct batch *batch, const char *cluster);

struct journal_row {
	const char *cluster;
	uint8_t command_id[ID_SIZE];
	const char *kind; /* action name: define_season, ... */
	uint32_t year;    /* that the command names; 0: the cluster's own */
	struct journal_entry entry;
};
void batch_journal(struct batch *batch, const struct journal_row *row);

struct report_row {
	const char *cluster;
	uint32_t year;
	const char *board;
	enum period period;
	uint32_t revision;
	uint64_t sequence;
	int64_t received_at;
	uint32_t late_days;
	const uint8_t *hash; /* of the command bytes */
	uint32_t models;
	size_t task_count;
	const int64_t *actual; /* [task_count] in the season's order; -1: null */
	const int64_t *out_of; /* the same; -1: null */
};
void batch_report(struct batch *batch, const struct report_row *row);

struct record_row { /* a small thing, for people with SQL */
	const char *cluster;
	uint64_t sequence;
	const char *kind; /* action name */
	uint32_t year;    /* 0: the cluster's own */
	int64_t received_at;
	const char *data; /* JSON; what is none is refused with its batch */
	size_t data_size;
};
void batch_record(struct batch *batch, const struct record_row *row);

/* At most one for each (cluster, year, period) in a batch: whoever fills it folds. The one that locked
 * is also written to standing_locked. */
void batch_standing(struct batch *batch, const struct standing *standing,
                    const uint8_t state_hash[HASH_SIZE]);

/* What locked, or succeeds it, to standing_locked alone. What is there already stays. */
void batch_locked(struct batch *batch, const struct standing *standing,
                  const uint8_t state_hash[HASH_SIZE]);

/* What is shown of it to readers in a freeze. At most one for each (cluster, year, period) in a batch. */
void batch_standing_shown(struct batch *batch, const struct standing *standing,
                          const uint8_t state_hash[HASH_SIZE]);

/* As of when a season is shown to readers, INT64_MAX: all is; frozen: its standings are those of
 * batch_standing_shown. At most one for each season in a batch. */
void batch_shown(struct batch *batch, const char *cluster, uint32_t year, int64_t as_of,
                 bool frozen);

/* Time alone moved the season: stores when it will do so next, INT64_MAX: never, and which years it
 * needs. At most one for each season in a batch. */
void batch_next_change(struct batch *batch, const char *cluster, uint32_t year, int64_t next_change,
                       uint32_t needs_from);

struct season_row {
	const struct ruleset *ruleset; /* cluster, year, version, hash */
	uint64_t sequence;
	int64_t received_at;
	int64_t next_change;
	const char *name;
	const char *const *task_names; /* [task_count] */
	const char *const *task_units;
	const char *const *board_names; /* [board_count] */
	const char *const *board_isos;
};
void batch_season(struct batch *batch, const struct season_row *row);

void batch_grant(struct batch *batch, const char *cluster, const struct granted_key *key,
                 uint64_t sequence, int64_t received_at);
void batch_revoke(struct batch *batch, const char *cluster, const uint8_t sign_key[KEY_SIZE],
                  uint64_t sequence, int64_t received_at);

/* --- reading --- */

/* Loads whole journals of cold clusters in one query; one load at a time: false when one is under
 * way or the reader is away. */
bool store_load(struct store *store, const char *const *clusters, size_t count);

/* The same without the years that have ended: entries of the cluster's own, of its latest year and
 * all that time still moves, of from_year, and of all between, since a season may build on the one
 * before it. Everything is copied. */
struct wanted_journal {
	const char *cluster;
	uint32_t from_year; /* 0: no other is wanted */
};
bool store_load_years(struct store *store, const struct wanted_journal *wanted, size_t count);

enum store_question {
	STORE_COMMAND, /* the entry at from: none or one */
	STORE_ENTRIES, /* from, limit; ends at STORE_PAGE_BYTES, but not before the first */
	STORE_REPORT,  /* year, board, period, revision (0: the latest) */
	STORE_SEASON,  /* year, version in revision (0: the latest) */
};
/* An entry takes its command's bytes and so many more. */
#define STORE_PAGE_BYTES  524288
#define STORE_ENTRY_BYTES 160

struct store_read {
	enum store_question question;
	const char *cluster;
	uint64_t from;
	uint32_t limit;
	uint32_t year;
	const char *board;
	enum period period;
	uint32_t revision;
};
/* False when the queue is full or the reader is away: nothing will come. */
bool store_read(struct store *store, const struct store_read *read, void *tag);

/* The answer is the event `clock`, unless the reader is lost meanwhile. False when nothing will
 * come: it is away, or asked already. */
bool store_ask_clock(struct store *store);

/* --- before the loop: these may block --- */

/* Applies the migrations that are built in. False with faults when the database is newer, is of the
 * other kind, or refuses. */
bool store_migrate(const char *conninfo, bool rehearsal, struct faults *why);

struct known_head { /* of a cluster, for --rebuild */
	const char *cluster;
	int64_t received_at; /* of the newest entry; 0: there is none */
	uint64_t sequence;   /* 0: table head has no row of it */
	uint8_t hash[HASH_SIZE];
};

/* Every cluster that has a journal or a head, rising; in the arena. False with faults. */
bool store_heads(const char *conninfo, struct arena *arena, struct known_head **heads,
                 size_t *count, struct faults *why);

/* Its projections stay as they are, and a start does not miss them. False with faults. */
bool store_mark_broken(const char *conninfo, const char *cluster, struct faults *why);

#endif
