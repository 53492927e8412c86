/*
 * watch -- the live standing, as a screen, as lines or as JSON: what the three have in common.
 */
#ifndef WATCH_H
#define WATCH_H

#include "members.h"

struct watch {
	struct dial *dial;
	struct member_list members;
	struct buffer latest; /* the newest Standings message wanted; owned */
	const char *period;   /* name, or NULL: whichever is current */
	uint64_t count;       /* changes to show; 0: no end */
	int64_t until;        /* monotonic microseconds; INT64_MAX: no end */
	uint64_t shown;       /* changes so far */
};

enum { NO_NEWS_MS = 20000 };

/* Monotonic microseconds. */
int64_t watch_now(void);

/* Waits up to timeout_ms for a change and takes it to latest; standings is good until the next
 * call. THIDUA_KEPT: no change came; other codes are failures. */
int watch_next(struct watch *watch, int timeout_ms, struct told_standings *standings);

/* Shown all that was asked for, or the time is up? */
bool watch_done(const struct watch *watch);

#endif
