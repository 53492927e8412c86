#include "problem.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "json_value.h"

unsigned problem_status(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return 200;
	case STATUS_INVALID:
		return 400;
	case STATUS_FORBIDDEN:
		return 403;
	case STATUS_NOT_FOUND:
		return 404;
	case STATUS_CONFLICT:
	case STATUS_STALE:
	case STATUS_CLOSED:
		return 409;
	case STATUS_UNSUPPORTED:
		return 501;
	case STATUS_BUSY:
	case STATUS_UNAVAILABLE:
		return 503;
	case STATUS_BROKEN:
		return 500;
	}
	return 502; /* of a newer daemon */
}

static const char *title_of(unsigned status)
{
	static const struct {
		unsigned status;
		const char *title;
	} titles[] = {
		{ 400, "Bad Request" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Error";
}

static json_t *fault_json(const struct fault *fault)
{
	json_t *arguments = json_array();

	for (size_t i = 0; i < fault->argument_count; i++)
		json_array_append_new(arguments, json_text(fault->arguments[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "field", json_text(fault->field), "code",
	                 json_maybe(status_name(fault->code)), "reason", json_maybe(fault->reason),
	                 "arguments", arguments, "message", json_maybe(fault->message));
}

struct body *problem_body(unsigned status, const char *code, const struct fault *faults,
                          size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, fault_json(&faults[i]));
	json_t *value =
	        json_pack("{s:s, s:s, s:i, s:s, s:o}", "type", "about:blank", "title",
	                  title_of(status), "status", (int)status, "code", code, "faults", list);
	char *text = json_dumps(value, JSON_COMPACT);
	struct body *body = body_new(text, strlen(text));

	free(text);
	json_decref(value);
	return body;
}
