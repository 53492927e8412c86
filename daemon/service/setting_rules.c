/*
 * Each rule only looks: whoever listens, connects or opens finds out later what a machine has. A
 * list is of words by comma.
 */
#include "setting_rules.h"

#include <string.h>

#include "ruleset.h" /* CLUSTER_SIZE */
#include "text.h"

/* From the last colon to the end: a port, at least `least`; or a star, where any free one may be
 * asked for so. */
static bool ends_with_port(const char *begin, const char *end, long least, bool star)
{
	const char *colon = memrchr(begin, ':', (size_t)(end - begin));
	long port = 0;

	if (!colon || colon == begin || colon + 1 == end || end - colon > 6)
		return false;
	if (star && end - colon == 2 && colon[1] == '*')
		return true;
	for (const char *c = colon + 1; c < end; c++) {
		if (*c < '0' || *c > '9')
			return false;
		port = 10 * port + (*c - '0');
	}
	return port >= least && port <= 65535;
}

enum fault_reason setting_is_endpoints(const char *value)
{
	static const char prefix[] = "tcp://";

	do {
		value += strspn(value, ", ");
		size_t size = strcspn(value, ", ");

		if (size <= strlen(prefix) || memcmp(value, prefix, strlen(prefix)) != 0 ||
		    !ends_with_port(value + strlen(prefix), value + size, 1, true))
			return FAULT_SETTING_ENDPOINTS;
		value += size;
		value += strspn(value, ", ");
	} while (*value != '\0');
	return FAULT_REASONS;
}

enum fault_reason setting_is_http_address(const char *value)
{
	if (*value == '\0' || ends_with_port(value, value + strlen(value), 0, false))
		return FAULT_REASONS;
	return FAULT_SETTING_HTTP_ADDRESS;
}

/* The file is often world-readable, and what it says is printed by --print-config. */
enum fault_reason setting_is_conninfo(const char *value)
{
	static const char word[] = "password";
	const char *user = strstr(value, "://");

	for (const char *found = value; (found = strcasestr(found, word)); found += strlen(word))
		if (found[strlen(word) + strspn(found + strlen(word), " \t\n")] == '=')
			return FAULT_SETTING_PASSWORD;
	if (!user)
		return FAULT_REASONS;
	user += strlen("://");
	size_t authority = strcspn(user, "/?");

	user = memchr(user, ':', strcspn(user, "@/?"));
	return user && strcspn(user, "@") < authority && strchr(user, '@') ? FAULT_SETTING_PASSWORD
	                                                                   : FAULT_REASONS;
}

enum fault_reason setting_is_path(const char *value)
{
	return *value == '\0' ? FAULT_SETTING_PATH : FAULT_REASONS;
}

/* The next word of a list by comma, from *list, which goes behind it; its size, 0 at the end. */
static size_t next_word(const char **list, const char **word)
{
	*word = *list + strspn(*list, ", ");
	const size_t size = strcspn(*word, ", ");

	*list = *word + size;
	return size;
}

enum fault_reason setting_is_clusters(const char *value)
{
	char code[CLUSTER_SIZE];
	const char *word;
	size_t size;

	while ((size = next_word(&value, &word)) > 0) {
		if (size >= sizeof(code))
			return FAULT_SETTING_CLUSTERS;
		memcpy(code, word, size);
		code[size] = '\0';
		if (!text_is_cluster(code))
			return FAULT_SETTING_CLUSTERS;
	}
	return FAULT_REASONS;
}

bool setting_lists(const char *list, const char *wanted)
{
	const char *word;
	size_t size;

	while ((size = next_word(&list, &word)) > 0) {
		if (size == strlen(wanted) && memcmp(word, wanted, size) == 0)
			return true;
	}
	return false;
}

static const struct {
	const char *name;
	enum log_level level;
} log_levels[] = {
	{ "error", LOG_LEVEL_ERROR },
	{ "warn", LOG_LEVEL_WARN },
	{ "info", LOG_LEVEL_INFO },
	{ "debug", LOG_LEVEL_DEBUG },
};

enum { LOG_LEVELS = sizeof(log_levels) / sizeof(log_levels[0]) };

enum fault_reason setting_is_log_level(const char *value)
{
	for (size_t i = 0; i < LOG_LEVELS; i++)
		if (strcmp(value, log_levels[i].name) == 0)
			return FAULT_REASONS;
	return FAULT_SETTING_LOG_LEVEL;
}

enum log_level setting_log_level(const char *value)
{
	size_t i = 0;

	while (strcmp(value, log_levels[i].name) != 0)
		i++;
	return log_levels[i].level;
}
