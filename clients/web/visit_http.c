/*
 * What libmicrohttpd says of a visit, and what it is given to send: an outcome with its headers, a stream, or what a
 * browser asks beforehand.
 */
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "visit.h"
#include "web.h"

static const char policy[] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* --- what HTTP says --- */

const char *visit_header(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

const char *visit_raw_argument(const struct visit *visit, const char *name)
{
	return MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, name);
}

void visit_address(const struct visit *visit, char out[QUESTIONS_ADDRESS_SIZE])
{
	const char *forwarded =
	        visit->web->settings->behind_proxy ? visit_header(visit, "X-Forwarded-For") : NULL;
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

bool visit_wants_json(const struct visit *visit)
{
	const char *accept = visit_header(visit, MHD_HTTP_HEADER_ACCEPT);

	return accept && strstr(accept, "application/json") && !strstr(accept, "x-protobuf");
}

/* --- sending --- */

static void add_allowed_origin(const struct visit *visit, struct MHD_Response *response)
{
	const struct web_settings *settings = visit->web->settings;
	const char *allowed =
	        web_settings_origin(settings, visit_header(visit, MHD_HTTP_HEADER_ORIGIN));

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

bool visit_send(struct visit *visit)
{
	struct outcome *outcome = &visit->outcome;
	const bool known =
	        outcome_is_known(outcome, visit_header(visit, MHD_HTTP_HEADER_IF_NONE_MATCH));
	struct body *share = body_share(outcome->body);
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
	        known ? 0 : share->size, share->bytes, drop_share, share);

	visit->web->counts.requests++;
	visit->web->counts.refused += outcome->status >= 400;
	if (!response) {
		body_drop(&share);
		return false;
	}
	if (outcome->type && !known)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, outcome->type);
	add_common(visit, response);
	add_page_headers(visit, response);
	add_outcome_headers(outcome, response);
	const enum MHD_Result result = MHD_queue_response(
	        visit->connection, known ? MHD_HTTP_NOT_MODIFIED : outcome->status, response);

	MHD_destroy_response(response);
	return result == MHD_YES;
}

bool visit_send_stream(struct visit *visit)
{
	struct web *web = visit->web;
	const char *last = visit_header(visit, "Last-Event-ID");
	struct version version;
	const bool seen = last && version_parse(last, &version);
	struct MHD_Response *response =
	        stream_begin(&web->streams, visit->connection,
	                     held_find(&web->held, visit->match.cluster, visit->match.year),
	                     seen ? &version : NULL, visit->chunked);

	if (!response)
		return false;
	web->counts.requests++;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	MHD_add_response_header(response, "X-Accel-Buffering", "no"); /* nginx: pass each on */
	add_common(visit, response);
	const enum MHD_Result result = MHD_queue_response(visit->connection, MHD_HTTP_OK, response);

	MHD_destroy_response(response);
	return result == MHD_YES;
}

bool visit_send_preflight(struct visit *visit)
{
	struct MHD_Response *response =
	        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

	if (!response)
		return false;
	add_common(visit, response);
	MHD_add_response_header(response, "Access-Control-Allow-Methods", "GET, HEAD, POST");
	MHD_add_response_header(response, "Access-Control-Allow-Headers",
	                        "Accept, Content-Type, Last-Event-ID");
	MHD_add_response_header(response, "Access-Control-Max-Age", "600");
	const enum MHD_Result result =
	        MHD_queue_response(visit->connection, MHD_HTTP_NO_CONTENT, response);

	visit->web->counts.requests++;
	MHD_destroy_response(response);
	return result == MHD_YES;
}
