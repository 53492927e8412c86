#include "season_told.h"

#include "encode.h"

int season_told(struct dial *dial, const char *cluster, uint32_t year, uint32_t version,
                bool *found, struct season_draft *out)
{
	const struct get_season asked = { .version = version };
	const struct query query = { .question = QUESTION_SEASON,
		                     .cluster = cluster,
		                     .year = year,
		                     .period = -1,
		                     .asked = &asked };
	const int code = dial_try(dial, &query);
	struct faults why;

	*found = false;
	if (code == THIDUA_REFUSED && dial->answer.status == STATUS_NOT_FOUND)
		return THIDUA_OK;
	if (code != THIDUA_OK)
		return dial_tell(dial, code);
	faults_init(&why, &dial->arena);
	*found = true;
	return command_read_season(dial->answer.season.bytes, dial->answer.season.size,
	                           &dial->arena, out, &why)
	               ? THIDUA_OK
	               : complain(THIDUA_UNREACHABLE, "%s", say(WORD_SEASON_UNREADABLE));
}
