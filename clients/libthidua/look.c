/*
 * The journal is a chain of hashes: when it holds the entry of our newest receipt, with the hash that
 * the receipt says, it holds all before it. So the usual answer is one entry. When that is not there,
 * the newest receipt that is is found by halves. Not asked is by number alone: a journal that was put
 * back and went on has other entries in the same places.
 *
 * A journal that begins otherwise is another one, such as that of a rehearsal of the same cluster:
 * what is not in it is not lost, and nothing is sent into it unasked.
 */
#include "look.h"

#include <string.h>

#include "ask.h"
#include "outbox_lost.h"

enum { LOOK_AGAIN_US = 60000000 };

struct look {
	struct thidua *handle;
	struct arena arena;
	int64_t until;
	const char *cluster;
	uint8_t root[HASH_SIZE]; /* of its journal: the hash of the first entry */
	struct outbox_receipt *receipts;
	size_t count;
};

static const uint8_t *own_key(const struct look *look)
{
	return look->handle->credential.sign_public;
}

/* The database that answers. */
static int learn_epoch(struct look *look)
{
	const struct query query = { .question = QUESTION_PING, .period = -1 };
	struct answer answer;
	const int code = ask_query(look->handle, &query, look->until, &look->arena, &answer);

	if (code == THIDUA_OK && answer.kind == ANSWER_PONG) {
		look->handle->has_epoch = true;
		memcpy(look->handle->epoch, answer.pong.epoch, EPOCH_SIZE);
	}
	return code;
}

/* The hash of an entry, *there false when the journal has none: THIDUA_OK. THIDUA_FORBIDDEN to this
 * key; THIDUA_REFUSED: no answer that helps; THIDUA_KEPT: none. One question takes at most half of the
 * time that is left. */
static int read_entry(struct look *look, uint64_t sequence, bool *there, uint8_t hash[HASH_SIZE])
{
	const struct query query = { .question = QUESTION_JOURNAL,
		                     .cluster = look->cluster,
		                     .period = -1,
		                     .from = sequence,
		                     .limit = 1 };
	struct arena arena;
	struct answer answer;

	arena_init(&arena, 0);
	const int64_t now = link_moment();
	const int code =
	        ask_query(look->handle, &query, now + (look->until - now) / 2, &arena, &answer);

	*there = code == THIDUA_OK && answer.entry_count > 0 &&
	         answer.entries[0].sequence == sequence;
	if (*there)
		memcpy(hash, answer.entries[0].hash, HASH_SIZE);
	const enum status status = answer.status;

	arena_close(&arena);
	if (code == THIDUA_OK || status == STATUS_NOT_FOUND)
		return THIDUA_OK;
	if (status == STATUS_FORBIDDEN)
		return THIDUA_FORBIDDEN;
	return status == 0 ? THIDUA_KEPT : THIDUA_REFUSED;
}

/* As read_entry. */
static int is_held(struct look *look, size_t at, bool *held)
{
	uint8_t hash[HASH_SIZE];
	const int code = read_entry(look, look->receipts[at].sequence, held, hash);

	*held = *held && memcmp(hash, look->receipts[at].hash, HASH_SIZE) == 0;
	return code;
}

/* Of new receipts, and of those of an older outbox: which journal are they of? */
static int assign(struct look *look, struct faults *why)
{
	struct outbox *outbox = look->handle->outbox;

	if (!outbox_receipts(outbox, own_key(look), look->cluster, NULL, &look->arena,
	                     &look->receipts, &look->count, why))
		return THIDUA_CONFIG;
	for (size_t i = 0; i < look->count; i++) {
		bool held;
		const int code = is_held(look, i, &held);

		if (code != THIDUA_OK)
			return code;
		if (!outbox_assign(outbox, look->receipts[i].place, held ? look->root : NULL,
		                   look->handle->epoch, why))
			return THIDUA_CONFIG;
	}
	return THIDUA_OK;
}

/* How many of the receipts, from the first, the journal holds. */
static int count_held(struct look *look, size_t *out)
{
	size_t held = 0, first_lost = look->count;
	size_t at = look->count - 1; /* usually all */

	while (held < first_lost) {
		bool is;
		const int code = is_held(look, at, &is);

		if (code != THIDUA_OK)
			return code;
		if (is)
			held = at + 1;
		else
			first_lost = at;
		at = held + (first_lost - held) / 2;
	}
	*out = held;
	return THIDUA_OK;
}

/* Is the database another one than that in which a receipt was last seen? A key that may not ask has
 * been revoked, or its grant is lost with the rest. */
static bool is_elsewhere(const struct look *look)
{
	bool elsewhere = false;
	struct faults why;

	faults_init(&why, &look->handle->arena);
	return outbox_elsewhere(look->handle->outbox, own_key(look), look->cluster,
	                        look->handle->epoch, &elsewhere, &why) &&
	       elsewhere;
}

/* What the journal holds of its own receipts. */
static int judge(struct look *look, struct faults *why)
{
	struct outbox *outbox = look->handle->outbox;

	if (!outbox_receipts(outbox, own_key(look), look->cluster, look->root, &look->arena,
	                     &look->receipts, &look->count, why))
		return THIDUA_CONFIG;
	if (look->count == 0)
		return THIDUA_OK;
	size_t held;
	const int code = count_held(look, &held);

	if (code != THIDUA_OK)
		return code;
	return outbox_judge(outbox, look->receipts, look->count, held, look->handle->epoch, why)
	               ? THIDUA_OK
	               : THIDUA_CONFIG;
}

static int look_at(struct look *look, struct faults *why)
{
	bool begun;
	int code = read_entry(look, 1, &begun, look->root);

	if (code == THIDUA_OK && begun)
		code = judge(look, why);
	if (code == THIDUA_OK && begun)
		code = assign(look, why);
	if (code != THIDUA_FORBIDDEN && code != THIDUA_REFUSED)
		return code;
	look->handle->unread = code == THIDUA_FORBIDDEN ? code : THIDUA_UNREACHABLE;
	look->handle->doubt |= code == THIDUA_REFUSED || is_elsewhere(look);
	return THIDUA_OK;
}

static int look_around(struct look *look, struct faults *why)
{
	struct thidua *handle = look->handle;
	char before[CLUSTER_SIZE] = "", cluster[CLUSTER_SIZE];
	bool found;

	if (!outbox_number(handle->outbox, own_key(look), why) ||
	    !outbox_next_cluster(handle->outbox, own_key(look), before, cluster, &found, why))
		return THIDUA_CONFIG;
	int code = found ? learn_epoch(look) : THIDUA_OK;

	if (code != THIDUA_OK)
		return THIDUA_KEPT;
	while (found && code == THIDUA_OK) {
		look->cluster = cluster;
		code = look_at(look, why);
		memcpy(before, cluster, CLUSTER_SIZE);
		if (code == THIDUA_OK && !outbox_next_cluster(handle->outbox, own_key(look), before,
		                                              cluster, &found, why))
			code = THIDUA_CONFIG;
	}
	return code;
}

int look_run(struct thidua *handle, int64_t until)
{
	struct look look = { .handle = handle, .until = until };
	struct faults why;

	arena_init(&look.arena, 0);
	faults_init(&why, &handle->arena);
	handle->unread = THIDUA_OK;
	handle->doubt = false;
	const int code = look_around(&look, &why);

	arena_close(&look.arena);
	if (code == THIDUA_OK)
		handle->looked_at = link_moment();
	return code == THIDUA_CONFIG ? handle_trouble(handle, code, &why) : code;
}

int look_if_due(struct thidua *handle, bool strange, int64_t until)
{
	const bool fresh =
	        handle->looked_at != 0 && link_moment() - handle->looked_at < LOOK_AGAIN_US;
	struct faults why;

	if (fresh && !strange && !handle->doubt)
		return THIDUA_OK;
	const int code = look_run(handle, until);
	size_t waiting = 0;

	faults_init(&why, &handle->arena);
	if (code == THIDUA_KEPT &&
	    !outbox_count(handle->outbox, handle->credential.sign_public, &waiting, &why))
		return handle_trouble(handle, THIDUA_CONFIG, &why);
	if (code != THIDUA_OK && (code != THIDUA_KEPT || waiting > 0))
		return code;
	handle->error[0] = '\0'; /* what the key may not ask is no failure of this call */
	handle->fault_count = 0;
	return THIDUA_OK;
}

void look_once_more(struct thidua *handle, int64_t until)
{
	struct thidua_fault *faults = handle->faults;
	const size_t fault_count = handle->fault_count;
	char error[ERROR_SIZE];
	struct faults why;

	faults_init(&why, &handle->arena);
	memcpy(error, handle->error, sizeof(error));
	bool rootless;

	if (outbox_rootless(handle->outbox, handle->credential.sign_public, &rootless, &why) &&
	    rootless)
		look_run(handle, until);
	memcpy(handle->error, error, sizeof(error));
	handle->faults = faults;
	handle->fault_count = fault_count;
}
