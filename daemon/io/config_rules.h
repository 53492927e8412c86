/*
 * config_rules -- what the texts of a configuration must look like, so that --check finds what
 * would fail at the start.
 */
#ifndef IO_CONFIG_RULES_H
#define IO_CONFIG_RULES_H

#include <stdbool.h>

#include "faults.h"

/* FAULT_REASONS when a text is right; else the row that says what it must be, with the setting's
 * name and, when its value may be repeated, the value. */
typedef enum fault_reason text_rule(const char *value);

text_rule config_is_endpoints;    /* of ZeroMQ, several by comma; port "*": any free one */
text_rule config_is_http_address; /* or empty */
text_rule config_is_conninfo;     /* of libpq, without a password */
text_rule config_is_path;
text_rule config_is_clusters; /* codes, several by comma; or empty */

/* Is the word among those of a list by comma? */
bool config_lists(const char *list, const char *word);

/* Makes blanks of comments between slash and star, which may go over several lines. */
void config_blank_comments(char *text);

#endif
