/*
 * What is news, and by which names it is shown.
 *
 * The feed repeats every standing, and tells of all periods: what is neither new nor wanted is read all
 * the same, since its descriptor tells of new messages alone. Names are asked for without waiting, so
 * that a watch may begin before the daemon, and again when a standing is of a newer version.
 *
 * A new subscriber hears nothing until the daemon has gathered others that ask for the same, so the first
 * standing is asked for as well: whichever comes first is shown, and the other is no news then.
 */
#include "watch.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "messages_forms.h"
#include "refusal.h"

#define ASK_AGAIN_US INT64_C(2000000)
#define ASK_SEAL_US  INT64_C(60000000)

enum { NUMBER_NAMES, NUMBER_STANDING, NUMBER_SEAL }; /* of what is asked */

int64_t watch_now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static bool same_version(const struct told_standings *a, const struct told_standings *b)
{
	return memcmp(a->epoch, b->epoch, EPOCH_SIZE) == 0 && a->period == b->period &&
	       a->sequence == b->sequence && a->as_of == b->as_of && a->locked == b->locked &&
	       a->current == b->current && a->frozen == b->frozen;
}

/* An answer and the feed come by two lines: what was told before may come after. */
static bool is_older(const struct told_standings *a, const struct told_standings *b)
{
	return memcmp(a->epoch, b->epoch, EPOCH_SIZE) == 0 && a->period == b->period &&
	       (a->sequence < b->sequence || (a->sequence == b->sequence && a->as_of < b->as_of));
}

/* Repetitions, which only say that the daemon lives, and periods that nobody asked for are no
 * change. */
static bool is_news(struct watch *watch, const struct told_standings *standings)
{
	if (!watch->period && !standings->current)
		return false;
	struct arena arena;
	struct told_standings before;

	arena_init(&arena, 0);
	const bool known =
	        watch->latest.size > 0 &&
	        answer_standings(watch->latest.data, watch->latest.size, &arena, &before) &&
	        (same_version(&before, standings) || is_older(standings, &before));

	arena_close(&arena);
	return !known;
}

/* The next message that is news; the others are read as well, since the descriptor tells of new ones
 * alone. */
static int next_news(struct watch *watch, int64_t until, const uint8_t **bytes, size_t *size,
                     struct told_standings *standings)
{
	for (;;) {
		const int64_t left = (until - watch_now() + 999) / 1000;
		const int code = thidua_receive_raw(watch->dial->handle, left > 0 ? (int)left : 0,
		                                    bytes, size, standings);

		if (code != THIDUA_OK || is_news(watch, standings))
			return code;
	}
}

/* The standing that was asked for, once. */
static bool take_first(struct watch *watch, struct told_standings *standings)
{
	arena_reset(&watch->told);
	const bool there =
	        watch->first.size > 0 &&
	        answer_standings(watch->first.data, watch->first.size, &watch->told, standings) &&
	        is_news(watch, standings);

	if (there) {
		buffer_reset(&watch->latest);
		buffer_append(&watch->latest, watch->first.data, watch->first.size);
	}
	buffer_reset(&watch->first);
	return there;
}

int watch_next(struct watch *watch, int timeout_ms, struct told_standings *standings)
{
	if (!take_first(watch, standings)) {
		const uint8_t *bytes;
		size_t size;
		const int code = next_news(watch, watch_now() + (int64_t)timeout_ms * 1000, &bytes,
		                           &size, standings);

		if (code != THIDUA_OK)
			return code;
		buffer_reset(&watch->latest);
		buffer_append(&watch->latest, bytes, size);
	}
	watch->version = standings->season_version;
	watch->ask_seal_at = 0;
	watch->shown++;
	return THIDUA_OK;
}

/* --- what is asked --- */

static bool ask(struct watch *watch, enum question question, uint64_t number)
{
	struct query query = { .question = question,
		               .cluster = watch->query->cluster,
		               .year = watch->query->year,
		               .period = -1 };
	struct buffer frame = { 0 };

	const struct get_disclosure seal = { query.cluster, query.year };

	if (question == QUESTION_DISCLOSURE)
		query.asked = &seal;
	if (question == QUESTION_STANDINGS)
		query.period = watch->query->period;
	encode_query(&query, 0, &frame);
	const bool asked =
	        thidua_ask(watch->dial->handle, number, frame.data, frame.size, 0) == THIDUA_OK;

	buffer_close(&frame);
	return asked;
}

static void take_names(struct watch *watch, const struct thidua_reply *reply)
{
	struct arena arena;
	struct answer answer;
	struct member_list members;

	watch->asking = false;
	arena_init(&arena, 0);
	if (reply->bytes && answer_decode(reply->bytes, reply->size, &arena, &answer) &&
	    members_take(&answer, &arena, &members)) {
		arena_close(&watch->names);
		watch->names = arena;
		watch->members = members;
	} else {
		arena_close(&arena);
	}
}

static void take_seal(struct watch *watch, const struct thidua_reply *reply)
{
	struct arena arena;
	struct answer answer;

	watch->asking_seal = false;
	arena_init(&arena, 0);
	if (reply->bytes && answer_decode(reply->bytes, reply->size, &arena, &answer) &&
	    answer.kind == ANSWER_DISCLOSURE)
		sealed_take(&answer.reply->disclosure, &watch->sealed);
	arena_close(&arena);
}

/* That there is none is no failure here: one may come. */
static void note_refusal(struct watch *watch, const struct thidua_reply *reply)
{
	watch->why_none[0] = '\0';
	const struct thidua_fault *faults;
	struct arena arena;

	if (reply->code != THIDUA_REFUSED || thidua_faults(watch->dial->handle, &faults) == 0)
		return;
	arena_init(&arena, 0);
	snprintf(watch->why_none, sizeof(watch->why_none), "%s",
	         refusal_say(&arena, NULL, &faults[0]));
	arena_close(&arena);
}

/* As the feed would have told it. */
static void take_standing(struct watch *watch, const struct thidua_reply *reply)
{
	struct arena arena;
	struct answer answer;

	watch->asking_standing = false;
	note_refusal(watch, reply);
	arena_init(&arena, 0);
	buffer_reset(&watch->first);
	if (reply->bytes && answer_decode(reply->bytes, reply->size, &arena, &answer) &&
	    answer.kind == ANSWER_STANDINGS)
		form_write(&form_told_standings, &answer.standings, &watch->first);
	arena_close(&arena);
}

void watch_ask(struct watch *watch)
{
	struct thidua_reply reply;

	while (thidua_answer(watch->dial->handle, &reply) == THIDUA_OK) {
		if (reply.number == NUMBER_NAMES)
			take_names(watch, &reply);
		else if (reply.number == NUMBER_SEAL)
			take_seal(watch, &reply);
		else
			take_standing(watch, &reply);
	}
	if (!watch->asking_seal && watch_now() >= watch->ask_seal_at) {
		watch->asking_seal = ask(watch, QUESTION_DISCLOSURE, NUMBER_SEAL);
		watch->ask_seal_at =
		        watch_now() + (watch->asking_seal ? ASK_SEAL_US : ASK_AGAIN_US);
	}
	const bool known = watch->members.version > 0 && watch->members.version >= watch->version;
	const bool told = watch->latest.size > 0 || watch->first.size > 0;

	if ((known && told) || watch_now() < watch->ask_at)
		return;
	if (!told && !watch->asking_standing)
		watch->asking_standing = ask(watch, QUESTION_STANDINGS, NUMBER_STANDING);
	if (!known && !watch->asking)
		watch->asking = ask(watch, QUESTION_SEASON, NUMBER_NAMES);
	watch->ask_at = watch_now() + ASK_AGAIN_US;
}

void watch_await(struct watch *watch, int timeout_ms)
{
	struct pollfd wait = { .fd = thidua_descriptor(watch->dial->handle), .events = POLLIN };
	const int64_t until = watch_now() + (int64_t)timeout_ms * 1000;

	watch_ask(watch);
	while ((watch->asking || watch->asking_standing || watch->asking_seal) &&
	       watch_now() < until) {
		poll(&wait, 1, (int)((until - watch_now()) / 1000) + 1);
		watch_ask(watch);
	}
}

bool watch_done(const struct watch *watch)
{
	return (watch->count > 0 && watch->shown >= watch->count) || watch_now() >= watch->until;
}

void watch_close(struct watch *watch)
{
	buffer_close(&watch->first);
	buffer_close(&watch->latest);
	arena_close(&watch->told);
	arena_close(&watch->names);
}
