/*
 * http_manner -- how our programs let libmicrohttpd treat paths and its own log.
 */
#ifndef SERVICE_HTTP_MANNER_H
#define SERVICE_HTTP_MANNER_H

#include <stdarg.h>
#include <stddef.h>

struct MHD_Connection;

/* For MHD_OPTION_UNESCAPE_CALLBACK: our paths have nothing to decode, and "/metrics%00" is none of them. */
size_t http_leave_escaped(void *context, struct MHD_Connection *connection, char *text);

/* For MHD_OPTION_EXTERNAL_LOGGER: what strangers do to a connection is not worth waking anybody. */
void http_write_log(void *context, const char *format, va_list arguments)
        __attribute__((format(printf, 2, 0)));

#endif
