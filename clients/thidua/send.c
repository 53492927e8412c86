/*
 * A command's way to the journal: checked for shape, signed into the outbox, sent until it is
 * settled.
 *
 * The answer is read from the outbox, not from the call that sent it. Another process may have sent
 * our row meanwhile, or an older row may have to go first; whatever happened, the row says what
 * became of it, and what the row says is what is on disk.
 */
#include "send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cluster.h"
#include "complain.h"
#include "entry.h"
#include "fields.h"
#include "file.h"
#include "interruption.h"
#include "json_out.h"
#include "messages_forms.h"
#include "mistaken.h"
#include "output.h"
#include "proposal_say.h"
#include "refusal.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { COMMAND_FILE_MAX = 1 << 20, YEAR_MIN = 2000, YEAR_MAX = 2999 };

static int64_t now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

void send_start(struct command *out, enum action_number action, const char *cluster, uint32_t year)
{
	*out = (struct command){
		.action = action, .cluster = cluster, .year = year, .signed_at = now()
	};
	seal_id(out->signed_at, out->id);
}

int send_check(struct dial *dial, const struct buffer *bytes)
{
	struct faults why;
	struct command command;

	faults_init(&why, &dial->arena);
	if (command_decode(bytes->data, bytes->size, &dial->arena, &command, &why) &&
	    cluster_check_alone(&command, &why) && cluster_check_arrival(&command, &why))
		return THIDUA_OK;
	return dial_tell_own(dial->options, &why, THIDUA_BAD_INPUT);
}

/* Those of others that were waiting too; own: the id of ours, or NULL. */
static bool tell_older(void *own, const uint8_t command_id[16], int code,
                       const struct thidua_receipt *receipt, const struct thidua_fault *faults,
                       size_t fault_count)
{
	if (own && memcmp(own, command_id, ID_SIZE) == 0)
		return true;
	if (code == THIDUA_OK)
		fprintf(stderr, say(WORD_OLDER_SENT), (unsigned long long)receipt->sequence);
	else
		fputs(say(code == THIDUA_UNKNOWN ? WORD_OLDER_UNKNOWN : WORD_OLDER_REFUSED),
		      stderr);
	struct arena arena;

	arena_init(&arena, 0);
	for (size_t i = 0; i < fault_count; i++)
		fprintf(stderr, " %s;", refusal_line(&arena, NULL, &faults[i]));
	fputc('\n', stderr);
	arena_close(&arena);
	return true;
}

static int patience(const struct dial *dial)
{
	enum { USUAL = 10, LONGEST = 3600 };
	uint64_t seconds = USUAL;

	options_number(dial->options, OPTION_TIMEOUT, 1, LONGEST, USUAL, &seconds);
	return (int)seconds * 1000;
}

int send_older(struct dial *dial)
{
	size_t waiting = 0;

	if (thidua_outbox_look(dial->handle) == THIDUA_UNREACHABLE)
		return THIDUA_KEPT;
	const int code = thidua_outbox_count(dial->handle, &waiting);

	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	return waiting == 0 ? THIDUA_OK
	                    : thidua_flush(dial->handle, patience(dial), tell_older, NULL);
}

void send_take_receipt(const struct receipt_statement *statement, struct thidua_receipt *out)
{
	memcpy(out->command_id, statement->command_id, sizeof(out->command_id));
	memcpy(out->command_hash, statement->command_hash, sizeof(out->command_hash));
	snprintf(out->cluster, sizeof(out->cluster), "%s", statement->cluster);
	out->sequence = statement->sequence;
	memcpy(out->journal_hash, statement->hash, sizeof(out->journal_hash));
	out->received_at = statement->received_at;
	out->late_days = statement->late_days;
	out->proposal = statement->proposal;
}

bool send_row_receipt(const struct outbox_row *row, struct arena *arena, struct thidua_receipt *out)
{
	struct receipt_statement statement;

	if ((row->state != OUTBOX_ACKNOWLEDGED && row->state != OUTBOX_LOST) || !row->reply ||
	    row->reply->kind != ANSWER_RECEIPT ||
	    !seal_check_receipt(&row->reply->receipt, row->reply->receipt.key, arena, &statement))
		return false;
	send_take_receipt(&statement, out);
	return true;
}

struct search {
	struct dial *dial;
	const uint8_t *id;
	struct thidua_receipt *receipt;
	/* out: refused only because that is in force, and nothing is said; or NULL */
	struct revision_named *stale;
	int code;
	bool met;
};

static void take_receipt(struct search *search, const struct receipt *receipt)
{
	struct receipt_statement statement;

	if (!seal_check_receipt(receipt, thidua_daemon(search->dial->handle)->sign_public,
	                        &search->dial->arena, &statement)) {
		search->code = complain(THIDUA_KEPT, "%s", say(WORD_RECEIPT_FALSE));
		return;
	}
	send_take_receipt(&statement, search->receipt);
	search->code = THIDUA_OK;
}

/* REVISION_STALE and PREVIOUS_STALE both begin with number and hash. */
static bool read_named(const struct fault *fault, struct revision_named *out)
{
	if (fault->code != STATUS_STALE || fault->argument_count < 2 ||
	    !text_unhex(fault->arguments[1], out->hash, HASH_SIZE))
		return false;
	out->revision = (uint32_t)strtoul(fault->arguments[0], NULL, 10);
	return out->revision > 0;
}

/* Every one of its faults. */
static bool is_stale(const struct outbox_row *row, struct revision_named *out)
{
	const struct answer *reply = row->reply;
	size_t stale = 0;

	for (size_t i = 0; reply && i < reply->fault_count; i++)
		stale += read_named(&reply->faults[i], out);
	if (row->state == OUTBOX_REFUSED && stale > 0 && stale == reply->fault_count)
		return true;
	out->revision = 0;
	return false;
}

static void take_refusal(struct search *search, const struct outbox_row *row)
{
	struct faults why = { .items = NULL };

	if (row->reply) {
		why.items = (struct fault *)(uintptr_t)row->reply->faults;
		why.count =
		        row->reply->fault_count < FAULTS_MAX ? row->reply->fault_count : FAULTS_MAX;
	}
	const int code = row->status == STATUS_FORBIDDEN ? THIDUA_FORBIDDEN : THIDUA_REFUSED;

	if (row->state == OUTBOX_REFUSED)
		complain(code, "%s", say(WORD_REFUSED));
	search->code = why.count > 0 ? dial_tell_own(search->dial->options, &why, code)
	                             : complain(code, "%s", status_name(row->status));
	if (row->state == OUTBOX_UNKNOWN)
		search->code = complain(THIDUA_UNKNOWN, "%s", say(WORD_MAY_BE_IN));
}

static bool find_own(void *context, const struct outbox_row *row)
{
	struct search *search = context;

	if (memcmp(row->id, search->id, ID_SIZE) != 0)
		return true;
	search->met = true;
	if (row->state == OUTBOX_ACKNOWLEDGED && row->reply)
		take_receipt(search, &row->reply->receipt);
	else if (search->stale && is_stale(row, search->stale))
		search->code = THIDUA_KEPT;
	else if (row->state == OUTBOX_REFUSED || row->state == OUTBOX_UNKNOWN)
		take_refusal(search, row);
	return false;
}

int send_kept(struct dial *dial, const uint8_t id[ID_SIZE], bool wait, struct revision_named *stale,
              struct thidua_receipt *out)
{
	/* what came of ours stands in the outbox */
	if (wait)
		dial_judge_kept(dial, thidua_flush(dial->handle, patience(dial), tell_older,
		                                   (void *)(uintptr_t)id));
	struct search search = { dial, id, out, stale, THIDUA_KEPT, false };

	if (stale)
		stale->revision = 0;
	const int code = thidua_outbox_list(dial->handle, find_own, &search);

	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	return search.met ? search.code : complain(THIDUA_USAGE, "%s", say(WORD_TAKEN_BACK));
}

int send_tell_kept(struct dial *dial)
{
	const char *again = options_again(dial->options, &dial->arena);

	if (dial->shut_out)
		complain(THIDUA_FORBIDDEN, "%s", say(WORD_SHUT_OUT));
	const int code = dial->shut_out ? THIDUA_FORBIDDEN : THIDUA_KEPT;

	return interruption_came() ? complain(code, say(WORD_KEPT_INTERRUPTED), again, again, again)
	                           : complain(code, say(WORD_KEPT), again);
}

int send_deliver(struct dial *dial, const struct buffer *bytes, bool wait,
                 struct thidua_receipt *out)
{
	uint8_t id[ID_SIZE];
	int code = thidua_put_command(dial->handle, bytes, id, NULL);

	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	interruption_watch(dial->handle);
	code = send_kept(dial, id, wait, NULL, out);
	return code == THIDUA_KEPT ? send_tell_kept(dial) : code;
}

void send_receipt(struct dial *dial, const char *what, const struct thidua_receipt *receipt,
                  bool late_matters)
{
	output_deed_done();
	if (options_has(dial->options, OPTION_JSON)) {
		json_print(json_pack("{s:o}", "receipt", json_receipt(receipt)));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_RECEIPT), what, (unsigned long long)receipt->sequence,
	       show_instant(&dial->arena, receipt->received_at));
	if (late_matters && receipt->late_days > 0)
		printf(say(WORD_RECEIPT_LATE), receipt->late_days);
	else if (late_matters)
		fputs(say(WORD_RECEIPT_ON_TIME), stdout);
	putchar('\n');
	if (receipt->proposal)
		puts(say(WORD_RECEIPT_PROPOSAL));
}

/* Whose signature what was proposed, or signed by one of two, still lacks and until when; or that it has both. */
static void tell_signatures(struct dial *dial, const struct command *command,
                            const uint8_t *proposal)
{
	struct get_proposals asked = { .cluster = command->cluster,
		                       .year = command->year,
		                       .has_proposal = true };
	const struct query query = { .question = QUESTION_PROPOSALS,
		                     .cluster = command->cluster,
		                     .year = command->year,
		                     .period = -1,
		                     .asked = &asked };

	memcpy(asked.proposal, proposal, HASH_SIZE);
	if (dial_try(dial, &query) != THIDUA_OK ||
	    dial->answer.reply->proposals.proposal_count == 0)
		return;
	const struct told_proposal *told = &dial->answer.reply->proposals.proposals[0];

	if (told->missing_count > 0)
		printf("  %s: %s; ", say(WORD_PROPOSAL_MISSING),
		       proposal_say_signers(&dial->arena, told->missing, told->missing_count));
	else
		fputs("  ", stdout);
	puts(proposal_say_state(&dial->arena, told));
}

int send_command(struct dial *dial, const struct command *command, const char *what)
{
	struct buffer bytes = { 0 };
	struct thidua_receipt receipt;

	encode_command(command, &bytes);
	int code = send_check(dial, &bytes);

	if (code == THIDUA_OK)
		code = send_deliver(dial, &bytes, !options_has(dial->options, OPTION_NO_WAIT),
		                    &receipt);
	if (code == THIDUA_OK)
		send_receipt(dial, what ? what : entry_say(&dial->arena, command), &receipt, false);
	if (code == THIDUA_OK && !options_has(dial->options, OPTION_JSON) &&
	    (receipt.proposal || command->action == ACTION_COUNTERSIGN))
		tell_signatures(dial, command,
		                receipt.proposal ? receipt.command_hash
		                                 : command->countersign.proposal);
	buffer_close(&bytes);
	return code;
}

static int read_fields(const struct options *options, struct arena *arena,
                       const struct form_field *action, size_t count, char **operands,
                       struct command *out)
{
	const bool from_file = count == 1 && !strchr(operands[0], '=');
	struct buffer text = { 0 };
	struct faults why;

	faults_init(&why, arena);
	int code = from_file
	                   ? file_read_text(operands[0], COMMAND_FILE_MAX, THIDUA_BAD_INPUT, &text)
	                   : THIDUA_OK;

	if (code == THIDUA_OK && from_file)
		code = mistaken_tell(operands[0], &text);
	const bool fine =
	        code == THIDUA_OK &&
	        (from_file ? fields_from_json(action, (const char *)text.data, text.size, out, &why)
	                   : fields_from_operands(options, action, count, operands, out, &why));

	if (code == THIDUA_OK && !fine)
		code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
	buffer_close(&text);
	return code;
}

int send_action(struct options *options, const char *name, size_t count, char **operands)
{
	const struct form_field *action = entry_action(name);
	struct dial dial = { 0 };
	struct command command;
	uint64_t year = 0;
	const enum action_number number =
	        (enum action_number)form_field_number(&form_command, action);
	const bool of_year = cluster_names_year(number);
	int code = options_need(options, TAKES(OPTION_CLUSTER) | (of_year ? TAKES(OPTION_YEAR) : 0),
	                        NEEDED_TO_DIAL);

	if (code == THIDUA_OK && of_year)
		code = options_number(options, OPTION_YEAR, YEAR_MIN, YEAR_MAX, 0, &year);
	if (code == THIDUA_OK) {
		send_start(&command, number, options_text(options, OPTION_CLUSTER), (uint32_t)year);
		code = read_fields(options, &options->arena, action, count, operands, &command);
	}
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = send_command(&dial, &command, NULL);
	dial_close(&dial);
	return code;
}
