/*
 * `rows` is the one list: a new setting is a member of struct web_settings and a row here.
 */
#include "web_settings.h"

#include <string.h>

#include "route.h"
#include "setting_rules.h"
#include "text.h"

enum { ENTRY_SIZE = CLUSTER_SIZE + 8, YEAR_MOST = 2999, YEAR_LEAST = 1970 };

static text_rule is_seasons, is_audience, is_origins, is_folder;

#define WORDS(member, value, check)                                                                \
	.name = #member, .text = (value), .rule = (check),                                         \
	.offset = offsetof(struct web_settings, member)
#define COUNT(member, value, least, most)                                                          \
	.name = #member, .number = (value), .min = (least), .max = (most),                         \
	.offset = offsetof(struct web_settings, member)

static const struct setting rows[] = {
	{ WORDS(listen, "127.0.0.1:7480", setting_is_http_address),
	  .meaning = "where browsers are listened to, or what stands before them" },
	{ WORDS(command_endpoint, "tcp://127.0.0.1:7401", setting_is_endpoints),
	  .meaning = "the daemon's, for questions and what is carried; several by comma" },
	{ WORDS(feed_endpoint, "tcp://127.0.0.1:7402", setting_is_endpoints),
	  .meaning = "the daemon's, for standings; several by comma" },
	{ WORDS(credential, "/etc/thidua/web.key", setting_is_path),
	  .meaning = "this server's key file, mode 600, granted as a relay" },
	{ WORDS(daemon_key, "/etc/thidua/daemon.pub", setting_is_path),
	  .meaning = "the daemon's public file" },
	{ WORDS(seasons, "", is_seasons),
	  .meaning =
	          "what is shown, such as TCXDD-1/2024; several by comma, the first is shown first" },
	{ WORDS(audience, "public", is_audience),
	  .meaning = "whose standings are heard, as the key is granted: member or public" },
	{ WORDS(page, "/usr/share/thidua/web/page", is_folder),
	  .meaning = "folder of the page's files; empty: none" },
	{ WORDS(vendor, "/usr/share/thidua/web/vendor", is_folder),
	  .meaning = "folder of files that are not ours; empty: none" },
	{ WORDS(origins, "", is_origins),
	  .meaning = "pages of these origins may read /api, such as https://tinh.example; or *" },
	{ WORDS(log_level, "info", setting_is_log_level), .meaning = "error, warn, info or debug" },
	{ COUNT(behind_proxy, 0, 0, 1),
	  .meaning = "1: the last address of X-Forwarded-For is the client's" },
	{ COUNT(connections_max, 6000, 8, 100000), .meaning = "connections at most" },
	{ COUNT(address_connections_max, 256, 1, 100000),
	  .meaning = "of them from one address; not counted behind a proxy" },
	{ COUNT(signer_requests_max, 4, 1, 32),
	  .meaning = "requests under way of one signer at most" },
	{ COUNT(address_requests_max, 8, 1, 32),
	  .meaning = "signed requests under way of one address at most" },
	{ COUNT(answer_seconds, 5, 1, 60), .meaning = "so long the daemon's answer is waited for" },
	{ COUNT(request_seconds, 60, 1, 600),
	  .meaning =
	          "in that time a request must be here, and in as much again its answer taken; else it is cut" },
	{ COUNT(slow_seconds, 20, 1, 600),
	  .meaning = "who has not read an event after that is cut" },
	{ COUNT(beat_seconds, 15, 1, 60),
	  .meaning =
	          "each so often a stream says that it lives; the page believes a line that misses three to be dead" },
	{ COUNT(silent_seconds, 30, 2, 600),
	  .meaning = "the daemon is away when it said nothing for so long" },
};

static const struct settings_table table = { rows, sizeof(rows) / sizeof(*rows) };

/* --- rules --- */

bool web_settings_season(const char **list, char *cluster, uint32_t *year)
{
	char entry[ENTRY_SIZE];
	const char *word = *list + strspn(*list, ", ");
	const size_t size = strcspn(word, ", ");

	*list = word + size;
	if (size == 0 || size >= sizeof(entry))
		return false;
	memcpy(entry, word, size);
	entry[size] = '\0';
	char *slash = strrchr(entry, '/');

	if (!slash || (size_t)(slash - entry) >= CLUSTER_SIZE ||
	    !route_number(slash + 1, YEAR_MOST, year) || *year < YEAR_LEAST)
		return false;
	*slash = '\0';
	strcpy(cluster, entry);
	return text_is_cluster(cluster);
}

static enum fault_reason is_seasons(const char *value)
{
	char cluster[CLUSTER_SIZE];
	uint32_t year;

	do {
		if (!web_settings_season(&value, cluster, &year))
			return FAULT_SETTING_SEASONS;
		value += strspn(value, ", ");
	} while (*value != '\0');
	return FAULT_REASONS;
}

static enum fault_reason is_audience(const char *value)
{
	return strcmp(value, "member") == 0 || strcmp(value, "public") == 0
	               ? FAULT_REASONS
	               : FAULT_SETTING_AUDIENCE;
}

static enum fault_reason is_origins(const char *value)
{
	if (strcmp(value, "*") == 0)
		return FAULT_REASONS;
	while (*(value += strspn(value, ", ")) != '\0') {
		const size_t size = strcspn(value, ", "), scheme = strcspn(value, ":");

		if ((strncmp(value, "https://", 8) != 0 && strncmp(value, "http://", 7) != 0) ||
		    size <= scheme + 3 || memchr(value + scheme + 3, '/', size - scheme - 3))
			return FAULT_SETTING_ORIGINS;
		value += size;
	}
	return FAULT_REASONS;
}

static enum fault_reason is_folder(const char *value)
{
	return *value == '\0' || *value == '/' ? FAULT_REASONS : FAULT_SETTING_PATH;
}

const char *web_settings_origin(const struct web_settings *settings, const char *origin)
{
	if (strcmp(settings->origins, "*") == 0)
		return "*";
	return origin && *origin && setting_lists(settings->origins, origin) ? origin : NULL;
}

/* --- loading --- */

bool web_settings_load(const char *path, struct web_settings *out, struct faults *why)
{
	struct settings_file file = { .path = path };
	const size_t before = why->count;

	*out = (struct web_settings){ 0 };
	settings_standard(&table, out);
	settings_read(&table, &file, out, why);
	if (why->count == before && out->seasons[0] == '\0')
		fail(why, FAULT_SETTING_SEASONS, path, "seasons", "");
	if (why->count == before && out->listen[0] == '\0')
		fail(why, FAULT_HTTP_ADDRESS_FORM, path, "");
	if (why->count == before)
		log_set_level(setting_log_level(out->log_level));
	if (why->count > before)
		web_settings_close(out);
	return why->count == before;
}

void web_settings_close(struct web_settings *settings)
{
	settings_close(&table, settings);
}

void web_settings_help(FILE *out)
{
	settings_help(&table, out);
}

void web_settings_print(const struct web_settings *settings, FILE *out)
{
	settings_print(&table, settings, out);
}
