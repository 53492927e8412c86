/*
 * Questions and standings: one request and its answer, and the feed.
 *
 * A request is one parcel that the courier works on until the handle's timeout; its answer and the
 * frame it came in are both kept, since a bundle takes standings byte by byte. Topics end with a
 * slash unless they name a period, so that TCXDD-1 does not match TCXDD-10.
 */
#include "ask.h"

#include <stdio.h>
#include <string.h>

#include "report.h"
#include "view.h"

enum { TOPIC_MAX = 64 };

static int ask(struct thidua *handle, struct parcel *parcel, int64_t until, struct arena *arena,
               struct answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	if (!handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without command endpoints");
	if (!courier_wait(handle->courier, &parcel, 1, until)) {
		answer->status = parcel->delayed_by;
		return handle_silence(handle, parcel->delayed_by);
	}
	const struct buffer *reply = courier_reply(handle->courier);

	buffer_reset(&handle->reply);
	buffer_append(&handle->reply, reply->data, reply->size);
	if (!answer_decode(reply->data, reply->size, arena, answer))
		return handle_because(handle, THIDUA_UNREACHABLE, FAULT_ANSWER_LARGE, NULL);
	return handle_answer(handle, answer);
}

int ask_query(struct thidua *handle, const struct query *query, int64_t until, struct arena *arena,
              struct answer *answer)
{
	const uint64_t correlation = thidua_correlation();
	struct buffer frame = { 0 };

	encode_query(query, correlation, &frame);
	struct parcel parcel = { .correlation = correlation, .frame = frame, .asks = true };
	const int code = ask(handle, &parcel, until, arena, answer);

	buffer_close(&frame);
	return code;
}

void thidua_last_reply(const struct thidua *handle, const uint8_t **bytes, size_t *size)
{
	*bytes = handle->reply.data;
	*size = handle->reply.size;
}

int thidua_standings_get(struct thidua *handle, const char *cluster, unsigned year,
                         const char *period, const struct thidua_standings **out)
{
	struct query query = {
		.question = QUESTION_STANDINGS, .cluster = cluster, .year = year, .period = -1
	};

	*out = NULL;
	handle_begin(handle);
	if (period)
		query.period = report_period(period);
	if (!cluster || (period && query.period < 0))
		return handle_fail(handle, THIDUA_USAGE,
		                   "a cluster, and Q1, Q2, Q3, Q4 or FINAL are needed");
	struct answer *answer = arena_alloc(&handle->arena, 1, sizeof(*answer));
	const int code =
	        ask_query(handle, &query, link_moment() + handle->timeout, &handle->arena, answer);

	if (code != THIDUA_OK)
		return code;
	if (answer->kind != ANSWER_STANDINGS)
		return handle_because(handle, THIDUA_UNREACHABLE, FAULT_ANSWER_OTHER, NULL);
	*out = view_standings(&answer->standings, &handle->arena);
	return THIDUA_OK;
}

/* --- the feed --- */

static int subscribe(struct thidua *handle, const char *root, const char *cluster, unsigned year,
                     const char *period)
{
	char topic[TOPIC_MAX];

	handle_begin(handle);
	if (!handle->feed)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without feed endpoints");
	if (!cluster || (period && (year == 0 || report_period(period) < 0)))
		return handle_fail(
		        handle, THIDUA_USAGE,
		        "a cluster is needed, and with a year a period of Q1, Q2, Q3, Q4 or FINAL");
	int size;

	if (period)
		size = snprintf(topic, sizeof(topic), "%s/%s/%u/%s", root, cluster, year, period);
	else if (year != 0)
		size = snprintf(topic, sizeof(topic), "%s/%s/%u/", root, cluster, year);
	else
		size = snprintf(topic, sizeof(topic), "%s/%s/", root, cluster);
	if (size < 0 || (size_t)size >= sizeof(topic))
		return handle_because(handle, THIDUA_USAGE, FAULT_CLUSTER_LONG, NULL);
	subscriber_subscribe(handle->feed, topic);
	return THIDUA_OK;
}

int thidua_subscribe(struct thidua *handle, const char *cluster, unsigned year, const char *period)
{
	return subscribe(handle, "standings", cluster, year, period);
}

int thidua_subscribe_live(struct thidua *handle, const char *cluster, unsigned year,
                          const char *period)
{
	static const char *const roots[] = { "live", "standings", "public" };
	int code = THIDUA_OK;

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots) && code == THIDUA_OK; i++)
		code = subscribe(handle, roots[i], cluster, year, period);
	return code;
}

int thidua_subscribe_public(struct thidua *handle, const char *cluster, unsigned year,
                            const char *period)
{
	return subscribe(handle, "public", cluster, year, period);
}

int64_t thidua_feed_age(const struct thidua *handle)
{
	const int64_t heard_at = !handle->feed ? 0 : subscriber_heard_at(handle->feed);

	return heard_at == 0 ? -1 : (link_moment() - heard_at) / 1000;
}

int thidua_receive_raw(struct thidua *handle, int timeout_ms, const uint8_t **bytes, size_t *size,
                       struct told_standings *out)
{
	handle_begin(handle);
	if (!handle->feed)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without feed endpoints");
	asked_work(&handle->asked);
	if (subscriber_receive(handle->feed, handle_until(timeout_ms), &handle->arena, bytes, size,
	                       out)) {
		if (handle->has_epoch && memcmp(out->epoch, handle->epoch, EPOCH_SIZE) != 0)
			handle->looked_at =
			        0; /* another database: look at it before the next send */
		return THIDUA_OK;
	}
	const char *trouble = subscriber_trouble(handle->feed);

	handle->silence = handle_silence_of(subscriber_reason(handle->feed));
	return handle_fail(handle, THIDUA_KEPT, "%s",
	                   trouble[0] == '\0' ? "connected; nothing new" : trouble);
}

int thidua_receive(struct thidua *handle, int timeout_ms, const struct thidua_standings **out)
{
	struct told_standings told;

	*out = NULL;
	const uint8_t *bytes;

	size_t size;

	const int code = thidua_receive_raw(handle, timeout_ms, &bytes, &size, &told);

	if (code == THIDUA_OK)
		*out = view_standings(&told, &handle->arena);
	return code;
}

int thidua_listen(struct thidua *handle, int timeout_ms, thidua_listener *listener, void *context)
{
	for (;;) {
		const struct thidua_standings *standings;
		const int code = thidua_receive(handle, timeout_ms, &standings);

		if (code != THIDUA_OK)
			return code;
		if (!listener(context, standings))
			return THIDUA_OK;
	}
}
