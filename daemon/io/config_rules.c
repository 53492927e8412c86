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

const char *is_endpoints(const char *value)
{
	static const char
	        prefix[] = "tcp://",
	        right[] = "must be like tcp://127.0.0.1:7401, IPv6 in brackets, several by comma";

	do {
		value += strspn(value, ", ");
		size_t size = strcspn(value, ", ");

		if (size <= strlen(prefix) || memcmp(value, prefix, strlen(prefix)) != 0 ||
		    !ends_with_port(value + strlen(prefix), value + size, 1, true))
			return right;
		value += size;
		value += strspn(value, ", ");
	} while (*value != '\0');
	return NULL;
}

const char *is_http_address(const char *value)
{
	if (*value == '\0' || ends_with_port(value, value + strlen(value), 0, false))
		return NULL;
	return "must be like 127.0.0.1:7403 or [::1]:7403, or empty";
}

/* The file is often world-readable, and what it says is printed by --print-config. */
const char *is_conninfo(const char *value)
{
	static const char advice[] =
	        "must hold no password: name a passfile instead (passfile=/etc/thidua/pgpass, or ~/.pgpass)";
	static const char word[] = "password";
	const char *user = strstr(value, "://");

	for (const char *found = value; (found = strcasestr(found, word)); found += strlen(word))
		if (found[strlen(word) + strspn(found + strlen(word), " \t\n")] == '=')
			return advice;
	if (!user)
		return NULL;
	user += strlen("://");
	size_t authority = strcspn(user, "/?");

	user = memchr(user, ':', strcspn(user, "@/?"));
	return user && strcspn(user, "@") < authority && strchr(user, '@') ? advice : NULL;
}

const char *is_path(const char *value)
{
	return *value == '\0' ? "must be the path of a file" : NULL;
}
