/* Rows move between ACKNOWLEDGED and LOST only, and out of LOST by an answer. */
#include "outbox_lost.h"

#include <sqlite3.h>
#include <string.h>

#include "arena.h"
#include "outbox_file.h"

/* Is there a row? Of a select that gives one at most. */
static bool find_any(const struct outbox *outbox, sqlite3_stmt *select, bool *out,
                     struct faults *why)
{
	int code = sqlite3_step(select);

	*out = code == SQLITE_ROW;
	if (*out)
		code = sqlite3_step(select);
	return outbox_end(outbox, select, code, why);
}

/* --- receipts --- */

static bool write_place(struct outbox *outbox, const struct outbox_row *row, struct arena *arena,
                        struct faults *why)
{
	struct receipt_statement told;
	const struct outbox_result result = { .place = row->place, .statement = &told };

	if (!row->reply ||
	    !seal_check_receipt(&row->reply->receipt, row->reply->receipt.key, arena, &told))
		return true;
	sqlite3_stmt *update = outbox_prepare(outbox,
	                                      "update command set sequence = ?2, journal_hash = ?3,"
	                                      " epoch = ?4 where place = ?1 and sequence = 0",
	                                      why);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, row->place);
	outbox_bind_place(update, 2, &result);
	return outbox_finish(outbox, update, why);
}

bool outbox_number(struct outbox *outbox, const uint8_t key[KEY_SIZE], struct faults *why)
{
	struct arena arena;
	struct outbox_row row = { .place = 0 };
	bool found = true, fine = true;

	arena_init(&arena, 0);
	while (fine && found) {
		sqlite3_stmt *select = outbox_prepare(
		        outbox,
		        "select " OUTBOX_COLUMNS " from command"
		        " where state = 1 and key = ? and sequence = 0 and place > ? order by place limit 1",
		        why);

		fine = select;
		if (!fine)
			break;
		sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
		sqlite3_bind_int64(select, 2, row.place);
		arena_reset(&arena);
		fine = outbox_take_row(outbox, select, &arena, &row, &found, why);
		if (fine && found) {
			outbox_read_reply(&row, &arena);
			fine = write_place(outbox, &row, &arena, why);
		}
	}
	arena_close(&arena);
	return fine;
}

/* A longer one, which nobody but another program can have written, would be cut, and found again for
 * ever. */
bool outbox_next_cluster(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *after,
                         char out[CLUSTER_SIZE], bool *found, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select cluster from command where state = 1 and key = ? and cluster > ? and sequence > 0"
	        " and length(cast(cluster as blob)) <= 32 order by cluster limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(select, 2, after, -1, SQLITE_STATIC);
	int code = sqlite3_step(select);

	*found = code == SQLITE_ROW;
	if (*found) {
		strncpy(out, (const char *)sqlite3_column_text(select, 0), CLUSTER_SIZE - 1);
		out[CLUSTER_SIZE - 1] = '\0';
		code = sqlite3_step(select);
	}
	return outbox_end(outbox, select, code, why);
}

static void take_receipt(sqlite3_stmt *row, struct outbox_receipt *out)
{
	const void *hash = sqlite3_column_blob(row, 1), *epoch = sqlite3_column_blob(row, 2);

	*out = (struct outbox_receipt){ .place = sqlite3_column_int64(row, 4),
		                        .sequence = (uint64_t)sqlite3_column_int64(row, 0) };
	if (hash && sqlite3_column_bytes(row, 1) == HASH_SIZE)
		memcpy(out->hash, hash, HASH_SIZE);
	if (epoch && sqlite3_column_bytes(row, 2) == EPOCH_SIZE)
		memcpy(out->epoch, epoch, EPOCH_SIZE);
}

bool outbox_receipts(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                     const uint8_t *root, struct arena *arena, struct outbox_receipt **out,
                     size_t *count, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select sequence, journal_hash, epoch, count(*) over (), place from command"
	        " where state = 1 and key = ? and cluster = ? and sequence > 0 and root is ?"
	        " order by sequence",
	        why);

	*out = NULL;
	*count = 0;
	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(select, 2, cluster, -1, SQLITE_STATIC);
	sqlite3_bind_blob(select, 3, root, HASH_SIZE, SQLITE_STATIC);
	int code;

	while ((code = sqlite3_step(select)) == SQLITE_ROW) {
		if (!*out)
			*out = arena_alloc(arena, (size_t)sqlite3_column_int64(select, 3),
			                   sizeof(**out));
		take_receipt(select, &(*out)[(*count)++]);
	}
	return outbox_end(outbox, select, code, why);
}

bool outbox_assign(struct outbox *outbox, int64_t place, const uint8_t *root,
                   const uint8_t epoch[EPOCH_SIZE], struct faults *why)
{
	sqlite3_stmt *update = outbox_prepare(
	        outbox,
	        "update command set root = coalesce(?2, x''), epoch = iif(?2 is null, null, ?3)"
	        " where place = ?1 and root is null",
	        why);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, place);
	sqlite3_bind_blob(update, 2, root, HASH_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(update, 3, epoch, EPOCH_SIZE, SQLITE_STATIC);
	return outbox_finish(outbox, update, why);
}

bool outbox_rootless(struct outbox *outbox, const uint8_t key[KEY_SIZE], bool *out,
                     struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select 1 from command where state = 1 and key = ? and sequence > 0 and root is null"
	        " limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	return find_any(outbox, select, out, why);
}

static bool judge_one(struct outbox *outbox, const struct outbox_receipt *receipt, bool held,
                      const uint8_t epoch[EPOCH_SIZE], struct faults *why)
{
	sqlite3_stmt *update = outbox_prepare(
	        outbox,
	        "update command set state = iif(?4, 1, 4), epoch = iif(?4, ?5, epoch)"
	        " where place = ?1 and state = 1 and sequence = ?2"
	        " and coalesce(journal_hash, zeroblob(32)) = ?3",
	        why);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, receipt->place);
	sqlite3_bind_int64(update, 2, (int64_t)receipt->sequence);
	sqlite3_bind_blob(update, 3, receipt->hash, HASH_SIZE, SQLITE_STATIC);
	sqlite3_bind_int(update, 4, held);
	sqlite3_bind_blob(update, 5, epoch, EPOCH_SIZE, SQLITE_STATIC);
	return outbox_finish(outbox, update, why);
}

/* Usually nothing is to be written. */
bool outbox_judge(struct outbox *outbox, const struct outbox_receipt *receipts, size_t count,
                  size_t held, const uint8_t epoch[EPOCH_SIZE], struct faults *why)
{
	size_t first = 0;

	while (first < held && memcmp(receipts[first].epoch, epoch, EPOCH_SIZE) == 0)
		first++;
	if (first == count)
		return true;
	if (!outbox_begin(outbox, why))
		return false;
	bool fine = true;

	for (size_t i = first; fine && i < count; i++)
		fine = judge_one(outbox, &receipts[i], i < held, epoch, why);
	return outbox_conclude(outbox, fine, why);
}

bool outbox_elsewhere(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                      const uint8_t epoch[EPOCH_SIZE], bool *out, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select 1 from command where state = 1 and key = ? and cluster = ? and epoch <> ? limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(select, 2, cluster, -1, SQLITE_STATIC);
	sqlite3_bind_blob(select, 3, epoch, EPOCH_SIZE, SQLITE_STATIC);
	return find_any(outbox, select, out, why);
}

bool outbox_reaches(struct outbox *outbox, const uint8_t key[KEY_SIZE], const char *cluster,
                    uint64_t sequence, int64_t place, bool *out, struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select 1 from command where state = 1 and key = ? and cluster = ? and sequence >= ?"
	        " and place <> ? limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(select, 2, cluster, -1, SQLITE_STATIC);
	sqlite3_bind_int64(select, 3, (int64_t)sequence);
	sqlite3_bind_int64(select, 4, place);
	return find_any(outbox, select, out, why);
}

/* --- what brings them back --- */

bool outbox_next_lost(struct outbox *outbox, const uint8_t key[KEY_SIZE], uint64_t sequence,
                      int64_t place, struct arena *arena, struct outbox_row *out, bool *found,
                      struct faults *why)
{
	sqlite3_stmt *select = outbox_prepare(
	        outbox,
	        "select " OUTBOX_COLUMNS
	        " from command where state = 4 and key = ? and (sequence, place) > (?, ?)"
	        " order by sequence, place limit 1",
	        why);

	if (!select)
		return false;
	sqlite3_bind_blob(select, 1, key, KEY_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(select, 2, (int64_t)sequence);
	sqlite3_bind_int64(select, 3, place);
	const bool fine = outbox_take_row(outbox, select, arena, out, found, why);

	if (fine && *found)
		outbox_read_reply(out, arena);
	return fine;
}

bool outbox_keep(struct outbox *outbox, int64_t place, const struct signed_command *reinstate,
                 struct faults *why)
{
	sqlite3_stmt *update =
	        outbox_prepare(outbox,
	                       "update command set reinstate = ?2, reinstate_signature = ?3"
	                       " where place = ?1 and reinstate is null",
	                       why);

	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, place);
	sqlite3_bind_blob64(update, 2, reinstate->bytes, reinstate->size, SQLITE_STATIC);
	sqlite3_bind_blob(update, 3, reinstate->signature, SIGNATURE_SIZE, SQLITE_STATIC);
	return outbox_finish(outbox, update, why);
}

bool outbox_record_lost(struct outbox *outbox, const struct outbox_result *result,
                        enum outbox_state *became, struct faults *why)
{
	sqlite3_stmt *update = outbox_prepare(
	        outbox,
	        "update command set state = ?2, attempts = attempts + ?3, tried_at = max(tried_at, ?4),"
	        " status = iif(?5 = 0, status, ?5), reinstated = coalesce(?6, reinstated),"
	        " sequence = iif(?7 = 0, sequence, ?7), journal_hash = coalesce(?8, journal_hash),"
	        " epoch = coalesce(?9, epoch)"
	        " where place = ?1 and state = 4",
	        why);

	if (!update)
		return false;
	outbox_bind_result(update, result);
	outbox_bind_place(update, 7, result);
	const bool fine = outbox_finish(outbox, update, why);

	*became = sqlite3_changes(outbox->database) > 0 ? result->state : OUTBOX_STATES;
	return fine;
}
