/*
 * outbox_one -- one row of the outbox, named by how its id begins: shown, taken back, or given away as
 * proof.
 */
#ifndef OUTBOX_ONE_H
#define OUTBOX_ONE_H

#include "dial.h"

/* How many digits tell the ids of the outbox apart; 0 having said why not. */
size_t outbox_digits(struct dial *dial);

/* All of a row in words, or as JSON. Each of these: the command's code. */
int outbox_show(struct options *options, const char *id);

/* Takes back what waits. What may have been sent is asked about, and UNKNOWN then; what is settled stays. */
int outbox_drop(struct options *options, const char *id);

/* Writes command and receipt into the file of --out, for thidua verify. */
int outbox_export(struct options *options, const char *id);

#endif
