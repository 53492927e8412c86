#include "journal_walk.h"

#include "messages_forms.h"
#include "progress.h"

static int walk(struct dial *dial, const char *cluster, uint64_t *next, journal_visitor *visit,
                void *context, struct buffer *proof)
{
	size_t count;

	do {
		const struct query query = { .question = QUESTION_JOURNAL,
			                     .cluster = cluster,
			                     .period = -1,
			                     .from = *next,
			                     .prove = proof != NULL,
			                     .held = !proof };
		const int code = dial_ask(dial, &query);

		if (code != THIDUA_OK)
			return code;
		count = dial->answer.entry_count;
		for (size_t i = 0; i < count; i++) {
			const struct journal_entry *entry = &dial->answer.entries[i];
			struct faults why;
			struct command command;

			faults_init(&why, &dial->arena);
			const bool known = entry->command &&
			                   command_decode(entry->command, entry->command_size,
			                                  &dial->arena, &command, &why);

			visit(context, entry, known ? &command : NULL);
			*next = entry->sequence + 1;
		}
		if (proof && dial->answer.reply->journal.has_proof) {
			buffer_reset(proof);
			form_write(&form_told_receipt, &dial->answer.reply->journal.proof, proof);
		}
		const bool more = *next <= dial->answer.head;

		if (proof) /* an export; a list shows by itself how far it is */
			progress_show(WORD_PROGRESS_JOURNAL, *next - 1, dial->answer.head);

		arena_reset(&dial->arena);
		if (!more)
			break;
	} while (count > 0);
	return THIDUA_OK;
}

int journal_walk(struct dial *dial, const char *cluster, uint64_t *next, journal_visitor *visit,
                 void *context)
{
	return walk(dial, cluster, next, visit, context, NULL);
}

int journal_walk_whole(struct dial *dial, const char *cluster, uint64_t *next,
                       journal_visitor *visit, void *context, struct buffer *proof)
{
	return walk(dial, cluster, next, visit, context, proof);
}
