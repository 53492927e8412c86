#include "receipt_file.h"

#include <string.h>

#include "buffer.h"
#include "faults.h"
#include "messages_forms.h"

#define RECEIPT_MAGIC "thidua-receipt-1\n"
enum { RECEIPT_MAGIC_SIZE = sizeof(RECEIPT_MAGIC) - 1 };

void receipt_file_write(const struct signed_command *command, const struct receipt *receipt,
                        struct buffer *out)
{
	struct receipt_file file = { .signed_command.command = { command->bytes, command->size } };

	memcpy(file.signed_command.signature, command->signature, SIGNATURE_SIZE);
	memcpy(file.signed_command.key, command->key, KEY_SIZE);
	seal_tell_receipt(receipt, &file.receipt);
	buffer_append(out, RECEIPT_MAGIC, RECEIPT_MAGIC_SIZE);
	form_write(&form_receipt_file, &file, out);
}

bool receipt_file_begins(const uint8_t *bytes, size_t size)
{
	return size >= RECEIPT_MAGIC_SIZE && memcmp(bytes, RECEIPT_MAGIC, RECEIPT_MAGIC_SIZE) == 0;
}

/* Both are what they say; do they belong together, and to the daemon that is meant? */
static void check_both(const struct receipt_file *file, const uint8_t *daemon_key,
                       struct faults *why)
{
	const struct command *command = file->signed_command_opened;
	const struct receipt_statement *statement = file->receipt_opened;

	if (memcmp(statement->command_id, command->id, ID_SIZE) != 0 ||
	    memcmp(statement->command_hash, command->hash, HASH_SIZE) != 0 ||
	    strcmp(statement->cluster, command->cluster) != 0)
		fail(why, FAULT_RECEIPT_OF_ANOTHER, "receipt");
	if (daemon_key && memcmp(file->receipt.key, daemon_key, KEY_SIZE) != 0)
		fail(why, FAULT_RECEIPT_OF_OTHER_DAEMON, "receipt.key",
		     fault_hash(why, file->receipt.key, KEY_SIZE));
}

bool receipt_file_verify(const uint8_t *bytes, size_t size, const uint8_t *daemon_key,
                         struct arena *arena, struct receipt_proof *out, struct faults *why)
{
	const unsigned how = FORM_OPEN | FORM_UNNAMED | FORM_APART;
	const size_t head = receipt_file_begins(bytes, size) ? RECEIPT_MAGIC_SIZE : 0;
	struct receipt_file file;

	if (!form_read(&form_receipt_file, "receipt_file", how, bytes + head, size - head, arena,
	               &file, why) ||
	    !form_prove(&form_receipt_file, "receipt_file", how, &file, why) ||
	    !form_prove(&form_command, "command", how, file.signed_command_opened, why))
		return false;
	check_both(&file, daemon_key, why);
	out->command = *file.signed_command_opened;
	out->statement = *file.receipt_opened;
	memcpy(out->command.key, file.signed_command.key, KEY_SIZE);
	memcpy(out->daemon_key, file.receipt.key, KEY_SIZE);
	return why->count == 0;
}
