#include "config_rules.h"

#include <stdbool.h>
#include <string.h>

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

enum fault_reason config_is_endpoints(const char *value)
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

enum fault_reason config_is_http_address(const char *value)
{
	if (*value == '\0' || ends_with_port(value, value + strlen(value), 0, false))
		return FAULT_REASONS;
	return FAULT_SETTING_HTTP_ADDRESS;
}

/* The file is often world-readable, and what it says is printed by --print-config. */
enum fault_reason config_is_conninfo(const char *value)
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

enum fault_reason config_is_path(const char *value)
{
	return *value == '\0' ? FAULT_SETTING_PATH : FAULT_REASONS;
}
