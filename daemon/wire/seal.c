/* What libsodium does for us: everything that is hashed or signed comes here. */
#include "seal.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>
#include <string.h>

static_assert(HASH_SIZE == crypto_generichash_BYTES, "BLAKE2b-256");
static_assert(SIGNATURE_SIZE == crypto_sign_BYTES, "Ed25519");
static_assert((int)KEY_SIZE == (int)crypto_sign_PUBLICKEYBYTES, "Ed25519");
static_assert((int)ID_KEY_SIZE == (int)crypto_shorthash_KEYBYTES, "SipHash");
static_assert((int)SECRET_SIGN_SIZE == (int)crypto_sign_SECRETKEYBYTES, "Ed25519");

bool seal_start(void)
{
	return sodium_init() >= 0;
}

void seal_hash(const void *bytes, size_t size, uint8_t out[HASH_SIZE])
{
	crypto_generichash(out, HASH_SIZE, bytes, size, NULL, 0);
}

void seal_hash_tagged(uint8_t tag, const void *bytes, size_t size, uint8_t out[HASH_SIZE])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
	crypto_generichash_update(&state, &tag, 1);
	crypto_generichash_update(&state, bytes, size);
	crypto_generichash_final(&state, out, HASH_SIZE);
}

void seal_chain(const uint8_t previous[HASH_SIZE], uint64_t sequence, int64_t received_at,
                const uint8_t *command, size_t size, uint8_t out[HASH_SIZE])
{
	const uint64_t numbers[2] = { htobe64(sequence), htobe64((uint64_t)received_at) };
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, HASH_SIZE);
	crypto_generichash_update(&state, previous, HASH_SIZE);
	crypto_generichash_update(&state, (const uint8_t *)numbers, sizeof(numbers));
	crypto_generichash_update(&state, command, size);
	crypto_generichash_final(&state, out, HASH_SIZE);
}

bool seal_verify(const uint8_t *bytes, size_t size, const uint8_t signature[SIGNATURE_SIZE],
                 const uint8_t key[KEY_SIZE])
{
	return crypto_sign_verify_detached(signature, bytes, size, key) == 0;
}

void seal_sign(const uint8_t *bytes, size_t size, const uint8_t secret[SECRET_SIGN_SIZE],
               uint8_t out[SIGNATURE_SIZE])
{
	crypto_sign_detached(out, NULL, bytes, size, secret);
}

void seal_public(const uint8_t secret[SECRET_SIGN_SIZE], uint8_t out[KEY_SIZE])
{
	crypto_sign_ed25519_sk_to_pk(out, secret);
}

uint64_t seal_id_number(const uint8_t id[ID_SIZE], const uint8_t key[ID_KEY_SIZE])
{
	uint64_t number;

	crypto_shorthash((unsigned char *)&number, id, ID_SIZE, key);
	return number;
}

void seal_random(void *out, size_t size)
{
	randombytes_buf(out, size);
}

void seal_id(int64_t now, uint8_t out[ID_SIZE])
{
	const uint64_t milliseconds = (uint64_t)(now / 1000);

	randombytes_buf(out, ID_SIZE);
	for (size_t i = 0; i < 6; i++)
		out[i] = (uint8_t)(milliseconds >> (8 * (5 - i)));
	out[6] = (uint8_t)(0x70 | (out[6] & 0x0f));
	out[8] = (uint8_t)(0x80 | (out[8] & 0x3f));
}

void seal_forget(void *secret, size_t size)
{
	sodium_memzero(secret, size);
}
