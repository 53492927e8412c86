/*
 * What memory can tell is a row of the core (question.h); a new question is one of these. Only a
 * standing is made here, since it is told with the daemon's epoch and a hash, and the scorecard
 * beside it. What only the journal has is stored.c's.
 *
 * A dry run answers with the standing and the signer's scorecard as they would be: it applies the
 * command, computes and rewinds the cluster.
 */
#include "questions.h"

#include <string.h>

#include "calendar.h"
#include "disclosed.h"
#include "freeze.h"
#include "proposal_tell.h"
#include "question.h"
#include "stored.h"

/* The instant as of which a standing is asked for; `now` when none is said. */
static int64_t asked_at(const struct query *query, int64_t now)
{
	const struct get_standings *asked = query->asked;

	return query->question == QUESTION_STANDINGS && asked->at != 0 ? asked->at : now;
}

/* Its period; false with a fault when there is none. */
static bool find_period(const struct app *app, const struct entry *entry, struct message *message,
                        enum period *period)
{
	const struct query *query = &message->request.query;
	const struct sight sight = app_sight(app, entry, message);

	return question_period_at(entry->cluster, &sight, query->year, query->period + 1,
	                          asked_at(query, sight.now), period, &message->why);
}

static bool find_board(struct message *message, const struct standing *standing, const char *code,
                       size_t *board)
{
	int found = ruleset_board(standing->ruleset, code);

	if (found < 0) {
		fail(&message->why, FAULT_SEASON_WITHOUT_BOARD, "query.board", code);
		return false;
	}
	*board = (size_t)found;
	return true;
}

/* state_hash is filled, and lent to the notice. */
static struct standing_notice notice_of(const struct app *app, const struct standing *standing,
                                        uint8_t state_hash[HASH_SIZE])
{
	standing_seal(standing, state_hash);
	return (struct standing_notice){
		.epoch = app->epoch,
		.published_at = app_now(app, standing->reading.cluster),
		.rehearsal = app->clock.rehearsal,
		.state_hash = state_hash,
	};
}

/* The standing in which a board sees its own in a freeze: the live one, of a period that had locked before it that
 * which its own amendment made. False: there is none but what is shown. */
static bool find_own(struct app *app, const struct sight *sight, const struct standing *seen,
                     const char *board, struct standing *out)
{
	const struct cluster *cluster = seen->reading.cluster;
	const uint32_t year = seen->ruleset->year;

	if (seen->frozen)
		return audience_sees(cluster, sight, year, board) == sight->now &&
		       standing_compute(cluster, year, seen->period, sight->now, &app->scratch,
		                        out);
	return disclosed_own_amended(cluster, sight, year, board, seen->period, &app->scratch, out);
}

/* In a freeze its own board sees what came, but what moves with others; who else, what that standing says.
 * The public reads neither names nor what anybody wrote. */
static void make_scorecard(struct app *app, const struct message *message,
                           const struct standing *seen, size_t board, int64_t now,
                           struct scorecard *out)
{
	const struct cluster *cluster = seen->reading.cluster;
	const char *code = seen->ruleset->boards[board];
	const struct sight sight = { message->reader, now };
	struct standing *own = arena_alloc(&app->scratch, 1, sizeof(*own));

	if (find_own(app, &sight, seen, code, own)) {
		scorecard_make(own, (size_t)ruleset_board(own->ruleset, code), now, &app->scratch,
		               out);
		scorecard_hold_back(out);
	} else {
		scorecard_make(seen, board,
		               audience_sees(cluster, &sight, seen->ruleset->year, code),
		               &app->scratch, out);
	}
	if (message->reader.audience == AUDIENCE_PUBLIC)
		scorecard_for_public(out, &app->scratch);
}

static void tell_standing(struct app *app, struct message *message, const struct standing *standing,
                          int64_t now)
{
	const struct query *query = &message->request.query;
	uint8_t state_hash[HASH_SIZE];
	struct standing_notice notice;
	struct scorecard scorecard;
	size_t board;

	if (query->question == QUESTION_STANDINGS) {
		notice = notice_of(app, standing, state_hash);
		reply_standings(&message->reply, message->request.correlation, standing, &notice);
	} else if (find_board(message, standing, query->board, &board)) {
		make_scorecard(app, message, standing, board, now, &scorecard);
		reply_scorecard(&message->reply, message->request.correlation, &scorecard);
	}
}

static enum audience audience_for(const struct app *app, const struct cluster *cluster,
                                  const struct message *message)
{
	const uint32_t year = message->request.query.year;

	return audience_of(cluster, year, &message->reader, app_told(app, cluster, year));
}

/* That of a locked period which is asked for by the number of its amendment. What is not shown, or had not come
 * by the instant that is asked for, is as if it were not there. */
static bool compute_amended(struct app *app, const struct cluster *cluster, struct message *message,
                            enum period period, int64_t now, struct standing *out)
{
	const struct query *query = &message->request.query;
	const struct get_standings *asked = query->asked;

	if (disclosed_amended(cluster, query->year, period, asked->amendment,
	                      audience_for(app, cluster, message), now, &app->scratch, out) &&
	    out->as_of <= asked_at(query, now))
		return true;
	fail(&message->why, FAULT_STANDING_NOT_AMENDED, "query.amendment",
	     fault_number(&message->why, asked->amendment));
	return false;
}

/* The latest that who asks may see. */
static bool compute_latest(struct app *app, const struct cluster *cluster, struct message *message,
                           enum period period, int64_t now, struct standing *out)
{
	const uint32_t year = message->request.query.year;

	if (disclosed_standing(cluster, year, period, audience_for(app, cluster, message), now,
	                       &app->scratch, out))
		return true;
	if (standing_compute(cluster, year, period, now, &app->scratch, out))
		fail(&message->why, FAULT_STANDING_HELD_BACK, "query.period");
	else
		fail(&message->why, FAULT_PERIOD_UNOPENED, "query.period");
	return false;
}

/* As it stood at an instant. Why there is none is not told: by that one would know what is held back. */
static bool compute_at(struct app *app, const struct cluster *cluster, struct message *message,
                       enum period period, int64_t now, struct standing *out)
{
	const struct query *query = &message->request.query;
	const int64_t at = asked_at(query, now);
	char instant[CALENDAR_INSTANT_SIZE];

	if (disclosed_standing_at(cluster, query->year, period, audience_for(app, cluster, message),
	                          now, at, &app->scratch, out))
		return true;
	fail(&message->why, FAULT_STANDING_NOT_AT, "query.at",
	     calendar_format_instant(at, instant));
	return false;
}

static void answer_standing(struct app *app, const struct entry *entry, struct message *message)
{
	const struct query *query = &message->request.query;
	const struct get_standings *asked = query->asked;
	const bool of_standings = query->question == QUESTION_STANDINGS;
	enum period period;
	struct standing standing;
	const int64_t now = app_told(app, entry->cluster, query->year);

	if (!find_period(app, entry, message, &period))
		return;
	arena_reset(&app->scratch);
	if ((of_standings && asked->has_amendment ? compute_amended
	     : of_standings && asked->at != 0
	             ? compute_at
	             : compute_latest)(app, entry->cluster, message, period, now, &standing))
		tell_standing(app, message, &standing, now);
}

/* A question of the core: its own file knows what it means. */
static void answer_row(struct app *app, const struct entry *entry, struct message *message,
                       const struct question_row *row)
{
	struct told_reply reply;

	arena_reset(&app->scratch);
	const struct sight sight = app_sight(app, entry, message);

	row->tell(entry->cluster, message->request.query.asked, &sight, &app->scratch,
	          reply_choose(&reply, row->answer), &message->why);
	if (message->why.count == 0)
		reply_append(&message->reply, message->request.correlation, &reply);
}

bool questions_serve(struct app *app, const struct entry *entry, struct message *message,
                     struct store_read *read)
{
	const struct query *query = &message->request.query;
	const struct question_row *row = question_find(query->question);

	if (row) {
		answer_row(app, entry, message, row);
		return false;
	}
	if (query->question == QUESTION_STANDINGS || query->question == QUESTION_SCORECARD) {
		answer_standing(app, entry, message);
		return false;
	}
	return stored_ask(app, entry, message, read);
}

void questions_ping(struct app *app, struct message *message)
{
	reply_pong(&message->reply, message->request.correlation, clock_now(&app->clock),
	           THIDUAD_VERSION, app->epoch_known ? app->epoch : NULL, app->clock.rehearsal);
}

/* The standing that the command moves, and the scorecard of whom it is about; in a freeze its signer sees of
 * both what he sees without it. False: there is nothing to tell. */
static bool find_what_if(struct app *app, const struct message *message,
                         const struct cluster *cluster, const struct effect *effect,
                         struct standing *standing, struct scorecard *card)
{
	const int64_t now = app_now(app, cluster);
	struct standing *live = arena_alloc(&app->scratch, 1, sizeof(*live));
	struct granted_key signer = { .role = ROLE_OPERATOR };

	if (!scorecard_after(cluster, &message->command, effect, now, &app->scratch, live, card))
		return false;
	cluster_key(cluster, message->command.key, &signer);
	const enum audience audience = audience_of(cluster, effect->year, &signer, now);

	*standing = *live;
	card->standing = standing;
	if (audience_is_live(cluster, effect->year, audience, now))
		return true;
	card->standing = live;
	scorecard_hold_back(card);
	return signer.role == ROLE_OFFICE &&
	       !audience_came_within(cluster, effect->year, &signer, now) &&
	       disclosed_standing(cluster, effect->year, live->period, audience, now, &app->scratch,
	                          standing);
}

static void tell_what_if(struct app *app, struct message *message, const struct cluster *cluster,
                         const struct effect *effect)
{
	uint8_t state_hash[HASH_SIZE];
	struct standing standing;
	struct scorecard scorecard;

	arena_reset(&app->scratch);
	if (!find_what_if(app, message, cluster, effect, &standing, &scorecard))
		return;
	const struct standing_notice notice = notice_of(app, &standing, state_hash);

	reply_dry_run(&message->reply, message->request.correlation, &standing, &notice,
	              &scorecard);
}

/* It would wait for a second signature, and move nothing before that. In a freeze the operator is told faults
 * alone. */
static void tell_proposal(struct app *app, struct message *message, const struct cluster *cluster)
{
	struct told_reply reply;

	if (cluster_role(cluster, message->command.key) == ROLE_OPERATOR &&
	    freeze_holds(cluster, message->command.year, app_now(app, cluster)))
		return;
	arena_reset(&app->scratch);
	proposal_tell_last(cluster, app_now(app, cluster), &app->scratch,
	                   reply_choose(&reply, "proposals"));
	reply_append(&message->reply, message->request.correlation, &reply);
}

void questions_try(struct app *app, const struct entry *entry, struct message *message)
{
	static const uint8_t no_hash[HASH_SIZE];
	struct cluster *cluster = entry->cluster;
	const struct cluster_mark mark = cluster_mark(cluster);
	struct effect effect = { .year = 0 };

	const bool applied = cluster_apply(cluster, &message->command, no_hash, &effect);

	if (applied && effect.proposal)
		tell_proposal(app, message, cluster);
	else if (applied)
		tell_what_if(app, message, cluster, &effect);
	cluster_rewind(cluster, &mark);
	if (message->reply.size == 0)
		reply_refusal(&message->reply, message->request.correlation, STATUS_OK,
		              &message->why, 0);
}
