/*
 * json_season -- a season as its file has it (season.schema.json): the message, but for a board's
 * targets, which are an object by task code where null says "not assigned".
 */
#ifndef JSON_SEASON_H
#define JSON_SEASON_H

#include <jansson.h>

#include "messages.h"

json_t *json_season(const struct season_draft *draft);

#endif
