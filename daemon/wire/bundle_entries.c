/* Read again after it was verified, so there is no word for what cannot be. */
#include <string.h>

#include "answer.h"
#include "arena.h"
#include "bundle.h"
#include "bundle_message.h"
#include "messages_forms.h"
#include "raw.h"
#include "request.h"

static bool visit_record(struct arena *arena, const struct raw *framed, bundle_visitor *visit,
                         void *context)
{
	struct bundle_record record;
	struct journal_entry entry;
	struct command command;
	struct faults why;

	arena_reset(arena);
	faults_init(&why, arena);
	if (!form_read(&form_bundle_record, "record", 0, framed->at, framed->left, arena, &record,
	               &why))
		return false;
	if (record.record != BUNDLE_ENTRY)
		return true;
	answer_entry(&record.entry, &entry);
	if (!command_replay(entry.command, entry.command_size, arena, &command, &why))
		return false;
	command.received_at = entry.received_at;
	visit(context, &entry, &command);
	return true;
}

bool bundle_entries(const uint8_t *bytes, size_t size, bundle_visitor *visit, void *context)
{
	struct raw left = { bytes + BUNDLE_MAGIC_SIZE, size - BUNDLE_MAGIC_SIZE }, framed;
	struct arena arena;
	bool fine = size >= BUNDLE_MAGIC_SIZE;

	arena_init(&arena, 0);
	while (fine && left.left > 0)
		fine = raw_sized(&left, &framed) && visit_record(&arena, &framed, visit, context);
	arena_close(&arena);
	return fine;
}
