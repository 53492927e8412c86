/*
 * setting_rules -- what the texts of a configuration must look like, so that --check finds what
 * would fail at the start.
 */
#ifndef SERVICE_SETTING_RULES_H
#define SERVICE_SETTING_RULES_H

#include "log.h"
#include "settings.h"

text_rule setting_is_endpoints;    /* of ZeroMQ, several by comma; port "*": any free one */
text_rule setting_is_http_address; /* or empty */
text_rule setting_is_conninfo;     /* of libpq, without a password */
text_rule setting_is_path;
text_rule setting_is_clusters; /* codes, several by comma; or empty */

/* Is the word among those of a list by comma? */
bool setting_lists(const char *list, const char *word);

text_rule setting_is_log_level;
/* Of a text that is one. */
enum log_level setting_log_level(const char *value);

#endif
