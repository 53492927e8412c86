/*
 * A body's tag is a hash of its bytes, so a client has it already when one of the tags that it names is the
 * same, weak or not.
 */
#include "outcome.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "problem.h"

const char outcome_json_type[] = "application/json; charset=utf-8",
           outcome_problem_type[] = "application/problem+json; charset=utf-8",
           outcome_text_type[] = "text/plain; charset=utf-8";

struct outcome outcome_json(json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);
	struct outcome outcome = { .status = 200,
		                   .body = body_new(text, strlen(text)),
		                   .type = outcome_json_type,
		                   .cache = OUTCOME_ASK_AGAIN };

	free(text);
	json_decref(value);
	return outcome;
}

struct outcome outcome_of(struct body *body, const char *type, enum outcome_cache cache)
{
	return (struct outcome){
		.status = 200, .body = body_share(body), .type = type, .cache = cache
	};
}

struct outcome outcome_text(unsigned status, const char *text)
{
	return (struct outcome){ .status = status,
		                 .body = body_new(text, strlen(text)),
		                 .type = outcome_text_type };
}

struct outcome outcome_problem(unsigned status, const char *code)
{
	return (struct outcome){ .status = status,
		                 .body = problem_body(status, code, NULL, 0),
		                 .type = outcome_problem_type };
}

struct outcome outcome_refusal(enum status status, const struct fault *faults, size_t count)
{
	const unsigned number = problem_status(status);
	const char *code = status_name(status);

	return (struct outcome){
		.status = number,
		.body = problem_body(number, code ? code : "UNKNOWN", faults, count),
		.type = outcome_problem_type,
		.retry_after = number == 503 ? 1 : 0,
	};
}

struct outcome outcome_fault(const char *field, enum fault_reason reason, const char *argument)
{
	struct arena arena;
	struct faults why;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	faults_add(&why, reason, field, &argument, strlen(fault_kinds(reason)));
	const struct outcome outcome = outcome_refusal(fault_status(reason), why.items, why.count);

	arena_close(&arena);
	return outcome;
}

struct outcome outcome_away(unsigned retry_after)
{
	struct outcome outcome = outcome_problem(503, status_name(STATUS_UNAVAILABLE));

	outcome.retry_after = retry_after;
	return outcome;
}

void outcome_close(struct outcome *outcome)
{
	body_drop(&outcome->body);
	outcome->status = 0;
}

/* A tag of a list and what parts it from the next, from *list, which goes behind them. NULL: there is none more. */
static const char *next_tag(const char **list, size_t *size)
{
	const char *tag = *list + strspn(*list, ", \t");

	tag += strncmp(tag, "W/", 2) == 0 ? 2 : 0;
	const char *end = *tag == '"' ? strchr(tag + 1, '"') : NULL;

	if (!end)
		return NULL;
	*size = (size_t)(end + 1 - tag);
	*list = end + 1;
	return tag;
}

/* If-None-Match of RFC 9110: "*", or tags parted by commas, which are compared weakly. */
static bool names(const char *list, const char *own)
{
	const char *star = list + strspn(list, " \t");

	own += strncmp(own, "W/", 2) == 0 ? 2 : 0;
	if (*star == '*')
		return star[1 + strspn(star + 1, " \t")] == '\0';
	size_t size;

	for (const char *tag; (tag = next_tag(&list, &size)) != NULL;)
		if (strlen(own) == size && memcmp(tag, own, size) == 0)
			return true;
	return false;
}

bool outcome_is_known(const struct outcome *outcome, const char *tags)
{
	return tags && outcome->status == 200 && outcome->cache != OUTCOME_NO_STORE &&
	       names(tags, outcome->body->tag);
}

const char *outcome_cache_control(enum outcome_cache cache)
{
	return cache == OUTCOME_FOR_EVER    ? "public, max-age=31536000, immutable"
	       : cache == OUTCOME_ASK_AGAIN ? "no-cache"
	                                    : "no-store";
}
