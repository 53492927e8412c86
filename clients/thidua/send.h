/*
 * send -- a command's way: made, checked here, signed into the outbox, sent until its receipt is
 * verified.
 *
 * The outbox is between, also for the operator: what was typed once enters the journal exactly
 * once, however the line is.
 */
#ifndef SEND_H
#define SEND_H

#include "dial.h"

/* A new id and the time of now. */
void send_start(struct command *out, enum action_number action, const char *cluster, uint32_t year);

/* Does it have the shape that the daemon accepts? THIDUA_BAD_INPUT having said every fault. */
int send_check(struct dial *dial, const struct buffer *bytes);

/* Puts it into the outbox and, when wait, sends until it is settled or the time is up. THIDUA_OK
 * with the receipt; THIDUA_REFUSED, THIDUA_FORBIDDEN or THIDUA_UNKNOWN having said why; THIDUA_KEPT having said so.
 */
int send_deliver(struct dial *dial, const struct buffer *bytes, bool wait,
                 struct thidua_receipt *out);

/* What a refusal as STALE says is in force. */
struct revision_named {
	uint32_t revision; /* 0: nothing was refused so */
	uint8_t hash[HASH_SIZE];
};

/* What becomes of a row: sent when wait, until it is settled or the time is up. As send_deliver, but
 * THIDUA_KEPT is not said: send_tell_kept does. stale NULL, or: when it was refused only because another
 * revision is in force (THIDUA_KEPT), which one, with nothing said of it; else its revision is 0. THIDUA_USAGE
 * having said so: somebody has taken it back. */
int send_kept(struct dial *dial, const uint8_t id[ID_SIZE], bool wait, struct revision_named *stale,
              struct thidua_receipt *out);

/* Says that it waits, and the command that sends it again. THIDUA_KEPT; THIDUA_FORBIDDEN: for the daemon
 * to know the key, which is said too. */
int send_tell_kept(struct dial *dial);

/* The receipt that a row has, which was verified before it was put there; false: it has none. */
bool send_row_receipt(const struct outbox_row *row, struct arena *arena,
                      struct thidua_receipt *out);

/* The same of what was opened. */
void send_take_receipt(const struct receipt_statement *statement, struct thidua_receipt *out);

/* Made by a command's struct: encoded, checked, delivered, its receipt told after what (NULL: in
 * the words of entries.inc). Returns as send_deliver. */
int send_command(struct dial *dial, const struct command *command, const char *what);

/* A whole command of the tool: any action by its name, its fields from "name=value" operands or one
 * FILE.json. Fields that have the name of an option are taken from it when they are not given. */
int send_action(struct options *options, const char *action, size_t count, char **operands);

/* Sends what waits from before, and what a restored journal has lost, telling what is refused.
 * THIDUA_KEPT: some of it still waits, or nobody answers. */
int send_older(struct dial *dial);

/* Prints the receipt, in words or with --json; what: the thing done, a phrase. */
void send_receipt(struct dial *dial, const char *what, const struct thidua_receipt *receipt,
                  bool late_matters);

#endif
