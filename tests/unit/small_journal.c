#include "small_journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "calendar.h"
#include "compose.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const files[SMALL_KEYS] = {
	"thidua credential 1\nlabel Ban A\n"
	"curve_public a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209\n"
	"curve_secret 0101010101010101010101010101010101010101010101010101010101010101\n"
	"sign_public 8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c\n"
	"sign_secret 01010101010101010101010101010101010101010101010101010101010101018a88e3dd7409f195fd52db2d3cba5d72"
	"ca6709bf1d94121bf3748801b40f6f5c\n",
	"thidua credential 1\nlabel thiduad\n"
	"curve_public ce8d3ad1ccb633ec7b70c17814a5c76ecd029685050d344745ba05870e587d59\n"
	"curve_secret 0202020202020202020202020202020202020202020202020202020202020202\n"
	"sign_public 8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394\n"
	"sign_secret 02020202020202020202020202020202020202020202020202020202020202028139770ea87d175f56a35466c34c7ecc"
	"cb8d8a91b4ee37a25df60f5b8fc9b394\n",
	"thidua credential 1\nlabel operator\n"
	"curve_public 5dfedd3b6bd47f6fa28ee15d969d5bb0ea53774d488bdaf9df1c6e0124b3ef22\n"
	"curve_secret 0303030303030303030303030303030303030303030303030303030303030303\n"
	"sign_public ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1\n"
	"sign_secret 0303030303030303030303030303030303030303030303030303030303030303ed4928c628d1c2c6eae9033890599561"
	"2959273a5c63f93636c14614ac8737d1\n",
	"thidua credential 1\nlabel Ban B\n"
	"curve_public ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10b\n"
	"curve_secret 0404040404040404040404040404040404040404040404040404040404040404\n"
	"sign_public ca93ac1705187071d67b83c7ff0efe8108e8ec4530575d7726879333dbdabe7c\n"
	"sign_secret 0404040404040404040404040404040404040404040404040404040404040404ca93ac1705187071d67b83c7ff0efe81"
	"08e8ec4530575d7726879333dbdabe7c\n",
	"thidua credential 1\nlabel supervisor\n"
	"curve_public 50a61409b1ddd0325e9b16b700e719e9772c07000b1bd7786e907c653d20495d\n"
	"curve_secret 0505050505050505050505050505050505050505050505050505050505050505\n"
	"sign_public 6e7a1cdd29b0b78fd13af4c5598feff4ef2a97166e3ca6f2e4fbfccd80505bf1\n"
	"sign_secret 05050505050505050505050505050505050505050505050505050505050505056e7a1cdd29b0b78fd13af4c5598feff4ef2a"
	"97166e3ca6f2e4fbfccd80505bf1\n",
};

static const struct group_draft groups[] = { { 1, "Nhóm 1" } };
static const uint32_t even[] = { 2500, 5000, 7500, 10000 };
static const uint32_t whole[] = { 10000, 10000, 10000, 10000 };
static const struct task_draft tasks[] = {
	{ .code = "T01",
	  .name = "Văn bản",
	  .unit = "văn bản",
	  .group = 1,
	  .kind = KIND_LINEAR,
	  .accumulation = ACCUMULATE_SUM,
	  .measure = MEASURE_QUANTITY,
	  .max = 5000,
	  .has_target = true,
	  .target = 400000,
	  .phasing_count = 4,
	  .phasing = even },
	{ .code = "T02",
	  .name = "Kết nạp",
	  .unit = "người",
	  .group = 1,
	  .kind = KIND_LEADER,
	  .accumulation = ACCUMULATE_SUM,
	  .measure = MEASURE_QUANTITY,
	  .max = 3000,
	  .has_target = true,
	  .target = 1000000,
	  .phasing_count = 4,
	  .phasing = even },
	{ .code = "T03",
	  .name = "Kiểm điểm",
	  .unit = "%",
	  .group = 1,
	  .kind = KIND_LINEAR,
	  .accumulation = ACCUMULATE_LAST,
	  .measure = MEASURE_PERCENT,
	  .max = 2000,
	  .has_target = true,
	  .target = 950000,
	  .phasing_count = 4,
	  .phasing = whole },
};
static const struct board_draft boards[] = { { .code = "AA", .name = "Ban A" },
	                                     { .code = "BB", .name = "Ban B" } };
static const struct late_step late[] = { { 2, 100 } };
static const int tiebreaks[] = { TIEBREAK_TOTAL, TIEBREAK_DEDUCTION, TIEBREAK_PRIORITY_GROUP,
	                         TIEBREAK_BASE, TIEBREAK_LATE_DAYS };
static const struct band_draft bands[] = { { "A", "Tốt", true, 8000 },
	                                   { "B", "Chưa tốt", true, 0 } };
static const char *const dates[PERIODS][3] = {
	{ "2024-03-15", "2024-03-20", "2024-04-05" }, { "2024-06-15", "2024-06-18", "2024-07-05" },
	{ "2024-09-15", "2024-09-20", "2024-10-05" }, { "2024-11-15", "2024-11-20", "2024-11-28" },
	{ "2024-12-31", "2025-01-31", "2025-02-15" },
};

const struct good_model small_model = { "Chi bộ bốn tốt", "", "" };

static int64_t instant(const char *text)
{
	int64_t out;

	if (!calendar_parse_instant(text, &out))
		abort();
	return out;
}

static int32_t day(const char *text)
{
	int32_t out;

	if (!calendar_parse(text, &out))
		abort();
	return out;
}

static void make_season(struct small_journal *journal, bool reviewed)
{
	struct period_draft periods[PERIODS];
	struct buffer bytes = { 0 };

	for (int i = 0; i < PERIODS; i++)
		periods[i] = (struct period_draft){
			.period = i + 1,
			.has_opens = true,
			.opens = day(dates[i][0]),
			.has_due = true,
			.due = day(dates[i][1]),
			.has_lock = true,
			.lock = day(dates[i][2]),
		};
	static const int strict[] = { 1 };
	struct season_draft draft = {
		.cluster = "MAU-1",
		.year = 2024,
		.name = "Mùa mẫu",
		.scale = 10000,
		.missing_deduction = 200,
		.bonus_cap = 1000,
		.group_count = 1,
		.groups = groups,
		.task_count = COUNT(tasks),
		.tasks = tasks,
		.board_count = COUNT(boards),
		.boards = boards,
		.period_count = PERIODS,
		.periods = periods,
		.late_step_count = COUNT(late),
		.late_steps = late,
		.tie_break_count = COUNT(tiebreaks),
		.tie_breaks = tiebreaks,
		.priority_group = 1,
		.band_count = COUNT(bands),
		.bands = bands,
		.not_assigned = NOT_ASSIGNED_RESCALE,
		.head = "AA",
		.deputy = "BB",
	};

	if (reviewed) {
		draft.has_edition = true;
		draft.edition = EDITION_SECOND;
		draft.has_review = true;
		draft.review = (struct review_draft){ .review_days = 5,
			                              .dispute_days = 5,
			                              .return_days = 2,
			                              .strict_count = 1,
			                              .strict = strict };
		draft.proposal_days = 10;
	}
	encode_season(&draft, &bytes);
	uint8_t *kept = arena_alloc(&journal->arena, bytes.size, 1);

	memcpy(kept, bytes.data, bytes.size);
	journal->season = kept;
	journal->season_size = bytes.size;
	buffer_close(&bytes);
}

static struct command *new_command(struct small_journal *journal, size_t i,
                                   enum action_number action, int64_t signed_at)
{
	static const uint8_t id[ID_SIZE] = { 0x01, 0x8e, 0x3f, 0x5a, 0x2c, 0,    0x71, 0x23,
		                             0xb4, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0 };
	struct command *command = &journal->commands[i];

	command->cluster = "MAU-1";
	command->signed_at = signed_at;
	command->action = action;
	memcpy(command->id, id, ID_SIZE);
	command->id[ID_SIZE - 1] = (uint8_t)(i + 1);
	return command;
}

static void send(struct small_journal *journal, size_t i, size_t signer, int64_t received_at)
{
	struct buffer bytes = { 0 };
	struct faults why;
	struct command command;
	uint8_t *hashes = arena_alloc(&journal->arena, 2, HASH_SIZE);

	encode_command(&journal->commands[i], &bytes);
	uint8_t *kept = arena_alloc(&journal->arena, bytes.size, 1);

	memcpy(kept, bytes.data, bytes.size);
	struct signed_command *sent = &journal->sent[i];

	*sent = (struct signed_command){ .bytes = kept, .size = bytes.size };
	buffer_close(&bytes);
	seal_sign(kept, sent->size, journal->keys[signer].sign_secret, sent->signature);
	memcpy(sent->key, journal->keys[signer].sign_public, KEY_SIZE);
	memcpy(hashes, journal->cluster->hash, HASH_SIZE);
	seal_chain(hashes, i + 1, received_at, kept, sent->size, hashes + HASH_SIZE);
	journal->entries[i] =
	        (struct journal_entry){ i + 1,           received_at, kept,   sent->size,
		                        sent->signature, sent->key,   hashes, hashes + HASH_SIZE };
	faults_init(&why, &journal->arena);
	if (command_decode(kept, sent->size, &journal->arena, &command, &why)) {
		command.received_at = received_at;
		memcpy(command.key, sent->key, KEY_SIZE);
		if (cluster_check(journal->cluster, &command, &why)) {
			cluster_apply(journal->cluster, &command, hashes + HASH_SIZE, NULL);
			return;
		}
	}
	fprintf(stderr, "small_journal: entry %zu: %s\n", i + 1, told(&why));
	abort();
}

static void grant(struct small_journal *journal, size_t i, size_t key, const char *board,
                  int64_t now)
{
	struct command *command = new_command(journal, i, ACTION_GRANT_KEY, now);

	command->grant_key.role = key == SMALL_SUPERVISOR ? ROLE_SUPERVISOR : ROLE_OFFICE;
	command->grant_key.board = board;
	memcpy(command->grant_key.sign_key, journal->keys[key].sign_public, KEY_SIZE);
	memcpy(command->grant_key.curve_key, journal->keys[key].curve_public, KEY_SIZE);
	send(journal, i, SMALL_OPERATOR, now);
}

static void report(struct small_journal *journal, size_t i, size_t key, const char *board,
                   const struct report_line *lines, int64_t received_at)
{
	struct command *command =
	        new_command(journal, i, ACTION_SUBMIT_REPORT, instant("2024-03-20T16:00:00Z"));

	command->year = 2024;
	command->submit_report.board = board;
	command->submit_report.period = 1;
	command->submit_report.revision = 1;
	if (i >= SMALL_ENTRIES) { /* of BB, which has reported with the fifth entry */
		command->submit_report.revision = 2;
		command->submit_report.has_previous_hash = true;
		seal_hash(journal->sent[SMALL_ENTRIES - 1].bytes,
		          journal->sent[SMALL_ENTRIES - 1].size,
		          command->submit_report.previous_hash);
	}
	command->submit_report.line_count = COUNT(tasks);
	command->submit_report.lines = lines;
	command->submit_report.models = &small_model;
	command->submit_report.model_count = key == SMALL_AA ? 1 : 0;
	send(journal, i, key, received_at);
}

static void open_journal(struct small_journal *journal, bool reviewed)
{
	static const struct report_line aa[] = {
		{ .task = "T01", .has_actual = true, .actual = 90000 },
		{ .task = "T02", .has_actual = true, .actual = 300000 },
		{ .task = "T03",
		  .has_done = true,
		  .done = 900000,
		  .has_out_of = true,
		  .out_of = 1000000 },
	};
	static const struct report_line bb[] = {
		{ .task = "T01", .has_actual = true, .actual = 100000 },
		{ .task = "T02", .has_actual = true, .actual = 250000 },
		{ .task = "T03", .has_done = true, .done = 0, .has_out_of = true, .out_of = 0 },
	};
	const int64_t january = instant("2024-01-02T01:00:00Z");
	struct faults why;

	*journal = (struct small_journal){ 0 };
	arena_init(&journal->arena, 0);
	faults_init(&why, &journal->arena);
	if (!seal_start())
		abort();
	for (size_t i = 0; i < SMALL_KEYS; i++)
		if (!credential_read(files[i], strlen(files[i]), &journal->keys[i], &why))
			abort();
	journal->cluster = cluster_new("MAU-1", journal->keys[SMALL_OPERATOR].sign_public);
	cluster_read_by(journal->cluster, &command_reader);
	make_season(journal, reviewed);
	struct command *define = new_command(journal, 0, ACTION_DEFINE_SEASON, january);

	define->year = 2024;
	define->define_season.version = 1;
	define->define_season.season_bytes =
	        (struct bytes){ journal->season, journal->season_size };
	send(journal, 0, SMALL_OPERATOR, january);
	grant(journal, 1, SMALL_AA, "AA", january);
	grant(journal, 2, SMALL_BB, "BB", january);
	report(journal, 3, SMALL_AA, "AA", aa, instant("2024-03-20T16:59:59.999999Z"));
	report(journal, 4, SMALL_BB, "BB", bb, instant("2024-03-20T17:00:00Z"));
}

void small_journal_open(struct small_journal *journal)
{
	open_journal(journal, false);
}

static void review_aa(struct small_journal *journal)
{
	static const struct judgement judged = {
		.task = "T01", .has_actual = true, .actual = 80000, .reason = "theo sổ gốc"
	};
	static const struct objection objection = { "T01", "đã kiểm lại sổ" };
	const struct signed_command *report = &journal->sent[SMALL_ENTRIES - 2];
	const int64_t day = instant("2024-03-22T02:00:00Z");
	struct command *take = new_command(journal, 5, ACTION_TAKE_REPORT, day);
	struct command *verify = new_command(journal, 6, ACTION_VERIFY_REPORT, day);
	struct command *dispute = new_command(journal, 7, ACTION_DISPUTE_REPORT, day);

	take->year = verify->year = dispute->year = 2024;
	take->take_report = (struct take_report){ .board = "AA", .period = 1 };
	seal_hash(report->bytes, report->size, take->take_report.report_hash);
	send(journal, 5, SMALL_BB, day);
	verify->verify_report = (struct verify_report){
		.board = "AA", .period = 1, .task_count = 1, .tasks = &judged
	};
	seal_hash(report->bytes, report->size, verify->verify_report.report_hash);
	send(journal, 6, SMALL_BB, day);
	dispute->dispute_report = (struct dispute_report){
		.board = "AA", .period = 1, .task_count = 1, .tasks = &objection
	};
	seal_hash(journal->sent[6].bytes, journal->sent[6].size,
	          dispute->dispute_report.verification_hash);
	send(journal, 7, SMALL_AA, day);
}

static void amend_bb(struct small_journal *journal)
{
	static const struct judgement amended = {
		.task = "T01", .has_actual = true, .actual = 90000, .reason = "sổ gốc ghi 9"
	};
	const int64_t day = instant("2024-04-08T02:00:00Z");
	struct command *amend = new_command(journal, 10, ACTION_AMEND_REPORT, day);
	struct command *countersign = new_command(journal, 11, ACTION_COUNTERSIGN, day);

	grant(journal, 9, SMALL_SUPERVISOR, "", instant("2024-04-03T03:00:00Z"));
	amend->year = countersign->year = 2024;
	amend->amend_report = (struct amend_report){
		.board = "BB", .period = 1, .task_count = 1, .tasks = &amended
	};
	memset(amend->amend_report.evidence, 7, HASH_SIZE);
	send(journal, 10, SMALL_AA, day);
	seal_hash(journal->sent[10].bytes, journal->sent[10].size,
	          countersign->countersign.proposal);
	send(journal, 11, SMALL_SUPERVISOR, day);
}

void small_journal_open_reviewed(struct small_journal *journal)
{
	static const struct report_line corrected[] = {
		{ .task = "T01", .has_actual = true, .actual = 110000 },
		{ .task = "T02", .has_actual = true, .actual = 250000 },
		{ .task = "T03", .has_done = true, .done = 0, .has_out_of = true, .out_of = 0 },
	};

	open_journal(journal, true);
	review_aa(journal);
	report(journal, 8, SMALL_BB, "BB", corrected, instant("2024-04-03T02:00:00Z"));
	amend_bb(journal);
}

void small_journal_close(struct small_journal *journal)
{
	cluster_free(&journal->cluster);
	arena_close(&journal->arena);
}
