/*
 * A request is a visit: it comes with its headers, perhaps with a body in pieces, and is answered at
 * once, or when the daemon has answered; until then its connection is suspended. An event stream leaves
 * with stream.c.
 *
 * Bounds come first: a line and headers beyond head.h's are 431, a body of more than its path takes is
 * 413; who is silent for IDLE_SECONDS is hung up on, and who is merely slow by line.h. Nothing of a path is
 * decoded: no path of ours has anything to decode, so one with a "%" is not found.
 */
#include "server.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "arena.h"
#include "head.h"
#include "http_manner.h"
#include "line.h"
#include "listen.h"
#include "visit.h"
#include "web.h"

enum {
	CONNECTION_BYTES = 6144, /* of memory: HEAD_WEIGHT_MAX and room for our headers */
	IDLE_SECONDS = 20,
	QUERY_MAX = QUERY_BYTES_MAX + 256, /* of a SignedQuery */
	COMMAND_MAX = COMMAND_BYTES_MAX + 256,
};

struct server {
	struct MHD_Daemon *daemon;
	int descriptor; /* epoll */
};

/* --- a visit --- */

static enum MHD_Result sent(bool fine)
{
	return fine ? MHD_YES : MHD_NO;
}

static size_t most_of(enum route route)
{
	return route == ROUTE_QUERIES ? QUERY_MAX : COMMAND_MAX;
}

/* How many bytes of a body were announced; 0: none. */
static uint64_t announced(const struct visit *visit)
{
	const char *text = visit_header(visit, MHD_HTTP_HEADER_CONTENT_LENGTH);

	return text ? strtoull(text, NULL, 10) : 0;
}

/* What can be refused by the headers alone. */
static void judge_head(struct visit *visit, const char *method)
{
	const bool carries = route_carries(visit->match.route);
	const bool reads = strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
	                   strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;

	if (visit->match.route == ROUTE_NONE) {
		visit->outcome = outcome_problem(404, "NOT_FOUND");
	} else if (carries ? strcmp(method, MHD_HTTP_METHOD_POST) != 0 : !reads) {
		visit->outcome = outcome_problem(405, "METHOD_NOT_ALLOWED");
		visit->outcome.allow = carries ? "POST" : "GET, HEAD";
	} else if (carries && announced(visit) > most_of(visit->match.route)) {
		visit->outcome = outcome_problem(413, "TOO_LARGE");
	}
}

static struct line *line_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	        ->socket_context;
}

static bool has_room(struct MHD_Connection *connection)
{
	const size_t bytes =
	        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
	                ->header_size;
	const int kept = MHD_get_connection_values(
	        connection, MHD_HEADER_KIND | MHD_COOKIE_KIND | MHD_GET_ARGUMENT_KIND, NULL, NULL);

	return head_fits(bytes, (size_t)kept);
}

static void refuse_head(struct web *web, struct line *line, bool with_body)
{
	web->counts.requests++;
	web->counts.refused++;
	line->refused = true;
	head_refuse(line->socket, with_body);
}

/* Before libmicrohttpd keeps its parameters. Nothing of it is kept here: the visit begins with the headers. */
static void *hear_line(void *context, const char *text, struct MHD_Connection *connection)
{
	struct line *line = line_of(connection);

	if (!line->refused && !head_line_fits(text))
		refuse_head(context, line, true);
	return NULL;
}

static struct visit *begin_visit(struct web *web, struct MHD_Connection *connection,
                                 const char *path, const char *version)
{
	struct visit *visit = must_alloc(1, sizeof(*visit));
	const size_t size = strlen(path) + 1;

	visit->web = web;
	visit->connection = connection;
	visit->line = line_of(connection);
	visit->path = memcpy(must_alloc(size, 1), path, size);
	visit->match = route_find(visit->path);
	visit->chunked = strcmp(version, MHD_HTTP_VERSION_1_1) == 0;
	return visit;
}

static void take_upload(struct visit *visit, const char *bytes, size_t size)
{
	if (visit->outcome.status != 0)
		return; /* it is refused already; the rest is read past */
	if (!route_carries(visit->match.route) ||
	    visit->upload.size + size > most_of(visit->match.route))
		visit->outcome = outcome_problem(413, "TOO_LARGE");
	else
		buffer_append(&visit->upload, bytes, size);
}

static void carry(struct visit *visit)
{
	char address[QUESTIONS_ADDRESS_SIZE];

	visit_address(visit, address);
	visit->outcome =
	        questions_carry(&visit->web->questions, visit->match.route, visit->upload.data,
	                        visit->upload.size, address, visit_wants_json(visit), visit);
	visit->waiting = visit->outcome.status == 0;
}

static enum MHD_Result finish(struct visit *visit)
{
	const bool undecided = visit->outcome.status == 0 && !visit->waiting && !visit->streaming;

	if (undecided && route_carries(visit->match.route))
		carry(visit);
	else if (undecided)
		visit_decide(visit);
	if (visit->outcome.status != 0) {
		line_begin(visit->line, stream_now());
		return sent(visit_send(visit));
	}
	line_pause(visit->line);
	if (visit->streaming)
		return sent(visit_send_stream(visit));
	MHD_suspend_connection(visit->connection); /* until server_answered */
	return MHD_YES;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
	struct visit *visit = *state;
	struct line *line = line_of(connection);

	if (!visit) {
		if (!line->refused && !has_room(connection))
			refuse_head(context, line, strcmp(method, MHD_HTTP_METHOD_HEAD) != 0);
		if (line->refused)
			return MHD_NO;
		*state = visit = begin_visit(context, connection, path, version);
		if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0 &&
		    route_is_api(visit->match.route))
			return sent(visit_send_preflight(visit));
		judge_head(visit, method);
		/* an answer before the body ends the connection, so nobody sends in vain */
		return visit->outcome.status != 0 && announced(visit) > 0 ? sent(visit_send(visit))
		                                                          : MHD_YES;
	}
	if (*upload_size > 0) {
		take_upload(visit, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	if (visit->outcome.status == 0 && visit->match.route == ROUTE_EVENTS &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
		visit->outcome = outcome_text(200, "");
	return finish(visit);
}

void server_answered(void *waiter, const struct outcome *outcome)
{
	struct visit *visit = waiter;

	visit->outcome = *outcome;
	visit->outcome.body = body_share(outcome->body);
	visit->waiting = false;
	MHD_resume_connection(visit->connection);
}

static void end_visit(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode code)
{
	struct web *web = context;
	struct visit *visit = *state;

	(void)connection;
	(void)code;
	if (!visit)
		return;
	line_begin(visit->line, stream_now()); /* of the next request */
	if (visit->waiting)
		questions_forget(&web->questions, visit);
	outcome_close(&visit->outcome);
	buffer_close(&visit->upload);
	free(visit->path);
	free(visit);
	*state = NULL;
}

/* --- opening --- */

static void note_line(void *context, struct MHD_Connection *connection, void **line,
                      enum MHD_ConnectionNotificationCode code)
{
	struct web *web = context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*line = line_add(
		        &web->lines,
		        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
		                ->connect_fd,
		        stream_now());
	else
		line_remove(&web->lines, (struct line **)line);
}

static struct MHD_Daemon *start(struct web *web, int descriptor)
{
	const struct web_settings *settings = web->settings;
	const unsigned of_one = settings->behind_proxy
	                                ? (unsigned)settings->connections_max
	                                : (unsigned)settings->address_connections_max;

	return MHD_start_daemon(
	        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer,
	        web, MHD_OPTION_EXTERNAL_LOGGER, http_write_log, NULL, MHD_OPTION_LISTEN_SOCKET,
	        descriptor, MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->connections_max,
	        MHD_OPTION_PER_IP_CONNECTION_LIMIT, of_one, MHD_OPTION_CONNECTION_TIMEOUT,
	        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	        (size_t)CONNECTION_BYTES, MHD_OPTION_UNESCAPE_CALLBACK, http_leave_escaped, NULL,
	        MHD_OPTION_URI_LOG_CALLBACK, hear_line, web, MHD_OPTION_NOTIFY_COMPLETED, end_visit,
	        web, MHD_OPTION_NOTIFY_CONNECTION, note_line, web, MHD_OPTION_END);
}

struct server *server_open(struct web *web, struct faults *why)
{
	struct addrinfo *address = address_resolve(web->settings->listen);

	if (!address) {
		fail(why, FAULT_HTTP_ADDRESS_FORM, "listen", web->settings->listen);
		return NULL;
	}
	struct server *server = must_alloc(1, sizeof(*server));
	const int descriptor = listen_at(address);

	freeaddrinfo(address);
	server->daemon = descriptor >= 0 ? start(web, descriptor) : NULL;
	if (!server->daemon) {
		fail(why, FAULT_CANNOT_LISTEN, "listen", web->settings->listen, strerror(errno));
		if (descriptor >= 0)
			close(descriptor);
		free(server);
		return NULL;
	}
	server->descriptor =
	        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return server;
}

void server_close(struct server **server)
{
	if (!*server)
		return;
	MHD_stop_daemon((*server)->daemon);
	free(*server);
	*server = NULL;
}

/* --- the loop --- */

int server_descriptor(const struct server *server)
{
	return server->descriptor;
}

int server_patience(const struct server *server, int most)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;

	return MHD_get_timeout(server->daemon, &milliseconds) == MHD_YES &&
	                       milliseconds < (unsigned)most
	               ? (int)milliseconds
	               : most;
}

void server_work(struct server *server)
{
	MHD_run(server->daemon);
}

unsigned server_port(const struct server *server)
{
	return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}
