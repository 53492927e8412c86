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
};

enum dial_use { DIAL_ASK = 0, DIAL_FEED = 1, DIAL_OUTBOX = 2 };

/* use: bits. dial_close frees, also after a failure. */
int dial_open(struct dial *dial, const struct options *options, unsigned use);
void dial_close(struct dial *dial);

/* The handle without a daemon: the outbox alone. */
int dial_open_outbox(struct dial *dial, const struct options *options);

/* Cluster, year and period of the options. */
int dial_query(const struct options *options, enum question question, struct query *out);

int dial_ask(struct dial *dial, const struct query *query);

/* As dial_ask, but says nothing and leaves the telling to dial_tell. */
int dial_try(struct dial *dial, const struct query *query);

/* Sends a made Request. */
int dial_send(struct dial *dial, const struct buffer *frame, uint64_t correlation);

/* Says why a call failed. Returns code. */
int dial_tell(struct dial *dial, int code);

/* The same in one line, where refusals were told already. */
int dial_complain(struct dial *dial, int code);

/* Reads the key file of somebody else (its public half is enough). THIDUA_CONFIG having said why.
 */
int public_key_read(const struct options *options, const char *path, struct arena *arena,
                    struct credential *out);

/* One line a fault, in the user's language: "lines[3].actual: must be ..."; with --json also as
 * JSON on stdout. */
void tell_faults(const struct options *options, const struct thidua_fault *faults, size_t count);

/* The season's names and rules, to show codes with. False, silently, when the daemon has none. */
struct member_list {
	struct season_draft draft;
	uint32_t version;
	int current; /* enum period or -1 */
};
bool dial_members(struct dial *dial, const char *cluster, uint32_t year, struct member_list *out);

/* Names by code; the code itself when unknown. */
const char *member_board(const struct member_list *members, const char *code);
const char *member_task(const struct member_list *members, const char *code);
const char *member_unit(const struct member_list *members, const char *code);
const char *member_band(const struct member_list *members, const char *code);
const struct task_draft *member_task_draft(const struct member_list *members, const char *code);

#endif
