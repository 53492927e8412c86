/*
 * store_private -- what the files of the store share. Only they include it.
 *
 * A link is one connection: its state, and the steps it waits for. Everything is pipelined: whoever
 * sends a query appends a step that takes its results, in the same order, so there is one loop that
 * reads (link_read) and no other place that waits.
 */
#ifndef IO_STORE_PRIVATE_H
#define IO_STORE_PRIVATE_H

#include <libpq-fe.h>

#include "buffer.h"
#include "store.h"

enum link_state {
	LINK_DOWN,
	LINK_NAMING,
	LINK_CONNECTING,
	LINK_PREPARING,
	LINK_READY,
	LINK_STATES
};
enum link_event { LINK_TIMER, LINK_NAMED, LINK_UP, LINK_PREPARED, LINK_LOST, LINK_EVENTS };
enum { TROUBLE_SIZE = 400, ROWS_A_TURN = 2000 };
/* Held by whoever writes: a daemon shared, who must be alone exclusively. */
#define WRITERS_LOCK       "pg_catalog.hashtext('thidua.writers')"
#define LOCK_NOT_AVAILABLE "55P03"

struct link;

/* Takes one result of a step; NULL ends a query's results. */
typedef void step_taken(struct link *link, PGresult *result);

struct step {
	step_taken *taken;
	bool sync; /* the end of a pipeline's part: taken once, with nothing before it unanswered */
	bool by_row; /* a result for each row */
};

struct failure { /* the first since the last sync */
	bool set;
	char state[6]; /* SQLSTATE; "" when libpq failed */
	char constraint[64];
	char text[TROUBLE_SIZE]; /* SQLSTATE and message */
};

struct statement {
	const char *name, *sql;
};

struct link_edge {
	enum link_state to;
	void (*enter)(struct link *link);
};

struct link_role { /* what makes a writer or a reader of a link */
	const char *name;
	const struct statement *statements;
	size_t statement_count;
	/* Prepares what else it says, and asks what must be known before READY. */
	void (*prepare)(struct link *link);
	void (*ready)(struct link *link);
	/* Answers everything under way; the link is DOWN. */
	void (*lost)(struct link *link);
};

struct link {
	struct store *store;
	const struct link_role *role;
	const struct link_edge (*edges)[LINK_EVENTS]; /* [LINK_STATES] */
	enum link_state state;
	PGconn *connection; /* NULL when DOWN and NAMING */
	int64_t until;      /* DOWN: the next attempt; NAMING: does with what is known; CONNECTING,
	                       PREPARING: gives up */
	unsigned failures;  /* attempts in a row */
	int slot;           /* in the poller; -1: none */
	int wanted;         /* CONNECTING */
	int64_t heard;      /* the last answer, or when the first was awaited */
	bool more;          /* the bound of a turn stopped reading */
	bool unsent;        /* something could not be sent: of no use any more */
	bool done;          /* PREPARING: nothing is awaited any more */
	bool was_ready;     /* before the state now */
	bool asked_by_row;  /* the first step's */
	bool blank;         /* no result where a sync is awaited */
	bool warned;        /* a WARNING came since the last sync */
	int64_t asked;      /* clock_boot() when it was asked for the clock */
	bool shut_out;      /* somebody has the database alone */
	PGresult *kept;     /* taken by a step until its sync */
	struct failure failure;
	char trouble[TROUBLE_SIZE]; /* why not READY */
	struct step *steps;         /* a ring */
	size_t step_first, step_count, step_capacity;
};

struct store;

/* result: what was kept; the caller's. ok false: the question failed. */
typedef void job_ended(struct store *store, void *tag, const PGresult *result, bool ok);

struct job { /* a question under way, in order */
	job_ended *ended;
	void *tag;
};

enum rows_of { /* in the order in which they are written */
#define KIND(name, row, written, statement, afterwards) ROWS_##name,
#include "store_kinds.inc"
#undef KIND
	       ROWS_KINDS
};

struct kind {                   /* a row of store_kinds.inc */
	const char *row;        /* the table whose columns it has */
	struct statement empty; /* takes a cluster out of the projection that it is written to, for
	                           --rebuild; sql NULL: of the truth, which nobody empties */
	struct statement write, afterwards; /* sql NULL: nothing */
};

struct types { /* object ids, which differ between databases */
	uint32_t period;
	uint32_t rows[ROWS_KINDS];
};

struct store {
	struct store_settings settings;
	char *conninfo;
	struct store_events events;
	void *context;
	struct hosts *hosts;
	int hosts_slot; /* in the poller; -1: none */
	struct link writer, reader;
	char told[TROUBLE_SIZE];   /* the reason given last; "": it can commit */
	char unable[TROUBLE_SIZE]; /* why the last batch could not be written; "": it could */
	bool silent;               /* a batch is not answered */
	uint64_t jitter;
	/* writing */
	struct types types;
	uint8_t epoch[EPOCH_SIZE];
	struct batch *batches; /* all that exist */
	struct batch *flying;
	bool fits, committed;
	int sending; /* the kind of rows that goes next; ROWS_KINDS: all have gone */
	size_t gone; /* of its rows */
	struct buffer part;
	/* reading */
	struct job *jobs; /* a ring: reads_max, a load and a look at the clock */
	size_t job_first, job_count;
	bool clock_asked;
	char **loading; /* owned codes */
	size_t loading_count;
};

/* --- store_hosts.c: where a link connects to --- */

/* The hosts of the conninfo, as libpq understands it. */
struct hosts *store_hosts(const struct store_settings *settings);
/* NAMING: begins to look up. */
void link_begin_naming(struct link *link);
/* When all is known, or the time is up. */
void link_go_on_naming(struct link *link);
/* CONNECTING. */
void link_begin_connect(struct link *link);

/* --- store_link.c --- */

/* The only function that changes a link's state. */
void link_event(struct link *link, enum link_event event);
/* Sets the trouble and fires LINK_LOST. */
void link_fail(struct link *link, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Tells `lost` when READY was left, or when attempts begin to fail for another reason than before.
 */
void store_tell_lost(const struct link *link);
/* The same of a reason that is not a link's. */
void store_tell_trouble(struct store *store, const char *reason);
/* Tells `ready`, if anything else was told last. */
void store_tell_able(struct store *store);

/* The rest is over a connection that is up. */
void link_step(struct link *link, step_taken *taken, bool by_row);
/* parameters in binary; sizes in bytes. */
void link_query(struct link *link, const char *sql, step_taken *taken, bool by_row);
void link_prepared(struct link *link, const char *name, int count, const char *const *values,
                   const int *sizes, step_taken *taken, bool by_row);
void link_prepare(struct link *link, const struct statement *statement);
void link_sync(struct link *link, step_taken *taken);
/* Takes what has come, at most ROWS_A_TURN results. */
void link_read(struct link *link);
/* For PREPARING: asks whose database this is and prepares the role's statements. */
void link_begin(struct link *link);
void link_note(struct link *link, const PGresult *result);
/* Takes a result that has nothing to say but whether it failed. */
void link_expect_done(struct link *link, PGresult *result);
/* Tells PostgreSQL's clock, which stands in the column. */
void link_tell_clock(struct link *link, const PGresult *result, int column);
uint32_t link_u32(const PGresult *result, int row, int column);
int64_t link_i64(const PGresult *result, int row, int column);
int64_t link_time(const PGresult *result, int row, int column);

/* --- roles --- */

extern const struct link_role writer_role, reader_role;
void writer_work(struct store *store);
/* Goes on with the batch as far as the connection takes it. */
void writer_send(struct store *store);
/* Is it the writer, with rows that wait for its connection to take those before? The server says nothing meanwhile. */
bool writer_has_more(const struct link *link);

/* --- store_reader.c --- */

/* How many questions may be under way in all. */
size_t reader_jobs_max(const struct store *store);

/* Ends the queries of a question; `ended` follows, whatever becomes of them. */
void reader_sync(struct store *store, job_ended *ended, void *tag);

/* --- store_load.c --- */

extern const struct statement load_statements[];
extern const size_t load_statement_count;

/* --- store_kinds.c --- */

extern const struct kind store_kinds[ROWS_KINDS];

/* --- store_batch.c --- */

/* Rows of one kind from one on, as a binary array, as many as are a part; how many: 0: there are no more. They are
 * sorted by cluster, so that two daemons cannot lock each other out. */
size_t batch_part(struct batch *batch, enum rows_of kind, size_t from, const struct types *types,
                  struct buffer *out);
/* Were its rows made for these object ids? */
bool batch_fits(const struct batch *batch, const struct types *types);
/* A row of so many fields, which the caller appends to what this returns; then batch_row_end. */
struct buffer *batch_row(struct batch *batch, enum rows_of kind, uint32_t fields);
void batch_row_end(struct batch *batch, enum rows_of kind);
/* The cluster whose projections are emptied first; "": none. */
const char *batch_renewed(const struct batch *batch);
uint32_t batch_period_type(const struct batch *batch);
void batch_free_all(struct store *store);

#endif
