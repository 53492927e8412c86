#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "decimal.h"
#include "names.h"
#include "scorecard.h"
#include "season_2024.h"

#include <cmocka.h>

void rig_open(struct rig *rig)
{
	*rig = (struct rig){ .cluster = cluster_new("TCXDD-1", rig_key("operator")) };
	arena_init(&rig->arena, 0);
}

void rig_begin(struct rig *rig, const struct season_draft *draft)
{
	const int64_t morning = at("2024-01-02T08:00+07:00");

	rig_admit_boards(rig, draft, morning);
	const struct command define = rig_season(rig, draft, 1, morning);

	rig_must_send(rig, &define);
}

void rig_begin_2024(struct rig *rig)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	rig_begin(rig, &draft);
}

void rig_close(struct rig *rig)
{
	cluster_free(&rig->cluster);
	arena_close(&rig->arena);
}

const struct sight *rig_sight(int64_t now)
{
	static struct sight sight;

	sight = (struct sight){ .reader = { .role = ROLE_SUPERVISOR }, .now = now };
	return &sight;
}

int rig_setup(void **state)
{
	static struct rig rig;

	rig_open(&rig);
	*state = &rig;
	return 0;
}

int rig_setup_2024(void **state)
{
	rig_setup(state);
	rig_begin_2024(*state);
	return 0;
}

int rig_teardown(void **state)
{
	rig_close(*state);
	return 0;
}

const uint8_t *rig_key(const char *name)
{
	static uint8_t keys[8][KEY_SIZE];
	static size_t next;
	uint8_t *key = keys[next++ % 8];

	memset(key, 0, KEY_SIZE);
	snprintf((char *)key, KEY_SIZE, "key of %s", name);
	return key;
}

int64_t at(const char *text)
{
	int64_t instant = 0;

	assert_true(calendar_parse_instant(text, &instant));
	return instant;
}

/* As a client does: milliseconds, the high bytes first. */
static void put_time(uint8_t id[ID_SIZE], int64_t instant)
{
	for (int i = 0; i < 6; i++)
		id[i] = (uint8_t)(instant / 1000 >> (40 - 8 * i));
}

struct command rig_command(struct rig *rig, enum action_number action, const char *name,
                           int64_t received_at)
{
	struct command command = { .cluster = "TCXDD-1",
		                   .action = action,
		                   .received_at = received_at };
	const uint32_t id = ++rig->ids;

	put_time(command.id, received_at);
	command.id[6] = 0x70; /* UUIDv7 */
	command.id[8] = 0x80;
	memcpy(command.id + 12, &id, sizeof(id));
	memset(command.hash, (int)(id % 251), HASH_SIZE);
	memcpy(command.hash, &id, sizeof(id));
	memcpy(command.key, rig_key(name), KEY_SIZE);
	return command;
}

struct command rig_grant(struct rig *rig, enum role role, const char *board, const char *name,
                         int64_t received_at)
{
	struct command command = rig_command(rig, ACTION_GRANT_KEY, "operator", received_at);

	command.grant_key = (struct grant_key){ .role = (int)role, .board = board };
	memcpy(command.grant_key.sign_key, rig_key(name), KEY_SIZE);
	memcpy(command.grant_key.curve_key, rig_key(name), KEY_SIZE);
	command.grant_key.curve_key[KEY_SIZE - 1] = 'c';
	return command;
}

void rig_admit(struct rig *rig, enum role role, const char *board, const char *name, int64_t when)
{
	const struct command grant = rig_grant(rig, role, board, name, when);

	rig_must_send(rig, &grant);
}

void rig_admit_boards(struct rig *rig, const struct season_draft *draft, int64_t when)
{
	for (size_t i = 0; i < draft->board_count; i++)
		rig_admit(rig, ROLE_OFFICE, draft->boards[i].code, draft->boards[i].code, when);
}

struct command rig_revoke(struct rig *rig, const char *name, int64_t received_at)
{
	struct command command = rig_command(rig, ACTION_REVOKE_KEY, "operator", received_at);

	memcpy(command.revoke_key.sign_key, rig_key(name), KEY_SIZE);
	return command;
}

struct command rig_season(struct rig *rig, const struct season_draft *draft, uint32_t version,
                          int64_t received_at)
{
	struct command command = rig_command(rig, ACTION_DEFINE_SEASON, "operator", received_at);

	command.year = draft->year;
	command.define_season = (struct define_season){ .version = version, .season = *draft };
	memset(command.define_season.season_hash, (int)version, HASH_SIZE);
	return command;
}

/* The least value that meets the phased target; percentages out of 10000. */
static struct report_line line_at_target(const struct ruleset *ruleset, size_t board, size_t task,
                                         enum period period)
{
	const struct task *rule = &ruleset->tasks[task];
	const int64_t target = ruleset_target(ruleset, board, task);
	struct report_line line = { .task = rule->code };

	if (rule->measure == MEASURE_PERCENT) {
		line.has_done = line.has_out_of = true;
		line.out_of = 10000 * UNITS;
		line.done = target * 100 * rule->phasing[period] / FULL;
	} else {
		line.has_actual = true;
		line.actual = target * rule->phasing[period] / FULL;
		if (rule->accumulation == ACCUMULATE_SUM && period > Q1 && period < FINAL)
			line.actual -= target * rule->phasing[period - 1] / FULL;
		if (rule->accumulation == ACCUMULATE_SUM && period == FINAL)
			line.actual = target * (rule->phasing[Q4] - rule->phasing[Q3]) / FULL;
	}
	return line;
}

void rig_report_in(struct rig *rig, uint32_t year, const char *board, enum period period,
                   int64_t received_at, struct rig_report *out)
{
	const struct ruleset *ruleset = cluster_ruleset(rig->cluster, year, received_at);
	const size_t place = (size_t)ruleset_board(ruleset, board);
	const struct report *before = cluster_report(rig->cluster, year, place, period);

	out->command = rig_command(rig, ACTION_SUBMIT_REPORT, board, received_at);
	out->command.year = year;
	out->command.submit_report =
	        (struct submit_report){ .board = board,
		                        .period = (int)period + 1,
		                        .revision = before->revision + 1,
		                        .has_previous_hash = before->revision > 0,
		                        .lines = out->lines };
	memcpy(out->command.submit_report.previous_hash, before->hash, HASH_SIZE);
	for (size_t task = 0; task < ruleset->task_count; task++) {
		if (task_has_line(&ruleset->tasks[task]) &&
		    ruleset_target(ruleset, place, task) > 0)
			out->lines[out->command.submit_report.line_count++] =
			        line_at_target(ruleset, place, task, period);
	}
}

void rig_report(struct rig *rig, const char *board, enum period period, int64_t received_at,
                struct rig_report *out)
{
	rig_report_in(rig, 2024, board, period, received_at, out);
}

struct report_line *rig_line(struct rig_report *report, const char *task)
{
	for (size_t i = 0; i < report->command.submit_report.line_count; i++) {
		if (strcmp(report->lines[i].task, task) == 0)
			return &report->lines[i];
	}
	fail_msg("no line for %s", task);
	return NULL;
}

static const char *send(struct rig *rig, const struct command *command, bool loud)
{
	struct faults why;
	const char *text = "";

	faults_init(&why, &rig->arena);
	if (cluster_check(rig->cluster, command, &why)) {
		assert_int_equal(why.count, 0);
		assert_true(cluster_apply(rig->cluster, command, command->hash, NULL));
		return "OK";
	}
	for (size_t i = 0; i < why.count; i++) {
		const struct fault *fault = &why.items[i];

		text = arena_text(&rig->arena, "%s%s%s %s%s%s", text, i > 0 ? " | " : "",
		                  status_name(fault->code), fault->field, loud ? ": " : "",
		                  loud ? fault->message : "");
	}
	return text;
}

const char *rig_send(struct rig *rig, const struct command *command)
{
	return send(rig, command, false);
}

const char *rig_send_loud(struct rig *rig, const struct command *command)
{
	return send(rig, command, true);
}

void rig_must_send(struct rig *rig, const struct command *command)
{
	assert_string_equal(rig_send_loud(rig, command), "OK");
}

void rig_must_report(struct rig *rig, const char *board, enum period period, int64_t received_at)
{
	struct rig_report report;

	rig_report(rig, board, period, received_at, &report);
	rig_must_send(rig, &report.command);
}

struct standing rig_standing(struct rig *rig, enum period period, int64_t now)
{
	struct standing standing;

	assert_true(standing_compute(rig->cluster, 2024, period, now, &rig->arena, &standing));
	return standing;
}

const struct standing_row *rig_row(const struct standing *standing, const char *board)
{
	return &standing->rows[ruleset_board(standing->ruleset, board)];
}

const char *rig_points(struct rig *rig, const struct standing *standing, const char *board,
                       const char *task)
{
	const size_t place =
	        (size_t)ruleset_board(standing->ruleset, board) * standing->ruleset->task_count;
	const int64_t points =
	        standing->points[place + (size_t)ruleset_task(standing->ruleset, task)];
	char number[DECIMAL_SIZE];

	return points < 0 ? "-"
	                  : arena_text(&rig->arena, "%s",
	                               decimal_format(points, POINT_DECIMALS, number));
}

const char *rig_told(struct rig *rig, const struct standing *standing, const char *board)
{
	const struct standing_row *row = rig_row(standing, board);
	char total[DECIMAL_SIZE], base[DECIMAL_SIZE], deduction[DECIMAL_SIZE];

	return arena_text(&rig->arena, "%s = %s - %s, %u days %s %s",
	                  decimal_format(row->total, POINT_DECIMALS, total),
	                  decimal_format(row->base, POINT_DECIMALS, base),
	                  decimal_format(row->deduction, POINT_DECIMALS, deduction), row->late_days,
	                  names_find(&names_statuses, row->status),
	                  standing->ruleset->bands[row->band].code);
}

const char *rig_row_at(struct rig *rig, const char *board, enum period period, const char *instant)
{
	const struct standing standing = rig_standing(rig, period, at(instant));

	return rig_told(rig, &standing, board);
}

const char *rig_points_at(struct rig *rig, const char *board, const char *task, enum period period,
                          const char *instant)
{
	const struct standing standing = rig_standing(rig, period, at(instant));

	return rig_points(rig, &standing, board, task);
}

const struct score_line *rig_score_line(struct rig *rig, const char *board, enum period period,
                                        const char *now, const char *task)
{
	static struct standing standing;
	static struct scorecard card;

	standing = rig_standing(rig, period, at(now));
	scorecard_make(&standing, (size_t)ruleset_board(standing.ruleset, board), at(now),
	               &rig->arena, &card);
	return &card.lines[ruleset_task(standing.ruleset, task)];
}

const char *rig_ranks(struct rig *rig, const struct standing *standing, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		const uint16_t board = standing->order[i];

		text = arena_text(&rig->arena, "%s%s%u%s%s", text, i > 0 ? " " : "",
		                  standing->rows[board].rank,
		                  standing->rows[board].tied ? "=" : ":",
		                  standing->ruleset->boards[board]);
	}
	return text;
}

void rig_report_with(struct rig *rig, const char *board, enum period period, const char *instant,
                     const char *task, int64_t units)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	rig_line(&report, task)->actual = units * UNITS;
	rig_must_send(rig, &report.command);
}

void rig_report_share(struct rig *rig, const char *board, enum period period, const char *instant,
                      const char *task, int64_t done, int64_t out_of)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	rig_line(&report, task)->done = done * UNITS;
	rig_line(&report, task)->out_of = out_of * UNITS;
	rig_must_send(rig, &report.command);
}

void rig_report_models(struct rig *rig, const char *board, enum period period, const char *instant,
                       size_t models)
{
	struct rig_report report;

	rig_report(rig, board, period, at(instant), &report);
	struct good_model *listed = arena_alloc(&rig->arena, models, sizeof(*listed));

	for (size_t i = 0; i < models; i++)
		listed[i] =
		        (struct good_model){ .title = arena_text(&rig->arena, "Mô hình %zu", i + 1),
			                     .field = "",
			                     .effect = "" };
	report.command.submit_report.models = listed;
	report.command.submit_report.model_count = models;
	rig_must_send(rig, &report.command);
}

uint64_t rig_hash(const struct standing *standing)
{
	struct buffer bytes = { 0 };
	uint64_t hash = UINT64_C(14695981039346656037);

	standing_canonical(standing, &bytes);
	for (size_t i = 0; i < bytes.size; i++)
		hash = (hash ^ bytes.data[i]) * UINT64_C(1099511628211);
	buffer_close(&bytes);
	return hash;
}
