/*
 * json_standings -- standings and scorecards as --json prints them.
 *
 * Every function returns a new value that the caller prints or puts into another.
 */
#ifndef JSON_STANDINGS_H
#define JSON_STANDINGS_H

#include <jansson.h>

#include "member_names.h"

json_t *json_standings(const struct told_standings *standings, const struct member_list *members);
json_t *json_scorecard(const struct told_scorecard *card, const struct member_list *members);

#endif
