/* Frames of strangers: the envelope, the command in it, and the same bytes taken for a command. */
#include <stdlib.h>

#include "arena.h"
#include "encode.h"
#include "query.h"

/* A question that somebody has signed comes as bytes of its own. */
static void decode_query(const uint8_t *bytes, size_t size, struct arena *arena)
{
	struct query query;
	struct faults why;

	faults_init(&why, arena);
	if (query_decode(bytes, size, arena, &query, &why) != (why.count == 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void decode(const uint8_t *bytes, size_t size, struct arena *arena)
{
	struct command command;
	struct faults why;
	struct command again;

	faults_init(&why, arena);
	const bool right = command_decode(bytes, size, arena, &command, &why);

	if (right != (why.count == 0) ||
	    (right && !command_replay(bytes, size, arena, &again, &why)))
		abort();
	if (right)
		command_prove(&command, &why);
	if (right && command.action == ACTION_DEFINE_SEASON)
		ruleset_free(ruleset_make(&command.define_season.season, 1,
		                          command.define_season.season_hash, &why));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena;
	struct request request;
	struct faults why;

	arena_init(&arena, 1048576);
	faults_init(&why, &arena);
	if (request_decode(bytes, size, &arena, &request, &why) != (why.count == 0))
		abort();
	if (why.count == 0 && (request.body == REQUEST_COMMAND || request.body == REQUEST_DRY_RUN))
		decode(request.signed_command.bytes, request.signed_command.size, &arena);
	if (why.count == 0 && request.body == REQUEST_SIGNED_QUERY)
		decode_query(request.signed_command.bytes, request.signed_command.size, &arena);
	decode(bytes, size, &arena);
	decode_query(bytes, size, &arena);
	arena_close(&arena);
	return 0;
}
