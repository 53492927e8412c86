/*
 * The values are shown before anything is asked for that may fail: a comma in the wrong place is seen
 * with the line down too. The daemon is sent the bytes that would be submitted, signed so that they can
 * only be tried.
 */
#include "what_if.h"

#include <stdio.h>
#include <string.h>

#include "in_force.h"
#include "json_out.h"
#include "json_standings.h"
#include "report_changes.h"
#include "report_show.h"
#include "send.h"
#include "sheet.h"

struct trial {
	struct dial *dial;
	struct report_file *file;
	struct member_list members;
	bool corrects;
	struct report_changes changes; /* of what is in force */
};

static bool is_unchanged(const struct trial *trial)
{
	return trial->corrects && trial->changes.count == 0;
}

/* Since the revision in force, when there is one and it may be read. */
static int compare(struct trial *trial)
{
	struct report_file *file = trial->file;
	struct told_board in_force;
	struct command before;
	const int code = in_force_ask(trial->dial, file, &in_force);

	if (code == THIDUA_UNREACHABLE)
		return code;
	if (code == THIDUA_OK && !file->has_revision) {
		file->report.revision = in_force.revision + 1;
		file->report.has_previous_hash = in_force.revision > 0;
		memcpy(file->report.previous_hash, in_force.command_hash, HASH_SIZE);
	}
	if (code != THIDUA_OK && !file->has_revision)
		file->report.revision = 1; /* so that only what is wrong is told */
	trial->corrects = code == THIDUA_OK && in_force.revision > 0 &&
	                  in_force_read(trial->dial, file, in_force.revision, &before);
	if (trial->corrects)
		report_compare(&trial->dial->arena, &before.submit_report, &file->report,
		               &trial->changes);
	return THIDUA_OK; /* a refusal is left to the command itself, which says all that is wrong */
}

static int try_it(struct trial *trial)
{
	struct dial *dial = trial->dial;
	struct buffer bytes = { 0 }, frame = { 0 };
	struct command command;
	struct signed_command sealed;

	send_start(&command, ACTION_SUBMIT_REPORT, trial->file->cluster, trial->file->year);
	command.submit_report = trial->file->report;
	encode_command(&command, &bytes);
	int code = send_check(dial, &bytes);

	if (code == THIDUA_OK) {
		const uint64_t correlation = thidua_correlation();

		code = thidua_sign(dial->handle, SIGNED_AS_DRY_RUN, &bytes, &sealed);
		if (code == THIDUA_OK)
			encode_signed(&sealed, true, correlation, &frame);
		code = code == THIDUA_OK ? dial_send(dial, &frame, correlation) : code;
		if (code != THIDUA_OK && code != THIDUA_UNREACHABLE)
			dial_tell_sent(dial, WORD_REFUSED_TRIED, code);
	}
	buffer_close(&bytes);
	buffer_close(&frame);
	return code;
}

static void show_values(struct trial *trial)
{
	const struct submit_report *report = &trial->file->report;

	report_show_lines(&trial->dial->arena, report, &trial->members);
	report_show_texts(report);
	putchar('\n');
}

/* What is in force already is not tried as the revision after itself, which may be late by now. */
static int ask_in_force(struct trial *trial)
{
	const struct query query = { .question = QUESTION_STANDINGS,
		                     .cluster = trial->file->cluster,
		                     .year = trial->file->year,
		                     .period = trial->file->report.period - 1 };
	const int code = dial_try(trial->dial, &query);

	return code == THIDUA_OK || code == THIDUA_UNREACHABLE ? code
	                                                       : dial_tell(trial->dial, code);
}

static void say_unchanged(const struct trial *trial)
{
	struct arena *arena = &trial->dial->arena;
	const struct told_standings *standings = &trial->dial->answer.standings;
	const struct submit_report *report = &trial->file->report;

	printf(say(WORD_REPORT_UNCHANGED), report->revision - 1);
	for (size_t i = 0; i < standings->row_count; i++)
		if (strcmp(standings->rows[i].board, report->board) == 0)
			printf(say(WORD_POINTS_IN_FORCE),
			       show_points(arena, standings->rows[i].total),
			       standings->rows[i].rank, standings->expected);
	putchar('\n');
}

static void say_tried(const struct trial *trial)
{
	struct arena *arena = &trial->dial->arena;
	const struct told_scorecard *card = &trial->dial->answer.scorecard;
	const uint32_t revision = trial->file->report.revision;

	if (trial->corrects) {
		printf(say(WORD_WHAT_CHANGES), revision - 1), putchar('\n');
		report_changes_say(stdout, &trial->changes, &trial->members);
		putchar('\n');
	}
	if (card->frozen)
		printf(say(WORD_WHAT_IF_FROZEN), revision, show_points(arena, card->earned),
		       show_points(arena, card->assigned));
	else
		printf(say(WORD_WHAT_IF), revision, show_points(arena, card->row.total),
		       card->row.rank, trial->dial->answer.standings.expected);
	putchar('\n');
}

/* A key that was granted in a freeze is told faults alone. */
static bool is_told(const struct trial *trial)
{
	return trial->dial->answer.standings.row_count > 0;
}

/* Last of all, where a terminal that is too low for the rest shows it. */
static void show_verdict(struct trial *trial)
{
	if (!is_told(trial)) {
		puts(say(WORD_TRIED_RIGHT));
		return;
	}
	sheet_print(&trial->dial->arena, &trial->dial->answer.standings, &trial->members,
	            trial->file->report.board);
	putchar('\n');
	if (is_unchanged(trial))
		say_unchanged(trial);
	else
		say_tried(trial);
}

/* tried: the answer is that of the dry run. */
static void print_json(struct trial *trial, bool tried)
{
	const struct answer *answer = &trial->dial->answer;
	const struct command command = { .action = ACTION_SUBMIT_REPORT,
		                         .cluster = trial->file->cluster,
		                         .year = trial->file->year,
		                         .submit_report = trial->file->report };
	json_t *value = json_pack("{s:b, s:b, s:o}", "dry_run", 1, "tried", tried, "report",
	                          json_report(&command));

	if (tried) {
		json_object_set_new(value, "revision", json_integer(trial->file->report.revision));
		json_object_set_new(value, "changes",
		                    trial->corrects ? report_changes_json(&trial->changes)
		                                    : json_null());
		json_object_set_new(value, "standings",
		                    is_told(trial)
		                            ? json_standings(&answer->standings, &trial->members)
		                            : json_null());
		json_object_set_new(value, "scorecard",
		                    is_told(trial)
		                            ? json_scorecard(&answer->scorecard, &trial->members)
		                            : json_null());
	}
	json_print(value);
}

int what_if(struct dial *dial, struct report_file *file)
{
	const bool json = options_has(dial->options, OPTION_JSON);
	struct trial trial = { .dial = dial, .file = file };
	int code = compare(&trial);

	trial.members.current = -1;
	if (code == THIDUA_OK)
		members_ask(dial, file->cluster, file->year, &trial.members);
	if (!json)
		show_values(&trial);
	if (code == THIDUA_OK)
		code = is_unchanged(&trial) && !json ? ask_in_force(&trial) : try_it(&trial);
	if (code == THIDUA_OK && !json)
		show_verdict(&trial);
	if (code == THIDUA_UNREACHABLE) {
		dial_complain(dial, code);
		complain(code, "%s", say(WORD_WHAT_UNKNOWN));
	}
	if (json && (code == THIDUA_OK || code == THIDUA_UNREACHABLE))
		print_json(&trial, code == THIDUA_OK);
	return code;
}
