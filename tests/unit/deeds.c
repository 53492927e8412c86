#include "deeds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "encode.h"
#include "request.h"

#include <cmocka.h>

#define BEGUN "2024-01-02T08:00+07:00"

void deeds_begin(struct rig *rig, const struct season_draft *draft)
{
	rig_open(rig);
	cluster_read_by(rig->cluster, &command_reader);
	rig_admit_boards(rig, draft, at(BEGUN));
	rig_admit(rig, ROLE_SUPERVISOR, "", "Vu", at(BEGUN));
	rig_admit(rig, ROLE_VIEWER, "", "viewer", at(BEGUN));
	struct command public = rig_grant(rig, ROLE_VIEWER, "", "public", at(BEGUN));
	const struct command define = rig_season(rig, draft, 1, at(BEGUN));

	public.grant_key.audience = AUDIENCE_PUBLIC;
	rig_must_send(rig, &public);
	rig_must_send(rig, &define);
}

struct command deeds_sealed(struct rig *rig, const struct command *command)
{
	struct buffer bytes = { 0 };
	struct command read;
	struct faults why;

	faults_init(&why, &rig->arena);
	encode_command(command, &bytes);
	const uint8_t *kept = arena_copy(&rig->arena, bytes.data, bytes.size);

	command_replay(kept, bytes.size, &rig->arena, &read, &why);
	buffer_close(&bytes);
	assert_int_equal(why.count, 0);
	memcpy(read.key, command->key, KEY_SIZE);
	read.received_at = command->received_at;
	read.receipt = command->receipt;
	return read;
}

const char *deeds_send(struct rig *rig, struct command *command)
{
	*command = deeds_sealed(rig, command);
	return rig_send(rig, command);
}

void deeds_agree(struct rig *rig, struct command *proposed, const char *by, const char *when)
{
	struct command sign = rig_command(rig, ACTION_COUNTERSIGN, by, at(when));

	assert_string_equal(deeds_send(rig, proposed), "OK");
	sign.year = proposed->year;
	memcpy(sign.countersign.proposal, proposed->hash, HASH_SIZE);
	assert_string_equal(deeds_send(rig, &sign), "OK");
}
