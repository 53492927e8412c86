/*
 * outbox_say -- a row of the outbox in words, and as --json prints it.
 *
 * A receipt in the outbox was verified before it was put there; here it is opened again with the key
 * inside it only to read what it says.
 */
#ifndef OUTBOX_SAY_H
#define OUTBOX_SAY_H

#include <jansson.h>

#include "field_words.h"
#include "session.h"
#include "show.h"
#include "words.h"

struct outbox_state_say {
	const char *name; /* with --json */
	enum word word;
	enum paint paint;
};
const struct outbox_state_say *outbox_state_say(enum outbox_state state);

/* What it says, in the reader's language; the row's summary was written for all. In the arena. */
const char *outbox_content(struct arena *arena, const struct outbox_row *row);

/* What became of it, in a line; "" when nothing did. In the arena. */
const char *outbox_outcome(struct arena *arena, const struct outbox_row *row);

/* The reply that says why it was refused; NULL: it was not. */
const struct answer *outbox_refused_by(const struct outbox_row *row);

/* The words for faults of a row: a report's lines are called by their tasks, since in the file that they came
 * from they may stand elsewhere. NULL: of this row nothing is known. In the arena. */
const struct field_words *outbox_words(struct arena *arena, const struct outbox_row *row);

/* A new value. */
json_t *outbox_row_json(struct arena *arena, const struct outbox_row *row);

#endif
