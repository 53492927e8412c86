#include "head.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "outcome.h"

enum { KEPT_BESIDE = 64 };

bool head_line_fits(const char *line)
{
	size_t parameters = 0;

	for (const char *at = strchr(line, '?'); at; at = strchr(at + 1, '&'))
		parameters++;
	return parameters <= HEAD_PARAMETERS_MAX;
}

bool head_fits(size_t bytes, size_t kept)
{
	return bytes <= HEAD_MAX && bytes + KEPT_BESIDE * kept <= HEAD_WEIGHT_MAX;
}

void head_refuse(int socket, bool with_body)
{
	struct outcome outcome = outcome_problem(431, "TOO_LARGE");
	char head[256];
	const int size = snprintf(head, sizeof(head),
	                          "HTTP/1.1 431 Request Header Fields Too Large\r\n"
	                          "Connection: close\r\nCache-Control: no-store\r\n"
	                          "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
	                          outcome.type, outcome.body->size);

	/* the answers before it have been written: the kernel has room for some hundred bytes, or nobody reads */
	if (send(socket, head, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) == size && with_body)
		send(socket, outcome.body->bytes, outcome.body->size, MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(socket, SHUT_WR);
	outcome_close(&outcome);
}
