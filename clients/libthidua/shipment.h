/*
 * shipment -- a row of the outbox under way: what is sent for it, and what proves that it arrived.
 *
 * A waiting row is sent as it is. A lost one is sent as a Reinstate, which brings the command and its
 * first receipt; or plainly, once the daemon says that its journal holds the command.
 */
#ifndef THIDUA_SHIPMENT_H
#define THIDUA_SHIPMENT_H

#include "handle.h"

struct shipment {
	struct parcel parcel;
	int64_t place;
	uint8_t row_id[ID_SIZE];
	uint8_t id[ID_SIZE], hash[HASH_SIZE]; /* of what is sent: the receipt speaks of these */
	char cluster[CLUSTER_SIZE];
	bool lost; /* acknowledged before; first is what its first receipt says */
	struct receipt_statement first;
	struct buffer plain; /* lost: the frame of the command itself; empty once it is sent */
	uint8_t hash_inside[HASH_SIZE];
	bool held; /* refused, while something before it is open */
};

/* Owned by the caller. A lost row without a Reinstate gets one, which is durable before this
 * returns; its shipment is NULL when its receipt cannot be read, with a fault when the outbox
 * failed. */
struct shipment *shipment_of_row(const struct outbox_row *row);
struct shipment *shipment_of_lost(struct thidua *handle, const struct outbox_row *row,
                                  struct arena *arena, struct faults *why);
void shipment_free(struct shipment **shipment);

/* In a window, in which they are in the order in which they were put: is nothing before it in its
 * cluster open? What was put before is in the window or settled. */
bool shipments_head(struct shipment *const *window, size_t index);

/* The first of the cluster that was held is due. */
void shipments_release(struct shipment *const *window, size_t count, const char *cluster);

/* Does the answer prove that the daemon we know has what was sent? */
bool shipment_proven(const struct shipment *shipment, const struct thidua *handle,
                     const struct answer *answer, struct arena *arena,
                     struct receipt_statement *out);

/* Lost, and the journal holds it after all: from now on the command itself is sent, which is answered
 * with a receipt. False when this is no such answer. */
bool shipment_turn_plain(struct shipment *shipment, const struct answer *answer);

/* What a refusal makes of its row: UNKNOWN when it came before the id was looked up, so that nothing is
 * said of what was sent before. */
enum outbox_state shipment_refused(const struct shipment *shipment, const struct answer *answer);

/* What came of its row now, for outbox_record or outbox_record_lost; all but the epoch. */
struct outbox_result shipment_result(const struct shipment *shipment, enum outbox_state state,
                                     enum status status, const struct buffer *reply,
                                     const struct receipt_statement *statement);

/* What a receipt says of a lost command is what its first receipt said, but where it is now. */
void shipment_tell_first(const struct shipment *shipment, struct receipt_statement *statement);

/* Lost, and refused for what may change: who reinstates what this builds on has not come yet. */
bool shipment_may_wait(const struct answer *answer);

#endif
