/*
 * bundle_differ -- what all steps of verifying a bundle share: how far it is, and how it is said what
 * does not agree. Private to wire.
 */
#ifndef WIRE_BUNDLE_DIFFER_H
#define WIRE_BUNDLE_DIFFER_H

#include "arena.h"
#include "buffer.h"
#include "bundle.h"
#include "raw.h"

struct bundle_verifier {
	struct raw left;
	const uint8_t *bytes; /* the whole file */
	size_t size;
	bundle_step *step; /* NULL: nobody asks */
	const uint8_t *operator_key, *daemon_key;
	struct arena arena;      /* of one record */
	struct buffer again;     /* one record, or one message, encoded again */
	struct cluster *cluster; /* NULL before the header */
	uint8_t epoch[EPOCH_SIZE];
	int last_case;      /* of the records so far: they never go back */
	uint32_t last_year; /* of the locked standings so far, which rise */
	enum period last_period;
	uint32_t last_amendment;
	bool rehearsed; /* by the receipts that were honoured */
	char where[48];
	struct faults *why;
	struct bundle_verdict *out;
};

/* Ends it: BUNDLE_DIFFER(verifier, FAULT_X, field, argument, ...), as fail. */
#define BUNDLE_DIFFER(verifier, ...) (fail((verifier)->why, __VA_ARGS__), false)

/* What is being looked at: "entry 6", before the fields of its faults. */
__attribute__((format(printf, 2, 3))) void bundle_look_at(struct bundle_verifier *verifier,
                                                          const char *format, ...);
/* The path of a field there; as long as the faults. */
const char *bundle_at(struct bundle_verifier *verifier, const char *field);

/* False with a fault: what was found is not what the rest of the file makes of it. */
bool bundle_same_hash(struct bundle_verifier *verifier, const char *field,
                      const uint8_t expected[HASH_SIZE], const uint8_t found[HASH_SIZE]);
bool bundle_same_number(struct bundle_verifier *verifier, const char *field, uint64_t expected,
                        uint64_t found);

#endif
