/* What succeeds a locked standing is written down once: an amendment costs no more for those before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "encode.h"
#include "locked.h"
#include "rig.h"
#include "seal.h"
#include "season_2024.h"

#include <cmocka.h>

#define BEGUN "2024-01-02T08:00+07:00"
#define AFTER "2024-04-08T08:00+07:00"

static struct command sealed(struct rig *rig, const struct command *command)
{
	struct buffer bytes = { 0 };
	struct command out;
	struct faults why;

	faults_init(&why, &rig->arena);
	encode_command(command, &bytes);
	const uint8_t *kept = arena_copy(&rig->arena, bytes.data, bytes.size);

	command_replay(kept, bytes.size, &rig->arena, &out, &why);
	buffer_close(&bytes);
	memcpy(out.key, command->key, KEY_SIZE);
	out.received_at = command->received_at;
	return out;
}

static void begin(struct rig *rig)
{
	struct season_draft draft;

	season_2024_draft(&draft);
	draft.has_edition = true;
	draft.edition = EDITION_SECOND;
	draft.proposal_days = 10;
	rig_begin(rig, &draft);
	cluster_read_by(rig->cluster, &command_reader);
	const struct command grant = rig_grant(rig, ROLE_SUPERVISOR, "", "Vu", at(BEGUN));

	rig_must_send(rig, &grant);
}

static void amend(struct rig *rig, int64_t value)
{
	const struct judgement task = {
		.task = "T01", .has_actual = true, .actual = value * UNITS, .reason = "sổ gốc"
	};
	struct command amend = rig_command(rig, ACTION_AMEND_REPORT, "HN", at(AFTER)),
	               sign = rig_command(rig, ACTION_COUNTERSIGN, "Vu", at(AFTER));

	amend.year = sign.year = 2024;
	amend.amend_report = (struct amend_report){
		.board = "CB", .period = Q1 + 1, .task_count = 1, .tasks = &task
	};
	amend = sealed(rig, &amend);
	rig_must_send(rig, &amend);
	memcpy(sign.countersign.proposal, amend.hash, HASH_SIZE);
	sign = sealed(rig, &sign);
	rig_must_send(rig, &sign);
}

/* Bytes that the standings of Q1 need, after what was published before. */
static size_t written(struct rig *rig, struct store *store, struct shown **list)
{
	static const uint8_t content[HASH_SIZE];
	struct batch *batch = store_batch(store);
	const struct standing latest = rig_standing(rig, Q1, at(AFTER));

	locked_put(batch, &latest, shown_find(*list, 2024, Q1), at(AFTER), &rig->arena);
	shown_put(list, &latest, content);
	const size_t size = batch_size(batch);

	store_discard(store, batch);
	return size;
}

static void each_successor_is_written_once(void **state)
{
	const struct store_events events = { 0 };
	const struct store_settings settings = { .conninfo = "host=127.0.0.1 port=1" };
	struct store *store = store_open(&settings, &events, NULL);
	struct shown *list = NULL, *none = NULL;
	struct rig rig;

	(void)state;
	rig_open(&rig);
	begin(&rig);
	rig_must_report(&rig, "CB", Q1, at("2024-03-18T08:00+07:00"));
	amend(&rig, 1);
	const size_t two = written(&rig, store, &list); /* and the one that locked */

	for (int64_t i = 2; i <= 20; i++) {
		amend(&rig, i);
		assert_in_range(written(&rig, store, &list), two / 4, 2 * two / 3);
	}
	assert_int_equal(written(&rig, store, &list), 0);
	assert_in_range(written(&rig, store, &none), 9 * two, 12 * two);
	shown_clear(&list);
	shown_clear(&none);
	store_close(&store);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_successor_is_written_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
