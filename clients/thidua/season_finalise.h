/*
 * season_finalise -- thidua season finalise YEAR: propose that a year is settled.
 */
#ifndef SEASON_FINALISE_H
#define SEASON_FINALISE_H

#include "options.h"

/* An exit code. year: as it was typed. */
int season_finalise(struct options *options, const char *year);

#endif
