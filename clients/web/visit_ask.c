/*
 * Nothing of a path is decoded, and all of an argument. What an argument may be is told with the fault, before
 * anybody is asked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "pages.h"
#include "permalink.h"
#include "text.h"
#include "visit.h"
#include "web.h"

enum { BOARD_SIZE = ROUTE_BOARD_SIZE };

/* --- what a request says --- */

bool visit_argument(struct visit *visit, const char *name, char *out, size_t size)
{
	const char *value = visit_raw_argument(visit, name);

	out[0] = '\0';
	if (!value)
		return true;
	char *decoded = strcpy(must_alloc(strlen(value) + 1, 1), value);
	const enum text_flaw flaw = route_decode(decoded);
	const bool fine = flaw == TEXT_FINE && strlen(decoded) < size;

	if (fine)
		strcpy(out, decoded);
	else
		visit->outcome = outcome_fault(
		        name, flaw == TEXT_FINE ? FAULT_LINE_TOO_LONG : text_fault(flaw), NULL);
	free(decoded);
	return fine;
}

bool visit_period(struct visit *visit, int *out)
{
	char text[16];

	*out = 0;
	if (!visit_argument(visit, "period", text, sizeof(text)))
		return false;
	if (text[0] == '\0' || (*out = route_period(text)) > 0)
		return true;
	visit->outcome = outcome_fault("period", FAULT_JSON_NO_CHOICE, "Q1, Q2, Q3, Q4, FINAL");
	return false;
}

bool visit_number(struct visit *visit, const char *name, uint32_t most, bool *given, uint32_t *out)
{
	char text[16];

	*out = 0;
	*given = false;
	if (!visit_argument(visit, name, text, sizeof(text)))
		return false;
	*given = text[0] != '\0';
	if (!*given || route_number(text, most, out))
		return true;
	char choice[32];

	snprintf(choice, sizeof(choice), "0 … %" PRIu32, most);
	visit->outcome = outcome_fault(name, FAULT_JSON_NO_CHOICE, choice);
	return false;
}

static bool board_argument(struct visit *visit, char out[BOARD_SIZE])
{
	if (!visit_argument(visit, "board", out, BOARD_SIZE))
		return false;
	if (out[0] == '\0' || text_is_board(out))
		return true;
	visit->outcome = outcome_fault("board", FAULT_JSON_NO_CHOICE, "TQ, HG, …");
	return false;
}

/* A state of a register by its name; 0: it is not there. */
static bool state_argument(struct visit *visit, const char *const *names, int count, int *out)
{
	char text[32], list[128] = "";

	*out = 0;
	if (!visit_argument(visit, "state", text, sizeof(text)))
		return false;
	for (int i = 1; i < count; i++) {
		if (strcmp(text, names[i]) == 0)
			*out = i;
		strcat(strcat(list, i > 1 ? ", " : ""), names[i]);
	}
	if (text[0] == '\0' || *out > 0)
		return true;
	visit->outcome = outcome_fault("state", FAULT_JSON_NO_CHOICE, list);
	return false;
}

bool visit_is_english(struct visit *visit)
{
	char text[8];

	return visit_argument(visit, "lang", text, sizeof(text)) && strcmp(text, "en") == 0;
}

/* --- questions --- */

static bool fill_models(struct visit *visit, struct get_models *asked, char *board, char *field,
                        char *search)
{
	static const char *const states[] = { "",          "OPEN",     "RECOGNISED", "REFUSED",
		                              "DUPLICATE", "DISPUTED", "WITHDRAWN" };

	*asked = (struct get_models){ .board = board, .field = field, .search = search };
	bool given;

	return board_argument(visit, board) && visit_argument(visit, "field", field, 201) &&
	       visit_argument(visit, "search", search, 201) &&
	       state_argument(visit, states, sizeof(states) / sizeof(*states), &asked->state) &&
	       visit_number(visit, "after", UINT32_MAX, &given, &asked->after);
}

static bool fill_limitations(struct visit *visit, struct get_limitations *asked, char *board)
{
	static const char *const states[] = { "", "OPEN", "CLOSING", "CLOSED" };

	*asked = (struct get_limitations){ .board = board };
	bool given;

	return board_argument(visit, board) &&
	       state_argument(visit, states, sizeof(states) / sizeof(*states), &asked->state) &&
	       visit_number(visit, "after", UINT32_MAX, &given, &asked->after);
}

static void wait_for_answer(struct visit *visit, const struct query *query, const struct wish *wish)
{
	char address[QUESTIONS_ADDRESS_SIZE];

	visit_address(visit, address);
	visit->outcome =
	        questions_ask(&visit->web->questions, &visit->match, query, wish, address, visit);
	visit->waiting = visit->outcome.status == 0;
}

void visit_ask(struct visit *visit, int period)
{
	const struct route_match *match = &visit->match;
	struct query query = { .question = pages_question(match->route),
		               .cluster = match->cluster,
		               .year = match->year,
		               .period = period - 1,
		               .board = match->board };
	struct get_standings standings = { 0 };
	struct get_models models;
	struct get_limitations limitations;
	struct get_amendments amendments = { 0 };
	char board[BOARD_SIZE], field[201], search[201];
	bool fine = true, given = false;

	if (query.question == QUESTION_STANDINGS) {
		fine = visit_number(visit, "amendment", UINT16_MAX, &standings.has_amendment,
		                    &standings.amendment);
		query.asked = standings.has_amendment ? &standings : NULL;
	} else if (query.question == QUESTION_SEASON) {
		fine = visit_number(visit, "version", UINT32_MAX, &given, &query.revision);
	} else if (query.question == QUESTION_MODELS) {
		fine = fill_models(visit, &models, board, field, search);
		query.asked = &models;
	} else if (query.question == QUESTION_LIMITATIONS) {
		fine = fill_limitations(visit, &limitations, board);
		query.asked = &limitations;
	} else if (query.question == QUESTION_AMENDMENTS) {
		fine = visit_number(visit, "before", UINT32_MAX, &given, &amendments.before);
		query.asked = &amendments;
	}
	if (!fine)
		return;
	const struct wish wish = { .english = visit_is_english(visit) };

	if (visit->outcome.status != 0)
		return;
	wait_for_answer(visit, &query, &wish);
}

void visit_ask_version(struct visit *visit, int period, const struct version *version)
{
	static const struct member_list no_names;
	const struct route_match *match = &visit->match;
	const struct held *held = held_find(&visit->web->held, match->cluster, match->year);
	const struct get_standings standings = {
		.at = permalink_instant(version, held ? &held->names : &no_names)
	};
	const struct query query = { .question = QUESTION_STANDINGS,
		                     .cluster = match->cluster,
		                     .year = match->year,
		                     .period = period - 1,
		                     .asked = &standings };
	const struct wish wish = { .fixed = true, .version = *version };

	if (standings.at > 0)
		wait_for_answer(visit, &query, &wish);
	else
		visit->outcome = outcome_problem(404, "NOT_FOUND");
}
