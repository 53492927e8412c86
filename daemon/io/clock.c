#include "clock.h"

#include <time.h>

#include "poller.h"

void clock_real(struct clock *clock)
{
	*clock = (struct clock){ .rehearsal = false };
}

void clock_rehearse(struct clock *clock, int64_t from, int64_t speed)
{
	*clock = (struct clock){
		.rehearsal = true, .from = from, .started = poller_now(), .speed = speed
	};
}

/* A rehearsal that runs for ever stands still at the end of time instead of wrapping into the past.
 */
static int64_t rehearsal_now(const struct clock *clock)
{
	int64_t passed, now;

	if (__builtin_mul_overflow(poller_now() - clock->started, clock->speed, &passed) ||
	    __builtin_add_overflow(clock->from, passed, &now))
		return INT64_MAX;
	return now;
}

int64_t clock_now(const struct clock *clock)
{
	struct timespec now;

	if (clock->rehearsal)
		return rehearsal_now(clock);
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool clock_advance(struct clock *clock, int64_t to)
{
	if (!clock->rehearsal || to < rehearsal_now(clock))
		return false;
	clock->from = to;
	clock->started = poller_now();
	return true;
}

int64_t clock_moment(const struct clock *clock, int64_t instant)
{
	if (instant == INT64_MAX) /* "never", as the calendar says it */
		return INT64_MAX;
	int64_t left;

	if (__builtin_sub_overflow(instant, clock_now(clock), &left))
		return instant < 0 ? poller_now() : INT64_MAX;
	if (left <= 0)
		return poller_now();
	if (clock->rehearsal) {
		if (clock->speed == 0)
			return INT64_MAX;
		left = left / clock->speed + (left % clock->speed != 0);
	}
	int64_t moment;

	return __builtin_add_overflow(poller_now(), left, &moment) ? INT64_MAX : moment;
}
