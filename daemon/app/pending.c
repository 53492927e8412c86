/*
 * Rows stand in the order in which they were made, each once however many commands moved its
 * season. To find one, an entry keeps the place of its newest row, and each row that of the one
 * before it of the same entry: there are two, or one more for each later season. All arrays keep
 * their memory from batch to batch, so that a busy daemon allocates nothing for them.
 */
#include "pending.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 64 };

void pending_open(struct pending *pending)
{
	*pending = (struct pending){ .entered.place = MESSAGE_ENTERED,
		                     .following.place = MESSAGE_FOLLOWING,
		                     .held.place = MESSAGE_HELD };
}

void pending_close(struct pending *pending)
{
	free(pending->touched);
	free(pending->notices);
	free(pending->admissions);
	buffer_close(&pending->feed);
	*pending = (struct pending){ 0 };
}

/* Room for one more item. */
static void *grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? 2 * *capacity : ROOM_FIRST;
	return must_grow(items, *capacity, size);
}

static struct touched *find_touched(struct pending *pending, const struct entry *entry,
                                    uint32_t year)
{
	size_t place = entry->touched;

	while (place > 0 && pending->touched[place - 1].year != year)
		place = pending->touched[place - 1].next;
	return place > 0 ? &pending->touched[place - 1] : NULL;
}

struct touched *pending_touch(struct pending *pending, struct entry *entry, uint32_t year)
{
	struct touched *touched = find_touched(pending, entry, year);

	if (touched)
		return touched;
	pending->touched = grow(pending->touched, pending->touched_count,
	                        &pending->touched_capacity, sizeof(*pending->touched));
	touched = &pending->touched[pending->touched_count++];
	*touched = (struct touched){ .next = entry->touched,
		                     .entry = entry,
		                     .year = year,
		                     .before = cluster_mark(entry->cluster),
		                     .from = PERIODS,
		                     .next_change = INT64_MAX };
	entry->pins++;
	entry->touched = pending->touched_count;
	return touched;
}

void pending_notice(struct pending *pending, const char *topic, size_t offset)
{
	pending->notices = grow(pending->notices, pending->notice_count, &pending->notice_capacity,
	                        sizeof(*pending->notices));
	struct notice *notice = &pending->notices[pending->notice_count++];

	memcpy(notice->topic, topic, TOPIC_SIZE);
	notice->offset = offset;
	notice->size = pending->feed.size - offset;
}

void pending_admit(struct pending *pending, const struct entry *entry,
                   const struct granted_key *key)
{
	pending->admissions = grow(pending->admissions, pending->admission_count,
	                           &pending->admission_capacity, sizeof(*pending->admissions));
	pending->admissions[pending->admission_count++] =
	        (struct admission){ .entry = entry, .key = *key };
}

bool pending_by_time(const struct pending *pending)
{
	for (size_t i = 0; i < pending->touched_count; i++) {
		if (pending->touched[i].by_time)
			return true;
	}
	return false;
}

void pending_clear(struct pending *pending)
{
	assert(pending->entered.count + pending->following.count + pending->held.count == 0);
	pending->rows = NULL;
	pending->touched_count = 0;
	pending->notice_count = 0;
	pending->admission_count = 0;
	buffer_reset(&pending->feed);
}
