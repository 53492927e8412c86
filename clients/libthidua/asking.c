/*
 * Requests without waiting: what may be asked, and what an answer means. The rest is asked.h's.
 */
#include <errno.h>
#include <string.h>

#include "handle.h"
#include "raw.h"

enum { CORRELATION = 1 }; /* number of the field in Request */

int thidua_descriptor(struct thidua *handle)
{
	const int feed = handle->feed ? subscriber_descriptor(handle->feed) : -1;

	return (handle->feed || handle->courier) && asked_watch(&handle->asked, feed)
	               ? handle->asked.descriptor
	               : -1;
}

/* The frame with a correlation of ours in place of its own. False: these bytes are no message. */
static bool correlate(const uint8_t *bytes, size_t size, uint64_t correlation, struct buffer *out)
{
	uint8_t head[1 + RAW_VARINT_SIZE] = { CORRELATION << 3 | RAW_VARINT };
	struct raw raw = { bytes, size };
	struct raw_field field;

	buffer_append(out, head, 1 + raw_write_varint(correlation, head + 1));
	while (raw.left > 0) {
		const uint8_t *from = raw.at;

		if (!raw_next(&raw, &field))
			return false;
		if (field.number != CORRELATION)
			buffer_append(out, from, (size_t)(raw.at - from));
	}
	return size > 0;
}

static int refuse(struct thidua *handle, uint64_t number, const uint8_t *request, size_t size)
{
	if (!handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without command endpoints");
	if (!request || size > REQUEST_BYTES_MAX)
		return handle_fail(handle, THIDUA_USAGE, "a request of at most %d bytes is needed",
		                   REQUEST_BYTES_MAX);
	if (asked_find(&handle->asked, number))
		return handle_fail(handle, THIDUA_USAGE, "a request of this number is under way");
	if (handle->asked.count >= THIDUA_ASKED_MAX)
		return handle_fail(handle, THIDUA_FULL,
		                   "%d requests are under way: take answers first",
		                   THIDUA_ASKED_MAX);
	if (thidua_descriptor(handle) < 0 || !asked_watch_line(&handle->asked, handle->link))
		return handle_because(handle, THIDUA_CONFIG, FAULT_NO_DESCRIPTORS, strerror(errno));
	return THIDUA_OK;
}

int thidua_ask(struct thidua *handle, uint64_t number, const uint8_t *request, size_t size,
               int timeout_ms)
{
	handle_begin(handle);
	const int code = refuse(handle, number, request, size);

	if (code != THIDUA_OK)
		return code;
	struct asked *asked = must_alloc(1, sizeof(*asked));

	asked->number = number;
	asked->until = timeout_ms == 0 ? link_moment() + handle->timeout : handle_until(timeout_ms);
	asked->parcel.correlation = thidua_correlation();
	asked->parcel.asks = true;
	if (!correlate(request, size, asked->parcel.correlation, &asked->parcel.frame)) {
		asked_free(&asked);
		return handle_fail(handle, THIDUA_USAGE, "these bytes are no thidua.v1.Request");
	}
	asked_add(&handle->asked, handle->courier, asked);
	return THIDUA_OK;
}

static int judge(struct thidua *handle, const struct asked *asked)
{
	struct answer answer;

	if (!asked->answered)
		return handle_silence(handle, asked->parcel.delayed_by);
	if (!answer_decode(asked->reply.data, asked->reply.size, &handle->arena, &answer))
		return handle_because(handle, THIDUA_UNREACHABLE, FAULT_ANSWER_LARGE, NULL);
	return answer.status == STATUS_BROKEN ? handle_silence(handle, answer.status)
	                                      : handle_answer(handle, &answer);
}

int thidua_answer(struct thidua *handle, struct thidua_reply *out)
{
	*out = (struct thidua_reply){ .code = THIDUA_KEPT };
	handle_begin(handle);
	if (!handle->courier)
		return handle_fail(handle, THIDUA_USAGE,
		                   "the handle was opened without command endpoints");
	asked_work(&handle->asked);
	struct asked *done = asked_done(&handle->asked);

	if (!done)
		return THIDUA_KEPT;
	out->number = done->number;
	out->code = judge(handle, done);
	buffer_append(&handle->reply, done->reply.data, done->reply.size);
	asked_remove(&handle->asked, done);
	out->bytes = handle->reply.size > 0 ? handle->reply.data : NULL;
	out->size = handle->reply.size;
	return THIDUA_OK;
}
