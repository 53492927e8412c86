/*
 * app -- everything that rides on the one loop, together.
 *
 * main owns it and opens its parts one by one. What belongs to one part alone is in that part's
 * file and does not know the others; the files that join them take the whole: feed publishes,
 * sealing computes what a batch moved, questions answers, course takes a message from the socket to
 * its reply (by intake, serve, enter and commit), sweep lets time pass, events hears from store, bus
 * and http, loop turns.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "bus.h"
#include "cache.h"
#include "clock.h"
#include "config.h"
#include "directory.h"
#include "http.h"
#include "lanes.h"
#include "message.h"
#include "metrics.h"
#include "pending.h"
#include "relays.h"
#include "reply.h"
#include "store.h"
#include "subscribers.h"
#include "subscriptions.h"
#include "verifier.h"

struct poller;

struct app {
	struct config *config;   /* main's */
	const char *config_path; /* for SIGHUP; main's */
	struct clock clock;
	struct poller *poller;
	struct bus *bus;
	struct store *store;
	struct verifier *verifier;
	struct http *http; /* NULL: none wanted */
	int signals;       /* descriptor */
	struct message_pool messages;
	struct lanes lanes;
	struct cache cache;
	struct directory directory;
	struct relays relays;
	struct subscribers subscribers;
	struct subscriptions subscriptions;
	struct pending pendings[2];
	struct pending *gathering, *flying; /* they take turns */
	struct message_list early; /* WAITING: commands of a day before which not all is decided */
	int32_t day;               /* all that came before it is decided */
	size_t redo_limit;         /* commands a batch may hold while there is REDO; 0: as ever */
	int64_t redo_after;        /* monotonic: not before this */
	unsigned unable_in_a_row;  /* batches that the database could not write */
	int64_t patience_until;    /* monotonic, patience.c's; 0: the database can commit */
	int64_t sweep_after;       /* the same as redo_after, for what time moves */
	int64_t clock_ask_after;   /* the same, for PostgreSQL's clock */
	struct metrics metrics;
	int64_t started_at;   /* the machine's clock, seconds since 1970 */
	struct arena scratch; /* of whoever computes; reset before use */
	struct buffer out;    /* of whoever encodes; reset before use */
	uint8_t epoch[EPOCH_SIZE];
	bool epoch_known;
	bool draining;       /* SIGTERM: nothing new is taken */
	int64_t drain_until; /* monotonic */
};

/* The daemon's time, never before the cluster's last entry. */
int64_t app_now(const struct app *app, const struct cluster *cluster);

/* How far time has passed for everybody: not beyond a command that is still on its way. */
int64_t app_settled(const struct app *app);

/* How far it has passed in a season for who is told of it: what time moves is told when its sweep is committed, as
 * what a command moves is. Until then all is told as it was the moment before: else a lock could be told without what
 * came in time, and who asks at the end of a freeze would have its standing before he hears what moved in it. */
int64_t app_told(const struct app *app, const struct cluster *cluster, uint32_t year);
/* Who asks, and as of then. */
struct sight app_sight(const struct app *app, const struct entry *entry,
                       const struct message *message);

/* What is known of a connection key in a cluster from here on. One that has lost its last role is
 * hung up on; one whose roles are others now subscribes anew: its connections of the feed end, and
 * the library makes new ones. */
void app_grant(struct app *app, const char *cluster, const struct granted_key *key);
/* What is known of a season. Who has gained or lost a seat subscribes anew. */
void app_season(struct app *app, const char *cluster, uint32_t year, int64_t next_change,
                const struct seats *seats);

/* A line of the log for a command that is committed. */
void app_tell_accepted(const struct app *app, const struct message *message);

/* Sends the bytes of app->out or of a message's own reply: the message is IDLE. */
void app_answer(struct app *app, struct message *message, const struct buffer *reply);
/* Answers with the message's faults; UNAVAILABLE and BUSY say when to come again. */
void app_refuse(struct app *app, struct message *message);
/* The same for one reason without arguments. */
void app_refuse_for(struct app *app, struct message *message, enum fault_reason reason,
                    const char *field);
/* Answers UNAVAILABLE for one reason without arguments, and the message stays where it is: whatever
 * becomes of it, its sender has had a reply. */
void app_postpone(struct app *app, struct message *message, enum fault_reason reason,
                  const char *field);

#endif
