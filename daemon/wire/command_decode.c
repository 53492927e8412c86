/*
 * Command bytes to what the core judges, in three steps. The shape is checked on the raw bytes, for
 * protobuf-c would hide what makes two meanings of one command (see shape.h). Then it is unpacked,
 * and then copied into structs of the core, which knows no protobuf. What no rule looks at (names,
 * limitations, proposals) is not copied; who wants it for people reads the bytes again.
 */
#include <string.h>

#include "arena.h"
#include "encode.h"
#include "protobuf.h"
#include "raw.h"
#include "request.h"
#include "seal.h"
#include "shape.h"
#include "text.h"
#include "thidua/v1/command.pb-c.h"

static void take_report(const Thidua__V1__SubmitReport *from, struct arena *arena,
                        struct submit_report *to)
{
	struct report_line *lines = arena_alloc(arena, from->n_lines, sizeof(*lines));

	for (size_t i = 0; i < from->n_lines; i++) {
		const Thidua__V1__Line *line = from->lines[i];

		lines[i] = (struct report_line){
			.task = protobuf_or_empty(line->task),
			.has_actual = line->has_actual,
			.has_done = line->has_done,
			.has_out_of = line->has_out_of,
			.actual = line->actual,
			.done = line->done,
			.out_of = line->out_of,
		};
	}
	to->board = from->board;
	to->period = (int)from->period;
	to->revision = from->revision;
	to->has_previous_hash = from->has_previous_hash;
	if (from->has_previous_hash)
		memcpy(to->previous_hash, from->previous_hash.data, HASH_SIZE);
	to->line_count = from->n_lines;
	to->lines = lines;
	to->model_count = from->n_models;
}

/* A model counts for points, so one title cannot stand for two. */
static void check_titles(const Thidua__V1__SubmitReport *report, struct faults *why)
{
	for (size_t i = 1; i < report->n_models; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(report->models[i]->title, report->models[k]->title) == 0) {
				fail(why, FAULT_TITLE_TWICE,
				     fault_path(why, "models[%zu].title", i),
				     fault_number(why, (long long)k));
				break;
			}
}

static void take_season(const Thidua__V1__DefineSeason *from, struct arena *arena,
                        struct define_season *to, struct faults *why)
{
	to->version = from->version;
	seal_hash(from->season.data, from->season.len, to->hash);
	decode_season(from->season.data, from->season.len, arena, &to->draft, NULL, why);
}

static void take_grant(const Thidua__V1__GrantKey *from, struct grant_key *to)
{
	to->role = (int)from->role;
	to->board = protobuf_or_empty(from->board);
	memcpy(to->sign_key, from->sign_key.data, KEY_SIZE);
	memcpy(to->curve_key, from->curve_key.data, KEY_SIZE);
}

static void take_action(const Thidua__V1__Command *from, struct arena *arena, struct command *to,
                        struct faults *why)
{
	to->action = (enum action_number)from->action_case;
	switch (from->action_case) {
	case THIDUA__V1__COMMAND__ACTION_DEFINE_SEASON:
		take_season(from->define_season, arena, &to->define_season, why);
		return;
	case THIDUA__V1__COMMAND__ACTION_GRANT_KEY:
		take_grant(from->grant_key, &to->grant_key);
		return;
	case THIDUA__V1__COMMAND__ACTION_REVOKE_KEY:
		memcpy(to->revoke_key.sign_key, from->revoke_key->sign_key.data, KEY_SIZE);
		return;
	case THIDUA__V1__COMMAND__ACTION_SUBMIT_REPORT:
		take_report(from->submit_report, arena, &to->submit_report);
		check_titles(from->submit_report, why);
		return;
	default:
		fail(why, FAULT_NOT_GIVEN, "action");
	}
}

static const Thidua__V1__Command *open_command(const uint8_t *bytes, size_t size,
                                               struct arena *arena, struct faults *why)
{
	if (size == 0 || size > COMMAND_BYTES_MAX) {
		fail(why, FAULT_BYTES_WITHIN, "command", "1", fault_number(why, COMMAND_BYTES_MAX),
		     fault_number(why, (long long)size));
		return NULL;
	}
	if (!shape_check(&shape_command, bytes, size, why))
		return NULL;
	const Thidua__V1__Command *command =
	        protobuf_unpack(&thidua__v1__command__descriptor, bytes, size, arena);

	if (!command)
		fail(why, FAULT_OVER_BUDGET, "command");
	return command;
}

bool command_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out,
                    struct faults *why)
{
	const size_t before = why->count;

	memset(out, 0, sizeof(*out));
	const Thidua__V1__Command *command = open_command(bytes, size, arena, why);

	if (!command)
		return false;
	memcpy(out->id, command->id.data, ID_SIZE);
	out->cluster = command->cluster;
	out->year = command->year;
	out->signed_at = command->signed_at;
	if (!text_is_cluster(out->cluster))
		fail(why, FAULT_NO_CLUSTER_CODE, "cluster");
	if (out->id[6] >> 4 != 7 || out->id[8] >> 6 != 2)
		fail(why, FAULT_NO_UUID7, "id");
	take_action(command, arena, out, why);
	seal_hash(bytes, size, out->hash);
	return why->count == before;
}

bool command_peek(const uint8_t *bytes, size_t size, struct arena *arena, const char **cluster,
                  uint8_t id[ID_SIZE])
{
	struct raw raw = { bytes, size };
	struct raw_field field;
	bool has_id = false, has_cluster = false;

	while (raw.left > 0 && !(has_id && has_cluster) && raw_next(&raw, &field)) {
		if (field.number == 1 && field.kind == RAW_BYTES && field.size == ID_SIZE) {
			memcpy(id, field.bytes, ID_SIZE);
			has_id = true;
		} else if (field.number == 2 && field.kind == RAW_BYTES &&
		           field.size < CLUSTER_SIZE) {
			char *code = arena_alloc(arena, field.size + 1, 1);

			memcpy(code, field.bytes, field.size);
			*cluster = code;
			has_cluster = strlen(code) == field.size && text_is_cluster(code);
		}
	}
	return has_id && has_cluster;
}

/* The texts and the season stand in bytes that somebody has accepted, or is about to send. */
static const Thidua__V1__Command *reopen(const uint8_t *bytes, size_t size, struct arena *arena)
{
	struct faults why;

	faults_init(&why, arena);
	return open_command(bytes, size, arena, &why);
}

bool decode_report_texts(const uint8_t *bytes, size_t size, struct arena *arena,
                         struct report_texts *out)
{
	const Thidua__V1__Command *command = reopen(bytes, size, arena);

	if (!command || command->action_case != THIDUA__V1__COMMAND__ACTION_SUBMIT_REPORT)
		return false;
	const Thidua__V1__SubmitReport *report = command->submit_report;
	struct text_triple *limitations =
	        arena_alloc(arena, report->n_limitations, sizeof(*limitations));

	for (size_t i = 0; i < report->n_limitations; i++)
		limitations[i] = (struct text_triple){ report->limitations[i]->text,
			                               report->limitations[i]->cause,
			                               report->limitations[i]->remedy };
	struct text_triple *models = arena_alloc(arena, report->n_models, sizeof(*models));

	for (size_t i = 0; i < report->n_models; i++)
		models[i] =
		        (struct text_triple){ report->models[i]->title, report->models[i]->field,
			                      report->models[i]->effect };
	uint8_t(*evidence)[HASH_SIZE] = arena_alloc(arena, report->n_evidence, HASH_SIZE);

	for (size_t i = 0; i < report->n_evidence; i++)
		memcpy(evidence[i], report->evidence[i].data, HASH_SIZE);
	*out = (struct report_texts){
		.limitation_count = report->n_limitations,
		.proposal_count = report->n_proposals,
		.model_count = report->n_models,
		.evidence_count = report->n_evidence,
		.limitations = limitations,
		.proposals = (const char *const *)report->proposals,
		.models = models,
		.evidence = (const uint8_t(*)[HASH_SIZE])evidence,
	};
	return true;
}

bool decode_season_bytes(const uint8_t *bytes, size_t size, struct arena *arena,
                         const uint8_t **season, size_t *season_size, uint32_t *version)
{
	const Thidua__V1__Command *command = reopen(bytes, size, arena);

	if (!command || command->action_case != THIDUA__V1__COMMAND__ACTION_DEFINE_SEASON)
		return false;
	*season = command->define_season->season.data;
	*season_size = command->define_season->season.len;
	*version = command->define_season->version;
	return true;
}
