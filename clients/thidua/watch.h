/*
 * watch -- the live standing, as a screen, as lines or as JSON: what the three have in common.
 */
#ifndef WATCH_H
#define WATCH_H

#include "members.h"
#include "sealed.h"

enum { WHY_NONE_SIZE = 256 };

struct watch {
	struct dial *dial;
	const struct query *query;
	struct member_list members; /* in names; none yet: codes are shown */
	struct arena names;
	bool asking;          /* for them */
	struct sealed sealed; /* as it was told last */
	bool asking_seal;
	int64_t ask_seal_at;          /* not before; monotonic */
	char why_none[WHY_NONE_SIZE]; /* the first standing was refused so; "": it was not */
	bool asking_standing;         /* for the first */
	int64_t ask_at;               /* not before; monotonic */
	struct buffer
	        first;     /* the Standings message that was asked for, until it is taken; owned */
	struct arena told; /* what it is read into */
	struct buffer latest; /* the newest Standings message wanted; owned */
	uint32_t version;     /* of the season, in it */
	const char *period;   /* name, or NULL: whichever is current */
	uint64_t count;       /* changes to show; 0: no end */
	int64_t until;        /* monotonic microseconds; INT64_MAX: no end */
	uint64_t shown;       /* changes so far */
};

enum { NO_NEWS_MS = 20000 };

/* Monotonic microseconds. */
int64_t watch_now(void);

/* Waits up to timeout_ms for a change and takes it to latest; standings is good until the next
 * call. What is no change is passed over, so that nothing is left unread. THIDUA_KEPT: no change came;
 * other codes are failures. */
int watch_next(struct watch *watch, int timeout_ms, struct told_standings *standings);

/* Asks for the season's names while there are none, or when a standing is of a newer version, for the
 * standing while the feed has told none, and now and then what is sealed; takes them when they have come. Never waits. */
void watch_ask(struct watch *watch);

/* The same at the start, where it waits a little for them: a line that was printed stays as it is. */
void watch_await(struct watch *watch, int timeout_ms);

/* Shown all that was asked for, or the time is up? */
bool watch_done(const struct watch *watch);

void watch_close(struct watch *watch);

#endif
