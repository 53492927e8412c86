#include "http_manner.h"

#include <stdio.h>
#include <string.h>

#include "log.h"

enum { MESSAGE_SIZE = 256 };

size_t http_leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

void http_write_log(void *context, const char *format, va_list arguments)
{
	char message[MESSAGE_SIZE];

	(void)context;
	vsnprintf(message, sizeof(message), format, arguments);
	message[strcspn(message, "\n")] = '\0';
	log_event(LOG_LEVEL_DEBUG, "http_trouble", TEXT("message", message));
}
