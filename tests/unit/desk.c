#include "desk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "calendar.h"
#include "compose.h"
#include "season_2024.h"

static const char *const boards[DESK_OFFICES] = { "HN", "PT", "TQ", "BK" };

const uint8_t desk_epoch[EPOCH_SIZE] = "an epoch's bytes";

static const uint8_t evidence[1][HASH_SIZE] = { "the hash of some paper, or as if" };

static const struct submit_report texts = {
	.limitation_count = 1,
	.proposal_count = 1,
	.model_count = 2,
	.evidence_count = 1,
	.limitations = (const struct limitation[]){ { "Rà soát còn chậm", "Cán bộ mỏng", "" } },
	.proposals = (const char *const[]){ "Tổ chức trao đổi kinh nghiệm" },
	.models =
	        (const struct good_model[]){ { "Chi bộ bốn tốt", "Xây dựng Đảng", "Họp ngắn hơn" },
	                                     { "Hồ sơ số", "", "" } },
	.evidence = evidence,
};

int64_t at(const char *text)
{
	int64_t instant;

	if (!calendar_parse_instant(text, &instant))
		abort();
	return instant;
}

static void demand(bool right, const struct faults *why)
{
	if (right)
		return;
	fprintf(stderr, "desk: %s\n", told(why));
	abort();
}

static struct command new_command(enum action_number action, int64_t signed_at)
{
	struct command command = { .cluster = "TCXDD-1", .signed_at = signed_at, .action = action };

	seal_id(signed_at, command.id);
	return command;
}

static uint8_t *keep(struct desk *desk, const void *bytes, size_t size)
{
	uint8_t *kept = arena_alloc(&desk->arena, size, 1);

	memcpy(kept, bytes, size);
	return kept;
}

static void grant(struct desk *desk, size_t office, int64_t now)
{
	struct command command = new_command(ACTION_GRANT_KEY, now);

	command.grant_key.role = ROLE_OFFICE;
	command.grant_key.board = boards[office];
	memcpy(command.grant_key.sign_key, desk->offices[office].sign_public, KEY_SIZE);
	memcpy(command.grant_key.curve_key, desk->offices[office].curve_public, KEY_SIZE);
	const struct signed_command sent = desk_sign(desk, &command, &desk->operator);

	desk_send(desk, &sent, now);
}

struct command desk_season(struct desk *desk, int64_t signed_at)
{
	struct buffer season = { 0 };
	struct command command = new_command(ACTION_DEFINE_SEASON, signed_at);

	command.year = desk->draft.year;
	command.define_season.version = 1;
	encode_season(&desk->draft, &season);
	command.define_season.season_bytes =
	        (struct bytes){ keep(desk, season.data, season.size), season.size };
	buffer_close(&season);
	return command;
}

void desk_open_empty(struct desk *desk)
{
	*desk = (struct desk){ 0 };
	if (!seal_start())
		abort();
	arena_init(&desk->arena, 0);
	credential_make("operator", &desk->operator);
	credential_make("daemon", &desk->daemon);
	desk->cluster = cluster_new("TCXDD-1", desk->operator.sign_public);
	season_2024_draft(&desk->draft);
}

void desk_begin(struct desk *desk)
{
	const int64_t now = at("2024-01-02T08:00+07:00");
	const struct command season = desk_season(desk, now);
	const struct signed_command sent = desk_sign(desk, &season, &desk->operator);

	desk_send(desk, &sent, now);
	for (size_t i = 0; i < DESK_OFFICES; i++) {
		credential_make(boards[i], &desk->offices[i]);
		grant(desk, i, now);
	}
}

void desk_open(struct desk *desk)
{
	desk_open_empty(desk);
	desk_begin(desk);
}

void desk_close(struct desk *desk)
{
	cluster_free(&desk->cluster);
	arena_close(&desk->arena);
}

struct signed_command desk_sign(struct desk *desk, const struct command *command,
                                const struct credential *signer)
{
	struct signed_command sent;
	struct buffer bytes = { 0 };

	encode_command(command, &bytes);
	sent.bytes = keep(desk, bytes.data, bytes.size);
	sent.size = bytes.size;
	buffer_close(&bytes);
	seal_sign(sent.bytes, sent.size, signer->sign_secret, sent.signature);
	memcpy(sent.key, signer->sign_public, KEY_SIZE);
	return sent;
}

/* As the daemon does: the form, the bounds of the season's edition, the rules. */
static bool judge(struct desk *desk, const struct signed_command *sent, int64_t received_at,
                  struct command *out, struct faults *why)
{
	faults_init(why, &desk->arena);
	if (!command_decode(sent->bytes, sent->size, &desk->arena, out, why))
		return false;
	memcpy(out->key, sent->key, KEY_SIZE);
	out->received_at = received_at;
	const bool formed = command_judge(out, cluster_edition(desk->cluster, out), why);

	return cluster_check(desk->cluster, out, why) && formed;
}

const char *desk_try(struct desk *desk, const struct signed_command *sent, int64_t received_at)
{
	struct command command;
	struct faults why;

	judge(desk, sent, received_at, &command, &why);
	return told(&why);
}

void desk_send(struct desk *desk, const struct signed_command *sent, int64_t received_at)
{
	struct command command;
	struct faults why;
	uint8_t hash[HASH_SIZE];

	demand(judge(desk, sent, received_at, &command, &why), &why);
	const uint64_t sequence = desk->cluster->sequence + 1;

	seal_chain(desk->cluster->hash, sequence, received_at, sent->bytes, sent->size, hash);
	assert(desk->entry_count < DESK_ENTRIES);
	desk->entries[desk->entry_count++] = (struct journal_entry){
		.sequence = sequence,
		.received_at = received_at,
		.command = sent->bytes,
		.command_size = sent->size,
		.signature = keep(desk, sent->signature, SIGNATURE_SIZE),
		.key = keep(desk, sent->key, KEY_SIZE),
		.previous_hash = keep(desk, desk->cluster->hash, HASH_SIZE),
		.hash = keep(desk, hash, HASH_SIZE),
	};
	demand(cluster_apply(desk->cluster, &command, hash, NULL), &why);
}

static void fill_lines(struct desk *desk, size_t board, int64_t share, struct submit_report *to)
{
	const struct ruleset *ruleset = cluster_ruleset(desk->cluster, 2024, INT64_MAX);
	struct report_line *lines = arena_alloc(&desk->arena, TASKS_MAX, sizeof(*lines));

	for (size_t i = 0; i < ruleset->task_count; i++) {
		const struct task *task = &ruleset->tasks[i];
		const int64_t target = ruleset_target(ruleset, board, i);
		struct report_line *line = &lines[to->line_count];

		if (!task_has_line(task) || target == 0)
			continue;
		line->task = task->code;
		line->has_actual = task->measure == MEASURE_QUANTITY;
		line->has_done = line->has_out_of = !line->has_actual;
		if (line->has_actual) {
			line->actual = target * share / 100 / FULL * FULL;
		} else {
			line->done = target * share / 100;
			line->out_of = 2 * target;
		}
		to->line_count++;
	}
	to->lines = lines;
}

struct command desk_report(struct desk *desk, size_t office, enum period period, int64_t share,
                           int64_t signed_at)
{
	const int board =
	        ruleset_board(cluster_ruleset(desk->cluster, 2024, INT64_MAX), boards[office]);
	const struct report *in_force = cluster_report(desk->cluster, 2024, (size_t)board, period);
	struct command command = new_command(ACTION_SUBMIT_REPORT, signed_at);
	struct submit_report *report = &command.submit_report;

	command.year = 2024;
	*report = texts;
	report->board = boards[office];
	report->period = (int)period + 1;
	report->revision = in_force->revision + 1;
	report->has_previous_hash = in_force->revision > 0;
	memcpy(report->previous_hash, in_force->hash, HASH_SIZE);
	fill_lines(desk, (size_t)board, share, report);
	return command;
}

void desk_must_report(struct desk *desk, size_t office, enum period period, int64_t share,
                      int64_t received_at)
{
	const struct command command = desk_report(desk, office, period, share, received_at);
	const struct signed_command sent = desk_sign(desk, &command, &desk->offices[office]);

	desk_send(desk, &sent, received_at);
}

struct standing desk_standing(struct desk *desk, enum period period, int64_t now)
{
	struct standing standing;

	if (!standing_compute(desk->cluster, 2024, period, now, &desk->arena, &standing))
		abort();
	return standing;
}

void desk_encode(const struct standing *standing, int64_t published_at, struct buffer *out)
{
	uint8_t state_hash[HASH_SIZE];
	const struct standing_notice notice = {
		.epoch = desk_epoch,
		.published_at = published_at,
		.rehearsal = true,
		.state_hash = state_hash,
	};

	standing_seal(standing, state_hash);
	standing_encode(out, standing, &notice);
}
