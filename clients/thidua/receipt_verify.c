#include "receipt_verify.h"

#include <stdio.h>

#include "cluster.h"
#include "dial.h"
#include "entry.h"
#include "json_out.h"
#include "json_write.h"
#include "messages_forms.h"
#include "receipt_file.h"
#include "show.h"

static json_t *proof_json(const struct receipt_proof *proof, bool key_given)
{
	const struct receipt_statement *statement = &proof->statement;
	json_t *value = json_object();

	json_object_set_new(value, "proves", json_true());
	json_object_set_new(value, "kind", json_string(cluster_action_name(proof->command.action)));
	json_object_set_new(value, "command",
	                    json_form_write(&form_command, NULL, &proof->command));
	json_object_set_new(value, "command_hash", json_hex(proof->command.hash, HASH_SIZE));
	json_object_set_new(value, "signer", json_hex(proof->command.key, KEY_SIZE));
	json_object_set_new(value, "cluster", json_string(statement->cluster));
	json_object_set_new(value, "sequence", json_integer((json_int_t)statement->sequence));
	json_object_set_new(value, "journal_hash", json_hex(statement->hash, HASH_SIZE));
	json_object_set_new(value, "received_at", json_instant(statement->received_at));
	json_object_set_new(value, "late_days",
	                    statement->has_late_days ? json_integer(statement->late_days)
	                                             : json_null());
	json_object_set_new(value, "rehearsal", json_boolean(statement->rehearsal));
	json_object_set_new(value, "daemon_key", json_hex(proof->daemon_key, KEY_SIZE));
	json_object_set_new(value, "daemon_key_given", json_boolean(key_given));
	return value;
}

static void show_proof(struct arena *arena, const struct receipt_proof *proof, bool key_given)
{
	const struct receipt_statement *statement = &proof->statement;

	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_RECEIPT), entry_say(arena, &proof->command),
	       (unsigned long long)statement->sequence,
	       show_instant(arena, statement->received_at));
	if (statement->has_late_days && statement->late_days > 0)
		printf(say(WORD_RECEIPT_LATE), statement->late_days);
	else if (statement->has_late_days)
		fputs(say(WORD_RECEIPT_ON_TIME), stdout);
	putchar('\n');
	show_hex(say(WORD_PROOF_SIGNED), proof->command.key);
	show_hex(say(key_given ? WORD_PROOF_DAEMON_GIVEN : WORD_PROOF_DAEMON_OWN),
	         proof->daemon_key);
	if (statement->rehearsal)
		show_text(PAINT_WARN, say(WORD_REHEARSAL)), putchar('\n');
}

int receipt_verify(struct options *options, const struct buffer *file, const uint8_t *daemon_key)
{
	struct receipt_proof proof;
	struct faults why;

	faults_init(&why, &options->arena);
	if (!receipt_file_verify(file->data, file->size, daemon_key, &options->arena, &proof, &why))
		return dial_tell_own(options, &why, THIDUA_REFUSED);
	if (options_has(options, OPTION_JSON))
		json_print(proof_json(&proof, daemon_key != NULL));
	else
		show_proof(&options->arena, &proof, daemon_key != NULL);
	return THIDUA_OK;
}
