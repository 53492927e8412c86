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

bool outcome_is_known(const struct outcome *outcome, const char *tags)
{
	return tags && outcome->status == 200 && outcome->cache != OUTCOME_NO_STORE &&
	       (strcmp(tags, "*") == 0 || strstr(tags, outcome->body->tag));
}

const char *outcome_cache_control(enum outcome_cache cache)
{
	return cache == OUTCOME_FOR_EVER    ? "public, max-age=31536000, immutable"
	       : cache == OUTCOME_ASK_AGAIN ? "no-cache"
	                                    : "no-store";
}
