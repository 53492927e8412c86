/*
 * A receipt is honoured by the entry that it names, or by a Reinstate that holds it. The same command
 * at another place without its receipt is not enough: it came later there, and counts so.
 *
 * The journal's commands stand in one array, by their ids, and each receipt is looked up. The outbox
 * is read as it is: an office can hold it against a bundle long after.
 */
#include "receipts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "cluster.h"
#include "dial.h"
#include "entry.h"
#include "names.h"
#include "refusal.h"
#include "session.h"
#include "show.h"
#include "trouble.h"
#include "words.h"

struct held { /* a command that the journal holds */
	uint8_t id[ID_SIZE], hash[HASH_SIZE];
	int64_t taken_at;
	uint64_t sequence; /* 0: it is not by itself there, a Reinstate holds it */
	uint8_t journal_hash[HASH_SIZE];
};

struct check {
	const struct bundle_verdict *verdict;
	struct arena arena;
	struct buffer held; /* struct held [] */
	json_t *rows;       /* NULL: told as text */
	size_t receipts, missing;
};

static void hold(struct check *check, const struct command *command, int64_t taken_at,
                 const struct journal_entry *entry)
{
	struct held held = { .taken_at = taken_at, .sequence = entry ? entry->sequence : 0 };

	memcpy(held.id, command->id, ID_SIZE);
	memcpy(held.hash, command->hash, HASH_SIZE);
	if (entry)
		memcpy(held.journal_hash, entry->hash, HASH_SIZE);
	buffer_append(&check->held, &held, sizeof(held));
}

static void take_entry(void *context, const struct journal_entry *entry,
                       const struct command *command)
{
	const struct command *inside = command_inside(command);

	hold(context, command, entry->received_at, entry);
	if (inside)
		hold(context, inside, command->reinstate.receipt_opened->received_at, NULL);
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(((const struct held *)a)->id, ((const struct held *)b)->id, ID_SIZE);
}

static bool honours(const struct check *check, const struct receipt_statement *receipt)
{
	struct held wanted;

	memcpy(wanted.id, receipt->command_id, ID_SIZE);
	const struct held *held = check->held.size == 0 ? NULL
	                                                : bsearch(&wanted, check->held.data,
	                                                          check->held.size / sizeof(*held),
	                                                          sizeof(*held), compare_ids);

	if (!held || memcmp(held->hash, receipt->command_hash, HASH_SIZE) != 0 ||
	    held->taken_at != receipt->received_at)
		return false;
	return held->sequence == 0 || (held->sequence == receipt->sequence &&
	                               memcmp(held->journal_hash, receipt->hash, HASH_SIZE) == 0);
}

static json_t *row_of(const struct command *command, const struct receipt_statement *receipt)
{
	const struct submit_report *report = &command->submit_report;
	json_t *row = json_object();

	json_object_set_new(row, "id", json_hex(receipt->command_id, ID_SIZE));
	json_object_set_new(row, "kind", json_string(cluster_action_name(command->action)));
	if (command->action == ACTION_SUBMIT_REPORT) {
		json_object_set_new(row, "year", json_integer(command->year));
		json_object_set_new(row, "board", json_string(report->board));
		json_object_set_new(row, "period",
		                    json_string(names_find(&names_periods, report->period - 1)));
		json_object_set_new(row, "revision", json_integer(report->revision));
		json_object_set_new(row, "late_days", json_integer(receipt->late_days));
	}
	json_object_set_new(row, "sequence", json_integer((json_int_t)receipt->sequence));
	json_object_set_new(row, "received_at", json_instant(receipt->received_at));
	return row;
}

static void tell_missing(struct check *check, const struct command *command,
                         const struct receipt_statement *receipt)
{
	check->missing++;
	if (check->rows) {
		json_array_append_new(check->rows, row_of(command, receipt));
		return;
	}
	show_text(PAINT_BAD, "✗ ");
	printf(say(WORD_RECEIPT_MISSING), entry_say(&check->arena, command),
	       (unsigned long long)receipt->sequence,
	       show_instant(&check->arena, receipt->received_at));
	putchar('\n');
}

/* The first receipt of a row, whatever became of it since: that is what the daemon has said. */
static bool take_row(void *context, const struct outbox_row *row)
{
	struct check *check = context;
	struct receipt_statement receipt;
	struct command command;
	struct faults why;

	arena_reset(&check->arena);
	faults_init(&why, &check->arena);
	if (!row->reply || row->reply->kind != ANSWER_RECEIPT ||
	    strcmp(row->cluster, check->verdict->cluster) != 0 ||
	    !seal_check_receipt(&row->reply->receipt, row->reply->receipt.key, &check->arena,
	                        &receipt) ||
	    !command_decode(row->signed_command.bytes, row->signed_command.size, &check->arena,
	                    &command, &why))
		return true;
	check->receipts++;
	if (!honours(check, &receipt))
		tell_missing(check, &command, &receipt);
	return true;
}

static int open_outbox(const char *path, struct arena *arena, struct thidua **out)
{
	const struct thidua_options how = { .outbox_path = path };
	struct faults why;

	if (access(path, F_OK) != 0) /* it would be made */
		return complain(THIDUA_CONFIG, "%s: %s", path, trouble_say(errno));
	faults_init(&why, arena);
	const int code = thidua_open_why(&how, out, &why);

	for (size_t i = 0; i < why.count; i++) {
		const struct thidua_fault fault = refusal_of(&why.items[i]);

		complain(code, "%s", refusal_line(arena, NULL, &fault));
	}
	return code;
}

static int tell_all(const struct check *check, json_t *out)
{
	if (out) {
		json_object_set(out, "missing", check->rows);
		json_object_set_new(out, "receipts", json_integer((json_int_t)check->receipts));
	} else if (check->missing == 0) {
		show_text(PAINT_GOOD, "✓ ");
		printf(say(WORD_RECEIPTS_HONOURED), check->receipts);
		putchar('\n');
	}
	return check->missing > 0 ? THIDUA_MISSING : THIDUA_OK;
}

int receipts_check(const char *outbox, const struct bundle_verdict *verdict,
                   const struct buffer *bundle, json_t *out)
{
	struct check check = { .verdict = verdict, .rows = out ? json_array() : NULL };
	struct thidua *handle = NULL;

	arena_init(&check.arena, 0);
	int code = open_outbox(outbox, &check.arena, &handle);

	if (code == THIDUA_OK) {
		bundle_entries(bundle->data, bundle->size, take_entry, &check);
		if (check.held.size > 0)
			qsort(check.held.data, check.held.size / sizeof(struct held),
			      sizeof(struct held), compare_ids);
		code = thidua_outbox_list(handle, take_row, &check);
		code = code == THIDUA_OK ? tell_all(&check, out)
		                         : dial_complain_of(handle, &check.arena, NULL, code);
	}
	thidua_close(&handle);
	json_decref(check.rows);
	buffer_close(&check.held);
	arena_close(&check.arena);
	return code;
}
