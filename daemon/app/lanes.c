/*
 * A weight says about how long a request keeps loop, threads or database busy: a report is 1, a page
 * of the journal a fourth of what a lane may have on its way. So a lane full of the dearest keeps the
 * others waiting no longer than one full of reports.
 *
 * Lanes with something queued stand in a ring; who has been served goes to its end. A lane goes with
 * its last message.
 */
#include "lanes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"

enum {
	LANE_WEIGHT = 64,
	BYTES_A_WEIGHT = 8192,
	WEIGHT_DRY_RUN = 8,
	WEIGHT_QUERY = 4,
	WEIGHT_JOURNAL = 16,
};

void lanes_open(struct lanes *lanes, size_t count_max, size_t bytes_max)
{
	*lanes = (struct lanes){ .count_max = count_max, .bytes_max = bytes_max };
}

void lanes_close(struct lanes *lanes)
{
	struct lane *lane, *next;

	HASH_ITER (hh, lanes->all, lane, next) {
		HASH_DEL(lanes->all, lane);
		free(lane);
	}
	lanes->turns = NULL;
}

static unsigned weight_of(const struct request *request, size_t size)
{
	unsigned bytes = (unsigned)(size / BYTES_A_WEIGHT);

	switch (request->body) {
	case REQUEST_DRY_RUN:
		return WEIGHT_DRY_RUN + bytes;
	case REQUEST_QUERY:
		return request->query.question == QUESTION_JOURNAL ? WEIGHT_JOURNAL : WEIGHT_QUERY;
	case REQUEST_SIGNED_QUERY: /* not read yet */
		return WEIGHT_QUERY;
	default:
		return 1 + bytes;
	}
}

static struct lane *find_lane(struct lanes *lanes, const uint8_t key[KEY_SIZE])
{
	struct lane *lane;

	HASH_FIND(hh, lanes->all, key, KEY_SIZE, lane);
	if (lane)
		return lane;
	lane = must_alloc(1, sizeof(*lane));
	memcpy(lane->key, key, KEY_SIZE);
	lane->queued.place = MESSAGE_QUEUED;
	HASH_ADD(hh, lanes->all, key, KEY_SIZE, lane);
	return lane;
}

bool lanes_enter(struct lanes *lanes, struct message *message, const uint8_t key[KEY_SIZE],
                 size_t size)
{
	struct lane *lane = find_lane(lanes, key);

	/* one is always taken, so an empty lane is never left behind */
	if (lane->count > 0 &&
	    (lane->count >= lanes->count_max || lane->bytes + size > lanes->bytes_max))
		return false;
	message->share = (struct lane_share){ .lane = lane,
		                              .size = size,
		                              .weight = weight_of(&message->request, size) };
	lane->count++;
	lane->bytes += size;
	if (lane->queued.count == 0)
		DL_APPEND(lanes->turns, lane);
	message_move(message, &lane->queued);
	return true;
}

/* The heaviest alone may weigh more than a lane holds. */
static bool has_room(const struct lane *lane)
{
	return lane->on_its_way == 0 ||
	       lane->on_its_way + lane->queued.first->share.weight <= LANE_WEIGHT;
}

bool lanes_ready(const struct lanes *lanes)
{
	const struct lane *lane;

	DL_FOREACH (lanes->turns, lane)
		if (has_room(lane))
			return true;
	return false;
}

struct message *lanes_next(struct lanes *lanes)
{
	struct lane *lane;

	DL_FOREACH (lanes->turns, lane) {
		if (!has_room(lane))
			continue;
		struct message *message = lane->queued.first;

		lane->on_its_way += message->share.weight;
		DL_DELETE(lanes->turns, lane);
		if (lane->queued.count > 1)
			DL_APPEND(lanes->turns, lane);
		return message;
	}
	return NULL;
}

void lanes_leave(struct lanes *lanes, const struct lane_share *share)
{
	struct lane *lane = share->lane;

	if (!lane)
		return;
	lane->on_its_way -= share->weight;
	lane->bytes -= share->size;
	if (--lane->count > 0)
		return;
	assert(lane->queued.count == 0);
	HASH_DEL(lanes->all, lane);
	free(lane);
}
