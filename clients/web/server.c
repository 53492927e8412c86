/*
 * A request is a visit: it comes with its headers, perhaps with a body in pieces, and is answered at
 * once, or when the daemon has answered; until then its connection is suspended. An event stream leaves
 * with stream.c.
 *
 * Bounds come first: headers of more than HEAD_MAX bytes are 431, a body of more than its path takes is
 * 413, and who sends neither in IDLE_SECONDS is hung up on. Nothing of a path is decoded: no path of ours
 * has anything to decode, so one with a "%" is not found.
 */
#include "server.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "address.h"
#include "arena.h"
#include "log.h"
#include "openapi.h"
#include "pages.h"
#include "text.h"
#include "web.h"
#include "web_metrics.h"

enum {
	HEAD_MAX = 4096,         /* of a request's line and headers */
	CONNECTION_BYTES = 6144, /* of memory: HEAD_MAX and room for our headers */
	IDLE_SECONDS = 20,
	BACKLOG = 1024,
	SEND_BUFFER = 32768, /* the kernel's, of each connection */
	MESSAGE_SIZE = 256,
	QUERY_MAX = QUERY_BYTES_MAX + 256, /* of a SignedQuery */
	COMMAND_MAX = COMMAND_BYTES_MAX + 256,
	BOARD_SIZE = ROUTE_BOARD_SIZE,
};

static const char policy[] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct server {
	struct web *web;
	struct MHD_Daemon *daemon;
	int descriptor; /* epoll */
};

struct visit {
	struct server *server;
	struct MHD_Connection *connection;
	struct route_match match;
	char *path; /* match.file points into it */
	struct buffer upload;
	struct outcome outcome;
	bool chunked; /* HTTP/1.1 */
	bool waiting; /* for the daemon; the connection is suspended */
	bool streaming;
};

/* --- what a request says --- */

static const char *header(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

/* An argument, decoded into out. False, with an outcome, when it is no text or too long; *out is "" when
 * it is not there. */
static bool argument(struct visit *visit, const char *name, char *out, size_t size)
{
	const char *value =
	        MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, name);

	out[0] = '\0';
	if (!value)
		return true;
	if (strlen(value) < 3 * size) {
		char *decoded = must_alloc(strlen(value) + 1, 1);
		const bool fine = route_decode(strcpy(decoded, value)) && strlen(decoded) < size;

		if (fine)
			strcpy(out, decoded);
		free(decoded);
		if (fine)
			return true;
	}
	visit->outcome = outcome_fault(name, FAULT_TEXT_NOT_UTF8, NULL);
	return false;
}

/* 0: it is not there. */
static bool period_argument(struct visit *visit, int *out)
{
	char text[16];

	*out = 0;
	if (!argument(visit, "period", text, sizeof(text)))
		return false;
	if (text[0] == '\0' || (*out = route_period(text)) > 0)
		return true;
	visit->outcome = outcome_fault("period", FAULT_JSON_NO_CHOICE, "Q1, Q2, Q3, Q4, FINAL");
	return false;
}

static bool number_argument(struct visit *visit, const char *name, uint32_t most, bool *given,
                            uint32_t *out)
{
	char text[16];

	*out = 0;
	*given = false;
	if (!argument(visit, name, text, sizeof(text)))
		return false;
	*given = text[0] != '\0';
	if (!*given || route_number(text, most, out))
		return true;
	visit->outcome = outcome_fault(name, FAULT_JSON_NO_CHOICE, "0 … 4294967295");
	return false;
}

static bool board_argument(struct visit *visit, char out[BOARD_SIZE])
{
	if (!argument(visit, "board", out, BOARD_SIZE))
		return false;
	if (out[0] == '\0' || text_is_board(out))
		return true;
	visit->outcome = outcome_fault("board", FAULT_JSON_NO_CHOICE, "TQ, HG, …");
	return false;
}

/* A state of a register by its name; 0: it is not there. */
static bool state_argument(struct visit *visit, const char *const *names, int count, int *out)
{
	char text[32], list[128] = "";

	*out = 0;
	if (!argument(visit, "state", text, sizeof(text)))
		return false;
	for (int i = 1; i < count; i++) {
		if (strcmp(text, names[i]) == 0)
			*out = i;
		strcat(strcat(list, i > 1 ? ", " : ""), names[i]);
	}
	if (text[0] == '\0' || *out > 0)
		return true;
	visit->outcome = outcome_fault("state", FAULT_JSON_NO_CHOICE, list);
	return false;
}

static bool is_english(struct visit *visit)
{
	char text[8];

	return argument(visit, "lang", text, sizeof(text)) && strcmp(text, "en") == 0;
}

/* Whom a limit is counted against. */
static void address_of(const struct visit *visit, char out[QUESTIONS_ADDRESS_SIZE])
{
	const char *forwarded = visit->server->web->settings->behind_proxy
	                                ? header(visit, "X-Forwarded-For")
	                                : NULL;
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

/* --- questions --- */

static bool fill_models(struct visit *visit, struct get_models *asked, char *board, char *field,
                        char *search)
{
	static const char *const states[] = { "",          "OPEN",     "RECOGNISED", "REFUSED",
		                              "DUPLICATE", "DISPUTED", "WITHDRAWN" };

	*asked = (struct get_models){ .board = board, .field = field, .search = search };
	bool given;

	return board_argument(visit, board) && argument(visit, "field", field, 201) &&
	       argument(visit, "search", search, 201) &&
	       state_argument(visit, states, sizeof(states) / sizeof(*states), &asked->state) &&
	       number_argument(visit, "after", UINT32_MAX, &given, &asked->after);
}

static bool fill_limitations(struct visit *visit, struct get_limitations *asked, char *board)
{
	static const char *const states[] = { "", "OPEN", "CLOSING", "CLOSED" };

	*asked = (struct get_limitations){ .board = board };
	bool given;

	return board_argument(visit, board) &&
	       state_argument(visit, states, sizeof(states) / sizeof(*states), &asked->state) &&
	       number_argument(visit, "after", UINT32_MAX, &given, &asked->after);
}

/* Asks what the path asks; the outcome says why not. */
static void ask(struct visit *visit, int period)
{
	struct web *web = visit->server->web;
	const struct route_match *match = &visit->match;
	struct query query = { .question = pages_question(match->route),
		               .cluster = match->cluster,
		               .year = match->year,
		               .period = period - 1,
		               .board = match->board };
	struct get_standings standings = { 0 };
	struct get_models models;
	struct get_limitations limitations;
	struct get_amendments amendments = { 0 };
	char board[BOARD_SIZE], field[201], search[201];
	bool fine = true, given = false;

	if (query.question == QUESTION_STANDINGS) {
		fine = number_argument(visit, "amendment", UINT16_MAX, &standings.has_amendment,
		                       &standings.amendment);
		query.asked = standings.has_amendment ? &standings : NULL;
	} else if (query.question == QUESTION_SEASON) {
		fine = number_argument(visit, "version", UINT32_MAX, &given, &query.revision);
	} else if (query.question == QUESTION_MODELS) {
		fine = fill_models(visit, &models, board, field, search);
		query.asked = &models;
	} else if (query.question == QUESTION_LIMITATIONS) {
		fine = fill_limitations(visit, &limitations, board);
		query.asked = &limitations;
	} else if (query.question == QUESTION_AMENDMENTS) {
		fine = number_argument(visit, "before", UINT32_MAX, &given, &amendments.before);
		query.asked = &amendments;
	}
	if (!fine)
		return;
	const bool english = is_english(visit);

	if (visit->outcome.status != 0)
		return;
	visit->outcome = questions_ask(&web->questions, match, &query, english, visit);
	visit->waiting = visit->outcome.status == 0;
}

/* --- answers from memory --- */

static struct outcome outcome_of_version(const struct held *held, const char *name)
{
	struct version version;
	struct body *page = version_parse(name, &version) ? held_version(held, name) : NULL;

	return page ? outcome_of(page, outcome_json_type, OUTCOME_FOR_EVER)
	            : outcome_problem(404, "NOT_FOUND");
}

static struct outcome csv_of(const struct held *held, const struct held_standing *standing,
                             bool english)
{
	struct told_standings told;
	struct arena arena;
	struct outcome outcome = outcome_problem(500, "UNKNOWN");

	arena_init(&arena, 0);
	if (answer_standings(standing->bytes.data, standing->bytes.size, &arena, &told)) {
		outcome_close(&outcome);
		outcome = pages_csv(&told, &held->names, english);
	}
	arena_close(&arena);
	return outcome;
}

static bool has_argument(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, name) != NULL;
}

/* True: the outcome is there. */
static bool answer_held(struct visit *visit, int period)
{
	const struct route_match *match = &visit->match;
	const struct held *held = held_find(&visit->server->web->held, match->cluster, match->year);
	const struct held_standing *standing = held_standing(held, period);
	char version[VERSION_SIZE];

	if (!held) {
		visit->outcome = outcome_problem(404, "NOT_FOUND");
		return true;
	}
	if (match->route == ROUTE_MOVES) {
		visit->outcome = outcome_json(held_moves(held));
	} else if (match->route == ROUTE_SEASON && held->season &&
	           !has_argument(visit, "version")) {
		visit->outcome = outcome_of(held->season, outcome_json_type, OUTCOME_ASK_AGAIN);
	} else if (match->route == ROUTE_STANDINGS && has_argument(visit, "v")) {
		if (argument(visit, "v", version, sizeof(version)))
			visit->outcome = outcome_of_version(held, version);
	} else if (standing && !has_argument(visit, "amendment")) {
		if (match->route == ROUTE_STANDINGS)
			visit->outcome =
			        outcome_of(standing->page, outcome_json_type, OUTCOME_ASK_AGAIN);
		else if (match->route == ROUTE_STANDINGS_CSV)
			visit->outcome = csv_of(held, standing, is_english(visit));
	}
	return visit->outcome.status != 0;
}

static void answer_of_year(struct visit *visit)
{
	int period;

	if (period_argument(visit, &period) && !answer_held(visit, period))
		ask(visit, period);
}

static struct outcome outcome_of_file(const struct web *web, const char *name)
{
	const struct files_entry *entry = files_find(&web->files, name);

	return entry ? outcome_of(entry->body, entry->type, OUTCOME_ASK_AGAIN)
	             : outcome_problem(404, "NOT_FOUND");
}

static struct outcome outcome_of_health(const struct web *web)
{
	return outcome_text(200, web->streams.away ? "ok, but the daemon is away\n" : "ok\n");
}

static struct outcome outcome_of_metrics(const struct web *web)
{
	return (struct outcome){ .status = 200,
		                 .body = metrics_body(web),
		                 .type = "text/plain; version=0.0.4; charset=utf-8" };
}

/* --- streams and what is carried --- */

static void begin_stream(struct visit *visit)
{
	char cluster[CLUSTER_SIZE] = "";
	uint32_t year;
	bool given;

	if (!argument(visit, "cluster", cluster, sizeof(cluster)) ||
	    !number_argument(visit, "year", 9999, &given, &year))
		return;
	struct web *web = visit->server->web;

	if (cluster[0] == '\0')
		visit->outcome = outcome_fault("cluster", FAULT_ABSENT, NULL);
	else if (!given)
		visit->outcome = outcome_fault("year", FAULT_ABSENT, NULL);
	else if (!held_find(&web->held, cluster, year))
		visit->outcome = outcome_problem(404, "NOT_FOUND");
	else
		visit->streaming = true;
	strcpy(visit->match.cluster, cluster);
	visit->match.year = year;
}

static bool wants_json(const struct visit *visit)
{
	const char *accept = header(visit, MHD_HTTP_HEADER_ACCEPT);

	return accept && strstr(accept, "application/json") && !strstr(accept, "x-protobuf");
}

static void carry(struct visit *visit)
{
	char address[QUESTIONS_ADDRESS_SIZE];

	address_of(visit, address);
	visit->outcome = questions_carry(&visit->server->web->questions, visit->match.route,
	                                 visit->upload.data, visit->upload.size, address,
	                                 wants_json(visit), visit);
	visit->waiting = visit->outcome.status == 0;
}

static void decide(struct visit *visit)
{
	const struct web *web = visit->server->web;

	switch (visit->match.route) {
	case ROUTE_NONE:
	case ROUTES:
		visit->outcome = outcome_problem(404, "NOT_FOUND");
		break;
	case ROUTE_FILE:
		visit->outcome = outcome_of_file(web, visit->match.file);
		break;
	case ROUTE_HEALTH:
		visit->outcome = outcome_of_health(web);
		break;
	case ROUTE_METRICS:
		visit->outcome = outcome_of_metrics(web);
		break;
	case ROUTE_OPENAPI:
		visit->outcome = (struct outcome){ .status = 200,
			                           .body = body_new(openapi_text, openapi_size()),
			                           .type = outcome_json_type,
			                           .cache = OUTCOME_ASK_AGAIN };
		break;
	case ROUTE_CLUSTERS:
		visit->outcome = outcome_json(held_clusters(&web->held));
		break;
	case ROUTE_EVENTS:
		begin_stream(visit);
		break;
	case ROUTE_COMMANDS:
	case ROUTE_DRY_RUN:
	case ROUTE_QUERIES:
		carry(visit);
		break;
	default:
		answer_of_year(visit);
	}
}

/* --- sending --- */

static bool is_api(const struct visit *visit)
{
	return visit->match.route >= ROUTE_OPENAPI || visit->match.route == ROUTE_NONE;
}

static void add_allowed_origin(const struct visit *visit, struct MHD_Response *response)
{
	const struct web_settings *settings = visit->server->web->settings;
	const char *allowed = web_settings_origin(settings, header(visit, MHD_HTTP_HEADER_ORIGIN));

	if (settings->origins[0] == '\0' || !is_api(visit))
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

static const char *cache_of(enum outcome_cache cache)
{
	return cache == OUTCOME_FOR_EVER    ? "public, max-age=31536000, immutable"
	       : cache == OUTCOME_ASK_AGAIN ? "no-cache"
	                                    : "no-store";
}

static bool is_known(const struct visit *visit, const struct outcome *outcome)
{
	const char *tags = header(visit, MHD_HTTP_HEADER_IF_NONE_MATCH);

	return tags && outcome->status == 200 && outcome->cache != OUTCOME_NO_STORE &&
	       (strcmp(tags, "*") == 0 || strstr(tags, outcome->body->tag));
}

static void add_outcome_headers(const struct outcome *outcome, struct MHD_Response *response)
{
	char text[64];

	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, cache_of(outcome->cache));
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
	const bool known = is_known(visit, outcome);
	struct body *share = body_share(outcome->body);
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
	        known ? 0 : share->size, share->bytes, drop_share, share);

	visit->server->web->counts.requests++;
	visit->server->web->counts.refused += outcome->status >= 400;
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
	struct web *web = visit->server->web;
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

	visit->server->web->counts.requests++;
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
	const size_t head =
	        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
	                ->header_size;
	const bool carries = route_carries(visit->match.route);
	const bool reads = strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
	                   strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;

	if (head > HEAD_MAX) {
		visit->outcome = outcome_problem(431, "TOO_LARGE");
	} else if (visit->match.route == ROUTE_NONE) {
		visit->outcome = outcome_problem(404, "NOT_FOUND");
	} else if (carries ? strcmp(method, MHD_HTTP_METHOD_POST) != 0 : !reads) {
		visit->outcome = outcome_problem(405, "METHOD_NOT_ALLOWED");
		visit->outcome.allow = carries ? "POST" : "GET, HEAD";
	} else if (carries && announced(visit) > most_of(visit->match.route)) {
		visit->outcome = outcome_problem(413, "TOO_LARGE");
	}
}

static struct visit *begin_visit(struct server *server, struct MHD_Connection *connection,
                                 const char *path, const char *version)
{
	struct visit *visit = must_alloc(1, sizeof(*visit));
	const size_t size = strlen(path) + 1;

	visit->server = server;
	visit->connection = connection;
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

static enum MHD_Result finish(struct visit *visit)
{
	if (visit->outcome.status == 0 && !visit->waiting && !visit->streaming)
		decide(visit);
	if (visit->outcome.status != 0)
		return send_outcome(visit);
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

	if (!visit) {
		*state = visit = begin_visit(context, connection, path, version);
		if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0 && is_api(visit))
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
	if (visit->match.route == ROUTE_EVENTS && strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
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
	struct server *server = context;
	struct visit *visit = *state;

	(void)connection;
	(void)code;
	if (!visit)
		return;
	if (visit->waiting)
		questions_forget(&server->web->questions, visit);
	outcome_close(&visit->outcome);
	buffer_close(&visit->upload);
	free(visit->path);
	free(visit);
	*state = NULL;
}

/* --- opening --- */

static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

static void write_log(void *context, const char *format, va_list arguments)
        __attribute__((format(printf, 2, 0)));

/* What strangers do to the connection is not worth waking anybody. */
static void write_log(void *context, const char *format, va_list arguments)
{
	char message[MESSAGE_SIZE];

	(void)context;
	vsnprintf(message, sizeof(message), format, arguments);
	message[strcspn(message, "\n")] = '\0';
	log_event(LOG_LEVEL_DEBUG, "http_trouble", TEXT("message", message));
}

/* Our own socket, so that what is accepted has a small buffer: else a slow reader keeps megabytes of the
 * kernel's memory. -1 with errno. */
static int listen_at(const struct addrinfo *address)
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

static struct MHD_Daemon *start(struct server *server, int descriptor)
{
	const struct web_settings *settings = server->web->settings;
	const unsigned of_one = settings->behind_proxy
	                                ? (unsigned)settings->connections_max
	                                : (unsigned)settings->address_connections_max;

	return MHD_start_daemon(
	        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer,
	        server, MHD_OPTION_EXTERNAL_LOGGER, write_log, NULL, MHD_OPTION_LISTEN_SOCKET,
	        descriptor, MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->connections_max,
	        MHD_OPTION_PER_IP_CONNECTION_LIMIT, of_one, MHD_OPTION_CONNECTION_TIMEOUT,
	        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	        (size_t)CONNECTION_BYTES, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
	        MHD_OPTION_NOTIFY_COMPLETED, end_visit, server, MHD_OPTION_END);
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

	server->web = web;
	freeaddrinfo(address);
	server->daemon = descriptor >= 0 ? start(server, descriptor) : NULL;
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
