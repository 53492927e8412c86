/*
 * A postmark says that a report is signed and on its way: an office whose line is bad sends the
 * report's hash while it is still due, and the report itself within the season's days of grace. It
 * then counts as received when its postmark was. Only the first report of a period is ever late, so
 * only that one can be postmarked; the last postmark before it counts, and none opens a period that
 * has locked.
 */
#include "postmark.h"

#include <string.h>

#include "action.h"
#include "arena.h"
#include "calendar.h"
#include "faults.h"
#include "names.h"
#include "question.h"
#include "season.h"

static void check_open(const struct ruleset *ruleset, enum period period, int64_t now,
                       struct faults *why)
{
	char from[CALENDAR_DATE_SIZE], until[CALENDAR_DATE_SIZE];

	if (now < period_opens_at(ruleset, period) || ruleset_late_days(ruleset, period, now) > 0)
		fail(why, FAULT_POSTMARK_CLOSED, "postmark.period",
		     names_find(&names_periods, (int)period),
		     calendar_format(ruleset->periods[period].opens, from),
		     calendar_format(ruleset->periods[period].rolled, until));
}

static void check_first(const struct cluster *cluster, const struct command *command, size_t board,
                        enum period period, struct faults *why)
{
	const struct postmark *postmark = &command->postmark;
	const struct version_row *newest = season_newest(cluster, command->year);
	const struct postmark_row *last =
	        season_newest_row(cluster, CHAIN_POSTMARKS, newest, board, period);

	if (season_newest_row(cluster, CHAIN_REPORTS, newest, board, period))
		fail(why, FAULT_POSTMARK_OF_NONE, "postmark.period");
	else if (last && memcmp(last->report_hash, postmark->report_hash, HASH_SIZE) == 0)
		fail(why, FAULT_POSTMARK_AGAIN, "postmark.report_hash");
}

static void postmark_check(const struct cluster *cluster, const struct command *command,
                           struct faults *why)
{
	const struct ruleset *ruleset =
	        cluster_ruleset(cluster, command->year, command->received_at);
	const enum period period = season_period(command->postmark.period);

	if (!ruleset) {
		if (command->year != 0) /* absent is said already */
			fail(why, FAULT_SEASON_UNKNOWN, "year", fault_number(why, command->year));
		return;
	}
	const int board = key_member(cluster, ruleset, command, why);

	if (board < 0)
		return;
	if (ruleset->postmark_grace_days == 0)
		fail(why, FAULT_POSTMARKS_NOT_AGREED, "postmark", fault_number(why, command->year));
	else if (period == PERIODS)
		fail(why, FAULT_NOT_WITHIN, "postmark.period", "1", fault_number(why, PERIODS),
		     fault_number(why, command->postmark.period));
	else if (!period_held(ruleset, period))
		fail(why, FAULT_PERIOD_NOT_HELD, "postmark.period",
		     names_find(&names_periods, (int)period), fault_number(why, command->year));
	else {
		check_open(ruleset, period, command_taken_at(command), why);
		check_first(cluster, command, (size_t)board, period, why);
	}
}

static bool postmark_apply(struct cluster *cluster, const struct command *command,
                           struct effect *effect)
{
	const struct postmark *postmark = &command->postmark;
	const enum period period = season_period(postmark->period);
	struct granted_key signer;

	if (!cluster_key(cluster, command->key, &signer) || period == PERIODS)
		return false;
	struct postmark_row *row =
	        season_add_row(cluster, CHAIN_POSTMARKS, command->year, signer.board, period);

	if (!row)
		return false;
	row->taken_at = command_taken_at(command);
	memcpy(row->report_hash, postmark->report_hash, HASH_SIZE);
	effect->from = period;
	return true;
}

const struct action action_postmark = {
	.number = ACTION_POSTMARK,
	.name = "postmark",
	.scope = SCOPE_PERIOD,
	.roles = MAY(ROLE_OFFICE),
	.unseeing = true,
	.check = postmark_check,
	.apply = postmark_apply,
};

int64_t postmark_counted_at(const struct cluster *cluster, const struct command *report,
                            const struct ruleset *ruleset, size_t board, enum period period)
{
	const struct postmark_row *last = season_newest_row(
	        cluster, CHAIN_POSTMARKS, season_newest(cluster, report->year), board, period);
	const bool counts = last && memcmp(last->report_hash, report->hash, HASH_SIZE) == 0 &&
	                    ruleset_late_days(ruleset, period, command_taken_at(report)) <=
	                            ruleset->postmark_grace_days;

	return counts ? last->taken_at : command_taken_at(report);
}

int64_t postmark_read(struct reading *reading, size_t board, enum period period)
{
	if (reading->ruleset->postmark_grace_days == 0)
		return 0;
	const struct postmark_row *row = season_read_row(reading, CHAIN_POSTMARKS, board, period);

	return row ? row->taken_at : 0;
}

/* --- what is postmarked --- */

static void tell_postmarks(const struct cluster *cluster, const void *asked,
                           const struct sight *sight, struct arena *arena, void *answered,
                           struct faults *why)
{
	const struct get_postmarks *question = asked;
	struct postmarks *out = answered;
	enum period period;

	if (!question_period(cluster, sight, question->year, question->period, &period, why))
		return;
	const struct version_row *newest = season_newest(cluster, question->year);
	const struct ruleset *ruleset = season_rules(cluster, newest);
	struct board_postmark *marks = arena_alloc(arena, ruleset->board_count, sizeof(*marks));

	for (size_t board = 0; board < ruleset->board_count; board++) {
		const struct postmark_row *row = season_row_by(
		        cluster, CHAIN_POSTMARKS, newest, board, period,
		        audience_sees(cluster, sight, question->year, ruleset->boards[board]));

		if (!row)
			continue;
		struct board_postmark *mark = &marks[out->postmark_count++];

		mark->board = ruleset->boards[board];
		mark->sequence = row->cell.in.at.sequence;
		mark->received_at = row->taken_at;
		memcpy(mark->report_hash, row->report_hash, HASH_SIZE);
	}
	out->period = (int)period + 1;
	out->postmarks = marks;
}

const struct question_row question_postmarks = {
	.number = QUESTION_POSTMARKS,
	.answer = "postmarks",
	.tell = tell_postmarks,
};
