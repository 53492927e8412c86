/*
 * played_year -- a year of a random season under all the rules, played deed by deed as the daemon
 * would: each command goes through its bytes. In a third of the years the next season begins before the first
 * one has ended.
 *
 * A deed is an instant and a seed; what it is follows from the seed and from what has come before, so any
 * part of a plan can be played, and a year that fails can be made shorter.
 */
#ifndef TESTS_PLAYED_YEAR_H
#define TESTS_PLAYED_YEAR_H

#include "random_season.h"

enum { DEEDS_MAX = 400, ACTORS_MAX = BOARDS_MAX + 8, LOST_MAX = 32, ENDS_MAX = 192 };
enum { FIRST_YEAR = 2024, SEASONS = 2 };

enum happening {                   /* what must come about in some years, or they prove little */
	         HAPPENS_SECOND,   /* a second season was defined */
	         HAPPENS_RELISTED, /* a model that was withdrawn was listed again */
	         HAPPENS_WAITED,   /* a year that had locked waited for the end of a dispute */
	         HAPPENS_CARRIED,  /* a limitation of the season before was closed */
	         HAPPENS_OTHERS_MODEL,  /* a model was a duplicate of one of another season */
	         HAPPENS_ENDED_BESIDE,  /* a year was finalised while the next one ran */
	         HAPPENS_FROZEN_BESIDE, /* one of two seasons that ran was frozen */
	         HAPPENS_HELD_OVER, /* what counts in one of them waited for the end of the other's freeze */
	         HAPPENINGS
};

struct deed {
	int64_t at;
	uint64_t seed;
};

struct played_entry { /* what entered the journal */
	const uint8_t *bytes;
	size_t size;
	struct command command; /* read from them */
	struct command enters;  /* the same, or what a Reinstate brings back */
	const char *by;
	struct cluster_mark before;
	bool has_late_days, proposal; /* of its receipt */
	uint32_t late_days;
};

struct played_loss { /* acknowledged, and in no journal since a restore */
	struct played_entry entry;
	bool back;
};

struct seasons { /* as they are defined first */
	struct season_draft drafts[SEASONS];
	size_t count;
	int64_t next_from; /* from when on somebody defines the second */
};

struct played {
	struct rig rig;
	struct arena scratch; /* of what is looked at once */
	struct seasons seasons;
	size_t season;    /* of which is spoken: who walks all of them sets it */
	struct dice dice; /* of the deed that is made */
	int64_t now;
	const char *actors[ACTORS_MAX];
	size_t actor_count;
	struct played_entry entries[DEEDS_MAX + ACTORS_MAX + ENDS_MAX];
	size_t entry_count;
	size_t begun; /* entries that no backup lacks */
	struct played_loss lost[LOST_MAX];
	size_t lost_count, restores;
	bool happened[HAPPENINGS];
	const char *failed; /* what was not true, first; NULL: all was */
};

struct plan {
	uint64_t seed; /* of the seasons */
	struct deed deeds[DEEDS_MAX];
	size_t count;
};

/* Of the season of which is spoken. */
static inline uint32_t played_year(const struct played *played)
{
	return FIRST_YEAR + (uint32_t)played->season;
}
static inline const struct season_draft *played_draft(const struct played *played)
{
	return &played->seasons.drafts[played->season];
}

/* How many there are by now. */
static inline size_t played_seasons(const struct played *played)
{
	return cluster_version(played->rig.cluster, FIRST_YEAR + 1) > 0 ? 2 : 1;
}

/* Of a command; the first, when it is of none. */
static inline size_t played_season_of(const struct command *command)
{
	return command->year == FIRST_YEAR + 1 ? 1 : 0;
}

/* The seasons and the instants at which something is tried: the ones that its rules name, those beside
 * them, midnights, and others. */
void played_plan(struct plan *plan, uint64_t seed);

/* Grants the keys and defines the first season. */
void played_begin(struct played *played, const struct plan *plan);
void played_end(struct played *played);

/* Makes what the deed is at that state; false: there is nothing of the kind to try. */
bool played_make(struct played *played, const struct deed *deed, struct command *out,
                 const char **by);

/* Encodes, and reads it again as the daemon does: out is what that found. False with faults. */
bool played_read(struct played *played, const struct command *made, struct played_entry *out,
                 struct faults *why);

/* The same of an entry of the journal, whatever the bounds have become. */
bool played_replay(struct played *played, const struct played_entry *entry, struct command *out,
                   struct faults *why);

/* Is it the second signature of a proposal of this kind? */
bool played_signs(const struct played *played, const struct command *command,
                  enum action_number proposed);

/* Notes what is not true, when it is the first. */
void played_must(struct played *played, bool fact, const char *what);

/* "2024-04-05T17:00:00Z HN take_report TQ Q1", in the scratch arena. */
const char *played_tell(struct played *played, const struct command *command, const char *by);

/* Office of this board, by the actor's name; NULL: none. */
const char *played_board_of(const char *actor);

#endif
