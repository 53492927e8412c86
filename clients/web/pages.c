/*
 * Most pages are the message by its form, as the tool prints it; the table says of which. What to do is
 * told in numbers alone: who has to do it reads his own list with his own key.
 */
#include "pages.h"

#include <string.h>

#include "buffer.h"
#include "decimal.h"
#include "json_standings.h"
#include "json_value.h"
#include "json_write.h"
#include "messages_forms.h"
#include "names.h"
#include "review.h"
#include "spreadsheet.h"

static const struct {
	enum question question;
	enum answer_kind kind;
	const struct form *form; /* NULL: its page is made otherwise */
	size_t member;           /* of told_reply */
} pages[ROUTES] = {
#define PAGE(route, QUESTION, form, member)                                                        \
	[route] = { QUESTION_##QUESTION, ANSWER_##QUESTION, form,                                  \
		    offsetof(struct told_reply, member) }
	PAGE(ROUTE_SEASON, SEASON, NULL, season),
	PAGE(ROUTE_STANDINGS, STANDINGS, NULL, standings),
	PAGE(ROUTE_STANDINGS_CSV, STANDINGS, NULL, standings),
	PAGE(ROUTE_STANDINGS_XLSX, STANDINGS, NULL, standings),
	PAGE(ROUTE_SCORECARD, SCORECARD, NULL, scorecard),
	PAGE(ROUTE_COMPLETENESS, COMPLETENESS, &form_told_completeness, completeness),
	PAGE(ROUTE_REVIEWS, REVIEWS, &form_reviews, reviews),
	PAGE(ROUTE_MODELS, MODELS, &form_told_models, models),
	PAGE(ROUTE_LIMITATIONS, LIMITATIONS, &form_limitations, limitations),
	PAGE(ROUTE_AMENDMENTS, AMENDMENTS, &form_told_amendments, amendments),
	PAGE(ROUTE_DISCLOSURE, DISCLOSURE, &form_disclosure, disclosure),
	PAGE(ROUTE_COMPACT, COMPACT, &form_compact, compact),
	PAGE(ROUTE_POSTMARKS, POSTMARKS, &form_postmarks, postmarks),
	PAGE(ROUTE_TODO, REVIEWS, NULL, reviews),
#undef PAGE
};

enum question pages_question(enum route route)
{
	return pages[route].question;
}

/* --- what to do --- */

static json_t *todo_of(const struct reviews *reviews)
{
	static const struct {
		const char *kind;
		unsigned states; /* a bit each */
	} kinds[] = {
		{ "REPORT", 1U << REVIEW_EXPECTED },
		{ "ANSWER", 1U << REVIEW_RETURNED },
		{ "REVIEW", 1U << REVIEW_SUBMITTED | 1U << REVIEW_UNDER_REVIEW },
		{ "RESOLVE", 1U << REVIEW_DISPUTED },
	};
	json_t *counts = json_array();

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		json_int_t count = 0;

		for (size_t i = 0; i < reviews->board_count; i++)
			count += kinds[k].states >> reviews->boards[i].state & 1;
		if (count > 0)
			json_array_append_new(counts, json_pack("{s:s, s:I}", "kind", kinds[k].kind,
			                                        "count", count));
	}
	return json_pack("{s:o, s:o}", "period", json_name(&names_periods, reviews->period - 1),
	                 "counts", counts);
}

/* --- JSON --- */

static json_t *season_of(const struct answer *answer)
{
	struct member_list names;
	struct arena arena;
	json_t *value = NULL;

	arena_init(&arena, 0);
	if (members_take(answer, &arena, &names))
		value = held_season_json(&names);
	arena_close(&arena);
	return value;
}

static struct outcome standings_of(const struct told_standings *standings,
                                   const struct member_list *names)
{
	json_t *value = version_standings_json(standings, names);
	struct body *page = version_page(value);
	const struct outcome outcome = outcome_of(page, outcome_json_type, OUTCOME_ASK_AGAIN);

	body_drop(&page);
	json_decref(value);
	return outcome;
}

struct outcome pages_workbook(struct body *workbook)
{
	if (!workbook)
		return outcome_problem(500, "UNKNOWN");
	struct outcome outcome = outcome_of(workbook, spreadsheet_type, OUTCOME_ASK_AGAIN);

	outcome.name = "standings.xlsx";
	return outcome;
}

static struct outcome xlsx_of(const struct told_standings *standings,
                              const struct member_list *names, bool english,
                              struct workbooks *workbooks)
{
	struct body *workbook =
	        workbooks_take(workbooks, standings, names, english ? ENGLISH : VIETNAMESE);
	const struct outcome outcome = pages_workbook(workbook);

	body_drop(&workbook);
	return outcome;
}

struct outcome pages_answer(enum route route, const struct answer *answer, const struct held *names,
                            bool english, struct workbooks *workbooks)
{
	static const struct member_list no_names = { .current = -1 };
	const struct member_list *members = names ? &names->names : &no_names;
	const char *member = (const char *)answer->reply + pages[route].member;
	json_t *value = NULL;

	if (answer->kind != pages[route].kind)
		return outcome_problem(502, "UNKNOWN");
	if (route == ROUTE_STANDINGS_CSV)
		return pages_csv(&answer->standings, members, english);
	if (route == ROUTE_STANDINGS_XLSX)
		return xlsx_of(&answer->standings, members, english, workbooks);
	if (route == ROUTE_STANDINGS)
		return standings_of(&answer->standings, members);
	if (pages[route].form)
		value = json_form_write(pages[route].form, NULL, member);
	else if (route == ROUTE_SEASON)
		value = season_of(answer);
	else if (route == ROUTE_SCORECARD)
		value = json_scorecard(&answer->scorecard, members);
	else if (route == ROUTE_TODO)
		value = todo_of(&answer->reply->reviews);
	return value ? outcome_json(value) : outcome_problem(502, "UNKNOWN");
}

/* --- CSV --- */

struct csv {
	struct buffer out;
	bool english;
	bool begun; /* the row: it has a cell */
};

static void add(struct csv *csv, const char *text)
{
	buffer_append(&csv->out, text, strlen(text));
}

static void end_row(struct csv *csv)
{
	add(csv, "\r\n");
	csv->begun = false;
}

/* In quotes where it must be. */
static void add_cell(struct csv *csv, const char *text)
{
	const char *const separator = csv->english ? "," : ";";

	if (csv->begun)
		add(csv, separator);
	csv->begun = true;
	if (!strpbrk(text, "\"\n") && !strstr(text, separator)) {
		add(csv, text);
		return;
	}
	add(csv, "\"");
	for (; *text; text++)
		buffer_append(&csv->out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	add(csv, "\"");
}

/* A name: what a spreadsheet would take for a formula begins with an apostrophe. */
static void add_name(struct csv *csv, const char *text)
{
	struct arena arena;

	arena_init(&arena, 0);
	add_cell(csv,
	         text[0] && strchr("=+-@\t", text[0]) ? arena_text(&arena, "'%s", text) : text);
	arena_close(&arena);
}

static void add_points(struct csv *csv, int64_t points)
{
	char text[DECIMAL_SIZE];

	decimal_format(points, POINT_DECIMALS, text);
	for (char *at = text; *at && !csv->english; at++)
		*at = *at == '.' ? ',' : *at;
	add_cell(csv, text);
}

static void add_number(struct csv *csv, uint32_t number)
{
	char text[DECIMAL_SIZE];

	add_cell(csv, number > 0 ? decimal_format(number, 0, text) : "");
}

static void add_heads(struct csv *csv, const struct told_standings *standings,
                      const struct member_list *names)
{
	static const char *const heads[LANGUAGES][8] = {
		[VIETNAMESE] = { "Hạng", "Hạng kỳ trước", "Mã", "Đơn vị", "Tổng điểm", "Điểm nền",
		                 "Điểm thưởng", "Điểm trừ" },
		[ENGLISH] = { "Rank", "Rank before", "Code", "Board", "Total", "Base", "Bonus",
		              "Deduction" },
	};
	const enum language language = csv->english ? ENGLISH : VIETNAMESE;

	for (size_t i = 0; i < 8; i++)
		add_cell(csv, heads[language][i]);
	for (size_t i = 0; i < standings->task_count; i++)
		add_name(csv, member_task(names, standings->tasks[i]));
	end_row(csv);
}

struct outcome pages_csv(const struct told_standings *standings, const struct member_list *names,
                         bool english)
{
	struct csv csv = { .english = english };

	add(&csv, "\xef\xbb\xbf");
	add_heads(&csv, standings, names);
	for (size_t i = 0; i < standings->row_count; i++) {
		const struct told_row *row = &standings->rows[i];

		add_number(&csv, row->rank);
		add_number(&csv, row->rank_before);
		add_cell(&csv, row->board);
		add_name(&csv, member_board(names, row->board));
		add_points(&csv, row->total);
		add_points(&csv, row->base_points);
		add_points(&csv, row->bonus);
		add_points(&csv, row->deduction);
		for (size_t k = 0; k < standings->task_count; k++) {
			if (row->points[k] < 0)
				add_cell(&csv, "–");
			else
				add_points(&csv, row->points[k]);
		}
		end_row(&csv);
	}
	struct outcome outcome = { .status = 200,
		                   .body = body_new(csv.out.data, csv.out.size),
		                   .type = "text/csv; charset=utf-8",
		                   .cache = OUTCOME_ASK_AGAIN,
		                   .name = "standings.csv" };

	buffer_close(&csv.out);
	return outcome;
}
