/*
 * Who does what is mostly right, since a year in which all is refused tells little: the actor is the one
 * who may, and what he names is what is there, but now and then it is anybody, or anything.
 */
#include "played_year.h"

#include <string.h>

#include "calendar.h"
#include "encode.h"
#include "names.h"
#include "played_makers.h"
#include "reinstate.h"
#include "request.h"
#include "seal.h"

enum { DAY_SECONDS = 86400 };
#define DAY ((int64_t)DAY_SECONDS * 1000000)

/* Days from due to lock, where they are fewest. */
static int32_t least_slack(const struct season_draft *draft)
{
	int32_t least = 3;

	for (size_t i = 0; i < PERIODS; i++) {
		const struct period_draft *dates = &draft->periods[i];
		const int32_t due =
		        calendar_roll(dates->due, draft->holidays, draft->holiday_count);

		if (dates->lock - due < least)
			least = dates->lock - due;
	}
	return least;
}

static void take_policies(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	draft->has_edition = true;
	draft->edition = EDITION_SECOND;
	draft->compact = chance(dice, 70);
	draft->bonus_cap = (int64_t)roll(dice, (uint64_t)draft->scale / 4);
	draft->postmark_grace_days = (uint32_t)roll(dice, (uint64_t)least_slack(draft) + 1);
	makers_policies(dice, arena, draft);
}

static void make_season(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	random_draft(dice, arena, draft);
	take_policies(dice, arena, draft);
}

/* --- instants --- */

static int64_t near_date(struct dice *dice, const struct season_draft *draft)
{
	const struct period_draft *dates = &draft->periods[roll(dice, PERIODS)];
	const int32_t days[] = { dates->opens, dates->due + 1, dates->lock + 1, dates->lock + 1 };
	const int32_t away[] = { 0, 0, 0, -1, -2, -3, 1, 2, 3 };
	const int64_t beside[] = { -1, 0, 1 };

	/* one throw a statement: a seed gives the same year whichever compiler orders the arguments */
	const int32_t day = days[roll(dice, 4)];
	const int32_t other = day + away[roll(dice, 9)];

	return calendar_midnight(other) + beside[roll(dice, 3)];
}

static int64_t any_instant(struct dice *dice, const struct season_draft *draft)
{
	const int64_t from = calendar_midnight(draft->periods[Q1].opens) - 10 * DAY,
	              to = calendar_midnight(draft->periods[FINAL].lock) + 40 * DAY;
	const int64_t instant = from + (int64_t)roll(dice, (uint64_t)(to - from));

	if (chance(dice, 35))
		return near_date(dice, draft);
	return chance(dice, 20) ? calendar_midnight(calendar_day(instant)) : instant;
}

static void add_deed(struct plan *plan, int64_t when, uint64_t seed)
{
	size_t place = plan->count++;

	for (; place > 0 && plan->deeds[place - 1].at > when; place--)
		plan->deeds[place] = plan->deeds[place - 1];
	plan->deeds[place] = (struct deed){ when, seed };
}

void played_plan(struct plan *plan, uint64_t seed)
{
	struct dice season = { seed }, dice = { seed ^ 0x5deece66d };
	struct season_draft draft;
	struct arena arena;

	arena_init(&arena, 0);
	make_season(&season, &arena, &draft);
	*plan = (struct plan){ .seed = seed };
	const size_t count = 20 + roll(&dice, DEEDS_MAX - 20);

	while (plan->count < count) {
		/* things come in flocks: a review is a few commands within days */
		const int64_t when = any_instant(&dice, &draft);

		for (uint64_t n = 1 + roll(&dice, 8); n > 0 && plan->count < count; n--) {
			const int64_t later = (int64_t)roll(&dice, (uint64_t)(2 * DAY));

			add_deed(plan, when + later * (n > 1), roll(&dice, UINT64_MAX));
		}
	}
	arena_close(&arena);
}

/* --- from bytes --- */

bool played_read(struct played *played, const struct command *made, struct played_entry *out,
                 struct faults *why)
{
	struct arena *arena = &played->rig.arena;
	struct buffer bytes = { 0 };

	encode_command(made, &bytes);
	uint8_t *kept = arena_alloc(arena, bytes.size, 1);

	memcpy(kept, bytes.data, bytes.size);
	*out = (struct played_entry){ .bytes = kept, .size = bytes.size };
	buffer_close(&bytes);
	if (!command_decode(kept, out->size, arena, &out->command, why))
		return false;
	memcpy(out->command.key, made->key, KEY_SIZE);
	out->command.received_at = made->received_at;
	reinstate_enters(&out->command, &out->enters);
	return command_judge(&out->command, cluster_edition(played->rig.cluster, &out->command),
	                     why);
}

bool played_replay(struct played *played, const struct played_entry *entry, struct command *out,
                   struct faults *why)
{
	if (!command_replay(entry->bytes, entry->size, &played->rig.arena, out, why))
		return false;
	memcpy(out->key, entry->command.key, KEY_SIZE);
	out->received_at = entry->command.received_at;
	return true;
}

static void enter(struct played *played, const struct command *made, const char *by)
{
	struct played_entry *entry = &played->entries[played->entry_count];
	struct faults why;

	faults_init(&why, &played->rig.arena);
	const bool fine = played_read(played, made, entry, &why) &&
	                  cluster_check(played->rig.cluster, &entry->command, &why);

	if (!fine) {
		played_must(played, false,
		            arena_text(&played->rig.arena, "a beginning: %s %s", why.items[0].field,
		                       why.items[0].message));
		return;
	}
	entry->by = by;
	cluster_apply(played->rig.cluster, &entry->command, entry->command.hash, NULL);
	played->entry_count++;
}

/* --- the cast --- */

const char *played_board_of(const char *actor)
{
	return actor[0] == 'B' ? actor : NULL;
}

static void grant(struct played *played, enum role role, const char *board, const char *name)
{
	const struct command made =
	        rig_grant(&played->rig, role, board, name, at("2023-12-01T00:00Z"));

	played->actors[played->actor_count++] = name;
	enter(played, &made, name);
}

void played_begin(struct played *played, const struct plan *plan)
{
	struct dice dice = { plan->seed };

	*played = (struct played){ .now = at("2023-12-01T00:00Z") };
	rig_open(&played->rig);
	arena_init(&played->scratch, 0);
	makers_start(played->rig.cluster);
	make_season(&dice, &played->rig.arena, &played->draft);
	for (size_t i = 0; i < played->draft.board_count; i++)
		grant(played, ROLE_OFFICE, played->draft.boards[i].code,
		      played->draft.boards[i].code);
	grant(played, ROLE_SUPERVISOR, "", "supervisor");
	grant(played, ROLE_SUPERVISOR, "", "second");
	grant(played, ROLE_VIEWER, "", "viewer");
	played->actors[played->actor_count++] = "operator";
	played->actors[played->actor_count++] = "stranger";
	struct command define = makers_season(played, &played->draft, 1, played->now);

	enter(played, &define, "operator");
	played->begun = played->entry_count;
}

void played_end(struct played *played)
{
	arena_close(&played->scratch);
	rig_close(&played->rig);
}

bool played_make(struct played *played, const struct deed *deed, struct command *out,
                 const char **by)
{
	const int64_t least = played->rig.cluster->last_received_at;

	played->dice = (struct dice){ deed->seed };
	played->now = deed->at > least ? deed->at : least;
	return makers_any(played, out, by);
}

bool played_signs(const struct played *played, const struct command *command,
                  enum action_number proposed)
{
	if (command->action != ACTION_COUNTERSIGN)
		return false;
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *first = &played->entries[i].enters;

		if (first->action == proposed &&
		    memcmp(first->hash, command->countersign.proposal, HASH_SIZE) == 0)
			return true;
	}
	return false;
}

void played_must(struct played *played, bool fact, const char *what)
{
	if (!fact && !played->failed)
		played->failed = what;
}

const char *played_tell(struct played *played, const struct command *command, const char *by)
{
	char when[CALENDAR_INSTANT_SIZE];

	return arena_text(&played->scratch, "%s %s %s %s",
	                  calendar_format_instant(command->received_at, when), by,
	                  cluster_action_name(command->action), makers_about(played, command));
}
