#include "address.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ADDRESS_SIZE = 128 };

static bool is_port(const char *text)
{
	return *text != '\0' && strlen(text) <= 5 && strspn(text, "0123456789") == strlen(text) &&
	       atoi(text) <= UINT16_MAX;
}

struct addrinfo *address_resolve(const char *address)
{
	static const struct addrinfo hints = { .ai_flags =
		                                       AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		                               .ai_socktype = SOCK_STREAM };
	char host[ADDRESS_SIZE];
	const char *colon = strrchr(address, ':');
	size_t size = colon ? (size_t)(colon - address) : 0;
	const char *begin = address;
	struct addrinfo *found = NULL;

	if (size >= 2 && address[0] == '[' && address[size - 1] == ']') {
		begin++;
		size -= 2;
	} else if (memchr(address, ':', size)) {
		return NULL; /* an IPv6 address without brackets: which colon is the port's? */
	}
	if (size == 0 || size >= sizeof(host) || !is_port(colon + 1))
		return NULL;
	memcpy(host, begin, size);
	host[size] = '\0';
	return getaddrinfo(host, colon + 1, &hints, &found) == 0 ? found : NULL;
}
