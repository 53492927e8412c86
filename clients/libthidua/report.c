/*
 * A report is filled call by call into arrays of the largest size, so that no call can run out of
 * room halfway, and becomes bytes in one step.
 *
 * Only counts are bounded here; whether a text or a number is right is said by the same code as in
 * the daemon, when the report is put, with all faults at once.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "names.h"

enum {
	LINES_MOST = TASKS_MAX,
	TEXTS_MOST = 50,
	EVIDENCE_MOST = 100
}; /* as in proto/thidua/v1/command.proto */

struct thidua_report {
	struct arena arena; /* the texts */
	const char *cluster;
	uint32_t year;
	struct submit_report content; /* points into the arrays below */
	struct report_line lines[LINES_MOST];
	struct limitation limitations[TEXTS_MOST];
	struct good_model models[TEXTS_MOST];
	const char *proposals[TEXTS_MOST];
	uint8_t evidence[EVIDENCE_MOST][HASH_SIZE];
};

const char *report_period_name(int period)
{
	const char *name = names_find(&names_periods, period);

	return name ? name : "?";
}

int report_period(const char *name)
{
	return names_number(&names_periods, name);
}

static const char *keep(struct thidua_report *report, const char *text)
{
	return !text ? NULL : arena_text(&report->arena, "%s", text);
}

int thidua_report_new(const char *cluster, unsigned year, const char *board, const char *period,
                      unsigned revision, const uint8_t *previous_hash, struct thidua_report **out)
{
	*out = NULL;
	if (!cluster || !board || !period || report_period(period) < 0)
		return THIDUA_USAGE;
	struct thidua_report *report = must_alloc(1, sizeof(*report));

	arena_init(&report->arena, 0);
	report->cluster = keep(report, cluster);
	report->year = year;
	report->content.board = keep(report, board);
	report->content.period = report_period(period) + 1;
	report->content.revision = revision;
	report->content.has_previous_hash = previous_hash != NULL;
	if (previous_hash)
		memcpy(report->content.previous_hash, previous_hash, HASH_SIZE);
	report->content.lines = report->lines;
	report->content.limitations = report->limitations;
	report->content.models = report->models;
	report->content.proposals = report->proposals;
	report->content.evidence = (const uint8_t(*)[HASH_SIZE])report->evidence;
	*out = report;
	return THIDUA_OK;
}

void thidua_report_free(struct thidua_report **report)
{
	if (!*report)
		return;
	arena_close(&(*report)->arena);
	free(*report);
	*report = NULL;
}

static int add_line(struct thidua_report *report, const char *task, struct report_line line)
{
	if (!task)
		return THIDUA_USAGE;
	if (report->content.line_count == LINES_MOST)
		return THIDUA_BAD_INPUT;
	line.task = keep(report, task);
	report->lines[report->content.line_count++] = line;
	return THIDUA_OK;
}

int thidua_report_quantity(struct thidua_report *report, const char *task, int64_t actual)
{
	return add_line(report, task, (struct report_line){ .has_actual = true, .actual = actual });
}

int thidua_report_percent(struct thidua_report *report, const char *task, int64_t done,
                          int64_t out_of)
{
	return add_line(
	        report, task,
	        (struct report_line){
	                .has_done = true, .done = done, .has_out_of = true, .out_of = out_of });
}

int thidua_report_model(struct thidua_report *report, const char *title, const char *field,
                        const char *effect)
{
	if (!title)
		return THIDUA_USAGE;
	if (report->content.model_count == TEXTS_MOST)
		return THIDUA_BAD_INPUT;
	report->models[report->content.model_count++] =
	        (struct good_model){ keep(report, title), keep(report, field),
		                     keep(report, effect) };
	return THIDUA_OK;
}

int thidua_report_limitation(struct thidua_report *report, const char *text, const char *cause,
                             const char *remedy)
{
	if (!text)
		return THIDUA_USAGE;
	if (report->content.limitation_count == TEXTS_MOST)
		return THIDUA_BAD_INPUT;
	report->limitations[report->content.limitation_count++] =
	        (struct limitation){ keep(report, text), keep(report, cause),
		                     keep(report, remedy) };
	return THIDUA_OK;
}

int thidua_report_proposal(struct thidua_report *report, const char *text)
{
	if (!text)
		return THIDUA_USAGE;
	if (report->content.proposal_count == TEXTS_MOST)
		return THIDUA_BAD_INPUT;
	report->proposals[report->content.proposal_count++] = keep(report, text);
	return THIDUA_OK;
}

int thidua_report_evidence(struct thidua_report *report, const uint8_t hash[32])
{
	if (report->content.evidence_count == EVIDENCE_MOST)
		return THIDUA_BAD_INPUT;
	memcpy(report->evidence[report->content.evidence_count++], hash, HASH_SIZE);
	return THIDUA_OK;
}

void report_encode(const struct thidua_report *report, int64_t now, struct buffer *out)
{
	struct command command = {
		.cluster = report->cluster,
		.year = report->year,
		.signed_at = now,
		.action = ACTION_SUBMIT_REPORT,
		.submit_report = report->content,
	};

	seal_id(now, command.id);
	encode_command(&command, out);
}
