/*
 * app -- everything that rides on the one loop, together.
 *
 * main owns it. Each .c of this floor is one matter: ingest takes requests in, queries answers
 * questions, ledger makes batches and acknowledges them, feed publishes, sweep lets time pass, loop
 * turns.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "bus.h"
#include "cache.h"
#include "clock.h"
#include "config.h"
#include "directory.h"
#include "feed.h"
#include "http.h"
#include "ledger.h"
#include "message.h"
#include "metrics.h"
#include "reply.h"
#include "store.h"
#include "verifier.h"

struct poller;

struct app {
	struct config config;
	const char *config_path; /* for SIGHUP; main's */
	struct clock clock;
	struct poller *poller;
	struct bus *bus;
	struct store *store;
	struct verifier *verifier;
	struct http *http; /* NULL: none wanted */
	int signals;       /* descriptor */
	struct message_pool pool;
	struct cache cache;
	struct directory directory;
	struct ledger ledger;
	struct feed feed;
	struct message_list loaded;        /* waited for a cluster that is there now */
	struct message_list clock_waiting; /* AdvanceClock, until nothing is due */
	struct metrics metrics;
	struct arena scratch; /* of whoever computes; reset before use */
	struct buffer out;    /* of whoever encodes; reset before use */
	uint8_t epoch[EPOCH_SIZE];
	bool epoch_known;
	bool draining;       /* SIGTERM: nothing new is taken */
	int64_t drain_until; /* monotonic */
};

/* Starts everything in order; false with faults (some parts may be open: call app_close). config is
 * taken over. */
bool app_open(struct app *app, struct config *config, const struct clock *clock,
              struct faults *why);
/* The reverse. */
void app_close(struct app *app);

/* Turns until SIGTERM has been obeyed. */
void app_run(struct app *app);

/* Sends the bytes of app->out or of a message's own reply and gives the message back. */
void app_answer(struct app *app, struct message *message, const struct buffer *reply);
/* Answers with the message's faults; UNAVAILABLE and BUSY say when to come again. */
void app_refuse(struct app *app, struct message *message);
/* The same for one reason without arguments. */
void app_refuse_for(struct app *app, struct message *message, enum fault_reason reason,
                    const char *field);

/* ingest */
void ingest_receive(struct app *app);
void ingest_verified(struct app *app);
/* To the cluster it is about: serves it, or leaves it waiting for the load. */
void ingest_route(struct app *app, struct message *message);
/* What waited for an entry that is READY or BROKEN now. */
void ingest_waiting(struct app *app, struct entry *entry);
/* The database is away: everything that waits for a load is answered, but for what is uncertain. */
void ingest_unavailable(struct app *app);

/* queries: about a READY cluster */
void queries_serve(struct app *app, struct entry *entry, struct message *message);
void queries_answer(struct app *app, struct message *message, const struct journal_entry *entries,
                    size_t count, uint64_t head, bool ok);
/* What a command would give: DRY_RUN, checked already. Fills message->reply. */
void queries_dry_run(struct app *app, struct entry *entry, struct message *message);

/* sweep: seasons that time has moved */
void sweep_step(struct app *app);
void sweep_entry(struct app *app, struct entry *entry);
/* The monotonic moment of the next, INT64_MAX: none. */
int64_t sweep_moment(const struct app *app);

/* project: rows of the projections that follow from a command that has just been applied to the
 * cluster, texts from its bytes. Returns the report's late days, 0 for all others. */
uint32_t project_command(struct batch *batch, const struct cluster *cluster,
                         const struct command *command, const uint8_t *bytes, size_t size,
                         int64_t now, struct arena *arena);

/* signals */
int signals_open(void);
void signals_work(struct app *app);

/* rebuild: --rebuild, all of it; false with faults */
bool rebuild_run(const struct config *config, const struct clock *clock, struct faults *why);

#endif
