/*
 * receipt_file -- one command with its receipt, as a file that proves it to anybody who knows the
 * daemon's key.
 *
 * Format: ReceiptFile of proto/thidua/v1/bundle.proto.
 */
#ifndef WIRE_RECEIPT_FILE_H
#define WIRE_RECEIPT_FILE_H

#include "request.h"
#include "seal.h"

struct buffer;

void receipt_file_write(const struct signed_command *command, const struct receipt *receipt,
                        struct buffer *out);

/* Does the file begin as one? */
bool receipt_file_begins(const uint8_t *bytes, size_t size);

struct receipt_proof {
	struct command command; /* in the arena; its key is the signer's */
	struct receipt_statement statement;
	uint8_t daemon_key[KEY_SIZE]; /* who sealed the receipt */
};

/* daemon_key: whose word is wanted; NULL: that of whom the file names, which is to be compared. False
 * with every fault: it proves nothing. */
bool receipt_file_verify(const uint8_t *bytes, size_t size, const uint8_t *daemon_key,
                         struct arena *arena, struct receipt_proof *out, struct faults *why);

#endif
