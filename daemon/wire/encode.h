/*
 * encode -- what a client sends: core structs and texts to command and request bytes.
 */
#ifndef WIRE_ENCODE_H
#define WIRE_ENCODE_H

#include "credential.h"
#include "request.h"

struct arena;
struct buffer;

/* A Season's bytes. Deterministic: the same draft gives the same bytes, so the same ruleset hash.
 */
void encode_season(const struct season_draft *draft, struct buffer *out);

/* The reverse, for people: false with faults when the bytes are not of a Season's form. Whether its
 * numbers are right ruleset_make says. */
bool command_read_season(const uint8_t *bytes, size_t size, struct arena *arena,
                         struct season_draft *draft, struct faults *why);
/* The bounds of its edition, as command_judge() of the command that defines it. */
bool command_judge_season(const struct season_draft *draft, uint32_t edition, struct faults *why);

/* A Command's bytes; hash, key and received_at are no part of them. DEFINE_SEASON: season_bytes are
 * the season. */
void encode_command(const struct command *command, struct buffer *out);

/* A Request frame around signed bytes. */
void encode_signed(const struct signed_command *command, bool dry_run, uint64_t correlation,
                   struct buffer *out);
void encode_query(const struct query *query, uint64_t correlation, struct buffer *out);
/* Around the bytes of query_encode. */
void encode_signed_query(const struct signed_command *query, uint64_t correlation,
                         struct buffer *out);
void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out);

#endif
