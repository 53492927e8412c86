/*
 * desk -- a journal of real bytes: commands encoded, signed, decoded, checked and applied, as
 * between an office and the daemon.
 */
#ifndef TESTS_DESK_H
#define TESTS_DESK_H

#include "arena.h"
#include "bundle.h"
#include "encode.h"

enum { DESK_ENTRIES = 64, DESK_OFFICES = 4 };

struct desk {
	struct arena arena; /* until desk_close */
	struct cluster *cluster;
	struct credential operator, daemon, offices[DESK_OFFICES]; /* of HN, PT, TQ, BK */
	struct journal_entry entries[DESK_ENTRIES];
	size_t entry_count;
	struct season_draft draft;
};

/* "2024-03-20T16:59:59Z" as an instant. */
int64_t at(const char *text);

/* The season of 2024 defined and the offices granted, entries 1 to 5, on 2024-01-02. */
void desk_open(struct desk *desk);
/* The same in two steps: with no entry yet, and the first five by a season that may be another. */
void desk_open_empty(struct desk *desk);
void desk_begin(struct desk *desk);
void desk_close(struct desk *desk);

/* Encodes and signs; the bytes live in the arena. */
struct signed_command desk_sign(struct desk *desk, const struct command *command,
                                const struct credential *signer);

/* The command that defines desk->draft as the first version of 2024. */
struct command desk_season(struct desk *desk, int64_t signed_at);

/* What is wrong with a command that would come now, as told() says it; "OK" when nothing. */
const char *desk_try(struct desk *desk, const struct signed_command *sent, int64_t received_at);

/* Decodes, judges, checks, applies and journals; fails the test when anything is refused. */
void desk_send(struct desk *desk, const struct signed_command *sent, int64_t received_at);

/* A report of an office's board at roughly its targets, with `share` percent of each, and one of
 * each kind of text. */
struct command desk_report(struct desk *desk, size_t office, enum period period, int64_t share,
                           int64_t signed_at);

/* Signs and sends it. */
void desk_must_report(struct desk *desk, size_t office, enum period period, int64_t share,
                      int64_t received_at);

struct standing desk_standing(struct desk *desk, enum period period, int64_t now);

/* A Standings message of it, published at an instant. */
void desk_encode(const struct standing *standing, int64_t published_at, struct buffer *out);
extern const uint8_t desk_epoch[EPOCH_SIZE];

#endif
