#include "sealed.h"

#include <stdio.h>

#include "calendar.h"
#include "messages.h"
#include "show.h"
#include "words.h"

void sealed_take(const struct disclosure *told, struct sealed *out)
{
	*out = (struct sealed){ .holds = told->frozen,
		                .live = told->live,
		                .since = told->freeze_begins,
		                .until = told->freeze_ends };
}

const struct disclosure *sealed_ask(struct dial *dial, const char *cluster, uint32_t year)
{
	const struct get_disclosure asked = { cluster, year };
	const struct query query = { .question = QUESTION_DISCLOSURE,
		                     .cluster = cluster,
		                     .year = year,
		                     .period = -1,
		                     .asked = &asked };

	return dial_try(dial, &query) == THIDUA_OK ? &dial->answer.reply->disclosure : NULL;
}

/* Freezes begin and end at midnight: what is told is the last day of each. */
static const char *last_day(struct arena *arena, int64_t instant)
{
	return show_day(arena, calendar_day(instant - 1));
}

const char *sealed_say(struct arena *arena, const struct sealed *sealed)
{
	if (!sealed->holds)
		return "";
	if (sealed->live)
		return arena_text(arena, say(WORD_SEALED_FOR_OTHERS),
		                  last_day(arena, sealed->since), last_day(arena, sealed->until));
	return arena_text(arena, say(WORD_SEALED), last_day(arena, sealed->since),
	                  last_day(arena, sealed->until));
}

/* Nothing holds when the daemon does not say. */
static struct sealed look(struct dial *dial, const char *cluster, uint32_t year)
{
	const struct disclosure *told = sealed_ask(dial, cluster, year);
	struct sealed sealed = { .holds = false };

	if (told)
		sealed_take(told, &sealed);
	return sealed;
}

static void note(const char *text)
{
	fprintf(stderr, say(WORD_NOTE), text);
	fputc('\n', stderr);
}

void sealed_note(struct dial *dial, const char *cluster, uint32_t year)
{
	const struct sealed sealed = look(dial, cluster, year);

	if (sealed.holds)
		note(sealed_say(&dial->arena, &sealed));
}

void sealed_warn(struct dial *dial, const struct query *of, const char *board, const char *reason)
{
	const struct sealed sealed =
	        *reason ? look(dial, of->cluster, of->year) : (struct sealed){ .holds = false };

	if (sealed.holds && sealed.live)
		note(arena_text(&dial->arena, say(WORD_SEALED_REASON), board,
		                last_day(&dial->arena, sealed.until)));
}

void sealed_note_hidden(struct dial *dial, const char *cluster, uint32_t year)
{
	const struct sealed sealed = look(dial, cluster, year);

	if (sealed.holds && !sealed.live)
		note(arena_text(&dial->arena, say(WORD_SEALED_MAYBE),
		                last_day(&dial->arena, sealed.since),
		                last_day(&dial->arena, sealed.until)));
}
