#include "offices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "encode.h"
#include "season_2024.h"

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time.tv_sec * INT64_C(1000000) + time.tv_nsec / 1000;
}

void offices_code(const struct offices *offices, size_t cluster, char code[CLUSTER_SIZE])
{
	snprintf(code, CLUSTER_SIZE, "%s-%05zu", offices->prefix, cluster);
}

void offices_make(struct offices *offices, size_t clusters, const char *prefix)
{
	*offices = (struct offices){ .clusters = clusters };
	snprintf(offices->prefix, sizeof(offices->prefix), "%s", prefix);
	offices->keys = must_alloc(clusters * BOARDS, sizeof(*offices->keys));
	offices->last_hash = must_alloc(clusters * BOARDS, sizeof(*offices->last_hash));
	for (size_t i = 0; i < clusters * BOARDS; i++)
		credential_make("bench", &offices->keys[i]);
}

void offices_free(struct offices *offices)
{
	free(offices->keys);
	free(offices->last_hash);
}

/* Signs the command and makes it a Request frame. */
static void add_frame(struct frames *frames, const struct command *command,
                      const struct credential *signer, uint8_t hash[HASH_SIZE])
{
	struct buffer bytes = { 0 }, request = { 0 };
	struct signed_command sealed;

	encode_command(command, &bytes);
	sealed = (struct signed_command){ .bytes = bytes.data, .size = bytes.size };
	seal_sign(bytes.data, bytes.size, signer->sign_secret, sealed.signature);
	memcpy(sealed.key, signer->sign_public, KEY_SIZE);
	if (hash)
		seal_hash(bytes.data, bytes.size, hash);
	encode_signed(&sealed, false, frames->count + 1, &request);
	frames->items[frames->count] =
	        (struct frame){ request.data, request.size, frames->count + 1, 0 };
	frames->count++;
	buffer_close(&bytes);
}

/* Every policy that a season may have, at dates of the season of 2024: its Q1, which the load plays, comes
 * before the freeze. */
static void agree(struct season_draft *draft)
{
	static int strict[] = { Q4 + 1, FINAL + 1 };
	static struct entry_rule_draft rule = {
		.code = "KT1", .name = "Cờ thi đua", .kind = ENTRY_BONUS, .least = 100, .most = 1000
	};
	static struct earlier_limitation earlier = {
		.board = "TQ", .text = "Chưa số hóa xong hồ sơ đảng viên", .cause = "", .remedy = ""
	};

	draft->has_edition = true;
	draft->edition = EDITION_NEWEST;
	draft->postmark_grace_days = 3;
	draft->compact = true;
	draft->has_review = true;
	draft->review = (struct review_draft){ .review_days = 5,
		                               .dispute_days = 5,
		                               .return_days = 2,
		                               .strict = strict,
		                               .strict_count = 2 };
	draft->proposal_days = 10;
	draft->entry_rules = &rule;
	draft->entry_rule_count = 1;
	draft->models = true;
	draft->limitations = true;
	draft->earlier_limitations = &earlier;
	draft->earlier_limitation_count = 1;
	draft->has_freeze = true;
	draft->freeze = (struct freeze_draft){ .period = FINAL + 1,
		                               .has_first = true,
		                               .first = draft->periods[FINAL].due + 1,
		                               .has_last = true,
		                               .last = draft->periods[FINAL].lock + 5 };
	draft->publication = true;
}

static void encode_bench_season(const struct offices *offices, const char *code, struct buffer *out)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	if (offices->agreed)
		agree(&draft);
	draft.cluster = code;
	buffer_reset(out);
	encode_season(&draft, out);
}

void offices_foundation(const struct offices *offices, const struct credential *operator_keys,
                        struct frames *out)
{
	struct buffer season = { 0 };
	struct season_draft draft;

	season_2024_draft(&draft);
	*out = (struct frames){ must_alloc(offices->clusters * (BOARDS + 1), sizeof(*out->items)),
		                0 };
	for (size_t cluster = 0; cluster < offices->clusters; cluster++) {
		char code[CLUSTER_SIZE];
		struct command command = { .cluster = code, .signed_at = now() };

		offices_code(offices, cluster, code);
		for (size_t board = 0; board < BOARDS; board++) {
			const struct credential *keys = &offices->keys[cluster * BOARDS + board];

			seal_id(now(), command.id);
			command.action = ACTION_GRANT_KEY;
			command.grant_key = (struct grant_key){ .role = ROLE_OFFICE,
				                                .board = draft.boards[board].code };
			memcpy(command.grant_key.sign_key, keys->sign_public, KEY_SIZE);
			memcpy(command.grant_key.curve_key, keys->curve_public, KEY_SIZE);
			add_frame(out, &command, operator_keys, NULL);
		}
		seal_id(now(), command.id);
		command.year = 2024;
		command.action = ACTION_DEFINE_SEASON;
		encode_bench_season(offices, code, &season);
		command.define_season =
		        (struct define_season){ .version = 1,
			                        .season_bytes = { season.data, season.size } };
		add_frame(out, &command, operator_keys, NULL);
	}
	buffer_close(&season);
}

/* Values that differ from board to board, so that every report moves the ranking. */
static size_t fill_lines(const struct season_draft *draft, size_t board, uint32_t revision,
                         struct report_line *lines)
{
	size_t count = 0;

	for (size_t task = 0; task < draft->task_count; task++) {
		const struct task_draft *kind = &draft->tasks[task];
		bool assigned = true;
		int64_t value = (int64_t)(1 + (board * 7 + task * 3 + revision) % 40) * 10000;

		for (size_t i = 0; i < draft->boards[board].target_count; i++) {
			const struct target_draft *target = &draft->boards[board].targets[i];

			if (target->not_assigned && strcmp(target->task, kind->code) == 0)
				assigned = false;
		}
		if (!assigned ||
		    (kind->measure != MEASURE_QUANTITY && kind->measure != MEASURE_PERCENT))
			continue;
		lines[count] = (struct report_line){ .task = kind->code };
		if (kind->measure == MEASURE_PERCENT) {
			lines[count].has_done = lines[count].has_out_of = true;
			lines[count].done = value;
			lines[count].out_of = 400000;
		} else {
			lines[count].has_actual = true;
			lines[count].actual = value;
		}
		count++;
	}
	return count;
}

static void shuffle(struct frame *frames, size_t count)
{
	uint64_t seed = 88172645463325252u;

	for (size_t i = count - 1; i > 0; i--) {
		struct frame swap = frames[i];

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		size_t j = (size_t)(seed % (i + 1));

		frames[i] = frames[j];
		frames[j] = swap;
	}
}

static void add_report(struct offices *offices, const struct season_draft *draft, size_t office,
                       uint32_t revision, struct frames *out)
{
	static const struct limitation limitations[] = {
		{ "Tiến độ một số nội dung còn chậm so với kế hoạch đã đề ra từ đầu năm",
		  "Khối lượng công việc lớn, biên chế chưa đủ, phải chờ hướng dẫn của cấp trên",
		  "Phân công lại nhiệm vụ, kiểm tra hằng tháng, báo cáo Ban Thường vụ" },
	};
	static const struct good_model models[] = {
		{ "Sinh hoạt chi bộ điện tử", "Tổ chức đảng",
		  "Giảm thời gian chuẩn bị tài liệu của cấp ủy cơ sở" }
	};
	static const char *const proposals[] = {
		"Đề nghị tổ chức tập huấn nghiệp vụ thẩm tra, xác minh tiêu chuẩn chính trị"
	};
	struct report_line lines[TASKS_MAX];
	char code[CLUSTER_SIZE];
	struct command command = {
		.cluster = code, .year = 2024, .signed_at = now(), .action = ACTION_SUBMIT_REPORT
	};

	offices_code(offices, office / BOARDS, code);
	seal_id(now(), command.id);
	command.submit_report = (struct submit_report){
		.board = draft->boards[office % BOARDS].code,
		.period = Q1 + 1,
		.revision = revision,
		.has_previous_hash = revision > 1,
		.line_count = fill_lines(draft, office % BOARDS, revision, lines),
		.lines = lines,
		.limitation_count = 1,
		.limitations = limitations,
		.proposal_count = 1,
		.proposals = proposals,
		.model_count = 1,
		.models = models,
	};
	memcpy(command.submit_report.previous_hash, offices->last_hash[office], HASH_SIZE);
	add_frame(out, &command, &offices->keys[office], offices->last_hash[office]);
	out->items[out->count - 1].office = office;
}

void offices_reports(struct offices *offices, uint32_t revision, size_t rounds, struct frames *out)
{
	size_t count = offices->clusters * BOARDS;
	struct season_draft draft;

	season_2024_draft(&draft);
	*out = (struct frames){ must_alloc(count * rounds, sizeof(*out->items)), 0 };
	for (size_t round = 0; round < rounds; round++) {
		for (size_t office = 0; office < count; office++)
			add_report(offices, &draft, office, revision + (uint32_t)round, out);
		shuffle(out->items + round * count, count);
	}
}

void frames_free(struct frames *frames)
{
	for (size_t i = 0; i < frames->count; i++)
		free(frames->items[i].bytes);
	free(frames->items);
	*frames = (struct frames){ 0 };
}
