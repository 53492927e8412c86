/* Hashes, signatures and receipts. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "credential.h"
#include "text.h"

#include <cmocka.h>

enum { LEAVES_MOST = 33 };

static struct arena arena;
static struct credential daemon_keys, other_keys;

static int start(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	if (!seal_start())
		return -1;
	credential_make("daemon", &daemon_keys);
	credential_make("other", &other_keys);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static const char *hex_of(const uint8_t hash[HASH_SIZE])
{
	static char hex[2 * HASH_SIZE + 1];

	text_hex(hash, HASH_SIZE, hex);
	return hex;
}

/* From `printf abc | b2sum -l 256`. */
static void the_hash_is_blake2b_256(void **state)
{
	(void)state;
	uint8_t hash[HASH_SIZE];

	seal_hash("abc", 3, hash);
	assert_string_equal(hex_of(hash),
	                    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	seal_hash("", 0, hash);
	assert_string_equal(hex_of(hash),
	                    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void the_chain_hashes_what_it_says_in_that_order(void **state)
{
	(void)state;
	const uint8_t previous[HASH_SIZE] = { 0xaa };
	uint8_t bytes[HASH_SIZE + 16 + 3] = { 0xaa }, expected[HASH_SIZE], hash[HASH_SIZE];

	memcpy(bytes + HASH_SIZE, "\0\0\0\0\0\0\0\x07\0\0\0\0\0\x01\0\0cmd", 19);
	seal_hash(bytes, sizeof(bytes), expected);
	seal_chain(previous, 7, 65536, (const uint8_t *)"cmd", 3, hash);
	assert_memory_equal(hash, expected, HASH_SIZE);
}

static void a_signature_holds_for_its_bytes_and_key_alone(void **state)
{
	(void)state;
	uint8_t bytes[] = "a command", signature[SIGNATURE_SIZE];

	seal_sign(bytes, sizeof(bytes), daemon_keys.sign_secret, signature);
	assert_true(seal_verify(bytes, sizeof(bytes), signature, daemon_keys.sign_public));
	assert_false(seal_verify(bytes, sizeof(bytes), signature, other_keys.sign_public));
	assert_false(seal_verify(bytes, sizeof(bytes) - 1, signature, daemon_keys.sign_public));
	bytes[0] ^= 1;
	assert_false(seal_verify(bytes, sizeof(bytes), signature, daemon_keys.sign_public));
	bytes[0] ^= 1;
	signature[63] ^= 0x10;
	assert_false(seal_verify(bytes, sizeof(bytes), signature, daemon_keys.sign_public));
}

static void an_id_is_a_uuid_of_version_7_that_tells_its_time(void **state)
{
	(void)state;
	uint8_t a[ID_SIZE], b[ID_SIZE];

	seal_id(INT64_C(1710468000123456), a); /* 0x018e3fd6697b milliseconds */
	seal_id(INT64_C(1710468000123456), b);
	assert_memory_equal(a, "\x01\x8e\x3f\xd6\x69\x7b", 6);
	assert_int_equal(a[6] >> 4, 7);
	assert_int_equal(a[8] >> 6, 2);
	assert_memory_not_equal(a, b, ID_SIZE);
}

static void make_statements(struct receipt_statement *statements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		statements[i] = (struct receipt_statement){ .cluster = "TCXDD-1",
			                                    .sequence = i + 1,
			                                    .received_at = 1000 };
		memset(statements[i].command_id, (int)i, ID_SIZE);
		memset(statements[i].command_hash, 0x11, HASH_SIZE);
		memset(statements[i].hash, 0x22, HASH_SIZE);
		statements[i].has_late_days = i % 2 == 0;
		statements[i].late_days = (uint32_t)i;
	}
}

static void a_receipt_says_what_was_sealed(void **state)
{
	(void)state;
	struct receipt_statement statements[3], read;
	struct receipt receipts[3];

	make_statements(statements, 3);
	seal_receipts(statements, 3, daemon_keys.sign_secret, &arena, receipts);
	assert_true(seal_check_receipt(&receipts[2], daemon_keys.sign_public, &arena, &read));
	assert_string_equal(read.cluster, "TCXDD-1");
	assert_int_equal(read.sequence, 3);
	assert_int_equal(read.received_at, 1000);
	assert_true(read.has_late_days && read.late_days == 2);
	assert_memory_equal(read.command_id, statements[2].command_id, ID_SIZE);
	assert_memory_equal(read.command_hash, statements[2].command_hash, HASH_SIZE);
	assert_memory_equal(read.hash, statements[2].hash, HASH_SIZE);
	assert_true(seal_check_receipt(&receipts[1], daemon_keys.sign_public, &arena, &read));
	assert_false(read.has_late_days);
}

static void every_leaf_of_every_tree_climbs_to_its_root(void **state)
{
	(void)state;
	struct receipt_statement statements[LEAVES_MOST], read;
	struct receipt receipts[LEAVES_MOST];

	make_statements(statements, LEAVES_MOST);
	for (size_t count = 1; count <= LEAVES_MOST; count++) {
		seal_receipts(statements, count, daemon_keys.sign_secret, &arena, receipts);
		for (size_t i = 0; i < count; i++) {
			assert_true(seal_check_receipt(&receipts[i], daemon_keys.sign_public,
			                               &arena, &read));
			assert_int_equal(read.sequence, i + 1);
		}
		arena_reset(&arena);
	}
}

/* The tree of RFC 6962 by its own words, to compare with. */
static void tree_hash(const struct receipt *leaves, size_t count, uint8_t out[HASH_SIZE])
{
	uint8_t bytes[1 + 256] = { 0 };
	size_t split = 1;

	if (count == 1) {
		memcpy(bytes + 1, leaves[0].statement, leaves[0].statement_size);
		seal_hash(bytes, 1 + leaves[0].statement_size, out);
		return;
	}
	while (2 * split < count)
		split *= 2;
	bytes[0] = 1;
	tree_hash(leaves, split, bytes + 1);
	tree_hash(leaves + split, count - split, bytes + 1 + HASH_SIZE);
	seal_hash(bytes, 1 + 2 * HASH_SIZE, out);
}

static void the_root_is_that_of_rfc_6962(void **state)
{
	(void)state;
	struct receipt_statement statements[LEAVES_MOST];
	struct receipt receipts[LEAVES_MOST];
	uint8_t message[18 + HASH_SIZE] = "thidua.receipts.v1";

	make_statements(statements, LEAVES_MOST);
	for (size_t count = 1; count <= LEAVES_MOST; count++) {
		seal_receipts(statements, count, daemon_keys.sign_secret, &arena, receipts);
		tree_hash(receipts, count, message + 18);
		assert_true(seal_verify(message, sizeof(message), receipts[0].signature,
		                        daemon_keys.sign_public));
		arena_reset(&arena);
	}
}

/* Changes one part of a good receipt, number `part`; false when there is no such part. */
static bool spoil(struct receipt *receipt, uint8_t (*path)[HASH_SIZE], uint8_t *statement, int part)
{
	switch (part) {
	case 0:
		statement[3] ^= 1;
		return true;
	case 1:
		receipt->leaf ^= 1;
		return true;
	case 2:
		receipt->leaves = 4;
		return true;
	case 3:
		receipt->leaves = 0;
		return true;
	case 4:
		path[1][7] ^= 1;
		return true;
	case 5:
		receipt->path_count--;
		return true;
	case 6:
		receipt->path_count = 33;
		return true;
	case 7:
		receipt->signature[5] ^= 1;
		return true;
	case 8:
		receipt->key[0] ^= 1;
		return true;
	case 9:
		receipt->statement_size--;
		return true;
	case 10:
		receipt->leaf = 5;
		return true;
	}
	return false;
}

static void a_receipt_with_any_part_changed_is_none(void **state)
{
	(void)state;
	struct receipt_statement statements[5], read;
	struct receipt receipts[5];

	make_statements(statements, 5);
	seal_receipts(statements, 5, daemon_keys.sign_secret, &arena, receipts);
	int part = 0;

	for (;; part++) {
		struct receipt receipt = receipts[2];
		uint8_t path[33][HASH_SIZE], statement[256];

		memset(path, 0, sizeof(path));
		memcpy(path, receipt.path, receipt.path_count * HASH_SIZE);
		memcpy(statement, receipt.statement, receipt.statement_size);
		receipt.path = (const uint8_t(*)[HASH_SIZE])path;
		receipt.statement = statement;
		if (!spoil(&receipt, path, statement, part))
			break;
		assert_false(seal_check_receipt(&receipt, daemon_keys.sign_public, &arena, &read));
	}
	assert_int_equal(part, 11);
	assert_false(seal_check_receipt(&receipts[2], other_keys.sign_public, &arena, &read));
}

static void a_forgotten_secret_is_zeroes(void **state)
{
	(void)state;
	uint8_t secret[SECRET_SIGN_SIZE], zeroes[SECRET_SIGN_SIZE] = { 0 };

	memset(secret, 7, sizeof(secret));
	seal_forget(secret, sizeof(secret));
	assert_memory_equal(secret, zeroes, sizeof(secret));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_blake2b_256),
		cmocka_unit_test(the_chain_hashes_what_it_says_in_that_order),
		cmocka_unit_test(a_signature_holds_for_its_bytes_and_key_alone),
		cmocka_unit_test(an_id_is_a_uuid_of_version_7_that_tells_its_time),
		cmocka_unit_test(a_receipt_says_what_was_sealed),
		cmocka_unit_test(every_leaf_of_every_tree_climbs_to_its_root),
		cmocka_unit_test(the_root_is_that_of_rfc_6962),
		cmocka_unit_test(a_receipt_with_any_part_changed_is_none),
		cmocka_unit_test(a_forgotten_secret_is_zeroes),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
