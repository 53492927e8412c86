/* What nobody would do is tried as well: a wrong actor, a hash of something else, a board that is not. */
#include "played_makers.h"

#include <string.h>

#include "calendar.h"
#include "encode.h"
#include "names.h"
#include "played_limitations.h"
#include "played_models.h"
#include "request.h"

const struct ruleset *makers_rules(const struct played *played)
{
	return cluster_ruleset(played->rig.cluster, played_year(played), INT64_MAX);
}

static size_t any_board(struct played *played)
{
	return roll(&played->dice, makers_rules(played)->board_count);
}

const char *makers_code(struct played *played, size_t board)
{
	return arena_text(&played->rig.arena, "%s", makers_rules(played)->boards[board]);
}

/* Mostly a period that is going on or has just been. */
enum period makers_period(struct played *played)
{
	const int current = ruleset_current(makers_rules(played), played->now);

	if (current < 0 || chance(&played->dice, 15))
		return (enum period)roll(&played->dice, PERIODS);
	return current > 0 && chance(&played->dice, 30) ? (enum period)(current - 1)
	                                                : (enum period)current;
}

const char *makers_reviewer(struct played *played, size_t board)
{
	const struct ruleset *ruleset = makers_rules(played);

	return makers_code(played, board == ruleset->head ? ruleset->deputy : ruleset->head);
}

/* Who should do it, or now and then anybody. */
const char *makers_somebody(struct played *played, const char *right)
{
	return chance(&played->dice, 85) ? right
	                                 : played->actors[roll(&played->dice, played->actor_count)];
}

struct command makers_begin(struct played *played, enum action_number action, const char *by)
{
	struct command command = rig_command(&played->rig, action, by, played->now);

	command.year = played_year(played);
	command.signed_at = played->now;
	return command;
}

struct rig_report *makers_report(struct played *played, size_t board, enum period period)
{
	struct rig_report *report = arena_alloc(&played->rig.arena, 1, sizeof(*report));
	struct good_model *models = arena_alloc(&played->rig.arena, 8, sizeof(*models));

	random_report(&played->dice, &played->rig, played_year(played), board, period, played->now,
	              report);
	for (size_t i = 0; i < report->command.submit_report.model_count; i++)
		models[i] = (struct good_model){ arena_text(&played->rig.arena, "Mô hình %zu", i),
			                         "", "" };
	report->command.submit_report.models = models;
	if (makers_rules(played)->models)
		models_list(played, &report->command.submit_report);
	limitations_name(played, &report->command.submit_report);
	report->command.signed_at = played->now;
	return report;
}

static bool make_report(struct played *played, struct command *out, const char **by)
{
	const size_t board = any_board(played);
	struct rig_report *report = makers_report(played, board, makers_period(played));

	*by = makers_somebody(played, report->command.submit_report.board);
	memcpy(report->command.key, rig_key(*by), KEY_SIZE);
	*out = report->command;
	return true;
}

static bool make_postmark(struct played *played, struct command *out, const char **by)
{
	*by = makers_somebody(played, makers_code(played, any_board(played)));
	*out = makers_begin(played, ACTION_POSTMARK, *by);
	out->postmark.period = (int)makers_period(played) + 1;
	memset(out->postmark.report_hash, (int)roll(&played->dice, 256), HASH_SIZE);
	return true;
}

static bool make_signature(struct played *played, struct command *out, const char **by)
{
	*by = makers_somebody(played, makers_code(played, any_board(played)));
	*out = makers_begin(played, ACTION_SIGN_COMPACT, *by);
	memcpy(out->sign_compact.ruleset_hash, makers_rules(played)->hash, HASH_SIZE);
	if (chance(&played->dice, 5))
		out->sign_compact.ruleset_hash[0] ^= 1;
	return true;
}

struct command makers_season(struct played *played, const struct season_draft *draft,
                             uint32_t version, int64_t now)
{
	struct arena *arena = &played->rig.arena;
	struct command command = rig_season(&played->rig, draft, version, now);
	struct buffer bytes = { 0 };

	encode_season(draft, &bytes);
	uint8_t *kept = arena_alloc(arena, bytes.size, 1);

	memcpy(kept, bytes.data, bytes.size);
	command.define_season.season_bytes = (struct bytes){ kept, bytes.size };
	command.signed_at = now;
	buffer_close(&bytes);
	return command;
}

static bool make_version(struct played *played, struct command *out, const char **by)
{
	struct season_draft next = *played_draft(played);

	random_next_version(&played->dice, &played->rig.arena, &next);
	*by = makers_somebody(played, "operator");
	*out = makers_season(played, &next, makers_rules(played)->version + 1, played->now);
	memcpy(out->key, rig_key(*by), KEY_SIZE);
	return true;
}

static bool make_grant(struct played *played, struct command *out, const char **by)
{
	const bool office = chance(&played->dice, 60);
	const char *board = office ? makers_code(played, any_board(played)) : "";
	const char *name = arena_text(&played->rig.arena, "%s'%u", office ? board : "supervisor",
	                              (unsigned)roll(&played->dice, 3));

	*by = makers_somebody(played, "operator");
	*out = rig_grant(&played->rig, office ? ROLE_OFFICE : ROLE_SUPERVISOR, board, name,
	                 played->now);
	memcpy(out->key, rig_key(*by), KEY_SIZE);
	out->signed_at = played->now;
	return true;
}

static bool make_revocation(struct played *played, struct command *out, const char **by)
{
	*by = makers_somebody(played, "operator");
	*out = rig_revoke(&played->rig, played->actors[roll(&played->dice, played->actor_count)],
	                  played->now);
	memcpy(out->key, rig_key(*by), KEY_SIZE);
	out->signed_at = played->now;
	return true;
}

void makers_start(struct cluster *cluster)
{
	cluster_read_by(cluster, &command_reader);
	cluster_trust(cluster, rig_key("daemon"), false);
}

static const struct {
	unsigned weight;
	maker *make;
} makers[] = {
	{ 160, make_report },      { 15, make_postmark },
	{ 30, make_signature },    { 4, make_version },
	{ 2, make_grant },         { 1, make_revocation },
	{ 90, make_taking },       { 20, make_return },
	{ 70, make_verification }, { 30, make_dispute },
	{ 30, make_resolution },   { 25, make_points },
	{ 5, make_withdrawal },    { 30, make_countersignature },
	{ 4, make_end },           { 15, make_amendment },
	{ 4, make_restore },       { 20, make_reinstatement },
	{ 4, make_finalisation },  { 15, make_closing },
	{ 15, make_confirmation }, { 20, make_reveal },
	{ 15, make_publication },  { 40, make_verdict },
	{ 12, make_objection },    { 25, make_relisting },
};

/* The operator's, and of that season: somebody else tries as well. */
static bool make_next_season(struct played *played, struct command *out, const char **by)
{
	played->season = 1;
	*by = makers_somebody(played, "operator");
	*out = makers_season(played, played_draft(played), 1, played->now);
	memcpy(out->key, rig_key(*by), KEY_SIZE);
	return true;
}

/* Of the second mostly once it has opened, and now and then before. */
static void choose_season(struct played *played)
{
	played->season = 0;
	if (played_seasons(played) > 1) {
		played->season = 1;
		played->season =
		        chance(&played->dice,
		               played->now >= period_opens_at(makers_rules(played), Q1) ? 60 : 15);
	}
}

bool makers_any(struct played *played, struct command *out, const char **by)
{
	unsigned all = 0;

	choose_season(played);
	if (played->now >= played->seasons.next_from && played_seasons(played) == 1 &&
	    chance(&played->dice, 30))
		return make_next_season(played, out, by);
	if (played->season > 0 && chance(&played->dice, 15)) /* what the season before left */
		return chance(&played->dice, 40) ? make_closing(played, out, by)
		                                 : make_confirmation(played, out, by);

	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		all += makers[i].weight;
	unsigned thrown = (unsigned)roll(&played->dice, all);
	size_t i = 0;

	for (; thrown >= makers[i].weight; i++)
		thrown -= makers[i].weight;
	const bool made = makers[i].make(played, out, by);

	if (made && cluster_names_year(out->action) && chance(&played->dice, 1))
		out->year = FIRST_YEAR + (uint32_t)roll(&played->dice, SEASONS);
	return made;
}

const char *makers_about(struct played *played, const struct command *command)
{
	const char *board = "";
	int period = 0;

	switch (command->action) {
	case ACTION_SUBMIT_REPORT:
		board = command->submit_report.board;
		period = command->submit_report.period;
		break;
	case ACTION_POSTMARK:
		period = command->postmark.period;
		break;
	case ACTION_TAKE_REPORT: /* these begin with the same two */
	case ACTION_RELEASE_REPORT:
	case ACTION_RETURN_REPORT:
	case ACTION_VERIFY_REPORT:
	case ACTION_DISPUTE_REPORT:
	case ACTION_RESOLVE_DISPUTE:
		board = command->take_report.board;
		period = command->take_report.period;
		break;
	case ACTION_AMEND_REPORT:
		board = command->amend_report.board;
		period = command->amend_report.period;
		break;
	case ACTION_ENTER_POINTS:
		board = command->enter_points.board;
		break;
	case ACTION_REINSTATE:
		return arena_text(
		        &played->scratch, "%s %s",
		        cluster_action_name(command->reinstate.signed_command_opened->action),
		        makers_about(played, command->reinstate.signed_command_opened));
	default:
		break;
	}
	return arena_text(&played->scratch, "%u %s %s", (unsigned)command->year, board,
	                  period > 0 ? names_find(&names_periods, period - 1) : "");
}
