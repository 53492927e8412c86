/*
 * thidua model: the register of good models, of a season or of all: what boards have listed, and what has become of it.
 * Who reviews judges one by its board and title, its board disputes that.
 *
 * What is judged is asked for just before, so that what was looked at is what is signed.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "choice.h"
#include "cli.h"
#include "complain.h"
#include "consent.h"
#include "fold.h"
#include "json_form.h"
#include "listing.h"
#include "messages_forms.h"
#include "names.h"
#include "output.h"
#include "sealed.h"
#include "send.h"
#include "sheet_words.h"
#include "show.h"
#include "try_command.h"
#include "unseen.h"
#include "words.h"

enum {
	STATE_OPEN = 1,
	STATE_RECOGNISED,
	STATE_REFUSED,
	STATE_DUPLICATE,
	STATE_DISPUTED,
	STATE_WITHDRAWN,
	STATES
}; /* the wire's numbers */
enum { RECOGNISED = 1, REFUSED, DUPLICATE_OF };

/* --- list --- */

static const char *of_verdict(struct arena *arena, const struct told_model *model)
{
	const struct named_model *other = &model->duplicate_of;

	if (model->verdict == RECOGNISED)
		return say(WORD_MODEL_RECOGNISED);
	if (model->verdict == REFUSED)
		return say(WORD_MODEL_REFUSED);
	if (!model->has_duplicate_of)
		return say(WORD_MODEL_DUPLICATE);
	return arena_text(arena, say(WORD_MODEL_DUPLICATE_OF), other->board, other->year,
	                  output_one_line(arena, other->title));
}

static const char *state_of(struct arena *arena, const struct told_model *model)
{
	const char *text = model->verdict > 0 ? of_verdict(arena, model) : "";

	switch (model->state) {
	case STATE_OPEN:
		return arena_text(arena, say(WORD_MODEL_OPEN), model->reviewer,
		                  show_instant(arena, model->supervisor_from));
	case STATE_WITHDRAWN:
		return say(WORD_MODEL_WITHDRAWN);
	case STATE_DISPUTED:
		return arena_text(arena, say(WORD_MODEL_DISPUTED), text);
	default:
		return arena_text(arena, "%s, %s%s", text, show_instant(arena, model->judged_at),
		                  model->final ? say(WORD_MODEL_FINAL) : "");
	}
}

/* What it says, and what was said of it. */
static const char *text_of(struct arena *arena, const struct told_model *model)
{
	const char *text = model->title;

	if (model->field[0] != '\0')
		text = arena_text(arena, "%s · %s: %s", text, say(WORD_FIELD), model->field);
	if (model->effect[0] != '\0')
		text = arena_text(arena, "%s · %s: %s", text, say(WORD_EFFECT), model->effect);
	if (model->reason[0] != '\0')
		text = arena_text(arena, "%s · %s%s", text, say(WORD_MODEL_REASON), model->reason);
	if (model->objection[0] != '\0')
		text = arena_text(arena, "%s · %s%s", text, say(WORD_MODEL_OBJECTION),
		                  model->objection);
	return output_one_line(arena, text);
}

static void add_row(struct table *table, const struct told_model *model)
{
	struct arena *arena = table->arena;

	table_cell(table, PAINT_BOLD, "%s", model->board);
	table_cell(table, PAINT_NONE, "%u %s", model->year, words_period(model->period));
	table_cell(table,
	           model->state == STATE_RECOGNISED                               ? PAINT_GOOD
	           : model->state == STATE_OPEN || model->state == STATE_DISPUTED ? PAINT_WARN
	                                                                          : PAINT_NONE,
	           "%s", state_of(arena, model));
	if (!table_apart()) {
		table_cell(table, PAINT_NONE, "%s", text_of(arena, model));
		return;
	}
	const char *texts[] = { model->title, model->field, model->effect, model->reason,
		                model->objection };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		table_cell(table, PAINT_NONE, "%s", texts[i]);
}

static void show_list(struct dial *dial, const struct query *query, const struct told_reply *reply)
{
	const struct told_models *told = &reply->models;
	const struct column columns[] = { { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_PERIOD), false, CUT_NEVER },
		                          { say(WORD_MODEL_STATE), false, CUT_WRAP },
		                          { say(WORD_MODEL), false, CUT_WRAP },
		                          { say(WORD_FIELD), false, CUT_NEVER },
		                          { say(WORD_EFFECT), false, CUT_NEVER },
		                          { say(WORD_PROPOSAL_REASON), false, CUT_NEVER },
		                          { say(WORD_OBJECTION), false, CUT_NEVER } };
	const size_t apart = sizeof(columns) / sizeof(*columns), together = 4;
	struct table table;

	if (!told->agreed && query->year != 0)
		printf(say(WORD_MODELS_NOT_AGREED), query->year), putchar('\n');
	else if (told->model_count == 0)
		puts(say(told->next > 0 ? WORD_MODELS_NOT_HERE : WORD_MODELS_NONE));
	table_start(&table, &dial->arena, columns, table_apart() ? apart : together);
	for (size_t i = 0; i < told->model_count; i++)
		add_row(&table, &told->models[i]);
	if (told->model_count > 0)
		table_print_list(&table);
	if (told->next > 0)
		printf(say(WORD_MODELS_MORE),
		       options_next_page(dial->options, &dial->arena, "model list", OPTION_AFTER,
		                         told->next)),
		        putchar('\n');
}

static const struct listing listing = {
	.question = QUESTION_MODELS,
	.form = &form_told_models,
	.member = offsetof(struct told_reply, models),
	.of_years = true,
	.show = show_list,
};

/* Nothing to look for would find all. */
static int no_word(const struct options *options)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	fail(&why, FAULT_SEARCH_EMPTY, "search");
	dial_tell_own(options, &why, THIDUA_USAGE);
	arena_close(&arena);
	return THIDUA_USAGE;
}

static int list(struct options *options)
{
	static const char *const states[STATES] = {
		[STATE_OPEN] = "open",         [STATE_RECOGNISED] = "recognised",
		[STATE_REFUSED] = "refused",   [STATE_DUPLICATE] = "duplicate",
		[STATE_DISPUTED] = "disputed", [STATE_WITHDRAWN] = "withdrawn"
	};
	const char *search = options_text(options, OPTION_SEARCH);
	struct part part;
	int code = listing_part(options, states, STATES, &part);
	const struct get_models asked = { .board = part.board,
		                          .field = "",
		                          .search = search ? search : "",
		                          .state = part.state,
		                          .after = part.after };

	if (search && !fold_says(search))
		return no_word(options);
	return code == THIDUA_OK ? listing_run(&listing, options, &asked) : code;
}

/* --- one --- */

struct errand {
	struct dial dial;
	struct query query;
	struct told_model model; /* its title is what was typed, when there is none such */
	struct command command;
};

/* Page by page; the latest of the title. One that is not told the daemon refuses: it says why. */
static int find_one(struct errand *errand, const char *board, const char *title)
{
	struct get_models *asked = arena_alloc(&errand->dial.arena, 1, sizeof(*asked));
	int code = THIDUA_OK;

	*asked = (struct get_models){ .board = board, .field = "", .search = "" };
	errand->query.asked = asked;
	errand->model = (struct told_model){ .board = board, .title = title, .period = 1 };
	do {
		code = dial_ask(&errand->dial, &errand->query);
		const struct told_models *told = &errand->dial.answer.reply->models;

		for (size_t i = 0; code == THIDUA_OK && i < told->model_count; i++) {
			if (fold_same(told->models[i].title, title))
				errand->model = told->models[i];
		}
		asked->after = code == THIDUA_OK ? told->next : 0;
	} while (asked->after > 0);
	return code;
}

static int start(struct errand *errand, struct options *options, enum action_number action,
                 const char *board, const char *title)
{
	*errand = (struct errand){ .model = { .title = title } };
	int code = dial_query(options, QUESTION_MODELS, &errand->query);

	if (code == THIDUA_OK)
		code = dial_open(&errand->dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = find_one(errand, board, title);
	if (code == THIDUA_OK)
		send_start(&errand->command, action, errand->query.cluster, errand->query.year);
	return code;
}

/* The wire's number; -1 having said why. */
static int read_verdict(const char *name)
{
	static const char *const verdicts[] = {
		[RECOGNISED] = "recognised", [REFUSED] = "refused", [DUPLICATE_OF] = "duplicate"
	};

	return choice_read(say(WORD_MODEL_VERDICT), name, verdicts,
	                   sizeof(verdicts) / sizeof(verdicts[0]));
}

/* Of the model that it is a duplicate of; 0, having said why, when what was typed is no year. */
static uint32_t read_year(const char *typed)
{
	const uint32_t year = sheet_year_of(typed);

	if (year == 0)
		complain(THIDUA_USAGE, say(WORD_NO_YEAR), typed);
	return year;
}

static bool agreed(struct options *options, struct arena *arena, const struct errand *errand)
{
	const struct told_model *model = &errand->model;

	if (!consent_wanted(options) || model->state == 0)
		return true;
	fprintf(stderr, "  %s\n", text_of(arena, model));
	return consent_given(say(WORD_MODEL_ASK), model->board);
}

/* operands: board, title, verdict; of a duplicate the other's board and title, and its year where that is another. */
static int judge(struct options *options, size_t count, char **operands)
{
	const int verdict = read_verdict(operands[2]);
	const char *reason = "";
	uint32_t year = 0;
	struct errand errand;
	int code = THIDUA_OK;

	if (verdict < 0)
		return THIDUA_USAGE;
	if (verdict == DUPLICATE_OF ? count < 5 || count > 6 : count != 3)
		return options_usage(options);
	if (count == 6 && (year = read_year(operands[5])) == 0)
		return THIDUA_USAGE;
	if (verdict != RECOGNISED)
		code = options_require(options, OPTION_REASON, &reason);
	else if (options_has(options, OPTION_REASON))
		reason = options_text(options, OPTION_REASON);
	if (code != THIDUA_OK)
		return code;
	unseen_note(NULL, "reason", reason);
	code = start(&errand, options, ACTION_JUDGE_MODEL, choice_code(operands[0]), operands[1]);
	struct judge_model *command = &errand.command.judge_model;

	*command = (struct judge_model){ .board = operands[0],
		                         .title = errand.model.title,
		                         .verdict = verdict,
		                         .has_duplicate_of = verdict == DUPLICATE_OF,
		                         .duplicate_of = { .board = "", .title = "" },
		                         .reason = reason };
	memcpy(command->acts_on, errand.model.acts_on, HASH_SIZE);
	if (verdict == DUPLICATE_OF)
		command->duplicate_of =
		        (struct named_model){ .year = count == 6 ? year : errand.query.year,
			                      .board = choice_code(operands[3]),
			                      .title = operands[4] };
	if (code == THIDUA_OK)
		sealed_warn(&errand.dial, &errand.query, operands[0], reason);
	if (code == THIDUA_OK && !agreed(options, &errand.dial.arena, &errand))
		code = THIDUA_USAGE;
	if (code == THIDUA_OK)
		code = try_or_send(&errand.dial, &errand.command);
	dial_close(&errand.dial);
	return code;
}

/* operand: title, of a model of one's own. */
static int dispute(struct options *options, const char *title)
{
	const char *board, *reason;
	struct errand errand;
	int code = options_require(options, OPTION_BOARD, &board);

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_REASON, &reason);
	if (code != THIDUA_OK)
		return code;
	unseen_note(NULL, "reason", reason);
	code = start(&errand, options, ACTION_DISPUTE_REPORT, board, title);
	errand.command.dispute_report = (struct dispute_report){
		.board = board,
		.period = errand.model.period,
		.has_model = true,
		.model = { .title = errand.model.title, .reason = reason },
	};
	memcpy(errand.command.dispute_report.verification_hash, errand.model.acts_on, HASH_SIZE);
	if (code == THIDUA_OK)
		code = try_or_send(&errand.dial, &errand.command);
	dial_close(&errand.dial);
	return code;
}

int cmd_model(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "";

	if (count == 1 && strcmp(what, "list") == 0)
		return list(options);
	if (count >= 4 && strcmp(what, "judge") == 0)
		return judge(options, count - 1, operands + 1);
	if (count == 2 && strcmp(what, "dispute") == 0)
		return dispute(options, operands[1]);
	return options_usage(options);
}
