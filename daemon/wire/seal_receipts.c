/*
 * Receipts: the statements of a batch are the leaves of a binary tree, as RFC 6962 shapes it: leaf
 * = H(0x00 statement), node = H(0x01 left right), each subtree split at the largest power of two
 * below its size. Built level by level, pairing neighbours and carrying a last odd node up
 * unchanged, which gives the same tree.
 */
#include <assert.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "faults.h"
#include "messages_forms.h"
#include "seal.h"

static const char receipts_domain[] = "thidua.receipts.v1";

enum { DOMAIN_SIZE = sizeof(receipts_domain) - 1 };

static void hash_leaf(const uint8_t *statement, size_t size, uint8_t out[HASH_SIZE])
{
	seal_hash_tagged(0, statement, size, out);
}

/* out may be left or right. */
static void hash_node(const uint8_t left[HASH_SIZE], const uint8_t right[HASH_SIZE],
                      uint8_t out[HASH_SIZE])
{
	uint8_t node[2 * HASH_SIZE];

	memcpy(node, left, HASH_SIZE);
	memcpy(node + HASH_SIZE, right, HASH_SIZE);
	seal_hash_tagged(1, node, sizeof(node), out);
}

static void signed_root(const uint8_t root[HASH_SIZE], uint8_t out[DOMAIN_SIZE + HASH_SIZE])
{
	memcpy(out, receipts_domain, DOMAIN_SIZE);
	memcpy(out + DOMAIN_SIZE, root, HASH_SIZE);
}

static void write_statement(const struct receipt_statement *from, struct arena *arena,
                            struct receipt *to)
{
	struct buffer written = { 0 };

	form_write(&form_receipt_statement, from, &written);
	uint8_t *bytes = arena_alloc(arena, written.size, 1);

	memcpy(bytes, written.data, written.size);
	to->statement = bytes;
	to->statement_size = written.size;
	buffer_close(&written);
}

/* Adds to each leaf's path its sibling of this level. */
static void extend_paths(struct receipt *receipts, size_t count, uint8_t (**paths)[HASH_SIZE],
                         const uint8_t (*level)[HASH_SIZE], size_t width, unsigned height)
{
	for (size_t leaf = 0; leaf < count; leaf++) {
		const size_t sibling = (leaf >> height) ^ 1;

		if (sibling < width)
			memcpy(paths[leaf][receipts[leaf].path_count++], level[sibling], HASH_SIZE);
	}
}

/* Halves the level in place; returns its new width. */
static size_t pair_up(uint8_t (*level)[HASH_SIZE], size_t width)
{
	for (size_t i = 0; i + 1 < width; i += 2)
		hash_node(level[i], level[i + 1], level[i / 2]);
	if (width % 2 != 0)
		memmove(level[width / 2], level[width - 1], HASH_SIZE);
	return (width + 1) / 2;
}

static size_t tree_height(size_t count)
{
	size_t height = 0;

	while (((size_t)1 << height) < count)
		height++;
	return height;
}

void seal_receipts(const struct receipt_statement *statements, size_t count,
                   const uint8_t secret[SECRET_SIGN_SIZE], struct arena *arena,
                   struct receipt *receipts)
{
	assert(count > 0 && count <= UINT32_MAX);
	const size_t height = tree_height(count);
	uint8_t(*level)[HASH_SIZE] = arena_alloc(arena, count, HASH_SIZE);
	uint8_t(**paths)[HASH_SIZE] = arena_alloc(arena, count, sizeof(*paths));

	for (size_t i = 0; i < count; i++) {
		receipts[i] = (struct receipt){ .leaf = (uint32_t)i, .leaves = (uint32_t)count };
		write_statement(&statements[i], arena, &receipts[i]);
		hash_leaf(receipts[i].statement, receipts[i].statement_size, level[i]);
		paths[i] = arena_alloc(arena, height, HASH_SIZE);
		receipts[i].path = (const uint8_t(*)[HASH_SIZE])paths[i];
	}
	unsigned at = 0;

	for (size_t width = count; width > 1; width = pair_up(level, width))
		extend_paths(receipts, count, paths, (const uint8_t(*)[HASH_SIZE])level, width,
		             at++);
	uint8_t message[DOMAIN_SIZE + HASH_SIZE], signature[SIGNATURE_SIZE];

	signed_root(level[0], message);
	seal_sign(message, sizeof(message), secret, signature);
	for (size_t i = 0; i < count; i++) {
		memcpy(receipts[i].signature, signature, SIGNATURE_SIZE);
		seal_public(secret, receipts[i].key);
	}
}

/* RFC 9162, 2.1.3.2. False when the path does not fit the leaf's place. */
static bool climb(const struct receipt *receipt, uint8_t root[HASH_SIZE])
{
	uint32_t place = receipt->leaf, last = receipt->leaves - 1;

	if (receipt->leaves == 0 || receipt->leaf >= receipt->leaves ||
	    receipt->path_count > TREE_DEPTH)
		return false;
	hash_leaf(receipt->statement, receipt->statement_size, root);
	for (size_t i = 0; i < receipt->path_count; i++) {
		if (last == 0)
			return false;
		if (place % 2 == 0 && place != last) {
			hash_node(root, receipt->path[i], root);
		} else {
			hash_node(receipt->path[i], root, root);
			for (; place % 2 == 0 && place != 0; last >>= 1)
				place >>= 1;
		}
		place >>= 1;
		last >>= 1;
	}
	return last == 0;
}

static bool read_statement(const struct receipt *receipt, struct arena *arena,
                           struct receipt_statement *out)
{
	struct faults why;

	faults_init(&why, arena);
	return form_read(&form_receipt_statement, "statement", FORM_OPEN, receipt->statement,
	                 receipt->statement_size, arena, out, &why);
}

void seal_tell_receipt(const struct receipt *from, struct told_receipt *out)
{
	*out = (struct told_receipt){
		.statement = { from->statement, from->statement_size },
		.leaf = from->leaf,
		.leaves = from->leaves,
		.path_count = from->path_count,
		.path = from->path,
	};
	memcpy(out->signature, from->signature, SIGNATURE_SIZE);
	memcpy(out->key, from->key, KEY_SIZE);
}

void seal_take_receipt(const struct told_receipt *from, struct receipt *out)
{
	*out = (struct receipt){
		.statement = from->statement.data,
		.statement_size = from->statement.size,
		.leaf = from->leaf,
		.leaves = from->leaves,
		.path_count = from->path_count,
		.path = from->path,
	};
	memcpy(out->signature, from->signature, SIGNATURE_SIZE);
	memcpy(out->key, from->key, KEY_SIZE);
}

bool seal_proves(const struct receipt *receipt)
{
	uint8_t root[HASH_SIZE], message[DOMAIN_SIZE + HASH_SIZE];

	if (!climb(receipt, root))
		return false;
	signed_root(root, message);
	return seal_verify(message, sizeof(message), receipt->signature, receipt->key);
}

bool seal_check_receipt(const struct receipt *receipt, const uint8_t daemon_key[KEY_SIZE],
                        struct arena *arena, struct receipt_statement *out)
{
	return memcmp(receipt->key, daemon_key, KEY_SIZE) == 0 && seal_proves(receipt) &&
	       read_statement(receipt, arena, out);
}
