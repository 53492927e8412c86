/*
 * courier -- gets requests answered: sends them, sends them again, and knows which answer belongs
 * to which.
 *
 * A request is sent again, the same bytes, after retry_after_ms when the daemon is BUSY or its
 * database UNAVAILABLE, and after a silence, then at the next endpoint. Commands stand that because
 * the daemon knows their ids, queries because they only read. Waiting grows and is spread by
 * chance, so that a hundred offices do not come back in the same instant. No thread: it works while
 * somebody waits.
 *
 * BROKEN is put off as well: no waiting mends it, but what is right is never given up for it, unless
 * it is only asked.
 *
 * A parcel is DUE at a moment, and SENT from then on until an answer or a silence ends that: with
 * BUSY, UNAVAILABLE or a silence it is due again, with any other answer it is the caller's.
 */
#ifndef THIDUA_COURIER_H
#define THIDUA_COURIER_H

#include <stdbool.h>

#include "answer.h"
#include "buffer.h"
#include "link.h"

struct courier;

struct parcel { /* one request under way; the caller's */
	uint64_t correlation;
	struct buffer frame; /* owned by the caller */
	bool asks;           /* BROKEN is an answer */
	/* the courier's from here, zero at first: */
	int64_t send_at; /* DUE: not before this moment */
	int64_t sent_at; /* SENT: since when; else 0 */
	uint32_t attempts;
	uint32_t unheard;       /* of these, not answered yet, or by words that leave it open */
	enum status delayed_by; /* BUSY or UNAVAILABLE, the last; 0: neither */
	uint32_t delays;        /* BUSY and UNAVAILABLE in a row */
};

/* link: for requests, outlives the courier. patience: microseconds without any answer that count as
 * silence. */
struct courier *courier_new(struct link *link, int64_t patience);
void courier_free(struct courier **courier);

/* A guest is a parcel that is worked on during every courier_wait, whatever that is for, until it is
 * answered, which is told to the listener, or dismissed. The caller's until then. */
typedef void courier_listener(void *context, struct parcel *answered);
void courier_listen(struct courier *courier, courier_listener *listener, void *context);
void courier_invite(struct courier *courier, struct parcel *guest);
void courier_dismiss(struct courier *courier, const struct parcel *guest);

/* From then on a wait is over as if its moment had come once ended says so, which is asked after
 * each signal. */
void courier_end_on(struct courier *courier, bool (*ended)(void));

/* Works on the guests as far as it goes without waiting. Returns when to do so again, at the latest;
 * INT64_MAX: when the link has something. */
int64_t courier_work(struct courier *courier);

/* Works on the parcels until one of them is answered, and returns it; NULL when the moment has
 * come. */
struct parcel *courier_wait(struct courier *courier, struct parcel *const *parcels, size_t count,
                            int64_t until);

/* What the last courier_wait got: the answer, and its frame; the courier's until the next. After
 * NULL: the last BUSY or UNAVAILABLE, or status 0. */
const struct answer *courier_answer(const struct courier *courier);
const struct buffer *courier_reply(const struct courier *courier);

/* Puts a parcel off, as if the daemon had been BUSY. */
void courier_delay(struct courier *courier, struct parcel *parcel);

#endif
