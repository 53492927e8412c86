/*
 * line_bytes -- how much of the library's memory each line keeps, and who keeps too much.
 *
 * The library bounds messages and frames, never bytes: what a peer sends of a message without an end,
 * and what it does not read, it keeps. The kernel counts the bytes of each connection; less what came
 * in whole messages, or what was given for it, that is what the library keeps. All lines are looked
 * at once a second, a tenth at a time, and all at once when the process has grown; whoever keeps more
 * than its bound is ended, and when all together keep too much, whoever keeps more than its share.
 */
#ifndef IO_LINE_BYTES_H
#define IO_LINE_BYTES_H

#include "lines.h"

struct line_bytes_bounds {
	int64_t peer_unfinished_max, unfinished_max; /* sent, and no whole message yet */
	int64_t peer_unread_max, unread_max;         /* given for it, and not taken */
};

struct line_bytes {
	struct line_bytes_bounds bounds;
	struct line_place next;                 /* to be looked at */
	int64_t moment;                         /* monotonic: of the next slice */
	size_t slice;                           /* lines in each of this round */
	int64_t unfinished, unread;             /* of all, as the last round found */
	int64_t unfinished_share, unread_share; /* what each may keep in this round */
	struct line_sum {
		int64_t unfinished, unread;
		int64_t unfinished_peers, unread_peers; /* who keep more than a little */
		size_t lines;
	} sum;             /* of this round so far */
	int64_t resident;  /* bytes, when that was read last */
	int64_t published; /* bytes given to the feed, whoever hears them */
};

void line_bytes_open(struct line_bytes *bytes, const struct line_bytes_bounds *bounds);

/* A frame of size bytes came over it, or was given for it. The line may be NULL. */
void line_bytes_came(struct line *line, size_t size);
void line_bytes_went(struct line_bytes *bytes, struct lines *lines, struct line *line, size_t size,
                     int64_t now);
void line_bytes_published(struct line_bytes *bytes, size_t size);

/* Looks at the next slice when it is time. */
void line_bytes_look(struct line_bytes *bytes, struct lines *lines, int64_t now);

#endif
