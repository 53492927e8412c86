#include "endpoints.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

static bool is_endpoint(const char *text)
{
	if (strncmp(text, "ipc://", 6) == 0)
		return text[6] != '\0';
	if (strncmp(text, "tcp://", 6) != 0)
		return false;
	const char *colon = strrchr(text + 6, ':');

	if (!colon || colon == text + 6 || colon[1] < '0' || colon[1] > '9')
		return false;
	char *end;
	const unsigned long port = strtoul(colon + 1, &end, 10);

	return *end == '\0' && port >= 1 && port <= 65535;
}

size_t endpoints_split(const char *list, const char *field, struct arena *arena,
                       const char *out[ENDPOINTS_MAX], struct faults *why)
{
	size_t count = 0;

	for (const char *at = list;; at++) {
		at += strspn(at, " ");
		const size_t size = strcspn(at, ", ");
		const char *endpoint = arena_text(arena, "%.*s", (int)size, at);

		if (count == ENDPOINTS_MAX || !is_endpoint(endpoint)) {
			fail(why, FAULT_ENDPOINTS_WRONG, field, fault_number(why, ENDPOINTS_MAX),
			     list);
			return 0;
		}
		out[count++] = endpoint;
		at += size;
		at += strspn(at, " ");
		if (*at != ',')
			break;
	}
	return count;
}

bool endpoint_is_name(const char *endpoint)
{
	char host[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (strncmp(endpoint, "tcp://", 6) != 0 || endpoint[6] == '[')
		return false;
	const size_t size = (size_t)(strrchr(endpoint, ':') - endpoint) - 6;

	if (size >= sizeof(host))
		return true;
	memcpy(host, endpoint + 6, size);
	host[size] = '\0';
	return inet_pton(AF_INET, host, &address) != 1 && inet_pton(AF_INET6, host, &address) != 1;
}
