/*
 * line -- connections of the load: CURVE DEALERs with a window each, and SUB sockets that count.
 */
#ifndef BENCH_LINE_H
#define BENCH_LINE_H

#include "offices.h"

struct lines;

/* count DEALERs to the daemon, each with one of the keys. Ends the process when that fails. */
struct lines *lines_open(const char *endpoint, const uint8_t daemon_key[KEY_SIZE],
                         const struct credential *keys, size_t stride, size_t count);
void lines_close(struct lines **lines);

struct run {
	size_t acknowledged, refused;
	double seconds;        /* from the first send to the last reply */
	double p50_ms, p99_ms; /* send to reply */
	char first_refusal[300];
};

/* Sends all frames, those of one office in order over one line, at most window unanswered on each,
 * until all are answered. */
void lines_run(struct lines *lines, const struct frames *frames, size_t window, struct run *out);

/* One frame on the first line, to its reply; seconds. reply is the caller's to buffer_close. */
double lines_ask(struct lines *lines, const struct frame *frame, struct buffer *reply);

struct listeners;

/* count SUBs of one topic prefix; returns when each has had its first message. */
struct listeners *audience_open(const char *endpoint, const uint8_t daemon_key[KEY_SIZE],
                                const struct credential *keys, const char *prefix, size_t count);
void audience_close(struct listeners **audience);

/* Seconds of the monotonic clock at which the last of them had a standing of at least this
 * sequence; takes what came. */
double audience_wait(struct listeners *audience, uint64_t sequence);

double seconds_now(void);

#endif
