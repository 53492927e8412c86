/*
 * encode -- what a client sends: core structs and texts to command and request bytes.
 */
#ifndef WIRE_ENCODE_H
#define WIRE_ENCODE_H

#include "credential.h"
#include "request.h"

struct arena;
struct buffer;

struct text_triple { /* limitation: text, cause, remedy; model: title, field, effect */
	const char *first, *second, *third; /* NULL: absent */
};

/* The parts of a report that the core does not see. */
struct report_texts {
	size_t limitation_count, proposal_count, model_count, evidence_count;
	const struct text_triple *limitations;
	const char *const *proposals;
	const struct text_triple *models;
	const uint8_t (*evidence)[HASH_SIZE];
};

/* The names of a season that the core does not see; arrays run beside the draft's. */
struct season_texts {
	const char *name;
	const char *const *groups;
	const char *const *tasks;
	const char *const *units;
	const char *const *boards;
	const char *const *isos;
	const char *const *bands;
};

/* Serialises a Season. Deterministic: the same draft gives the same bytes, so the same ruleset
 * hash. */
void encode_season(const struct season_draft *draft, const struct season_texts *texts,
                   struct buffer *out);

/* The reverse, for people and for SQL: false with faults when the bytes are not of a Season's
 * shape. Whether its numbers are right ruleset_make says. texts: NULL when nobody wants them. */
bool decode_season(const uint8_t *bytes, size_t size, struct arena *arena,
                   struct season_draft *draft, struct season_texts *texts, struct faults *why);

/* Serialises a Command. For DEFINE_SEASON pass the season's bytes; for SUBMIT_REPORT the texts;
 * label: GRANT_KEY's label or REVOKE_KEY's reason, NULL: absent. command->hash and key are not
 * read. */
void encode_command(const struct command *command, const uint8_t *season, size_t season_size,
                    const struct report_texts *texts, const char *label, struct buffer *out);

/* The texts of a SUBMIT_REPORT, from its command bytes. */
bool decode_report_texts(const uint8_t *bytes, size_t size, struct arena *arena,
                         struct report_texts *out);

/* The season's bytes inside a DEFINE_SEASON command, and its version. */
bool decode_season_bytes(const uint8_t *bytes, size_t size, struct arena *arena,
                         const uint8_t **season, size_t *season_size, uint32_t *version);

/* A Request frame around signed bytes. */
void encode_signed(const struct signed_command *command, bool dry_run, uint64_t correlation,
                   struct buffer *out);
void encode_query(const struct query *query, uint64_t correlation, struct buffer *out);
void encode_advance_clock(int64_t to, uint64_t correlation, struct buffer *out);

#endif
