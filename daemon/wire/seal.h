/*
 * seal -- hashes, signatures and the proofs made of them. The only file that sees sodium.h, with
 * credential.c.
 *
 * BLAKE2b-256 throughout: libsodium's is several times faster than its SHA-256. One signature a
 * batch of receipts, over the root of an RFC 6962 tree, because a signature for each would cost
 * more than the insert.
 */
#ifndef WIRE_SEAL_H
#define WIRE_SEAL_H

#include "command.h"

struct arena;

enum { SECRET_SIGN_SIZE = 64, SECRET_CURVE_SIZE = 32, TREE_DEPTH = 32, ID_KEY_SIZE = 16 };

/* Once before anything else here; false when the machine has no randomness. */
bool seal_start(void);

void seal_hash(const void *bytes, size_t size, uint8_t out[HASH_SIZE]);

/* The same of a byte that tells kinds apart, and the bytes. */
void seal_hash_tagged(uint8_t tag, const void *bytes, size_t size, uint8_t out[HASH_SIZE]);

/* BLAKE2b-256(previous, sequence and received_at big-endian, command bytes). */
void seal_chain(const uint8_t previous[HASH_SIZE], uint64_t sequence, int64_t received_at,
                const uint8_t *command, size_t size, uint8_t out[HASH_SIZE]);

/* Pure; any thread. */
bool seal_verify(const uint8_t *bytes, size_t size, const uint8_t signature[SIGNATURE_SIZE],
                 const uint8_t key[KEY_SIZE]);

void seal_sign(const uint8_t *bytes, size_t size, const uint8_t secret[SECRET_SIGN_SIZE],
               uint8_t out[SIGNATURE_SIZE]);

/* The public half of a signing secret. */
void seal_public(const uint8_t secret[SECRET_SIGN_SIZE], uint8_t out[KEY_SIZE]);

/* A number for an id, which nobody can tell who does not know the key (SipHash-2-4). */
uint64_t seal_id_number(const uint8_t id[ID_SIZE], const uint8_t key[ID_KEY_SIZE]);

/* Random bytes. */
void seal_random(void *out, size_t size);

/* A new UUIDv7 for a time in microseconds. */
void seal_id(int64_t now, uint8_t out[ID_SIZE]);

struct receipt {
	const uint8_t *statement; /* serialised */
	size_t statement_size;
	uint32_t leaf, leaves;
	size_t path_count;
	const uint8_t (*path)[HASH_SIZE];
	uint8_t signature[SIGNATURE_SIZE];
	uint8_t key[KEY_SIZE];
};

/* --- seal_receipts.c --- */

/* Seals count statements with one signature; receipts[i] is that of statements[i]. Everything in
 * the arena. */
void seal_receipts(const struct receipt_statement *statements, size_t count,
                   const uint8_t secret[SECRET_SIGN_SIZE], struct arena *arena,
                   struct receipt *receipts);

/* The same as it travels, and the other way; out points into from afterwards. */
void seal_tell_receipt(const struct receipt *from, struct told_receipt *out);
void seal_take_receipt(const struct told_receipt *from, struct receipt *out);

/* Is it sealed by the key that it names? Pure; any thread. */
bool seal_proves(const struct receipt *receipt);

/* Is the receipt sealed by this daemon key? Fills out (cluster in the arena). */
bool seal_check_receipt(const struct receipt *receipt, const uint8_t daemon_key[KEY_SIZE],
                        struct arena *arena, struct receipt_statement *out);

/* Zeroes a secret so that the compiler cannot leave it out. */
void seal_forget(void *secret, size_t size);

#endif
