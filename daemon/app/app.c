/*
 * What several parts do alike: the way out of every message, and what follows for open lines when a
 * key or a season becomes another. Who hears what is judged from here and from nowhere else.
 */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "hearing.h"
#include "lanes.h"
#include "log.h"

enum { RETRY_AFTER_MS = 1000 };

int64_t app_now(const struct app *app, const struct cluster *cluster)
{
	return cluster_time(cluster, clock_now(&app->clock));
}

int64_t app_settled(const struct app *app)
{
	const int64_t now = clock_now(&app->clock), oldest = message_pool_oldest(&app->messages);

	return oldest < now ? oldest : now;
}

int64_t app_told(const struct app *app, const struct cluster *cluster, uint32_t year)
{
	const struct season_place *place =
	        directory_find_season(&app->directory, cluster->code, year);
	const int64_t now = app_now(app, cluster);

	return place && place->next_change <= now ? cluster_time(cluster, place->next_change - 1)
	                                          : now;
}

struct sight app_sight(const struct app *app, const struct entry *entry,
                       const struct message *message)
{
	return (struct sight){ message->reader,
		               app_told(app, entry->cluster, message->request.query.year) };
}

void app_grant(struct app *app, const char *cluster, const struct granted_key *key)
{
	if (directory_grant(&app->directory, cluster, key))
		bus_end_key(app->bus, key->curve_key,
		            directory_admits(&app->directory, key->curve_key));
}

static bool hears_other(const struct app *app, const struct connection_key *key,
                        const char *cluster, const struct seats *before, const struct seats *seats)
{
	for (const struct grant *grant = key->grants; grant; grant = grant->next)
		if (strcmp(grant->cluster, cluster) == 0 &&
		    hearing_changes(&app->directory, grant, before, seats))
			return true;
	return false;
}

void app_season(struct app *app, const char *cluster, uint32_t year, int64_t next_change,
                const struct seats *seats)
{
	struct seats before;

	if (!directory_season(&app->directory, cluster, year, next_change, seats, &before) ||
	    !app->epoch_known) /* nobody is connected before the first start is through */
		return;
	for (struct connection_key *key = app->directory.keys; key; key = key->hh.next)
		if (hears_other(app, key, cluster, &before, seats))
			bus_end_key(app->bus, key->curve_key, true);
}

void app_answer(struct app *app, struct message *message, const struct buffer *reply)
{
	if (!message->told)
		bus_reply(app->bus, &message->peer, reply->data,
		          reply->size); /* who is gone or does not read asks again */
	const struct lane_share share = message->share;

	if (message->shared)
		relays_give_back(&app->relays, message->request.signed_command.key);
	message_end(&app->messages, message);
	lanes_leave(&app->lanes, &share);
}

struct told_signer { /* as the log tells it */
	char key[LOG_KEY_SIZE];
	char board[CODE_SIZE];
};

/* Whose command it is; of anything else, whose connection. */
static struct told_signer signer_of(const struct app *app, const struct message *message)
{
	const struct command *command = &message->command;
	struct told_signer signer = { 0 };
	const struct entry *entry =
	        command->cluster ? cache_find(&app->cache, command->cluster) : NULL;
	struct granted_key key;

	if (command->cluster)
		log_key(command->key, signer.key);
	else if (message->share.lane)
		log_key(message->share.lane->key, signer.key);
	if (entry && entry->cluster && cluster_key(entry->cluster, command->key, &key))
		snprintf(signer.board, sizeof(signer.board), "%s", key.board);
	return signer;
}

/* Of many at once few are told, and whose board it is stands in a cluster that others have pushed out of the
 * processor's caches since. */
void app_tell_accepted(const struct app *app, const struct message *message)
{
	const struct command *command = &message->command;
	char key[LOG_KEY_SIZE];

	if (!log_awaits(LOG_LEVEL_INFO, "accepted", log_key(command->key, key)))
		return;
	const struct told_signer signer = signer_of(app, message);

	log_event(LOG_LEVEL_INFO, "accepted", TEXT("cluster", command->cluster),
	          NUMBER("sequence", message->sequence),
	          TEXT("action", cluster_action_name(command->action)), TEXT("board", signer.board),
	          TEXT("key", signer.key),
	          NUMBER("late_days", message->has_late_days ? message->late_days : 0));
}

/* What is refused for the sender's fault is worth a line; that the daemon could not serve has been
 * said once already, as database_lost or journal_broken, and is counted here. */
static enum log_level count_refusal(struct app *app, const struct message *message,
                                    enum status status)
{
	if (status == STATUS_UNAVAILABLE || status == STATUS_BUSY || status == STATUS_BROKEN) {
		app->metrics.requests_unavailable_total++;
		return status == STATUS_BROKEN ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG;
	}
	if (message->request.body == REQUEST_COMMAND)
		app->metrics.commands_refused_total++;
	return LOG_LEVEL_INFO;
}

void app_refuse(struct app *app, struct message *message)
{
	const struct fault *first = &message->why.items[0];
	enum log_level level = count_refusal(app, message, first->code);
	const struct told_signer signer = signer_of(app, message);

	log_event(level, "refused", TEXT("status", status_name(first->code)),
	          TEXT("field", first->field), TEXT("message", first->message),
	          NUMBER("faults", message->why.count),
	          TEXT("cluster", message->command.cluster ? message->command.cluster : ""),
	          TEXT("board", signer.board), TEXT("key", signer.key));
	buffer_reset(&app->out);
	reply_refusal(&app->out, message->request.correlation, first->code, &message->why,
	              level == LOG_LEVEL_DEBUG ? RETRY_AFTER_MS : 0);
	app_answer(app, message, &app->out);
}

void app_postpone(struct app *app, struct message *message, enum fault_reason reason,
                  const char *field)
{
	struct faults why;

	if (message->told)
		return;
	arena_reset(&app->scratch);
	faults_init(&why, &app->scratch);
	faults_add(&why, reason, field, NULL, 0);
	buffer_reset(&app->out);
	reply_refusal(&app->out, message->request.correlation, STATUS_UNAVAILABLE, &why,
	              RETRY_AFTER_MS);
	bus_reply(app->bus, &message->peer, app->out.data, app->out.size);
	app->metrics.requests_unavailable_total++;
	message->told = true;
}

void app_refuse_for(struct app *app, struct message *message, enum fault_reason reason,
                    const char *field)
{
	faults_add(&message->why, reason, field, NULL, 0);
	app_refuse(app, message);
}
