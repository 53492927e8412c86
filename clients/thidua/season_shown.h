/*
 * season_shown -- who sees what of a season: revealing a freeze, publishing a standing, and how it stands.
 */
#ifndef CLI_SEASON_SHOWN_H
#define CLI_SEASON_SHOWN_H

#include "cli.h"

struct dial;

/* thidua season reveal PERIOD, thidua season publish PERIOD. */
int season_reveal(struct options *options, const char *period);
int season_publish(struct options *options, const char *period);

/* Nothing, where the season has neither a freeze nor publication, or nothing is answered. */
void season_shown_print(struct dial *dial, const char *cluster, uint32_t year);

#endif
