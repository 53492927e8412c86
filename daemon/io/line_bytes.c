/*
 * What a frame costs on the wire is known exactly (CURVE's MESSAGE and ZMTP's header), so the counts
 * of kernel and loop differ by what is between them only: a message without an end, whole ones that
 * wait in the library, and heartbeats, for which a line is given some bytes a second. The high-water
 * mark bounds the whole ones, and the bound of a line lies above that.
 *
 * What the feed keeps for a line the library alone knows. There a line that has had something to
 * read for ten seconds without a break is behind, and keeps at most what was published meanwhile
 * less what it took.
 */
#include "line_bytes.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "poller.h"

enum {
	SLICES = 10,
	SLICE_INTERVAL = 100000, /* microseconds */
	MESSAGE_MORE = 33,       /* of CURVE: name, nonce, authenticator, flags */
	SHORT_FRAME = 255,
	SHORT_MORE = 2, /* ZMTP's header */
	LONG_MORE = 9,
	HANDSHAKE_BYTES = 1024, /* at most */
	HEARTBEAT_BYTES_A_SECOND = 16,
	LITTLE = 1 << 20,        /* who keeps less is not counted among those who share */
	BEHIND_AFTER = 10000000, /* microseconds */
	GROWN = 64 << 20,        /* bytes since the last slice: look at all at once */
};

void line_bytes_open(struct line_bytes *bytes, const struct line_bytes_bounds *bounds)
{
	*bytes = (struct line_bytes){ .bounds = *bounds,
		                      .slice = 1,
		                      .unfinished_share = INT64_MAX,
		                      .unread_share = INT64_MAX };
}

static int64_t on_the_wire(size_t size)
{
	int64_t sealed = (int64_t)size + MESSAGE_MORE;

	return sealed + (sealed > SHORT_FRAME ? LONG_MORE : SHORT_MORE);
}

void line_bytes_came(struct line *line, size_t size)
{
	if (line)
		line->bytes.came += on_the_wire(size);
}

void line_bytes_published(struct line_bytes *bytes, size_t size)
{
	bytes->published += on_the_wire(size);
}

/* --- one line --- */

static int64_t unfinished_of(const struct line *line, const struct tcp_figures *figures,
                             int64_t now)
{
	int64_t beside =
	        HANDSHAKE_BYTES + HEARTBEAT_BYTES_A_SECOND * ((now - line->since) / 1000000);
	int64_t kept = figures->received - figures->unread - line->bytes.came - beside;

	return kept > 0 ? kept : 0;
}

/* The library sends heartbeats of its own, which were not given to it: whoever has more than that
 * has everything. */
static int64_t unread_of(struct line *line, const struct tcp_figures *figures)
{
	if (line->bytes.went < figures->taken)
		line->bytes.went = figures->taken;
	line->bytes.taken = figures->taken;
	return line->bytes.went - figures->taken;
}

static int64_t unheard_of(struct line *line, const struct tcp_figures *figures, int64_t published,
                          int64_t now)
{
	if (figures->untaken == 0 || line->bytes.behind_since == 0) {
		line->bytes.behind_since = figures->untaken == 0 ? 0 : now;
		line->bytes.went = published;
		line->bytes.taken = figures->taken;
		return 0;
	}
	int64_t kept = published - line->bytes.went - (figures->taken - line->bytes.taken);

	return now - line->bytes.behind_since >= BEHIND_AFTER && kept > 0 ? kept : 0;
}

static void judge_line(struct line_bytes *bytes, struct lines *lines, struct line *line,
                       int64_t now)
{
	struct tcp_figures figures;

	if (line->stage == LINE_ENDING || !tcp_look(line->descriptor, &figures))
		return;
	int64_t unfinished = unfinished_of(line, &figures, now);
	int64_t unread = line->kind == BUS_FEED ? unheard_of(line, &figures, bytes->published, now)
	                                        : unread_of(line, &figures);

	if (unfinished > bytes->bounds.peer_unfinished_max ||
	    unfinished > bytes->unfinished_share) {
		lines_end(lines, line, "unfinished_bytes_max");
		return;
	}
	if (unread > bytes->bounds.peer_unread_max || unread > bytes->unread_share) {
		lines_end(lines, line, "unread_bytes_max");
		return;
	}
	bytes->sum.unfinished += unfinished;
	bytes->sum.unread += unread;
	bytes->sum.unfinished_peers += unfinished > LITTLE;
	bytes->sum.unread_peers += unread > LITTLE;
	bytes->sum.lines++;
}

void line_bytes_went(struct line_bytes *bytes, struct lines *lines, struct line *line, size_t size,
                     int64_t now)
{
	if (!line)
		return;
	line->bytes.went += on_the_wire(size);
	if (line->bytes.went - line->bytes.taken > bytes->bounds.peer_unread_max)
		judge_line(bytes, lines, line, now);
}

/* --- all of them --- */

/* Those who keep more than a little share the bound when all is too much. */
static int64_t share_of(int64_t sum, int64_t bound, int64_t peers)
{
	if (sum <= bound || peers == 0)
		return INT64_MAX;
	return bound / peers > LITTLE ? bound / peers : LITTLE;
}

static void end_round(struct line_bytes *bytes)
{
	bytes->unfinished = bytes->sum.unfinished;
	bytes->unread = bytes->sum.unread;
	bytes->unfinished_share = share_of(bytes->sum.unfinished, bytes->bounds.unfinished_max,
	                                   bytes->sum.unfinished_peers);
	bytes->unread_share =
	        share_of(bytes->sum.unread, bytes->bounds.unread_max, bytes->sum.unread_peers);
	bytes->slice = bytes->sum.lines / SLICES + 1;
	bytes->sum = (struct line_sum){ 0 };
}

static bool has_grown(struct line_bytes *bytes)
{
	int64_t resident = poller_resident();
	bool grown = resident - bytes->resident > GROWN;

	bytes->resident = resident;
	return grown;
}

/* A whole round, or as much as is due; a round that finds too much is followed by one that ends it. */
void line_bytes_look(struct line_bytes *bytes, struct lines *lines, int64_t now)
{
	if (now < bytes->moment)
		return;
	bytes->moment = now + SLICE_INTERVAL;
	size_t wanted = has_grown(bytes) ? SIZE_MAX : bytes->slice;
	struct line *line;

	while (wanted-- > 0) {
		line = lines_next(lines, &bytes->next);
		if (!line) {
			end_round(bytes);
			return;
		}
		judge_line(bytes, lines, line, now);
	}
}
