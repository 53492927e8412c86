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
#include "played_shown.h"
#include "reinstate.h"
#include "request.h"
#include "seal.h"

enum { DAY_SECONDS = 86400 };
enum { NEW_YEAR = 20089 /* 2025-01-01 */ };
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

/* It follows limitations and models where the season before did, mostly. */
static void follow(struct dice *dice, struct arena *arena, const struct season_draft *before,
                   struct season_draft *draft)
{
	for (int i = 0;
	     i < 4 && (draft->limitations < before->limitations || draft->models < before->models);
	     i++)
		makers_policies(dice, arena, draft);
	if (before->limitations)
		draft->earlier_limitation_count = 0; /* they are known */
}

/* It opens when the last period or two of the season before are open, or shortly after, in its own year. Who was
 * head is its deputy. */
static void make_second(struct dice *dice, struct arena *arena, struct seasons *out)
{
	const struct period_draft *before = out->drafts[0].periods;
	struct season_draft *draft = &out->drafts[1];
	const int32_t days = before[FINAL].lock + 15 - before[Q4].opens;
	const int32_t first = before[Q4].opens + (int32_t)roll(dice, (uint64_t)days);

	random_draft_of(dice, arena, FIRST_YEAR + 1, first < NEW_YEAR ? NEW_YEAR : first, draft);
	draft->head = draft->boards[draft->board_count - 1].code;
	draft->deputy = draft->boards[0].code;
	take_policies(dice, arena, draft);
	follow(dice, arena, &out->drafts[0], draft);
	const int32_t defined = draft->periods[Q1].lock - before[Q2].opens;

	out->next_from =
	        calendar_midnight(before[Q2].opens + (int32_t)roll(dice, (uint64_t)defined));
	out->count = 2;
}

/* Of two the first begins so late that its last periods are in the second's year. */
static void make_seasons(struct dice *dice, struct arena *arena, struct seasons *out)
{
	const bool two = chance(dice, 33);

	*out = (struct seasons){ .count = 1, .next_from = INT64_MAX };
	if (two)
		random_draft_of(dice, arena, FIRST_YEAR, NEW_YEAR - 40 - (int32_t)roll(dice, 120),
		                &out->drafts[0]);
	else
		random_draft(dice, arena, &out->drafts[0]);
	take_policies(dice, arena, &out->drafts[0]);
	if (!two)
		return;
	shown_stretch(dice, &out->drafts[0]);
	make_second(dice, arena, out);
}

/* --- instants --- */

/* Of the second season the first period, mostly. */
static int64_t near_date(struct dice *dice, const struct seasons *seasons)
{
	const bool second = seasons->count > 1 && chance(dice, 35);
	const size_t period = second && chance(dice, 80) ? Q1 : roll(dice, PERIODS);
	const struct period_draft *dates = &seasons->drafts[second].periods[period];
	const int32_t days[] = { dates->opens, dates->due + 1, dates->lock + 1, dates->lock + 1 };
	const int32_t away[] = { 0, 0, 0, -1, -2, -3, 1, 2, 3 };
	const int64_t beside[] = { -1, 0, 1 };

	/* one throw a statement: a seed gives the same year whichever compiler orders the arguments */
	const int32_t day = days[roll(dice, 4)];
	const int32_t other = day + away[roll(dice, 9)];

	return calendar_midnight(other) + beside[roll(dice, 3)];
}

/* To the end of the first season's disputes, or of the second's first period. */
static int64_t last_instant(const struct seasons *seasons)
{
	const int64_t first = calendar_midnight(seasons->drafts[0].periods[FINAL].lock) + 40 * DAY;
	const int64_t second =
	        seasons->count > 1
	                ? calendar_midnight(seasons->drafts[1].periods[Q1].lock) + 10 * DAY
	                : 0;

	return first > second ? first : second;
}

static int64_t any_instant(struct dice *dice, const struct seasons *seasons)
{
	const int64_t from = calendar_midnight(seasons->drafts[0].periods[Q1].opens) - 10 * DAY,
	              to = last_instant(seasons);
	const int64_t instant = from + (int64_t)roll(dice, (uint64_t)(to - from));

	if (chance(dice, 35))
		return near_date(dice, seasons);
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
	struct seasons seasons;
	struct arena arena;

	arena_init(&arena, 0);
	make_seasons(&season, &arena, &seasons);
	*plan = (struct plan){ .seed = seed };
	/* two seasons are looked at after each */
	const size_t most = seasons.count > 1 ? DEEDS_MAX * 2 / 3 : DEEDS_MAX;
	const size_t count = 20 + roll(&dice, most - 20);

	while (plan->count < count) {
		/* things come in flocks: a review is a few commands within days */
		const int64_t when = any_instant(&dice, &seasons);

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

static size_t most_boards(const struct seasons *seasons)
{
	const size_t first = seasons->drafts[0].board_count;
	const size_t second = seasons->count > 1 ? seasons->drafts[1].board_count : 0;

	return first > second ? first : second;
}

void played_begin(struct played *played, const struct plan *plan)
{
	struct dice dice = { plan->seed };

	*played = (struct played){ .now = at("2023-12-01T00:00Z") };
	rig_open(&played->rig);
	arena_init(&played->scratch, 0);
	makers_start(played->rig.cluster);
	make_seasons(&dice, &played->rig.arena, &played->seasons);
	for (size_t i = 0; i < most_boards(&played->seasons); i++) {
		const char *board = arena_text(&played->rig.arena, "B%c",
		                               (char)('A' + i)); /* random_season's */

		grant(played, ROLE_OFFICE, board, board);
	}
	grant(played, ROLE_SUPERVISOR, "", "supervisor");
	grant(played, ROLE_SUPERVISOR, "", "second");
	grant(played, ROLE_VIEWER, "", "viewer");
	played->actors[played->actor_count++] = "operator";
	played->actors[played->actor_count++] = "stranger";
	struct command define = makers_season(played, played_draft(played), 1, played->now);

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
