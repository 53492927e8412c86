/*
 * A parcel is DUE while send_at lies ahead or is now, and SENT while sent_at is set; both are the
 * caller's memory, so that the courier owns no list. One turn of courier_wait: take what came, note
 * what stayed silent, send what is due, sleep until the earliest of all moments.
 *
 * Silence is judged by the endpoint, not by the parcel: when nothing at all has been heard since a
 * parcel was sent, the connection is given up and every parcel under way is sent again at the next
 * endpoint. When other answers came meanwhile, only that parcel is lost and only it is repeated.
 * Patience doubles once a round of all endpoints has been silent, since a daemon that is starting
 * or a line that is slow gains nothing from being asked more often.
 */
#include "courier.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "arena.h"

enum {
	DELAY_US = 100000, /* when the daemon says no retry_after_ms; doubles */
	DELAY_MAX_US = 60000000,
	PATIENCE_DOUBLINGS = 4, /* silence after silence waits up to 16 times as long */
	ANSWER_BUDGET = 32 << 20,
};

struct courier {
	struct link *link;
	int64_t patience;
	int64_t heard_at;  /* last frame from this endpoint, or when it was turned to */
	uint64_t session;  /* the link's, under which was sent what is under way; 0: none yet */
	uint32_t silences; /* in a row */
	struct arena arena;
	struct answer answer;
	struct buffer reply;
	struct parcel **guests; /* owned, not what they point to */
	size_t guest_count;
	struct parcel **all; /* guests and those of who waits; owned */
	courier_listener *listener;
	void *context;
	bool (*ended)(void); /* the caller's, or NULL */
};

struct courier *courier_new(struct link *link, int64_t patience)
{
	struct courier *courier = must_alloc(1, sizeof(*courier));

	courier->link = link;
	courier->patience = patience;
	arena_init(&courier->arena, ANSWER_BUDGET);
	return courier;
}

void courier_free(struct courier **courier)
{
	if (!*courier)
		return;
	arena_close(&(*courier)->arena);
	buffer_close(&(*courier)->reply);
	free((*courier)->guests);
	free((*courier)->all);
	free(*courier);
	*courier = NULL;
}

const struct answer *courier_answer(const struct courier *courier)
{
	return &courier->answer;
}

const struct buffer *courier_reply(const struct courier *courier)
{
	return &courier->reply;
}

/* --- guests --- */

void courier_listen(struct courier *courier, courier_listener *listener, void *context)
{
	courier->listener = listener;
	courier->context = context;
}

void courier_invite(struct courier *courier, struct parcel *guest)
{
	courier->guests =
	        must_grow(courier->guests, courier->guest_count + 1, sizeof(struct parcel *));
	courier->guests[courier->guest_count++] = guest;
}

void courier_dismiss(struct courier *courier, const struct parcel *guest)
{
	size_t kept = 0;

	for (size_t i = 0; i < courier->guest_count; i++)
		if (courier->guests[i] != guest)
			courier->guests[kept++] = courier->guests[i];
	courier->guest_count = kept;
}

static bool is_guest(const struct courier *courier, const struct parcel *parcel)
{
	for (size_t i = 0; i < courier->guest_count; i++)
		if (courier->guests[i] == parcel)
			return true;
	return false;
}

/* Those of who waits, and the guests; returns how many. */
static size_t gather(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	courier->all =
	        must_grow(courier->all, count + courier->guest_count + 1, sizeof(struct parcel *));
	for (size_t i = 0; i < count; i++)
		courier->all[i] = parcels[i];
	for (size_t i = 0; i < courier->guest_count; i++)
		courier->all[count + i] = courier->guests[i];
	return count + courier->guest_count;
}

/* --- waiting --- */

/* Up to a quarter more. */
static int64_t spread(int64_t duration)
{
	uint32_t chance = 0;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) != (ssize_t)sizeof(chance))
		chance = 0;
	return duration + (int64_t)((uint64_t)(duration / 4) * chance / UINT32_MAX);
}

static int64_t doubled(int64_t duration, uint32_t times, int64_t most)
{
	while (times-- > 0 && duration < most)
		duration *= 2;
	return duration < most ? duration : most;
}

/* Longer only when every endpoint has been silent, or the line is slow. */
static int64_t patience_now(const struct courier *courier)
{
	const uint32_t rounds = courier->silences / (uint32_t)link_endpoint_count(courier->link);
	const int64_t patience =
	        doubled(courier->patience, rounds, courier->patience << PATIENCE_DOUBLINGS);
	const int64_t pace = link_pace(courier->link);

	return patience > pace ? patience : pace;
}

static void put_off(struct parcel *parcel, int64_t duration)
{
	parcel->sent_at = 0;
	parcel->send_at = link_moment() + spread(duration);
}

void courier_delay(struct courier *courier, struct parcel *parcel)
{
	(void)courier;
	put_off(parcel, doubled(DELAY_US, parcel->delays++, DELAY_MAX_US));
}

static struct parcel *find(struct parcel *const *parcels, size_t count, uint64_t correlation)
{
	for (size_t i = 0; i < count; i++)
		if (parcels[i]->correlation == correlation)
			return parcels[i];
	return NULL;
}

/* The parcel that a frame answers for good, or NULL. Answers nobody waits for (the second of two)
 * are passed over. */
static struct parcel *take(struct courier *courier, struct parcel *const *parcels, size_t count,
                           const uint8_t *bytes, size_t size)
{
	struct answer answer;

	arena_reset(&courier->arena);
	memset(&courier->answer, 0, sizeof(courier->answer));
	if (!answer_decode(bytes, size, &courier->arena, &answer))
		return NULL;
	struct parcel *parcel = find(parcels, count, answer.correlation);

	if (!parcel || parcel->attempts == 0)
		return NULL;
	courier->answer = answer;
	buffer_reset(&courier->reply);
	buffer_append(&courier->reply, bytes, size);
	if (answer.status != STATUS_UNAVAILABLE && parcel->unheard > 0)
		parcel->unheard--; /* of UNAVAILABLE nobody knows what was written */
	if (answer.status != STATUS_BUSY && answer.status != STATUS_UNAVAILABLE &&
	    (answer.status != STATUS_BROKEN || parcel->asks)) {
		parcel->sent_at = 0;
		parcel->send_at = INT64_MAX;
		return parcel;
	}
	parcel->delayed_by = answer.status;
	if (answer.retry_after_ms == 0) {
		courier_delay(courier, parcel);
	} else {
		const int64_t asked = (int64_t)answer.retry_after_ms * 1000;

		put_off(parcel, asked < DELAY_MAX_US ? asked : DELAY_MAX_US);
	}
	return NULL;
}

/* What was under way when a connection ended is lost with it. */
static void notice_session(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	const uint64_t session = link_session(courier->link);

	if (session == 0 || session == courier->session)
		return;
	courier->session = session;
	for (size_t i = 0; i < count; i++) {
		if (parcels[i]->sent_at == 0)
			continue;
		parcels[i]->sent_at = 0;
		parcels[i]->send_at = link_moment();
	}
}

/* Nothing is sent into a line that is not there yet: what becomes of that nobody could tell. */
static void send_due(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	if (link_session(courier->link) == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		struct parcel *parcel = parcels[i];
		const int64_t now = link_moment();

		if (parcel->sent_at != 0 || parcel->send_at > now)
			continue;
		/* What the link does not take is as good as lost: only a turn helps. */
		parcel->sent_at = now;
		if (link_send(courier->link, parcel->frame.data, parcel->frame.size))
			parcel->attempts++, parcel->unheard++;
	}
}

/* What was sent longest ago and not answered is lost: with all others, when the endpoint said
 * nothing since, else alone. */
static void notice_silence(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	const int64_t now = link_moment();
	const int64_t before = now - patience_now(courier);
	bool silent = false;

	if (link_session(courier->link) == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		struct parcel *parcel = parcels[i];

		if (parcel->sent_at == 0 || parcel->sent_at > before)
			continue;
		silent |= courier->heard_at < parcel->sent_at;
		parcel->sent_at = 0;
		parcel->send_at = now;
	}
	if (!silent)
		return;
	courier->silences++;
	link_turn(courier->link);
	for (size_t i = 0; i < count; i++)
		if (parcels[i]->sent_at != 0)
			put_off(parcels[i], 0);
}

static int64_t earliest(const struct courier *courier, struct parcel *const *parcels, size_t count,
                        int64_t until)
{
	if (link_session(courier->link) == 0)
		return until;
	for (size_t i = 0; i < count; i++) {
		const struct parcel *parcel = parcels[i];
		const int64_t moment = parcel->sent_at != 0
		                               ? parcel->sent_at + patience_now(courier)
		                               : parcel->send_at;

		if (moment < until)
			until = moment;
	}
	return until;
}

/* Takes what has come, until it answers one who waits: that one. */
static struct parcel *take_all(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	const uint8_t *bytes;
	size_t size;

	while (link_receive(courier->link, &bytes, &size)) {
		courier->heard_at = link_moment();
		courier->silences = 0;
		const size_t all = gather(courier, parcels, count);
		struct parcel *answered = take(courier, courier->all, all, bytes, size);

		if (!answered)
			continue;
		if (!is_guest(courier, answered))
			return answered;
		courier_dismiss(courier, answered);
		courier->listener(courier->context, answered);
		memset(&courier->answer, 0, sizeof(courier->answer));
	}
	return NULL;
}

/* One turn of it: takes, notes, sends. */
static struct parcel *turn(struct courier *courier, struct parcel *const *parcels, size_t count)
{
	struct parcel *answered = take_all(courier, parcels, count);

	if (answered)
		return answered;
	const size_t all = gather(courier, parcels, count);

	notice_session(courier, courier->all, all);
	notice_silence(courier, courier->all, all);
	send_due(courier, courier->all, all);
	return NULL;
}

void courier_end_on(struct courier *courier, bool (*ended)(void))
{
	courier->ended = ended;
}

int64_t courier_work(struct courier *courier)
{
	turn(courier, NULL, 0);
	return earliest(courier, courier->guests, courier->guest_count, INT64_MAX);
}

struct parcel *courier_wait(struct courier *courier, struct parcel *const *parcels, size_t count,
                            int64_t until)
{
	memset(&courier->answer, 0, sizeof(courier->answer));
	for (;;) {
		struct parcel *answered = turn(courier, parcels, count);

		if (answered)
			return answered;
		if (link_moment() >= until || (courier->ended && courier->ended()))
			return NULL;
		const size_t all = gather(courier, parcels, count);

		link_wait(&courier->link, 1, earliest(courier, courier->all, all, until));
	}
}
