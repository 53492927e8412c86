/*
 * web_settings -- the settings of thidua-web: one table feeds parsing, defaults, --help, --check and
 * --print-config.
 */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H

#include "settings.h"

struct web_settings {
	char *listen;
	char *command_endpoint, *feed_endpoint; /* of the daemon */
	char *credential, *daemon_key;
	char *seasons; /* "TCXDD-1/2024", several by comma; the first is shown first */
	char *audience;
	char *page, *vendor;
	char *origins;
	char *log_level;
	int64_t behind_proxy;
	int64_t connections_max, address_connections_max;
	int64_t signer_requests_max, address_requests_max;
	int64_t answer_seconds, request_seconds, slow_seconds, beat_seconds, silent_seconds;
};

/* Reads and checks the file. False with all faults. */
bool web_settings_load(const char *path, struct web_settings *out, struct faults *why);
void web_settings_close(struct web_settings *settings);
void web_settings_help(FILE *out);
void web_settings_print(const struct web_settings *settings, FILE *out);

/* The next season of the list, from *list, which goes behind it; cluster has CLUSTER_SIZE bytes.
 * False: there is none more. */
bool web_settings_season(const char **list, char *cluster, uint32_t *year);

/* What Access-Control-Allow-Origin is to say to a page of that origin; NULL: nothing. */
const char *web_settings_origin(const struct web_settings *settings, const char *origin);

#endif
