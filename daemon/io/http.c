/*
 * libmicrohttpd without a thread of its own: its epoll descriptor is waited for by the loop, and
 * MHD_run does what is possible. It also says until when it may be left alone; http_work turns it
 * then too.
 */
#include "http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "arena.h"
#include "buffer.h"
#include "http_manner.h"
#include "poller.h"

enum {
	CONNECTIONS_MAX = 64,
	CONNECTIONS_OF_ONE = 32, /* address */
	IDLE_SECONDS = 15,
	CONNECTION_BYTES = 16384, /* of a request's line and headers; more is answered with 431 */
};

struct http {
	struct MHD_Daemon *daemon;
	struct http_answers answers;
	void *context;
	struct buffer body; /* of the answer that is being made */
	int descriptor;     /* epoll */
	int slot;
	int64_t until; /* monotonic: when the library must be turned */
};

/* --- answers --- */

static enum MHD_Result send_body(struct http *http, struct MHD_Connection *connection,
                                 unsigned status)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        http->body.size, http->body.data, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result = MHD_NO;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
	                        "text/plain; version=0.0.4");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result send_text(struct http *http, struct MHD_Connection *connection,
                                 unsigned status, const char *text)
{
	buffer_reset(&http->body);
	buffer_append(&http->body, text, strlen(text));
	buffer_append(&http->body, "\n", 1);
	return send_body(http, connection, status);
}

static enum MHD_Result send_state(struct http *http, struct MHD_Connection *connection,
                                  bool (*state)(void *context, const char **reason))
{
	const char *reason = NULL;
	const bool well = state(http->context, &reason);

	if (!reason)
		reason = well ? "ok" : "unknown";
	return send_text(http, connection, well ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
	                 reason);
}

static enum MHD_Result send_metrics(struct http *http, struct MHD_Connection *connection)
{
	buffer_reset(&http->body);
	http->answers.metrics(http->context, &http->body);
	return send_body(http, connection, MHD_HTTP_OK);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
	struct http *http = context;

	(void)version;
	(void)upload;
	if (*upload_size != 0)
		return MHD_NO; /* nobody here has a use for a body: the connection is closed */
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return send_text(http, connection, MHD_HTTP_METHOD_NOT_ALLOWED,
		                 "only GET and HEAD");
	if (!*state) { /* called with the headers, and once more: an answer at the first call would
		          end the connection */
		*state = http;
		return MHD_YES;
	}
	if (strcmp(url, "/metrics") == 0)
		return send_metrics(http, connection);
	if (strcmp(url, "/healthz") == 0)
		return send_state(http, connection, http->answers.healthy);
	if (strcmp(url, "/readyz") == 0)
		return send_state(http, connection, http->answers.ready);
	return send_text(http, connection, MHD_HTTP_NOT_FOUND,
	                 "not found: /metrics, /healthz and /readyz are here");
}

/* --- opening --- */

static struct MHD_Daemon *start(struct http *http, const struct addrinfo *address)
{
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG |
	                 (address->ai_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0);

	return MHD_start_daemon(flags, 0, NULL, NULL, answer,
	                        http, /* the logger first: it is told of what follows */
	                        MHD_OPTION_EXTERNAL_LOGGER, http_write_log, NULL,
	                        MHD_OPTION_SOCK_ADDR, address->ai_addr, MHD_OPTION_CONNECTION_LIMIT,
	                        (unsigned)CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	                        (unsigned)CONNECTIONS_OF_ONE, MHD_OPTION_CONNECTION_TIMEOUT,
	                        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                        (size_t)CONNECTION_BYTES, MHD_OPTION_UNESCAPE_CALLBACK,
	                        http_leave_escaped, NULL, MHD_OPTION_END);
}

struct http *http_open(const char *address, const struct http_answers *answers, void *context,
                       struct faults *why)
{
	if (address[0] == '\0')
		return NULL;
	struct addrinfo *resolved = address_resolve(address);

	if (!resolved) {
		fail(why, FAULT_HTTP_ADDRESS_FORM, "http_address", address);
		return NULL;
	}
	struct http *http;

	http = must_alloc(1, sizeof(*http));
	http->answers = *answers;
	http->context = context;
	http->slot = -1;
	errno = 0;
	http->daemon = start(http, resolved);
	freeaddrinfo(resolved);
	if (!http->daemon) {
		fail(why, FAULT_CANNOT_LISTEN, "http_address", address, strerror(errno));
		http_close(&http);
		return NULL;
	}
	http->descriptor = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return http;
}

void http_close(struct http **http)
{
	if (!*http)
		return;
	if ((*http)->daemon)
		MHD_stop_daemon((*http)->daemon);
	buffer_close(&(*http)->body);
	free(*http);
	*http = NULL;
}

/* --- the loop --- */

void http_wait(struct http *http, struct poller *poller)
{
	http->until = INT64_MAX;
	http->slot = poller_add_descriptor(poller, http->descriptor, POLL_READ);
	MHD_UNSIGNED_LONG_LONG milliseconds;

	if (MHD_get_timeout(http->daemon, &milliseconds) == MHD_YES) {
		http->until = poller_now() + (int64_t)milliseconds * 1000;
		poller_until(poller, http->until);
	}
}

void http_work(struct http *http, struct poller *poller)
{
	if (poller_ready(poller, http->slot) != 0 || poller_now() >= http->until)
		MHD_run(http->daemon);
	http->slot = -1;
}

unsigned http_port(const struct http *http)
{
	return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}
