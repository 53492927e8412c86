/* Commands and seasons as bytes: all that is known of them is their forms. */
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "encode.h"
#include "messages_forms.h"
#include "request.h"
#include "seal.h"

static bool read_command(unsigned how, const uint8_t *bytes, size_t size, struct arena *arena,
                         struct command *out, struct faults *why)
{
	if (size == 0 || size > COMMAND_BYTES_MAX) {
		*out = (struct command){ 0 };
		fail(why, FAULT_BYTES_WITHIN, "command", "1", fault_number(why, COMMAND_BYTES_MAX),
		     fault_number(why, (long long)size));
		return false;
	}
	const bool right = form_read(&form_command, "command", FORM_UNNAMED | how, bytes, size,
	                             arena, out, why);

	out->bytes = (struct bytes){ bytes, size };
	seal_hash(bytes, size, out->hash);
	return right;
}

bool command_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out,
                    struct faults *why)
{
	return read_command(0, bytes, size, arena, out, why);
}

bool command_replay(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out,
                    struct faults *why)
{
	return read_command(FORM_ACCEPTED, bytes, size, arena, out, why);
}

static bool read_again(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out)
{
	struct faults why;

	faults_init(&why, arena);
	return command_replay(bytes, size, arena, out, &why);
}

static void hash_said(const struct command *command, uint8_t out[HASH_SIZE])
{
	struct command bare = *command;
	struct buffer bytes = { 0 };

	memset(bare.id, 0, ID_SIZE);
	bare.signed_at = 0;
	form_write(&form_command, &bare, &bytes);
	seal_hash(bytes.data, bytes.size, out);
	buffer_close(&bytes);
}

const struct command_reader command_reader = { read_again, seal_hash, hash_said };

bool command_prove(const struct command *command, struct faults *why)
{
	return form_prove(&form_command, "command", FORM_UNNAMED, command, why);
}

bool command_judge(const struct command *command, uint32_t edition, struct faults *why)
{
	return form_judge(&form_command, "command", FORM_UNNAMED, edition, command, why);
}

void encode_command(const struct command *command, struct buffer *out)
{
	form_write(&form_command, command, out);
}

void encode_season(const struct season_draft *draft, struct buffer *out)
{
	form_write(&form_season_draft, draft, out);
}

bool command_read_season(const uint8_t *bytes, size_t size, struct arena *arena,
                         struct season_draft *draft, struct faults *why)
{
	return form_read(&form_season_draft, "season", 0, bytes, size, arena, draft, why);
}

bool command_judge_season(const struct season_draft *draft, uint32_t edition, struct faults *why)
{
	return form_judge(&form_season_draft, "season", 0, edition, draft, why);
}
