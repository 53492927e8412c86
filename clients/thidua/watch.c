#include "watch.h"

#include <string.h>
#include <time.h>

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
	       a->current == b->current;
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
	        same_version(&before, standings);

	arena_close(&arena);
	return !known;
}

int watch_next(struct watch *watch, int timeout_ms, struct told_standings *standings)
{
	const uint8_t *bytes;
	size_t size;
	const int code =
	        thidua_receive_raw(watch->dial->handle, timeout_ms, &bytes, &size, standings);

	if (code != THIDUA_OK)
		return code;
	if (!is_news(watch, standings))
		return THIDUA_KEPT;
	buffer_reset(&watch->latest);
	buffer_append(&watch->latest, bytes, size);
	watch->shown++;
	return THIDUA_OK;
}

bool watch_done(const struct watch *watch)
{
	return (watch->count > 0 && watch->shown >= watch->count) || watch_now() >= watch->until;
}
