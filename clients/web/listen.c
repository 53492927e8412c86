#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BACKLOG = 1024,
	SEND_BUFFER = 32768, /* the kernel's, of each connection */
};

int listen_at(const struct addrinfo *address)
{
	const int descriptor =
	        socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (descriptor < 0)
		return -1;
	setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &(int){ SEND_BUFFER }, sizeof(int));
	if (bind(descriptor, address->ai_addr, address->ai_addrlen) == 0 &&
	    listen(descriptor, BACKLOG) == 0)
		return descriptor;
	const int trouble = errno;

	close(descriptor);
	errno = trouble;
	return -1;
}
