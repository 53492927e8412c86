/*
 * The journal, listed or exported. The bundle holds every entry, and after them each locked
 * standing as the daemon tells it, so that `thidua verify` can recompute both. Standings are asked
 * for after a first reading and the rest of the journal after them: so the bundle never holds a
 * standing that depends on an entry it has not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bundle.h"
#include "cli.h"
#include "cluster.h"
#include "complain.h"
#include "entry.h"
#include "file.h"
#include "journal_walk.h"
#include "json_out.h"
#include "json_write.h"
#include "messages_forms.h"
#include "output.h"
#include "progress.h"
#include "public_key.h"
#include "raw.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { YEARS_MAX = 256 };

/* The action's name, and its fields but for lists and what has fields of its own. */
static void add_action(json_t *value, const struct command *command)
{
	const struct form_field *action = entry_action(cluster_action_name(command->action));
	const void *from = form_inside(action, command, 0);

	json_object_set_new(value, "action", json_string(action->name));
	if (command->year > 0)
		json_object_set_new(value, "year", json_integer(command->year));
	for (size_t i = 0; i < action->inside->field_count; i++) {
		const struct form_field *field = &action->inside->fields[i];
		json_t *said = json_form_value(action->inside, field, from);

		if (said)
			json_object_set_new(value, field->name, said);
	}
}

static void list_held(const struct dial *dial, const struct journal_entry *entry)
{
	if (options_has(dial->options, OPTION_JSON))
		json_print_line(json_pack("{s:I, s:b, s:o}", "sequence",
		                          (json_int_t)entry->sequence, "held", true, "hash",
		                          json_hex(entry->hash, HASH_SIZE)));
	else
		printf("%6llu  %s\n", (unsigned long long)entry->sequence, say(WORD_JOURNAL_HELD));
}

static void list_entry(void *context, const struct journal_entry *entry,
                       const struct command *command)
{
	struct dial *dial = context;
	char key[2 * KEY_SIZE + 1];

	if (!entry->command) {
		list_held(dial, entry);
		return;
	}
	text_hex(entry->key, KEY_SIZE, key);
	if (!options_has(dial->options, OPTION_JSON)) {
		printf("%6llu  %s  %.8s  %s\n", (unsigned long long)entry->sequence,
		       show_instant(&dial->arena, entry->received_at), key,
		       entry_say(&dial->arena, command));
		return;
	}
	json_t *value = json_object();

	json_object_set_new(value, "sequence", json_integer((json_int_t)entry->sequence));
	json_object_set_new(value, "received_at", json_instant(entry->received_at));
	json_object_set_new(value, "id", command ? json_hex(command->id, ID_SIZE) : json_null());
	if (command)
		add_action(value, command);
	json_object_set_new(value, "key", json_string(key));
	json_object_set_new(value, "hash", json_hex(entry->hash, HASH_SIZE));
	json_print_line(value);
}

struct bundling {
	struct buffer bundle, proof;
	uint64_t entries;
	uint32_t years[YEARS_MAX]; /* rising */
	size_t year_count;
};

static void export_entry(void *context, const struct journal_entry *entry,
                         const struct command *command)
{
	struct bundling *bundling = context;

	bundle_entry(&bundling->bundle, entry);
	bundling->entries++;
	if (!command || command->year == 0)
		return;
	size_t place = 0;

	while (place < bundling->year_count && bundling->years[place] < command->year)
		place++;
	if (bundling->year_count == YEARS_MAX ||
	    (place < bundling->year_count && bundling->years[place] == command->year))
		return;
	memmove(&bundling->years[place + 1], &bundling->years[place],
	        (bundling->year_count - place) * sizeof(bundling->years[0]));
	bundling->years[place] = command->year;
	bundling->year_count++;
}

/* The Standings message inside a Reply, byte by byte. */
static void take_standings(const uint8_t *reply, size_t size, struct buffer *locked)
{
	struct raw raw = { reply, size };
	struct raw_field field;

	while (raw.left > 0 && raw_next(&raw, &field))
		if (field.number == ANSWER_STANDINGS && field.kind == RAW_BYTES)
			bundle_locked(locked, field.bytes, field.size);
}

static void take_answer(struct dial *dial, struct buffer *locked)
{
	const uint8_t *reply;
	size_t size;

	thidua_last_reply(dial->handle, &reply, &size);
	take_standings(reply, size, locked);
}

/* The one that locked, and each that succeeds it: an amendment of another period makes none here, and is
 * refused. */
static int gather_amended(struct dial *dial, struct query query, uint32_t latest,
                          struct buffer *locked)
{
	for (uint32_t amendment = 0; amendment <= latest; amendment++) {
		const struct get_standings asked = { .has_amendment = true,
			                             .amendment = amendment };

		query.asked = &asked;
		const int code = dial_try(dial, &query);

		if (code == THIDUA_OK)
			take_answer(dial, locked);
		else if (code != THIDUA_REFUSED)
			return code;
	}
	return THIDUA_OK;
}

static int gather_locked(struct dial *dial, const char *cluster, const struct bundling *bundling,
                         struct buffer *locked)
{
	for (size_t i = 0; i < bundling->year_count; i++) {
		for (int period = Q1; period < PERIODS; period++) {
			const struct query query = { .question = QUESTION_STANDINGS,
				                     .cluster = cluster,
				                     .year = bundling->years[i],
				                     .period = period };
			int code = dial_try(dial, &query);

			if (code == THIDUA_REFUSED) /* not open yet */
				continue;
			const uint32_t amendment =
			        code == THIDUA_OK ? dial->answer.standings.amendment : 0;

			if (amendment > 0)
				code = gather_amended(dial, query, amendment, locked);
			else if (code == THIDUA_OK && dial->answer.standings.locked)
				take_answer(dial, locked);
			if (code != THIDUA_OK)
				return dial_tell(dial, code);
		}
	}
	return THIDUA_OK;
}

static void end_bundle(struct dial *dial, struct bundling *bundling)
{
	const struct buffer *bytes = &bundling->proof;
	struct told_receipt proof;
	struct faults why;

	faults_init(&why, &dial->arena);
	const bool proven =
	        bytes->size > 0 && form_read(&form_told_receipt, "proof", FORM_OPEN, bytes->data,
	                                     bytes->size, &dial->arena, &proof, &why);

	bundle_end(&bundling->bundle, bundling->entries, proven ? &proof : NULL);
}

static int gather(struct dial *dial, const char *cluster, const uint8_t *operator_key,
                  struct bundling *bundling)
{
	const struct query ping = { .question = QUESTION_PING, .period = -1 };
	struct buffer locked = { 0 };
	uint64_t next = 1;
	int code = dial_ask(dial, &ping);

	if (code == THIDUA_OK) {
		bundle_begin(&bundling->bundle, cluster, operator_key, dial->answer.pong.epoch,
		             dial->answer.pong.now);
		code = journal_walk_whole(dial, cluster, &next, export_entry, bundling,
		                          &bundling->proof);
	}
	if (code == THIDUA_OK)
		code = gather_locked(dial, cluster, bundling, &locked);
	if (code == THIDUA_OK)
		code = journal_walk_whole(dial, cluster, &next, export_entry, bundling,
		                          &bundling->proof);
	if (code == THIDUA_OK && locked.size > 0)
		buffer_append(&bundling->bundle, locked.data, locked.size);
	if (code == THIDUA_OK)
		end_bundle(dial, bundling);
	buffer_close(&locked);
	return code;
}

static int export_journal(struct dial *dial, const char *cluster)
{
	const char *key_path, *out = options_text(dial->options, OPTION_OUT);
	struct credential operator_key;
	struct bundling *bundling = must_alloc(1, sizeof(*bundling));
	int code = options_require(dial->options, OPTION_OPERATOR_KEY, &key_path);

	if (code == THIDUA_OK)
		code = public_key_read(dial->options, key_path, &dial->arena, &operator_key);
	if (code == THIDUA_OK)
		code = gather(dial, cluster, operator_key.sign_public, bundling);
	if (code == THIDUA_OK)
		code = file_write_new(out, 0644, bundling->bundle.data, bundling->bundle.size);
	progress_end();
	if (code == THIDUA_OK)
		output_deed_done();
	if (code == THIDUA_OK && options_has(dial->options, OPTION_JSON))
		json_print(json_pack("{s:o, s:i}", "bundle", json_text(out), "entries",
		                     (int)bundling->entries));
	else if (code == THIDUA_OK)
		printf(say(WORD_JOURNAL_EXPORTED), (unsigned long long)bundling->entries, out,
		       options_quoted(&dial->arena, out)),
		        putchar('\n');
	seal_forget(&operator_key, sizeof(operator_key));
	buffer_close(&bundling->bundle);
	buffer_close(&bundling->proof);
	free(bundling);
	return code;
}

int cmd_journal(struct options *options, size_t count, char **operands)
{
	struct dial dial = { 0 };

	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	if (options_has(options, OPTION_OUT) && options_has(options, OPTION_FROM))
		return complain(THIDUA_USAGE, "%s", say(WORD_JOURNAL_WHOLE));
	uint64_t from;

	int code = options_number(options, OPTION_FROM, 1, UINT64_MAX, 1, &from);

	if (code == THIDUA_OK)
		code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);
	const char *cluster = options_text(options, OPTION_CLUSTER);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = options_has(options, OPTION_OUT)
		               ? export_journal(&dial, cluster)
		               : journal_walk(&dial, cluster, &from, list_entry, &dial);
	dial_close(&dial);
	return code;
}
