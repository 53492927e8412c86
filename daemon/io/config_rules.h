/*
 * config_rules -- what the texts of a configuration must look like, so that --check finds what
 * would fail at the start.
 */
#ifndef IO_CONFIG_RULES_H
#define IO_CONFIG_RULES_H

/* NULL when a text is right, else what it must be, to follow the setting's name. */
typedef const char *text_rule(const char *value);

text_rule is_endpoints;    /* of ZeroMQ, several by comma; port "*": any free one */
text_rule is_http_address; /* or empty */
text_rule is_conninfo;     /* of libpq, without a password */
text_rule is_path;

#endif
