/*
 * thidua review: who reviews takes a report, returns it or verifies it; its board disputes, the supervisor
 * resolves; everybody of the cluster sees how it stands.
 *
 * A command names what it acts on by its hash, which is asked for just before: from the taking on no
 * board can change it, so what was looked at is what is verified.
 *
 * Of several boards each has its own command, and the first that is not taken ends it: those before it
 * are done.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "choice.h"
#include "cli.h"
#include "cluster.h"
#include "complain.h"
#include "consent.h"
#include "entry.h"
#include "json_out.h"
#include "json_write.h"
#include "judgements.h"
#include "listing.h"
#include "messages_forms.h"
#include "output.h"
#include "review_show.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "try_command.h"
#include "words.h"

struct errand { /* what a command is made of */
	struct options *options;
	struct dial dial;
	struct query query;
	struct board_review review; /* as it stands */
	size_t count;               /* tasks that were named */
	char **named;
	struct member_list members; /* where tasks are judged */
	const char *reason;         /* that is given to its board; "": none */
	struct command command;
};

/* --- what it acts on --- */

/* The daemon says what a board is not of the season; here its row is only not found. */
static int find_report(struct errand *errand, const char *board)
{
	int code = dial_ask(&errand->dial, &errand->query);
	const struct reviews *told = &errand->dial.answer.reply->reviews;

	errand->review.board = NULL;
	for (size_t i = 0; code == THIDUA_OK && i < told->board_count; i++) {
		if (strcmp(told->boards[i].board, board) == 0)
			errand->review = told->boards[i];
	}
	if (code != THIDUA_OK)
		return code;
	errand->query.period = told->period - 1;
	if (errand->review.board)
		return THIDUA_OK;
	members_ask(&errand->dial, errand->query.cluster, errand->query.year, &errand->members);
	return member_need_board(&errand->members, board) == THIDUA_OK
	               ? complain(THIDUA_BAD_INPUT, say(WORD_BOARD_NONE), errand->query.year, board,
	                          "")
	               : THIDUA_BAD_INPUT;
}

static int start(struct errand *errand, struct options *options)
{
	*errand = (struct errand){ .options = options, .reason = "" };
	const int code = dial_query(options, QUESTION_REVIEWS, &errand->query);

	return code == THIDUA_OK ? dial_open(&errand->dial, options, DIAL_OUTBOX) : code;
}

/* --- the commands --- */

static int fill_return(struct errand *errand)
{
	errand->reason = options_text(errand->options, OPTION_REASON);
	errand->command.return_report.reason = errand->reason;
	return THIDUA_OK;
}

static int read_judgements(struct errand *errand, const struct judgement **out, size_t *count)
{
	struct judgement *judged = arena_alloc(&errand->dial.arena, errand->count, sizeof(*judged));
	struct faults why;

	faults_init(&why, &errand->dial.arena);
	members_ask(&errand->dial, errand->query.cluster, errand->query.year, &errand->members);
	*out = judged;
	*count = errand->count;
	if (!judgements_read(&errand->members, errand->count, errand->named, judged, &why))
		return dial_tell_own_of(errand->options, &errand->members.draft, &why,
		                        THIDUA_BAD_INPUT);
	errand->reason = judgements_reason(errand->count, judged);
	return THIDUA_OK;
}

static int fill_verify(struct errand *errand)
{
	struct verify_report *verify = &errand->command.verify_report;

	return read_judgements(errand, &verify->tasks, &verify->task_count);
}

static int fill_dispute(struct errand *errand)
{
	struct dispute_report *dispute = &errand->command.dispute_report;
	struct objection *tasks = arena_alloc(&errand->dial.arena, errand->count, sizeof(*tasks));
	struct faults why;

	faults_init(&why, &errand->dial.arena);
	dispute->tasks = tasks;
	dispute->task_count = errand->count;
	return judgements_objections(errand->count, errand->named, tasks, &why)
	               ? THIDUA_OK
	               : dial_tell_own(errand->options, &why, THIDUA_BAD_INPUT);
}

static int fill_resolve(struct errand *errand)
{
	struct resolve_dispute *resolve = &errand->command.resolve_dispute;

	return read_judgements(errand, &resolve->tasks, &resolve->task_count);
}

static const struct deed {
	const char *name;
	enum action_number action;
	bool of_tasks;                      /* takes operands */
	bool of_many;                       /* boards, where it says nothing of tasks */
	bool for_good;                      /* and so gives other points */
	int (*fill)(struct errand *errand); /* NULL: there is nothing more */
} deeds[] = {
	{ "take", ACTION_TAKE_REPORT, false, true, false, NULL },
	{ "release", ACTION_RELEASE_REPORT, false, true, false, NULL },
	{ "return", ACTION_RETURN_REPORT, false, false, false, fill_return },
	{ "verify", ACTION_VERIFY_REPORT, true, true, true, fill_verify },
	{ "dispute", ACTION_DISPUTE_REPORT, true, false, false, fill_dispute },
	{ "resolve", ACTION_RESOLVE_DISPUTE, true, false, true, fill_resolve },
};

/* Board, period and hash, which all of them begin with: by their form, not six times. */
static void name_report(struct errand *errand, const struct deed *deed)
{
	const struct form_field *action = entry_action(cluster_action_name(deed->action));
	void *into = (char *)&errand->command + action->offset;
	const struct form_field *of_report = form_find(action->inside, "report_hash");
	const struct form_field *hash =
	        of_report ? of_report : form_find(action->inside, "verification_hash");

	*(const char **)((char *)into + form_find(action->inside, "board")->offset) =
	        errand->review.board;
	*(int *)((char *)into + form_find(action->inside, "period")->offset) =
	        errand->query.period + 1;
	memcpy((char *)into + hash->offset,
	       of_report ? errand->review.report_hash : errand->review.verification_hash,
	       HASH_SIZE);
}

/* --- sent, or only tried --- */

static void tell_points(struct errand *errand, enum word words,
                        const struct told_standings *standings)
{
	for (size_t i = 0; i < standings->row_count; i++) {
		const struct told_row *row = &standings->rows[i];

		if (strcmp(row->board, errand->review.board) == 0)
			printf(say(words), row->board, show_points(&errand->dial.arena, row->total),
			       row->rank, standings->expected);
	}
}

/* What becomes of the board alone, and from what; of a review nobody looks for the whole table. */
static void tell_trial(struct errand *errand, const struct deed *deed)
{
	const struct told_standings tried = errand->dial.answer.standings;
	const struct query now = { .question = QUESTION_STANDINGS,
		                   .cluster = errand->query.cluster,
		                   .year = errand->query.year,
		                   .period = tried.period - 1 };

	puts(say(WORD_REVIEW_TRIED));
	if (!deed->for_good)
		return;
	if (dial_try(&errand->dial, &now) == THIDUA_OK)
		tell_points(errand, WORD_REVIEW_TRIED_NOW, &errand->dial.answer.standings);
	tell_points(errand, WORD_REVIEW_TRIED_POINTS, &tried);
}

static int try_it(struct errand *errand, const struct deed *deed)
{
	if (options_has(errand->options, OPTION_JSON))
		return try_command(&errand->dial, &errand->command);
	const int code = try_command_ask(&errand->dial, &errand->command);

	if (code == THIDUA_OK)
		tell_trial(errand, deed);
	return code;
}

/* What is put in place of what was reported, task by task. */
static void tell_judged(struct errand *errand, const struct deed *deed)
{
	const struct verify_report *verify = &errand->command.verify_report;
	const struct resolve_dispute *resolve = &errand->command.resolve_dispute;
	const bool verifies = deed->action == ACTION_VERIFY_REPORT;
	const struct judgement *tasks = verifies ? verify->tasks : resolve->tasks;
	struct command reported;
	const bool known = verifies && review_show_reported(&errand->dial, &errand->query,
	                                                    &errand->review, &reported);

	for (size_t i = 0; i < errand->count; i++)
		fprintf(stderr, "  %s\n",
		        review_show_judgement(&errand->dial.arena, &tasks[i],
		                              known ? &reported.submit_report : NULL,
		                              &errand->members));
}

static bool agreed(struct errand *errand, const struct deed *deed)
{
	const char *period = words_period(errand->query.period + 1);

	if (!deed->for_good || !consent_wanted(errand->options))
		return true;
	if (errand->count == 0)
		return consent_given(say(WORD_REVIEW_ASK_ALL), errand->review.board, period);
	tell_judged(errand, deed);
	return consent_given(say(WORD_REVIEW_ASK), errand->review.board, period, errand->count);
}

static int do_one(struct errand *errand, const struct deed *deed, const char *board)
{
	int code = find_report(errand, board);

	if (code == THIDUA_OK) {
		send_start(&errand->command, deed->action, errand->query.cluster,
		           errand->query.year);
		name_report(errand, deed);
		code = deed->fill ? deed->fill(errand) : THIDUA_OK;
	}
	if (code == THIDUA_OK)
		sealed_warn(&errand->dial, &errand->query, board, errand->reason);
	if (code == THIDUA_OK && !agreed(errand, deed))
		code = THIDUA_USAGE;
	if (code == THIDUA_OK)
		code = options_has(errand->options, OPTION_DRY_RUN)
		               ? try_it(errand, deed)
		               : send_command(&errand->dial, &errand->command, NULL);
	return code;
}

/* How many of the operands are boards: all, where none is a task with its value or reason. */
static size_t boards_of(const struct deed *deed, size_t count, char **operands)
{
	for (size_t i = 1; deed->of_many && i < count; i++) {
		if (strpbrk(operands[i], "=:"))
			return 1;
	}
	return deed->of_many ? count : 1;
}

static int do_it(struct options *options, const struct deed *deed, size_t count, char **operands)
{
	const size_t boards = boards_of(deed, count, operands);
	struct errand errand;

	if (deed->action == ACTION_RETURN_REPORT && !options_has(options, OPTION_REASON))
		return complain(THIDUA_USAGE, "%s", say(WORD_REVIEW_REASON_WANTED));
	int code = start(&errand, options);

	for (size_t i = 0; i < boards; i++)
		choice_code(operands[i]);
	errand.count = count - boards;
	errand.named = operands + boards;
	if (boards > 1 && options_has(options, OPTION_JSON))
		json_gather();
	for (size_t i = 1; code == THIDUA_OK && i < boards; i++) /* or a task without its value */
		code = find_report(&errand, operands[i]);
	for (size_t i = 0; code == THIDUA_OK && i < boards; i++)
		code = do_one(&errand, deed, operands[i]);
	json_gathered();
	dial_close(&errand.dial);
	return code;
}

/* --- how it stands --- */

static void show_reviews(struct dial *dial, const struct query *query,
                         const struct told_reply *reply)
{
	if (reply->reviews.agreed)
		review_show_list(dial, &reply->reviews);
	else
		printf(say(WORD_REVIEW_NOT_AGREED), query->year), putchar('\n');
}

static const struct listing listing = {
	.question = QUESTION_REVIEWS,
	.form = &form_reviews,
	.member = offsetof(struct told_reply, reviews),
	.show = show_reviews,
};

static int show_history(struct options *options, const char *board)
{
	struct errand errand;
	uint64_t before;
	int code = options_number(options, OPTION_BEFORE, 1, UINT64_MAX, 0, &before);

	if (code != THIDUA_OK)
		return code;
	code = start(&errand, options);
	const struct get_review_history asked = { .before = before };

	if (code == THIDUA_OK)
		code = find_report(&errand, board);
	errand.query.question = QUESTION_REVIEW_HISTORY;
	errand.query.board = board;
	errand.query.asked = &asked;
	if (code == THIDUA_OK && (code = dial_ask(&errand.dial, &errand.query)) == THIDUA_OK) {
		const struct review_history told = errand.dial.answer.reply->review_history;
		struct member_list members;

		if (options_has(options, OPTION_JSON)) {
			json_print(json_form_write(&form_review_history, NULL, &told));
		} else {
			members_ask(&errand.dial, errand.query.cluster, errand.query.year,
			            &members);
			const bool known = review_show_reported(&errand.dial, &errand.query,
			                                        &told.review, &errand.command);
			const struct review_seen seen = {
				.told = &told,
				.members = &members,
				.reported = known ? &errand.command.submit_report : NULL,
				.now = dial_now(&errand.dial),
				.newest = before == 0,
			};

			review_show_history(&errand.dial, &seen);
			review_show_amended(&errand.dial, &errand.query, board);
		}
	}
	dial_close(&errand.dial);
	return code;
}

int cmd_review(struct options *options, size_t count, char **operands)
{
	if (count == 1 && strcmp(operands[0], "list") == 0)
		return listing_run(&listing, options, NULL);
	if (count == 2 && strcmp(operands[0], "show") == 0)
		return show_history(options, choice_code(operands[1]));
	for (size_t i = 0; count >= 2 && i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		if (strcmp(operands[0], deeds[i].name) == 0 &&
		    (deeds[i].of_tasks || deeds[i].of_many || count == 2))
			return do_it(options, &deeds[i], count - 1, operands + 1);
	}
	return options_usage(options);
}
