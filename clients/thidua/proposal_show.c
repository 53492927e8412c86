/*
 * A proposal travels as the command that was signed: it is opened here, and told by what its action means
 * to people. Whoever signs sees what he signs, not a name for it.
 */
#include "proposal_show.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "entry.h"
#include "in_force.h"
#include "json_write.h"
#include "judgements.h"
#include "messages_forms.h"
#include "output.h"
#include "proposal_say.h"
#include "request.h"
#include "season_plan.h"
#include "season_told.h"
#include "show.h"
#include "text.h"
#include "unsettled.h"
#include "words.h"

static void tell(enum word word, const char *what)
{
	struct arena arena;

	arena_init(&arena, 0);
	if (*what)
		printf("%s: %s\n", say(word), output_one_line(&arena, what));
	arena_close(&arena);
}

static void tell_document(const uint8_t *evidence)
{
	char hex[2 * HASH_SIZE + 1];

	text_hex(evidence, HASH_SIZE, hex);
	tell(WORD_PROPOSAL_DOCUMENT, hex);
}

/* --- a season --- */

static int tell_season(struct dial *dial, const struct command *command)
{
	struct season_draft was;
	bool found;
	const int code = season_told(dial, command->cluster, command->year, 0, &found, &was);
	const struct season_plan plan = { .was = found ? &was : NULL,
		                          .is = &command->define_season.season,
		                          .version = command->define_season.version };

	if (code == THIDUA_OK)
		season_plan_print(&dial->arena, &plan, stdout);
	return code;
}

/* --- an amendment --- */

/* What the report in force says of it; a report that never came says nothing. */
static const char *reported(struct arena *arena, const struct submit_report *report,
                            const char *task)
{
	for (size_t i = 0; i < report->line_count; i++) {
		const struct report_line *line = &report->lines[i];

		if (strcmp(line->task, task) == 0)
			return line->has_actual ? show_quantity(arena, line->actual)
			                        : arena_text(arena, "%s/%s",
			                                     show_quantity(arena, line->done),
			                                     show_quantity(arena, line->out_of));
	}
	return "–";
}

static int tell_amendment(struct dial *dial, const struct command *command)
{
	const struct amend_report *amend = &command->amend_report;
	const struct report_file file = {
		.cluster = command->cluster,
		.year = command->year,
		.report = { .board = amend->board, .period = amend->period },
	};
	struct command report = { .cluster = "" };

	if (!in_force_read(dial, &file, 0, &report))
		report.submit_report.line_count = 0;
	for (size_t i = 0; i < amend->task_count; i++) {
		const struct judgement *task = &amend->tasks[i];

		printf(say(WORD_PROPOSAL_AMENDS), task->task,
		       reported(&dial->arena, &report.submit_report, task->task),
		       judgements_value(&dial->arena, task),
		       output_one_line(&dial->arena, task->reason));
		putchar('\n');
	}
	tell_document(amend->evidence);
	return THIDUA_OK;
}

/* --- points --- */

static int tell_points(struct dial *dial, const struct command *command)
{
	(void)dial;
	tell(WORD_PROPOSAL_REASON, command->enter_points.reason);
	tell_document(command->enter_points.evidence);
	return THIDUA_OK;
}

static int tell_points_back(struct dial *dial, const struct command *command)
{
	(void)dial;
	tell(WORD_PROPOSAL_REASON, command->withdraw_points.reason);
	return THIDUA_OK;
}

/* --- the end of a year --- */

static int tell_end(struct dial *dial, const struct command *command)
{
	tell(WORD_PROPOSAL_SAYS, entry_say(&dial->arena, command));
	unsettled_tell(dial, command->cluster, command->year, stdout);
	return THIDUA_OK;
}

/* --- any --- */

/* An action that needs two signatures and is not here is told in a line. */
static const struct {
	enum action_number action;
	int (*tell)(struct dial *dial, const struct command *command);
} contents[] = {
	{ ACTION_DEFINE_SEASON, tell_season }, { ACTION_AMEND_REPORT, tell_amendment },
	{ ACTION_ENTER_POINTS, tell_points },  { ACTION_WITHDRAW_POINTS, tell_points_back },
	{ ACTION_FINALISE_YEAR, tell_end },
};

static int tell_content(struct dial *dial, const struct command *command)
{
	for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++)
		if (contents[i].action == command->action)
			return contents[i].tell(dial, command);
	tell(WORD_PROPOSAL_SAYS, entry_say(&dial->arena, command));
	return THIDUA_OK;
}

static bool open_command(struct dial *dial, const struct told_proposal *proposal,
                         struct command *out)
{
	struct faults why;

	faults_init(&why, &dial->arena);
	return command_replay(proposal->command.data, proposal->command.size, &dial->arena, out,
	                      &why);
}

int proposal_show(struct dial *dial, const struct told_proposal *proposal, uint32_t year)
{
	struct arena *arena = &dial->arena;
	struct command command;
	int code = THIDUA_OK;

	show_text(PAINT_BOLD, proposal_say_hash(arena, proposal->proposal));
	printf("  %s\n", proposal_say(arena, proposal, year));
	if (open_command(dial, proposal, &command))
		code = tell_content(dial, &command);
	for (size_t i = 0; i < proposal->signature_count; i++)
		printf("%s: %s, %s\n", say(WORD_PROPOSAL_SIGNED),
		       proposal_say_signers(arena, &proposal->signatures[i], 1),
		       show_instant(arena, proposal->signatures[i].received_at));
	if (proposal->missing_count > 0)
		tell(WORD_PROPOSAL_MISSING,
		     proposal_say_signers(arena, proposal->missing, proposal->missing_count));
	puts(proposal_say_state(arena, proposal));
	tell(WORD_PROPOSAL_REASON, proposal->reason);
	return code;
}

json_t *proposal_show_json(struct dial *dial, const struct told_proposal *proposal)
{
	json_t *value = json_form_write(&form_told_proposal, NULL, proposal);
	struct command command;

	if (open_command(dial, proposal, &command)) {
		const struct form_field *action = entry_action(proposal->action);

		json_object_set_new(
		        value, "says",
		        json_form_write(action->inside, NULL, form_inside(action, &command, 0)));
	}
	return value;
}
