/*
 * The feed's XPUB: who asks to hear what, and what all of them are told. It is in manual mode, so that who
 * asks hears nothing before bus_hear says so; what that asks of the order of its messages is is_sure's.
 */
#include <string.h>

#include "bus_private.h"

/* One frame: 1 or 0, and the prefix. */
static bool is_wish(zmq_msg_t *frame)
{
	return zmq_msg_size(frame) > 0 && *(const uint8_t *)zmq_msg_data(frame) <= 1 &&
	       !zmq_msg_more(frame);
}

/* No topic holds a NUL, so a prefix with one can match nothing. */
static bool read_wish(zmq_msg_t *frame, struct bus_subscription *out)
{
	const uint8_t *bytes = zmq_msg_data(frame);
	size_t size = zmq_msg_size(frame) - 1;

	if (memchr(bytes + 1, '\0', size))
		return false;
	out->wish = bytes[0] == 1 ? BUS_SUBSCRIBES : BUS_UNSUBSCRIBES;
	size = size < TOPIC_SIZE - 1 ? size : TOPIC_SIZE - 1;
	memcpy(out->prefix, bytes + 1, size);
	out->prefix[size] = '\0';
	return true;
}

/* The library keeps a queue of messages, and one of whose each subscription is; a message that is
 * none of these takes from the second too, so that from then on, until nothing is left, bus_hear
 * would give to a peer what another asked for. So who says such things is hung up on, and who
 * subscribed in that moment as well: that one comes again by itself. */
static bool is_sure(struct bus *bus, zmq_msg_t *frame, struct line *line)
{
	const bool wish = is_wish(frame);

	if (wish && !bus->feed_unsure)
		return true;
	if (line)
		lines_end(bus->lines, line, wish ? "beside_no_subscription" : "no_subscription");
	if (!wish) {
		bus_pass_over(bus->feed, frame, line);
		bus->counts.frames_refused++;
		bus->feed_unsure = true;
	}
	return false;
}

static bool take_wish(struct bus *bus, zmq_msg_t *frame, struct bus_subscription *out)
{
	struct line *line = NULL;

	if (bus_whose(frame, out->curve_key))
		line = bus_line_of(bus, BUS_FEED, frame, out->curve_key);
	line_bytes_came(line, zmq_msg_size(frame));
	if (!is_sure(bus, frame, line) || !line || line->stage == LINE_ENDING)
		return false; /* no line: the end of one that has left, made up by the library */
	if (!read_wish(frame, out)) {
		bus->counts.frames_refused++;
		return false;
	}
	line->subscribes = true;
	lines_ask(bus->lines, line, zmq_msg_size(frame) - 1, out->wish == BUS_SUBSCRIBES);
	if (line->stage == LINE_ENDING)
		return false;
	out->line = line->cookie;
	return true;
}

bool bus_subscription(struct bus *bus, struct bus_subscription *out)
{
	bool found = false;
	zmq_msg_t frame;

	*out = (struct bus_subscription){ .wish = BUS_LEAVES };
	if (lines_left(bus->lines, &out->line))
		return true;
	zmq_msg_init(&frame);
	for (int i = 0; i < PASSED_OVER_AT_ONCE && !found; i++) {
		if (zmq_msg_recv(&frame, bus->feed, ZMQ_DONTWAIT) < 0) {
			bus->feed_unsure = false;
			break;
		}
		found = take_wish(bus, &frame, out);
	}
	zmq_msg_close(&frame);
	return found;
}

void bus_hear(struct bus *bus, const char *prefix, bool heard)
{
	zmq_setsockopt(bus->feed, heard ? ZMQ_SUBSCRIBE : ZMQ_UNSUBSCRIBE, prefix, strlen(prefix));
}

void bus_publish(struct bus *bus, const char *topic, const void *bytes, size_t size)
{
	bus_look_who_has_read(
	        bus->feed); /* the feed is never refused: who seems full just loses it */
	zmq_send(bus->feed, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT);
	zmq_send(bus->feed, bytes, size, ZMQ_DONTWAIT);
	line_bytes_published(&bus->bytes, strlen(topic));
	line_bytes_published(&bus->bytes, size);
	bus->counts.published++;
}
