/*
 * edition -- which edition of the rules a season file is defined under.
 *
 * A season keeps its edition for good, so the choice is made once, by whoever defines it first. A
 * file that names none gets the newest, written into it: what was defined can be read in the file
 * ever after. An older one may be meant (a year played again) or copied by mistake: so it is asked.
 */
#ifndef EDITION_H
#define EDITION_H

#include "json_in.h"
#include "options.h"

/* Edition by which the file is judged as it stands. */
uint32_t edition_of(const struct season_draft *draft);

/* Says on stderr that the file names none, and by which it was judged. */
void edition_note(uint32_t edition);

/* The edition for the first version of a season. THIDUA_USAGE when an older one is not wanted or
 * nobody can be asked, having said so. */
int edition_for_new(const struct options *options, const char *path, struct season_draft *draft);

/* The edition for a version after one that is in force: its own, when the file names none. */
int edition_for_next(const char *path, const struct season_draft *in_force,
                     struct season_draft *draft);

#endif
