/*
 *   the outbox's newest ------ says the same ----> it waits: sent; it is acknowledged: nothing to change
 *        | differs, or there is none
 *     agree (a terminal is asked) -> sign and keep
 *        |
 *     ask the daemon --- the guess was right ---> send
 *        |  another revision is in force
 *     it says the same: take ours back, nothing to change
 *     it differs: ours follows it already -> send; else agree -> replace -> send
 *
 * A refusal as STALE, which says that somebody was faster, goes back to "ask the daemon", a few times. To a key that was granted in a
 * freeze the daemon does not tell what is in force; there the refusal itself names it.
 */
#include "submission.h"

#include <stdio.h>
#include <string.h>

#include "complain.h"
#include "consent.h"
#include "in_force.h"
#include "interruption.h"
#include "json_out.h"
#include "keep_trying.h"
#include "output.h"
#include "own_report.h"
#include "report_changes.h"
#include "send.h"
#include "show.h"

enum { STALE_TRIES = 3 };

/* How the next step is: another code of enum thidua_code ends it. */
enum { STEP_SEND = THIDUA_OK, STEP_UNCHANGED = -1 };

struct submission {
	struct dial *dial;
	struct report_file *file;
	struct own_report own;       /* the newest beside ours */
	uint8_t id[ID_SIZE];         /* of the row that is ours */
	bool kept;                   /* there is one */
	bool sent;                   /* and it may have been sent: its fate comes first */
	bool blind;                  /* the daemon does not tell this key what is in force */
	struct revision_named named; /* by a refusal: what is in force at least */
	struct report_changes changes;
	bool corrects; /* changes are those of a revision */
};

/* --- what is said --- */

/* Against the report before: shown, and asked about at a terminal. */
static bool is_agreed(struct submission *self, uint32_t revision)
{
	const struct options *options = self->dial->options;
	struct member_list members;

	members_recall(self->dial, self->file->cluster, self->file->year, &members);
	fprintf(stderr, say(WORD_REVISION_MADE), revision), fputc('\n', stderr);
	report_changes_say(stderr, &self->changes, &members);
	return options_has(options, OPTION_YES) || !consent_possible() ||
	       consent_given("%s", say(WORD_REPORT_ASK));
}

static void tell_unchanged(struct submission *self, bool asked)
{
	const uint32_t revision = self->file->report.revision;
	const struct own_report *own = &self->own;
	const bool known =
	        own->found && own->has_receipt && own->command.submit_report.revision == revision;

	if (options_has(self->dial->options, OPTION_JSON)) {
		json_print(json_pack("{s:b, s:i, s:b, s:o}", "unchanged", 1, "revision",
		                     (int)revision, "asked", asked, "receipt",
		                     known ? json_receipt(&own->receipt) : json_null()));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(asked ? WORD_REPORT_UNCHANGED : WORD_REPORT_UNCHANGED_UNASKED), revision);
	if (known)
		printf(say(WORD_REPORT_ENTRY), (unsigned long long)own->receipt.sequence,
		       show_instant(&self->dial->arena, own->receipt.received_at));
	putchar('\n');
}

static void say_receipt(struct submission *self, const struct thidua_receipt *receipt)
{
	const struct submit_report *report = &self->file->report;
	struct arena *arena = &self->dial->arena;
	struct member_list members;
	const char *period = words_period(report->period);

	send_receipt(self->dial,
	             arena_text(arena, say(WORD_REPORT_OF), report->board, period, self->file->year,
	                        report->revision),
	             receipt, true);
	members_recall(self->dial, self->file->cluster, self->file->year, &members);
	if (member_counts_verified(&members, report->period, receipt->received_at))
		printf(say(WORD_COUNTS_VERIFIED), period), putchar('\n');
}

static void tell_done(struct submission *self, const struct thidua_receipt *receipt)
{
	const struct submit_report *report = &self->file->report;

	output_deed_done();
	if (options_has(self->dial->options, OPTION_JSON))
		json_print(json_pack("{s:o, s:i, s:o}", "receipt", json_receipt(receipt),
		                     "revision", (int)report->revision, "changes",
		                     self->corrects ? report_changes_json(&self->changes)
		                                    : json_array()));
	else
		say_receipt(self, receipt);
}

/* --- the row that is ours --- */

/* In the place of ours, when that was never sent: else it stays as it was, and its fate is heard first. */
static int keep(struct submission *self, const struct submit_report *revised)
{
	struct dial *dial = self->dial;
	struct command command;
	struct buffer bytes = { 0 };
	bool done = true;

	send_start(&command, ACTION_SUBMIT_REPORT, self->file->cluster, self->file->year);
	command.submit_report = *revised;
	encode_command(&command, &bytes);
	int code = send_check(dial, &bytes);

	if (code == THIDUA_OK) {
		code = self->kept ? thidua_replace_command(dial->handle, self->id, &bytes, self->id,
		                                           &done)
		                  : thidua_put_command(dial->handle, &bytes, self->id, NULL);
		if (code != THIDUA_OK)
			dial_tell(dial, code);
	}
	if (code == THIDUA_OK && done)
		self->file->report = *revised;
	self->kept |= code == THIDUA_OK;
	self->sent |= !done;
	buffer_close(&bytes);
	return code;
}

/* Ours is not wanted after all. False: it may have been sent, so its fate must be heard. */
static bool is_taken_back(struct submission *self)
{
	bool gone = true;

	if (self->kept)
		thidua_withdraw(self->dial->handle, self->id, false, &gone);
	self->sent |= !gone;
	return gone;
}

/* Is ours the one after that? */
static bool follows(const struct submission *self, uint32_t revision, const uint8_t *hash)
{
	const struct submit_report *report = &self->file->report;

	return self->kept && report->revision == revision + 1 &&
	       (revision == 0 || memcmp(report->previous_hash, hash, HASH_SIZE) == 0);
}

/* As the one after what is in force; revision 0: the first. When it is agreed to, which what was signed
 * as that was before. */
static int follow(struct submission *self, uint32_t revision, const uint8_t *hash)
{
	struct submit_report revised = self->file->report;

	self->corrects |= revision > 0;
	if (follows(self, revision, hash))
		return STEP_SEND;
	if (revision > 0 && !is_agreed(self, revision + 1))
		return is_taken_back(self) ? complain(THIDUA_USAGE, "%s", say(WORD_REPORT_DECLINED))
		                           : STEP_SEND;
	if (!self->file->has_revision) {
		revised.revision = revision + 1;
		revised.has_previous_hash = revision > 0;
		if (revision > 0)
			memcpy(revised.previous_hash, hash, HASH_SIZE);
	}
	return keep(self, &revised);
}

/* What the outbox has is the same report. */
static int take_own(struct submission *self)
{
	const struct own_report *own = &self->own;

	self->file->report.revision = own->command.submit_report.revision;
	self->file->report.has_previous_hash = own->command.submit_report.has_previous_hash;
	memcpy(self->file->report.previous_hash, own->command.submit_report.previous_hash,
	       HASH_SIZE);
	if (own->state == OUTBOX_ACKNOWLEDGED)
		return STEP_UNCHANGED;
	memcpy(self->id, own->id, ID_SIZE);
	self->kept = true;
	self->sent = own->unheard || own->state == OUTBOX_LOST;
	fputs(say(WORD_REPORT_WAITS), stderr), fputc('\n', stderr);
	return STEP_SEND;
}

/* By what the outbox knows alone. */
static int guess(struct submission *self)
{
	struct own_report *own = &self->own;
	const struct submit_report *newest = &own->command.submit_report;
	const bool named = self->file->has_revision;
	const int code = own_report_find(self->dial, self->file, NULL, own);

	if (code != THIDUA_OK)
		return code;
	if (!own->found)
		return follow(self, 0, NULL);
	report_compare(&self->dial->arena, newest, &self->file->report, &self->changes);
	if (self->changes.count == 0 && own->state != OUTBOX_UNKNOWN &&
	    (!named || newest->revision == self->file->report.revision))
		return take_own(self);
	return follow(self, newest->revision, own->command.hash);
}

/* --- against what is in force --- */

/* What the outbox has of it need not be asked. */
static bool read_in_force(struct submission *self, const struct told_board *in_force,
                          struct command *out)
{
	*out = self->own.command;
	return (self->own.found && memcmp(out->hash, in_force->command_hash, HASH_SIZE) == 0) ||
	       in_force_read(self->dial, self->file, in_force->revision, out);
}

/* The guess was wrong: another revision, or none, is in force. */
static int correct(struct submission *self, const struct told_board *in_force)
{
	struct command command;

	if (in_force->revision == 0)
		return follow(self, 0, NULL);
	if (!read_in_force(self, in_force, &command)) {
		self->changes = (struct report_changes){ .count = 0 };
		fprintf(stderr, say(WORD_REVISION_UNSEEN), in_force->revision), fputc('\n', stderr);
		return follow(self, in_force->revision, in_force->command_hash);
	}
	report_compare(&self->dial->arena, &command.submit_report, &self->file->report,
	               &self->changes);
	if (self->changes.count > 0)
		return follow(self, in_force->revision, in_force->command_hash);
	if (!is_taken_back(self))
		return STEP_SEND;
	self->file->report.revision = in_force->revision;
	return STEP_UNCHANGED;
}

/* What is lost, or waits before ours, goes first: nobody can say yet what will be in force then. */
static bool waits_before(const struct own_report *own)
{
	return own->found && (own->state == OUTBOX_WAITING || own->state == OUTBOX_LOST);
}

/* A key that was granted in a freeze is not told what its board sent in it, but a refusal names it. */
static void take_named(const struct submission *self, struct told_board *in_force)
{
	if (self->named.revision <= in_force->revision)
		return;
	in_force->revision = self->named.revision;
	memcpy(in_force->command_hash, self->named.hash, HASH_SIZE);
}

/* Or the receipt for what it sent itself: what a restore lost is told by now. */
static bool knows_better(const struct submission *self, const struct told_board *in_force)
{
	return self->own.found && self->own.state == OUTBOX_ACKNOWLEDGED &&
	       self->own.command.submit_report.revision > in_force->revision;
}

/* Once, when the daemon has just answered: from then on changes are shown with names, also without it. */
static void meet_season(struct submission *self)
{
	struct dial *dial = self->dial;
	const struct report_file *file = self->file;
	struct member_list members;

	if (!members_recall(dial, file->cluster, file->year, &members))
		members_ask(dial, file->cluster, file->year, &members);
}

/* STEP_SEND, also when the daemon does not say: then the command is told all that is wrong. */
static int judge(struct submission *self)
{
	struct dial *dial = self->dial;

	if (thidua_outbox_look(dial->handle) == THIDUA_UNREACHABLE)
		return THIDUA_UNREACHABLE;
	int code = own_report_find(dial, self->file, self->kept ? self->id : NULL, &self->own);

	if (code == THIDUA_OK && waits_before(&self->own))
		return self->kept ? STEP_SEND : guess(self);
	if (code != THIDUA_OK)
		return code;
	struct told_board in_force;

	code = in_force_ask(dial, self->file, &in_force);
	if (code == THIDUA_UNREACHABLE)
		return code;
	if (code != THIDUA_OK)
		return self->kept ? STEP_SEND : dial_tell(dial, code);
	meet_season(self);
	take_named(self, &in_force);
	self->blind = knows_better(self, &in_force);
	if (self->blind)
		return self->kept ? STEP_SEND : guess(self);
	/* what was agreed to just now need not be read again */
	return self->changes.count > 0 && follows(self, in_force.revision, in_force.command_hash)
	               ? STEP_SEND
	               : correct(self, &in_force);
}

/* --- sending --- */

/* Ours is settled, or waits. sends: now; else somebody may have, meanwhile. stale, unless NULL: somebody was
 * faster, so it is to be judged again. */
static int ship(struct submission *self, bool sends, struct revision_named *stale)
{
	struct thidua_receipt receipt;
	const int code = send_kept(self->dial, self->id, sends, stale, &receipt);

	if (code == THIDUA_OK)
		tell_done(self, &receipt);
	return code;
}

static int attempt(struct submission *self)
{
	for (int i = 0;; i++) {
		const bool judged = !self->file->has_revision && !self->sent && i < STALE_TRIES;
		const int step = judged ? judge(self) : STEP_SEND;
		struct revision_named stale = { .revision = 0 };

		const bool away = step == THIDUA_UNREACHABLE && self->kept;

		if (away && !interruption_came())
			dial_complain(self->dial, THIDUA_KEPT);
		if (step != STEP_SEND && !away)
			return step;
		const bool again = !self->file->has_revision && i < STALE_TRIES;
		const int code = ship(self, !away, again ? &stale : NULL);

		if (stale.revision == 0)
			return code;
		self->named = stale;
		self->kept = self->sent = false;
	}
}

static int deliver(struct submission *self)
{
	const bool keeps_trying = options_has(self->dial->options, OPTION_KEEP_TRYING);

	interruption_watch(self->dial->handle);
	int code = attempt(self);

	for (unsigned i = 0;
	     keeps_trying && code == THIDUA_KEPT && !self->dial->shut_out && !interruption_came();
	     i++) {
		keep_trying_pause(i);
		if (!interruption_came())
			code = attempt(self);
	}
	return code == THIDUA_KEPT ? send_tell_kept(self->dial) : code;
}

int submission_send(struct dial *dial, struct report_file *file)
{
	struct submission self = { .dial = dial, .file = file };
	const bool waits = !options_has(dial->options, OPTION_NO_WAIT);
	int code = guess(&self);

	if (waits && (code == STEP_SEND || (code == STEP_UNCHANGED && !file->has_revision)))
		code = deliver(&self);
	else if (code == STEP_SEND)
		code = send_tell_kept(dial);
	if (code == STEP_UNCHANGED || (code == THIDUA_UNREACHABLE && !self.kept)) {
		tell_unchanged(&self, code == STEP_UNCHANGED && waits && !file->has_revision &&
		                              !self.blind);
		code = THIDUA_OK;
	}
	return code;
}
