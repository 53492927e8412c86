/*
 * The bounds that the comments of proto/thidua/v1/{season,command,service}.proto give, one row a
 * field, by its number. A shape for each message that has bounds; those of answers have none, a
 * client takes what it can read. Codes are bounded here so that they fit; whether a code is one,
 * the core says. Lines and targets have room for twice as many as there can be, so that the core
 * can name the task that was given twice.
 */
#include "request.h"
#include "ruleset.h"
#include "shape.h"
#include "thidua/v1/service.pb-c.h"

enum {
	CODE_MOST = CODE_SIZE - 1,
	CLUSTER_MOST = CLUSTER_SIZE - 1,
	TEXTS_MOST = 50,
	EVIDENCE_MOST = 100,
	NAME_MOST = 200,
	LONG_NAME_MOST = 400,
	PARAGRAPH_MOST = 2000,
	LABEL_MOST = 100,
	UNIT_MOST = 40,
	ISO_MOST = 8,
	PHASES = 4,
	LATE_STEPS_MOST = 16,
	LINES_MOST = 2 * TASKS_MAX, /* room for a line given twice, which the core names */
};

#define RULES(rows)    .rules = (rows), .rule_count = sizeof(rows) / sizeof((rows)[0])
#define EXACTLY(bytes) .least = (bytes), .most = (bytes)

/* season.proto */

static const struct shape_rule group_rules[] = {
	[2] = { .least = 1, .most = LONG_NAME_MOST },
};
static const struct shape group = {
	.name = "group",
	.message = &thidua__v1__group__descriptor,
	RULES(group_rules),
	.required = FIELD(2),
};

static const struct shape_rule task_rules[] = {
	[1] = { .most = CODE_MOST },
	[3] = { .least = 1, .most = LONG_NAME_MOST },
	[4] = { .least = 1, .most = UNIT_MOST },
	[9] = { .count = PHASES },
	[12] = { .count = STEPS_MAX },
};
static const struct shape task = {
	.name = "task",
	.message = &thidua__v1__task__descriptor,
	RULES(task_rules),
	.required = FIELD(3) | FIELD(4),
};

static const struct shape_rule target_rules[] = {
	[1] = { .most = CODE_MOST },
};
static const struct shape target = {
	.name = "target",
	.message = &thidua__v1__target__descriptor,
	RULES(target_rules),
};

static const struct shape_rule board_rules[] = {
	[1] = { .most = CODE_MOST },
	[2] = { .least = 1, .most = NAME_MOST },
	[3] = { .most = ISO_MOST },
	[4] = { .count = 2 * TASKS_MAX, .inside = &target },
};
static const struct shape board = {
	.name = "board",
	.message = &thidua__v1__board__descriptor,
	RULES(board_rules),
	.required = FIELD(2),
};

static const struct shape_rule band_rules[] = {
	[1] = { .most = CODE_MOST },
	[2] = { .least = 1, .most = LABEL_MOST },
};
static const struct shape band = {
	.name = "band",
	.message = &thidua__v1__band__descriptor,
	RULES(band_rules),
	.required = FIELD(2),
};

static const struct shape_rule season_rules[] = {
	[1] = { .most = CLUSTER_MOST },
	[3] = { .least = 1, .most = NAME_MOST },
	[5] = { .count = GROUPS_MAX, .inside = &group },
	[6] = { .count = TASKS_MAX, .inside = &task },
	[7] = { .count = BOARDS_MAX, .inside = &board },
	[8] = { .count = PERIODS },
	[9] = { .count = HOLIDAYS_MAX },
	[10] = { .count = LATE_STEPS_MOST },
	[13] = { .count = TIEBREAKS_MAX },
	[15] = { .count = BANDS_MAX, .inside = &band },
	[17] = { .most = CODE_MOST },
	[18] = { .most = CODE_MOST },
};
const struct shape shape_season = {
	.name = "season",
	.message = &thidua__v1__season__descriptor,
	RULES(season_rules),
	.required = FIELD(3),
};

/* command.proto */

static const struct shape_rule define_season_rules[] = {
	[2] = { .least = 1 },
};
static const struct shape define_season = {
	.name = "define_season",
	.message = &thidua__v1__define_season__descriptor,
	RULES(define_season_rules),
	.required = FIELD(1) | FIELD(2),
};

static const struct shape_rule grant_key_rules[] = {
	[2] = { .most = CODE_MOST },
	[3] = { EXACTLY(KEY_SIZE) },
	[4] = { EXACTLY(KEY_SIZE) },
	[5] = { .most = LABEL_MOST },
};
static const struct shape grant_key = {
	.name = "grant_key",
	.message = &thidua__v1__grant_key__descriptor,
	RULES(grant_key_rules),
	.required = FIELD(1) | FIELD(3) | FIELD(4),
};

static const struct shape_rule revoke_key_rules[] = {
	[1] = { EXACTLY(KEY_SIZE) },
	[2] = { .most = NAME_MOST },
};
static const struct shape revoke_key = {
	.name = "revoke_key",
	.message = &thidua__v1__revoke_key__descriptor,
	RULES(revoke_key_rules),
	.required = FIELD(1),
};

static const struct shape_rule line_rules[] = {
	[1] = { .most = CODE_MOST },
};
static const struct shape line = {
	.name = "line",
	.message = &thidua__v1__line__descriptor,
	RULES(line_rules),
};

static const struct shape_rule limitation_rules[] = {
	[1] = { .least = 1, .most = PARAGRAPH_MOST },
	[2] = { .most = PARAGRAPH_MOST },
	[3] = { .most = PARAGRAPH_MOST },
};
static const struct shape limitation = {
	.name = "limitation",
	.message = &thidua__v1__limitation__descriptor,
	RULES(limitation_rules),
	.required = FIELD(1),
};

static const struct shape_rule good_model_rules[] = {
	[1] = { .least = 1, .most = LONG_NAME_MOST },
	[2] = { .most = NAME_MOST },
	[3] = { .most = PARAGRAPH_MOST },
};
static const struct shape good_model = {
	.name = "model",
	.message = &thidua__v1__good_model__descriptor,
	RULES(good_model_rules),
	.required = FIELD(1),
};

static const struct shape_rule submit_report_rules[] = {
	[1] = { .least = 1, .most = CODE_MOST },
	[4] = { EXACTLY(HASH_SIZE) },
	[5] = { .count = LINES_MOST, .inside = &line },
	[6] = { .count = TEXTS_MOST, .inside = &limitation },
	[7] = { .least = 1, .most = PARAGRAPH_MOST, .count = TEXTS_MOST },
	[8] = { .count = TEXTS_MOST, .inside = &good_model },
	[9] = { EXACTLY(HASH_SIZE), .count = EVIDENCE_MOST },
};
static const struct shape submit_report = {
	.name = "submit_report",
	.message = &thidua__v1__submit_report__descriptor,
	RULES(submit_report_rules),
	.required = FIELD(1) | FIELD(2) | FIELD(3),
	.told = SHAPE_TOLD_BUT_BEFORE_LISTS,
};

static const struct shape_rule command_rules[] = {
	[1] = { EXACTLY(ID_SIZE) },
	[2] = { .least = 1, .most = CLUSTER_MOST },
	[ACTION_DEFINE_SEASON] = { .inside = &define_season },
	[ACTION_GRANT_KEY] = { .inside = &grant_key },
	[ACTION_REVOKE_KEY] = { .inside = &revoke_key },
	[ACTION_SUBMIT_REPORT] = { .inside = &submit_report },
};
const struct shape shape_command = {
	.name = "command",
	.message = &thidua__v1__command__descriptor,
	RULES(command_rules),
	.required = FIELD(1) | FIELD(2) | FIELD(4),
	.told = SHAPE_UNTOLD,
};

/* service.proto. Who asks for more than we know is answered as far as we do; who sends a command is
 * not. */

static const struct shape_rule signed_command_rules[] = {
	[1] = { .least = 1, .most = COMMAND_BYTES_MAX },
	[2] = { EXACTLY(SIGNATURE_SIZE) },
	[3] = { EXACTLY(KEY_SIZE) },
};
static const struct shape signed_command = {
	.name = "command",
	.message = &thidua__v1__signed_command__descriptor,
	RULES(signed_command_rules),
	.required = FIELD(1) | FIELD(2) | FIELD(3),
};

static const struct shape_rule season_question_rules[] = {
	[1] = { .least = 1, .most = CLUSTER_MOST },
	[4] = { .least = 1, .most = CODE_MOST },
};
#define QUESTION(which, needs)                                                                     \
	static const struct shape which = {                                                        \
		.name = "query",                                                                   \
		.message = &thidua__v1__##which##__descriptor,                                     \
		RULES(season_question_rules),                                                      \
		.required = (needs),                                                               \
		.told = SHAPE_UNTOLD,                                                              \
		.open = true,                                                                      \
	}
QUESTION(get_standings, FIELD(1) | FIELD(2));
QUESTION(get_scorecard, FIELD(1) | FIELD(2) | FIELD(4));
QUESTION(get_report, FIELD(1) | FIELD(2) | FIELD(3) | FIELD(4));
QUESTION(get_season, FIELD(1) | FIELD(2));
QUESTION(get_journal, FIELD(1));
QUESTION(get_completeness, FIELD(1) | FIELD(2));

static const struct shape_rule query_rules[] = {
	[QUESTION_STANDINGS] = { .inside = &get_standings },
	[QUESTION_SCORECARD] = { .inside = &get_scorecard },
	[QUESTION_REPORT] = { .inside = &get_report },
	[QUESTION_SEASON] = { .inside = &get_season },
	[QUESTION_JOURNAL] = { .inside = &get_journal },
	[QUESTION_COMPLETENESS] = { .inside = &get_completeness },
};
static const struct shape query = {
	.name = "query",
	.message = &thidua__v1__query__descriptor,
	RULES(query_rules),
	.open = true,
};

static const struct shape advance_clock = {
	.name = "advance_clock",
	.message = &thidua__v1__advance_clock__descriptor,
	.required = FIELD(1),
	.open = true,
};

static const struct shape_rule request_rules[] = {
	[2] = { .inside = &signed_command },
	[3] = { .inside = &signed_command },
	[4] = { .inside = &query },
	[5] = { .inside = &advance_clock },
};
const struct shape shape_request = {
	.name = "request",
	.message = &thidua__v1__request__descriptor,
	RULES(request_rules),
	.open = true,
	.told = SHAPE_UNTOLD,
};

struct shape shape_of_answer(const struct ProtobufCMessageDescriptor *message)
{
	return (struct shape){ .name = "answer", .message = message, .open = true };
}
