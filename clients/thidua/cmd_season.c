/*
 * thidua season: check a season file, define it, show the one in force, reveal, publish, finalise its year.
 *
 * Checking goes the way of the daemon without it: file to drafts, drafts to the bytes that would be
 * signed, those bytes decoded again and made a ruleset. So a file that is fine here is refused
 * there only for what it does not hold (who signs, which version is next), and ruleset_hash is the
 * real one. The rules find faults under the paths of the message; season_path says them as the file
 * has them.
 *
 * Defining what is in force already does nothing: the hash of the bytes decides, so it is safe in a
 * script that runs each night. Which edition of the rules a file without one gets is edition.c's.
 */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "cli.h"
#include "complain.h"
#include "consent.h"
#include "edition.h"
#include "file.h"
#include "json_in.h"
#include "json_out.h"
#include "json_season.h"
#include "members.h"
#include "messages_forms.h"
#include "mistaken.h"
#include "season_finalise.h"
#include "season_plan.h"
#include "season_policies.h"
#include "season_show.h"
#include "season_shown.h"
#include "season_told.h"
#include "send.h"
#include "show.h"
#include "text.h"
#include "try_command.h"
#include "words.h"

enum { SEASON_FILE_MAX = 1 << 20 };

/* Faults of the rules, under the paths that they have in the file. */
static int tell_rules(const struct options *options, struct arena *arena,
                      const struct season_draft *season, struct faults *why)
{
	for (size_t i = 0; i < why->count; i++)
		why->items[i].field = season_path(season, why->items[i].field, arena);
	return dial_tell_own(options, why, THIDUA_BAD_INPUT);
}

/* Makes the bytes that are signed and holds them against everything that can be known without the
 * daemon. */
static bool fits(struct arena *arena, const struct season_draft *season, struct buffer *bytes,
                 struct faults *why)
{
	buffer_reset(bytes);
	encode_season(season, bytes);
	uint8_t hash[HASH_SIZE];

	seal_hash(bytes->data, bytes->size, hash);
	struct season_draft draft;
	struct ruleset *ruleset = NULL;

	if (command_read_season(bytes->data, bytes->size, arena, &draft, why)) {
		command_judge_season(&draft, edition_of(&draft), why);
		ruleset = ruleset_make(&draft, 1, hash, why);
	}
	ruleset_free(ruleset);
	return why->count == 0;
}

static int judge(const struct options *options, struct arena *arena,
                 const struct season_draft *season, struct buffer *bytes)
{
	struct faults why;

	faults_init(&why, arena);
	return fits(arena, season, bytes, &why) ? THIDUA_OK
	                                        : tell_rules(options, arena, season, &why);
}

static int read_season(struct options *options, const char *path, struct season_draft *out)
{
	struct buffer text = { 0 };
	struct faults why;

	faults_init(&why, &options->arena);
	int code = file_read_text(path, SEASON_FILE_MAX, THIDUA_BAD_INPUT, &text);

	if (code == THIDUA_OK)
		code = mistaken_tell(path, &text);
	options->fields = (struct field_words){ &form_season_draft, out, NULL, NULL, path };

	if (code == THIDUA_OK && !season_from_json((const char *)text.data, text.size, out, &why))
		code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
	buffer_close(&text);
	return code;
}

/* Of a file that names no edition the newest may be meant, or that in force: it must fit one of them, and
 * is judged again when it is known which. *edition: by which it was judged now; may be NULL. */
static int load(struct options *options, const char *path, struct season_draft *out,
                struct buffer *bytes, uint32_t *edition)
{
	struct faults why;
	const int code = read_season(options, path, out);

	if (code != THIDUA_OK)
		return code;
	struct season_draft newest = *out;

	faults_init(&why, &options->arena);
	const bool first = !out->has_edition && fits(&options->arena, out, bytes, &why);

	newest.edition = out->has_edition ? out->edition : first ? EDITION_FIRST : EDITION_NEWEST;
	newest.has_edition = true;
	if (edition)
		*edition = newest.edition;
	if (first)
		return THIDUA_OK;
	return judge(options, &options->arena, &newest, bytes);
}

static void tell_checked(const struct options *options, const struct season_draft *draft,
                         uint32_t edition, const uint8_t hash[HASH_SIZE])
{
	char hex[2 * HASH_SIZE + 1];

	text_hex(hash, HASH_SIZE, hex);
	if (!draft->has_edition)
		edition_note(edition);
	if (options_has(options, OPTION_JSON)) {
		json_print(json_pack("{s:b, s:s, s:i, s:i, s:i, s:i, s:s}", "fine", 1, "cluster",
		                     draft->cluster, "year", (int)draft->year, "edition",
		                     (int)edition, "tasks", (int)draft->task_count, "boards",
		                     (int)draft->board_count, "ruleset_hash", hex));
		return;
	}
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_SEASON_FINE), draft->cluster, draft->year, draft->task_count,
	       draft->board_count, edition, hex);
	putchar('\n');
}

/* What it holds was found right before, in this edition. */
static void tell_policies(struct options *options, const struct season_draft *season,
                          uint32_t edition, const uint8_t hash[HASH_SIZE])
{
	struct season_draft draft = *season;
	struct faults why;

	faults_init(&why, &options->arena);
	draft.has_edition = true;
	draft.edition = edition;
	struct ruleset *ruleset = ruleset_make(&draft, 1, hash, &why);

	if (ruleset && !options_has(options, OPTION_JSON))
		season_policies_print(&options->arena, ruleset);
	ruleset_free(ruleset);
}

static int check(struct options *options, const char *path)
{
	struct season_draft season;
	struct buffer bytes = { 0 };
	uint32_t edition;
	const int code = load(options, path, &season, &bytes, &edition);

	if (code == THIDUA_OK) {
		uint8_t hash[HASH_SIZE];

		seal_hash(bytes.data, bytes.size, hash);
		tell_checked(options, &season, edition, hash);
		tell_policies(options, &season, edition, hash);
	}
	buffer_close(&bytes);
	return code;
}

/* Settles what the file leaves open: its edition, and *version when 0, which stays 0 when what is
 * in force is this very season. The daemon is asked only when it has to be: a version that is told
 * is signed and kept while the daemon is away. */
static int settle_season(struct dial *dial, const char *path, struct season_draft *draft,
                         struct buffer *bytes, struct season_draft *in_force,
                         struct season_plan *plan)
{
	uint32_t *version = &plan->version;
	const bool named = draft->has_edition, told = *version > 0;
	bool found = *version > 1;
	int code = THIDUA_OK;

	if (!told || (found && !named)) {
		code = season_told(dial, draft->cluster, draft->year, 0, &found, in_force);
		plan->was = code == THIDUA_OK && found ? in_force : NULL;
		if (plan->was)
			code = edition_for_next(path, in_force, draft);
	}
	if (code == THIDUA_OK && !found)
		code = edition_for_new(dial->options, path, draft);
	if (code == THIDUA_OK && !named)
		code = judge(dial->options, &dial->arena, draft, bytes);
	if (code != THIDUA_OK || told)
		return code;
	uint8_t hash[HASH_SIZE];

	seal_hash(bytes->data, bytes->size, hash);
	if (!found)
		*version = 1;
	else if (memcmp(hash, dial->answer.season.hash, HASH_SIZE) != 0)
		*version = dial->answer.season.version + 1;
	return THIDUA_OK;
}

static int tell_unchanged(const struct dial *dial)
{
	const uint32_t version = dial->answer.season.version;

	if (options_has(dial->options, OPTION_JSON))
		json_print(json_pack("{s:i, s:b}", "version", (int)version, "unchanged", 1));
	else
		printf(say(WORD_SEASON_UNCHANGED), version), putchar('\n');
	return THIDUA_OK;
}

static int send_season(struct dial *dial, const struct season_draft *season,
                       const struct buffer *bytes, uint32_t version)
{
	struct command command;

	send_start(&command, ACTION_DEFINE_SEASON, season->cluster, season->year);
	command.define_season.version = version;
	command.define_season.season_bytes = (struct bytes){ bytes->data, bytes->size };
	return send_command(
	        dial, &command,
	        arena_text(&dial->arena, say(WORD_SEASON_DEFINED), season->year, version));
}

/* The daemon's time decides what has locked; without it nothing is called locked. */
static void ask_time(struct dial *dial, struct season_plan *plan)
{
	const struct query ping = { .question = QUESTION_PING, .period = -1 };

	plan->known_instant = dial_try(dial, &ping) == THIDUA_OK;
	plan->now = plan->known_instant ? dial->answer.pong.now : 0;
}

/* What was defined stays in the journal, so somebody at a terminal sees it first. Who has just been
 * asked about its edition is not asked again. */
static int agree(struct dial *dial, struct season_plan *plan)
{
	const bool asked = !plan->was && edition_of(plan->is) < EDITION_NEWEST;

	if (asked || !consent_wanted(dial->options))
		return THIDUA_OK;
	ask_time(dial, plan);
	season_plan_print(&dial->arena, plan, stderr);
	return consent_given(say(WORD_PLAN_ASK), plan->version) ? THIDUA_OK : THIDUA_USAGE;
}

static int define(struct options *options, const char *path)
{
	struct season_draft season, in_force;
	struct buffer bytes = { 0 };
	struct dial dial = { 0 };
	uint64_t told;
	int code = options_number(options, OPTION_VERSION, 1, UINT32_MAX, 0, &told);

	if (code == THIDUA_OK)
		code = load(options, path, &season, &bytes, NULL);
	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	struct season_plan plan = { .is = &season, .version = (uint32_t)told };

	if (code == THIDUA_OK)
		code = settle_season(&dial, path, &season, &bytes, &in_force, &plan);
	if (code == THIDUA_OK && plan.version == 0)
		code = tell_unchanged(&dial);
	else if (code == THIDUA_OK && (code = agree(&dial, &plan)) == THIDUA_OK)
		code = send_season(&dial, &season, &bytes, plan.version);
	dial_close(&dial);
	buffer_close(&bytes);
	return code;
}

/* A version that must be countersigned first is tried, so that it is said whether anybody can. */
static bool is_tried(const struct dial *dial, const struct season_plan *plan)
{
	return plan->was && plan->was->proposal_days > 0 &&
	       options_has(dial->options, OPTION_DRY_RUN);
}

/* One answer: the changes, and what of them must be countersigned. */
static int print_plan_json(struct dial *dial, const struct season_plan *plan,
                           const struct command *command)
{
	json_t *value = season_plan_json(&dial->arena, plan);
	const int code = is_tried(dial, plan) ? try_command_ask(dial, command) : THIDUA_OK;

	if (code == THIDUA_OK) {
		if (is_tried(dial, plan))
			try_command_tell_proposal(dial, value);
		json_print(value);
	} else {
		json_decref(value);
	}
	return code;
}

static int print_plan(struct dial *dial, const struct season_plan *plan, const struct buffer *bytes)
{
	struct command command;

	send_start(&command, ACTION_DEFINE_SEASON, plan->is->cluster, plan->is->year);
	command.define_season.version = plan->version;
	command.define_season.season_bytes = (struct bytes){ bytes->data, bytes->size };
	if (options_has(dial->options, OPTION_JSON))
		return print_plan_json(dial, plan, &command);
	season_plan_print(&dial->arena, plan, stdout);
	printf(say(WORD_PLAN_ONLY), plan->version), putchar('\n');
	return is_tried(dial, plan) ? try_command(dial, &command) : THIDUA_OK;
}

/* Nothing is written, neither into the file nor anywhere else: an edition that the file leaves open
 * is the one that define would write. */
static int plan(struct options *options, const char *path)
{
	struct season_draft season, in_force;
	struct buffer bytes = { 0 };
	struct dial dial = { 0 };
	struct season_plan plan = { .is = &season };
	bool found = false;
	int code = load(options, path, &season, &bytes, NULL);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = season_told(&dial, season.cluster, season.year, 0, &found, &in_force);
	if (code == THIDUA_OK) {
		plan.was = found ? &in_force : NULL;
		plan.version = found ? dial.answer.season.version + 1 : 1;
		if (!season.has_edition) {
			season.has_edition = !found || in_force.has_edition;
			season.edition = found ? in_force.edition : EDITION_NEWEST;
			code = judge(options, &dial.arena, &season, &bytes);
		}
	}
	if (code == THIDUA_OK) {
		ask_time(&dial, &plan);
		code = print_plan(&dial, &plan, &bytes);
	}
	dial_close(&dial);
	buffer_close(&bytes);
	return code;
}

static int compare_files(struct options *options, const char *was, const char *is)
{
	struct season_draft before, now;
	struct buffer bytes = { 0 };
	const struct season_plan plan = { .was = &before, .is = &now };
	int code = load(options, was, &before, &bytes, NULL);

	if (code == THIDUA_OK)
		code = load(options, is, &now, &bytes, NULL);
	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(season_plan_json(&options->arena, &plan));
	else if (code == THIDUA_OK)
		season_plan_print(&options->arena, &plan, stdout);
	buffer_close(&bytes);
	return code;
}

static int show(struct options *options)
{
	struct dial dial = { 0 };
	struct query query;
	struct member_list season;
	int code = dial_query(options, QUESTION_SEASON, &query);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_ASK);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK && !members_ask(&dial, query.cluster, query.year, &season))
		code = complain(THIDUA_UNREACHABLE, "%s", say(WORD_SEASON_UNREADABLE));
	if (code == THIDUA_OK)
		code = member_of_options(&season, options);
	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(json_season(&season.draft));
	else if (code == THIDUA_OK)
		season_show(&dial.arena, &season, options_text(options, OPTION_BOARD)),
		        season_shown_print(&dial, query.cluster, query.year);
	dial_close(&dial);
	return code;
}

int cmd_season(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "";

	if (strcmp(what, "show") == 0 && count == 1)
		return show(options);
	if (strcmp(what, "check") == 0 && count == 2)
		return check(options, operands[1]);
	if (strcmp(what, "define") == 0 && count == 2 && options_has(options, OPTION_DRY_RUN))
		return plan(options, operands[1]);
	if (strcmp(what, "define") == 0 && count == 2)
		return define(options, operands[1]);
	if (strcmp(what, "finalise") == 0 && count == 2)
		return season_finalise(options, operands[1]);
	if (strcmp(what, "reveal") == 0 && count == 2)
		return season_reveal(options, operands[1]);
	if (strcmp(what, "publish") == 0 && count == 2)
		return season_publish(options, operands[1]);
	if (strcmp(what, "diff") == 0 && count == 2)
		return plan(options, operands[1]);
	if (strcmp(what, "diff") == 0 && count == 3)
		return compare_files(options, operands[1], operands[2]);
	return options_usage(options);
}
