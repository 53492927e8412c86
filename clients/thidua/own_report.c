#include "own_report.h"

#include <string.h>

#include "send.h"

struct history {
	struct dial *dial;
	const struct report_file *file;
	const uint8_t *except;
	struct own_report *out;
};

static bool concerns(const struct history *history, const struct outbox_row *row,
                     struct command *command)
{
	const struct report_file *file = history->file;
	struct faults why;

	faults_init(&why, &history->dial->arena);
	return strcmp(row->kind, "submit_report") == 0 &&
	       strcmp(row->cluster, file->cluster) == 0 &&
	       command_decode(row->signed_command.bytes, row->signed_command.size,
	                      &history->dial->arena, command, &why) &&
	       command->action == ACTION_SUBMIT_REPORT && command->year == file->year &&
	       strcmp(command->submit_report.board, file->report.board) == 0 &&
	       command->submit_report.period == file->report.period;
}

/* Of those that another key has signed only what is in the journal counts: nobody sends the others. */
static bool counts(const struct history *history, const struct outbox_row *row)
{
	const struct credential *own = thidua_credential(history->dial->handle);
	const bool ours = own && memcmp(row->signed_command.key, own->sign_public, KEY_SIZE) == 0;

	if (history->except && memcmp(row->id, history->except, ID_SIZE) == 0)
		return false;
	return row->state == OUTBOX_ACKNOWLEDGED || (ours && row->state != OUTBOX_REFUSED);
}

static bool take_row(void *context, const struct outbox_row *row)
{
	struct history *history = context;
	struct own_report *out = history->out;
	struct command command;

	if (!counts(history, row) || !concerns(history, row, &command) ||
	    (out->found && command.submit_report.revision < out->command.submit_report.revision))
		return true;
	*out = (struct own_report){
		.found = true, .state = row->state, .unheard = row->unheard, .command = command
	};
	memcpy(out->id, row->id, ID_SIZE);
	out->has_receipt = send_row_receipt(row, &history->dial->arena, &out->receipt);
	return true;
}

int own_report_find(struct dial *dial, const struct report_file *file, const uint8_t *except,
                    struct own_report *out)
{
	struct history history = { dial, file, except, out };

	*out = (struct own_report){ .found = false };
	const int code = thidua_outbox_list(dial->handle, take_row, &history);

	return code == THIDUA_OK ? code : dial_tell(dial, code);
}
