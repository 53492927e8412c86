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

static const char policy[] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* --- what HTTP says --- */

static const char *header(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

static const char *raw_argument(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* Whom a limit is counted against. */
static void address_of(const struct visit *visit, char out[QUESTIONS_ADDRESS_SIZE])
{
	const char *forwarded =
	        visit->web->settings->behind_proxy ? header(visit, "X-Forwarded-For") : NULL;
	const struct sockaddr *peer =
	        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
	                ->client_addr;
	const socklen_t size = peer->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
	                                                   : sizeof(struct sockaddr_in);

	out[0] = '\0';
	if (forwarded) {
		const char *comma = strrchr(forwarded, ',');
		const char *last = comma ? comma + 1 + strspn(comma + 1, " ") : forwarded;

		snprintf(out, QUESTIONS_ADDRESS_SIZE, "%s", last);
	} else if (getnameinfo(peer, size, out, QUESTIONS_ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) !=
	           0) {
		out[0] = '\0';
	}
}

static bool wants_json(const struct visit *visit)
{
	const char *accept = header(visit, MHD_HTTP_HEADER_ACCEPT);

	return accept && strstr(accept, "application/json") && !strstr(accept, "x-protobuf");
}

/* --- sending --- */

static void add_allowed_origin(const struct visit *visit, struct MHD_Response *response)
{
	const struct web_settings *settings = visit->web->settings;
	const char *allowed = web_settings_origin(settings, header(visit, MHD_HTTP_HEADER_ORIGIN));

	if (settings->origins[0] == '\0' || !route_is_api(visit->match.route))
		return;
	if (strcmp(settings->origins, "*") != 0)
		MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, "Origin");
	if (allowed)
		MHD_add_response_header(response, "Access-Control-Allow-Origin", allowed);
}

static void add_common(const struct visit *visit, struct MHD_Response *response)
{
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
	add_allowed_origin(visit, response);
}

static void add_page_headers(const struct visit *visit, struct MHD_Response *response)
{
	if (visit->match.route != ROUTE_FILE)
		return;
	MHD_add_response_header(response, "Content-Security-Policy", policy);
	if (visit->match.file && strstr(visit->match.file, ".js"))
		MHD_add_response_header(response, "Service-Worker-Allowed", "/");
}

static void add_outcome_headers(const struct outcome *outcome, struct MHD_Response *response)
{
	char text[64];

	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
	                        outcome_cache_control(outcome->cache));
	if (outcome->cache != OUTCOME_NO_STORE)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, outcome->body->tag);
	if (outcome->allow)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, outcome->allow);
	if (outcome->retry_after > 0) {
		snprintf(text, sizeof(text), "%u", outcome->retry_after);
		MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, text);
	}
	if (outcome->name) {
		snprintf(text, sizeof(text), "attachment; filename=\"%s\"", outcome->name);
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, text);
	}
}

static void drop_share(void *body)
{
	struct body *share = body;

	body_drop(&share);
}

static enum MHD_Result send_outcome(struct visit *visit)
{
	struct outcome *outcome = &visit->outcome;
	const bool known = outcome_is_known(outcome, header(visit, MHD_HTTP_HEADER_IF_NONE_MATCH));
	struct body *share = body_share(outcome->body);
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
	        known ? 0 : share->size, share->bytes, drop_share, share);

	visit->web->counts.requests++;
	visit->web->counts.refused += outcome->status >= 400;
	if (!response) {
		body_drop(&share);
		return MHD_NO;
	}
	if (outcome->type && !known)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, outcome->type);
	add_common(visit, response);
	add_page_headers(visit, response);
	add_outcome_headers(outcome, response);
	const enum MHD_Result result = MHD_queue_response(
	        visit->connection, known ? MHD_HTTP_NOT_MODIFIED : outcome->status, response);

	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result send_stream(struct visit *visit)
{
	struct web *web = visit->web;
	const char *last = header(visit, "Last-Event-ID");
	struct version version;
	const bool seen = last && version_parse(last, &version);
	struct MHD_Response *response =
	        stream_begin(&web->streams, visit->connection,
	                     held_find(&web->held, visit->match.cluster, visit->match.year),
	                     seen ? &version : NULL, visit->chunked);

	if (!response)
		return MHD_NO;
	web->counts.requests++;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	MHD_add_response_header(response, "X-Accel-Buffering", "no"); /* nginx: pass each on */
	add_common(visit, response);
	const enum MHD_Result result = MHD_queue_response(visit->connection, MHD_HTTP_OK, response);

	MHD_destroy_response(response);
	return result;
}

/* What a browser asks before it lets a page of another origin send a POST. */
static enum MHD_Result send_preflight(struct visit *visit)
{
	struct MHD_Response *response =
	        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

	if (!response)
		return MHD_NO;
	add_common(visit, response);
	MHD_add_response_header(response, "Access-Control-Allow-Methods", "GET, HEAD, POST");
	MHD_add_response_header(response, "Access-Control-Allow-Headers",
	                        "Accept, Content-Type, Last-Event-ID");
	MHD_add_response_header(response, "Access-Control-Max-Age", "600");
	const enum MHD_Result result =
	        MHD_queue_response(visit->connection, MHD_HTTP_NO_CONTENT, response);

	visit->web->counts.requests++;
	MHD_destroy_response(response);
	return result;
}

/* --- a visit --- */

static size_t most_of(enum route route)
{
	return route == ROUTE_QUERIES ? QUERY_MAX : COMMAND_MAX;
}

/* How many bytes of a body were announced; 0: none. */
static uint64_t announced(const struct visit *visit)
{
	const char *text = header(visit, MHD_HTTP_HEADER_CONTENT_LENGTH);

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
	visit->argument = raw_argument;
	visit->address = address_of;
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

	address_of(visit, address);
	visit->outcome =
	        questions_carry(&visit->web->questions, visit->match.route, visit->upload.data,
	                        visit->upload.size, address, wants_json(visit), visit);
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
		return send_outcome(visit);
	}
	line_pause(visit->line);
	if (visit->streaming)
		return send_stream(visit);
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
			return send_preflight(visit);
		judge_head(visit, method);
		/* an answer before the body ends the connection, so nobody sends in vain */
		return visit->outcome.status != 0 && announced(visit) > 0 ? send_outcome(visit)
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
