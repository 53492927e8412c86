/*
 * libthidua -- talk to thiduad: submit reports that are never lost, and receive standings.
 *
 * An office signs a command once and puts it into the outbox, an SQLite file; it stays there until
 * the daemon's receipt is verified and kept beside it. The process may be killed at any moment:
 * what was put is sent again, under the same id, so that it enters the journal exactly once.
 *
 * Every function returns THIDUA_OK or another code of enum thidua_code; thidua_error() says it in
 * words. Handles are opaque; one thread at a time may use a handle. Texts are UTF-8 in NFC. Points
 * are centi-points, quantities ten-thousandths, instants microseconds since 1970-01-01 UTC.
 */
#ifndef THIDUA_H
#define THIDUA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define THIDUA_API __attribute__((visibility("default")))

enum thidua_code {
	THIDUA_OK = 0,
	THIDUA_REFUSED = 1,      /* by the daemon: thidua_faults says why */
	THIDUA_MISSING = 2,      /* the tool's: a journal lacks what it has acknowledged */
	THIDUA_DUE = 3,          /* the tool's: a report is due */
	THIDUA_OVERDUE = 4,      /* the tool's: a report is overdue */
	THIDUA_USAGE = 64,       /* an argument is wrong */
	THIDUA_BAD_INPUT = 65,   /* data that cannot be sent */
	THIDUA_UNREACHABLE = 69, /* no daemon answered in time */
	THIDUA_FULL = 74,        /* the library's: as many requests are under way as may be */
	THIDUA_KEPT = 75,        /* not acknowledged yet; it is in the outbox */
	THIDUA_UNKNOWN = 76,     /* refused, but an earlier send was never answered */
	THIDUA_FORBIDDEN = 77,   /* this key may not */
	THIDUA_CONFIG = 78,      /* key file, outbox or endpoint is wrong */
};

struct thidua;        /* a connection */
struct thidua_report; /* a report being made */

struct thidua_options {
	const char *command_endpoints; /* tcp://host:7401, several by comma: tried in turn; NULL:
	                                  this handle sends nothing */
	const char *feed_endpoints;  /* tcp://host:7402, several by comma: all are heard; or NULL */
	const char *credential_path; /* of the office, mode 0600; may be NULL without endpoints */
	const char *daemon_key_path; /* the daemon's public file; may be NULL without endpoints */
	const char *outbox_path;     /* SQLite file, made 0600 when absent; NULL: this handle cannot
	                                submit through an outbox */
	int timeout_ms;              /* for one request with its retries; 0: 10000 */
};

/* Opens. On failure *out is NULL and message (may be NULL) says why; message_size counts its bytes.
 */
THIDUA_API int thidua_open(const struct thidua_options *options, struct thidua **out, char *message,
                           size_t message_size);
/* Frees and sets NULL; may be called twice. */
THIDUA_API void thidua_close(struct thidua **handle);
/* Why the last call failed; the handle's, until the next call. */
THIDUA_API const char *thidua_error(const struct thidua *handle);

/* Why there is no answer, as far as it is known; thidua_error says the same of an endpoint by its
 * name. */
enum thidua_silence {
	THIDUA_SILENCE_NONE = 0,    /* there is one, or none was asked for */
	THIDUA_SILENCE_UNREACHABLE, /* nobody listens there, or no way leads to it */
	THIDUA_SILENCE_NO_NAME,     /* the endpoint's name has no address */
	THIDUA_SILENCE_HANDSHAKE,   /* connected, and the handshake is not over yet */
	THIDUA_SILENCE_HUNG_UP,     /* the handshake was cut short: another daemon's key? */
	THIDUA_SILENCE_REFUSED,     /* the daemon refuses this key */
	THIDUA_SILENCE_STRANGE,     /* what listens there is no thiduad */
	THIDUA_SILENCE_ENDED,       /* the connection ended, and is not there again */
	THIDUA_SILENCE_MUTE,        /* connected, and nothing came */
	THIDUA_SILENCE_BUSY,        /* BUSY, again and again */
	THIDUA_SILENCE_DATABASE,    /* UNAVAILABLE: the daemon's database is away */
	THIDUA_SILENCE_BROKEN,      /* BROKEN: only its operator can mend that */
	THIDUA_SILENCE_OTHER,
};
/* Of the last call that returned THIDUA_KEPT, THIDUA_UNREACHABLE or THIDUA_FORBIDDEN. */
THIDUA_API enum thidua_silence thidua_unanswered(const struct thidua *handle);

/* message is English. A program for people of another language says reason, with its arguments put
 * in: the reasons stand in daemon/base/faults.inc, and one that is not known there is newer. */
struct thidua_fault {
	const char *field, *code, *message;
	const char *reason;           /* such as LINE_EMPTY; "" when there is none */
	const char *const *arguments; /* texts in one form, whatever the language */
	size_t argument_count;
};
/* Faults of the last refusal, or what stood in the way of the last call; the handle's, until the next
 * call. */
THIDUA_API size_t thidua_faults(const struct thidua *handle, const struct thidua_fault **out);

/* --- reports --- */

/* period: "Q1" .. "Q4", "FINAL". revision 1 is the first; from 2 on give the hash of the previous
 * revision's command. */
THIDUA_API int thidua_report_new(const char *cluster, unsigned year, const char *board,
                                 const char *period, unsigned revision,
                                 const uint8_t *previous_hash, struct thidua_report **out);
THIDUA_API void thidua_report_free(struct thidua_report **report);
THIDUA_API int thidua_report_quantity(struct thidua_report *report, const char *task,
                                      int64_t actual);
THIDUA_API int thidua_report_percent(struct thidua_report *report, const char *task, int64_t done,
                                     int64_t out_of);
THIDUA_API int thidua_report_model(struct thidua_report *report, const char *title,
                                   const char *field, const char *effect);
THIDUA_API int thidua_report_limitation(struct thidua_report *report, const char *text,
                                        const char *cause, const char *remedy);
THIDUA_API int thidua_report_proposal(struct thidua_report *report, const char *text);
THIDUA_API int thidua_report_evidence(struct thidua_report *report, const uint8_t hash[32]);

struct thidua_receipt {
	uint8_t command_id[16];
	uint8_t command_hash[32];
	char cluster[33];
	uint64_t sequence;
	uint8_t journal_hash[32];
	int64_t received_at;
	unsigned late_days;
	bool proposal; /* it waits for a second signature */
};

/* Signs and puts into the outbox: durable when it returns. command_id and command_hash may be NULL.
 */
THIDUA_API int thidua_put(struct thidua *handle, const struct thidua_report *report,
                          uint8_t command_id[16], uint8_t command_hash[32]);

/* Called for each command of the outbox that is settled. code: THIDUA_OK with a receipt, or
 * THIDUA_REFUSED / THIDUA_FORBIDDEN with faults and no receipt, or THIDUA_UNKNOWN with faults: this
 * key may not now, but the command was sent before without an answer, and may be in the journal.
 * Must not use the handle. Return
 * false to stop. */
typedef bool thidua_settled(void *context, const uint8_t command_id[16], int code,
                            const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                            size_t fault_count);

/* Sends what is in the outbox until it is empty or timeout_ms have passed: THIDUA_OK empty,
 * THIDUA_KEPT something is left; the first refusal's code, when something was refused (and has left
 * the outbox, kept in its history). */
THIDUA_API int thidua_flush(struct thidua *handle, int timeout_ms, thidua_settled *settled,
                            void *context);

/* Put and flush this one. */
THIDUA_API int thidua_submit(struct thidua *handle, const struct thidua_report *report,
                             struct thidua_receipt *receipt);

/* Commands waiting. */
THIDUA_API int thidua_outbox_count(struct thidua *handle, size_t *count);

/* --- standings --- */

struct thidua_row {
	const char *board, *band, *status; /* status: "ON_TIME" ... */
	unsigned rank, rank_before;        /* rank_before 0: none */
	bool tied;
	int64_t total, base, bonus, deduction;
	unsigned late_days, revision;
	const int64_t *points; /* [task_count]; -1: not assigned */
	const char *review; /* of this period's report: "VERIFIED" ...; NULL: nothing is reviewed */
	/* of all reports so far: one counts that nobody has verified, came and does not count, counts with
	 * another value, is disputed */
	bool unreviewed, uncounted, adjusted, disputed;
	uint32_t amendment; /* number of the latest that counts in it; 0: none */
};

struct thidua_standings {
	const char *cluster, *period;
	unsigned year;
	uint8_t epoch[16];
	uint64_t sequence;
	int64_t as_of, published_at;
	bool current, locked, rehearsal;
	bool provisional;   /* not all boards have signed the season */
	bool frozen;        /* what came since is held back; the same version without it is news */
	uint32_t amendment; /* number of the one by which it succeeds what locked; 0: none */
	uint8_t ruleset_hash[32], state_hash[32];
	size_t task_count;
	const char *const *tasks;
	size_t row_count;
	const struct thidua_row *rows; /* best first */
	unsigned reported, expected;
};

/* period NULL: the current. *out is the handle's, until its next call. */
THIDUA_API int thidua_standings_get(struct thidua *handle, const char *cluster, unsigned year,
                                    const char *period, const struct thidua_standings **out);

/* Subscribes to standings/<cluster>/<year>[/<period>]; year 0: all years; period NULL: all. */
THIDUA_API int thidua_subscribe(struct thidua *handle, const char *cluster, unsigned year,
                                const char *period);

/* All that the key may hear: live/ and public/ beside it. The keys of a season's head and deputy and of the
 * supervisor hear in a freeze what others may not see yet, once and without the mark; those of the public what
 * was published. For the eyes of who holds the key: what is shown to others is subscribed to by
 * thidua_subscribe or thidua_subscribe_public. */
THIDUA_API int thidua_subscribe_live(struct thidua *handle, const char *cluster, unsigned year,
                                     const char *period);

/* public/ alone: what was published, whoever holds the key; in a season that publishes nothing what its
 * members hear. */
THIDUA_API int thidua_subscribe_public(struct thidua *handle, const char *cluster, unsigned year,
                                       const char *period);

/* A descriptor that is readable when a standing or an answer may have come, or something is to be
 * done: then call thidua_receive and thidua_answer until each says THIDUA_KEPT, and once before the
 * first wait; who never asks need not call the second. The handle's; -1 without endpoints. */
THIDUA_API int thidua_descriptor(struct thidua *handle);

/* The next standing, or THIDUA_KEPT when none came within timeout_ms (0: do not wait, -1: for
 * ever). Older versions than the last one given of a topic are passed over. *out is the handle's,
 * until its next call. */
THIDUA_API int thidua_receive(struct thidua *handle, int timeout_ms,
                              const struct thidua_standings **out);

/* Milliseconds since the feed last said anything, news or not; -1: nothing yet. The daemon repeats
 * every standing each 15 s, so more than 30000 means that it is away. */
THIDUA_API int64_t thidua_feed_age(const struct thidua *handle);

typedef bool thidua_listener(void *context, const struct thidua_standings *standings);
/* Calls back for each standing until the listener returns false or timeout_ms pass without one. */
THIDUA_API int thidua_listen(struct thidua *handle, int timeout_ms, thidua_listener *listener,
                             void *context);

/* --- requests without waiting --- */

enum { THIDUA_ASKED_MAX = 64 }; /* under way, or answered and not taken yet */

/* Puts a request under way and returns at once: any serialised thidua.v1.Request of at most 263168
 * bytes, copied, such as a question, or a command or dry run that somebody has signed. Its correlation
 * is passed over for one of the library's. number is the caller's, and comes with the answer; no two
 * under way may have the same. It is sent again on BUSY, UNAVAILABLE and silence, like everything,
 * until timeout_ms have passed (0: the handle's; -1: for ever). Nothing of it is stored: a command
 * that must not be lost goes through the outbox.
 * THIDUA_FULL: THIDUA_ASKED_MAX are under way; take answers first. */
THIDUA_API int thidua_ask(struct thidua *handle, uint64_t number, const uint8_t *request,
                          size_t size, int timeout_ms);

struct thidua_reply {
	uint64_t number;
	int code; /* THIDUA_OK; THIDUA_REFUSED and THIDUA_FORBIDDEN: answered otherwise, thidua_faults
	             says why; THIDUA_UNREACHABLE: its time is over, or the cluster is BROKEN;
	             THIDUA_FORBIDDEN too when the daemon refuses this connection's key */
	const uint8_t
	        *bytes; /* the thidua.v1.Reply as it came, with the library's correlation; NULL:
	                         none came. The handle's, until its next call */
	size_t size;
};

/* The next answer, in the order in which they were asked among those that are there: THIDUA_OK,
 * whatever its code, or THIDUA_KEPT when none is there now. Never waits. */
THIDUA_API int thidua_answer(struct thidua *handle, struct thidua_reply *out);

#ifdef __cplusplus
}
#endif

#endif
