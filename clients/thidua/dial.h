/*
 * dial -- one command's connection to the daemon: opened by the options, asked, and its refusals
 * told.
 *
 * Every failure is said on stderr once, here; the caller only passes the code on.
 */
#ifndef DIAL_H
#define DIAL_H

#include "buffer.h"
#include "complain.h"
#include "options.h"
#include "session.h"
#include "words.h"

struct dial {
	const struct options *options;
	struct thidua *handle;
	struct arena arena;   /* answers live in it until dial_close */
	struct answer answer; /* the last */
	bool shut_out;        /* the daemon refused this key when something was to be sent last */
};

enum dial_use { DIAL_ASK = 0, DIAL_FEED = 1, DIAL_OUTBOX = 2 };

/* use: bits. dial_close frees, also after a failure. */
int dial_open(struct dial *dial, const struct options *options, unsigned use);
void dial_close(struct dial *dial);

/* The handle without a daemon: the outbox alone. */
int dial_open_outbox(struct dial *dial, const struct options *options);

/* Where this key's outbox is, or would be; NULL when no option says it. In the arena. */
const char *dial_outbox_path(struct dial *dial);

/* Cluster, year and period of the options. */
int dial_query(const struct options *options, enum question question, struct query *out);

int dial_ask(struct dial *dial, const struct query *query);

/* As dial_ask, but says nothing and leaves the telling to dial_tell. */
int dial_try(struct dial *dial, const struct query *query);

/* The daemon's time; 0, silently, when it does not say. Its answer takes the place of the last. */
int64_t dial_now(struct dial *dial);

/* Sends a made Request. */
int dial_send(struct dial *dial, const struct buffer *frame, uint64_t correlation);

/* What became of what was to be sent: THIDUA_KEPT, or, when the daemon refuses this key, having said so,
 * THIDUA_FORBIDDEN, since waiting does not help; another code as it is. */
int dial_judge_kept(struct dial *dial, int code);

/* Says why a call failed; what the season has, where it has not what was named. Returns code. */
int dial_tell(struct dial *dial, int code);

/* The same of what was to be entered, or only tried: a refusal is called one first, in these words. */
int dial_tell_sent(struct dial *dial, enum word refused, int code);

/* The same in one line, where refusals were told already. */
int dial_complain(struct dial *dial, int code);

/* The same of a handle without a dial. words: of the fields; may be NULL. */
int dial_complain_of(const struct thidua *handle, struct arena *arena,
                     const struct field_words *words, int code);

/* One line a fault, in the user's language: "line 4 (T04), actual: must be ..."; with --json also as
 * JSON on stdout. */
void dial_tell_faults(const struct options *options, const struct thidua_fault *faults,
                      size_t count);

/* The same in other words than those of the file that the command was given; NULL: none are known. */
void dial_tell_faults_of(const struct options *options, const struct field_words *words,
                         const struct thidua_fault *faults, size_t count);

/* Says faults that were found here, as dial_tell says the daemon's. Returns code. */
int dial_tell_own(const struct options *options, const struct faults *why, int code);

/* The same, with what a season has where they say that it has not what was named. */
int dial_tell_own_of(const struct options *options, const struct season_draft *season,
                     const struct faults *why, int code);

#endif
