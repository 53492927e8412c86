/*
 * outcome -- what a client of HTTP is answered.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <jansson.h>
#include <stdbool.h>

#include "body.h"
#include "faults.h"

enum outcome_cache {
	OUTCOME_NO_STORE,
	OUTCOME_ASK_AGAIN, /* by its ETag */
	OUTCOME_FOR_EVER,
};

struct outcome {
	unsigned status;   /* 0: there is none yet */
	struct body *body; /* its share */
	const char *type;  /* constant, or as long as the program */
	enum outcome_cache cache;
	unsigned retry_after; /* seconds; 0: not said */
	const char *allow;    /* of a 405; constant */
	const char *name;     /* of a file to be saved; constant */
};

extern const char outcome_json_type[], outcome_problem_type[], outcome_text_type[];

/* Takes the value over. 200, to be asked for again. */
struct outcome outcome_json(json_t *value);
/* Takes a share. */
struct outcome outcome_of(struct body *body, const char *type, enum outcome_cache cache);
struct outcome outcome_text(unsigned status, const char *text);
struct outcome outcome_problem(unsigned status, const char *code);
/* Of one thing that is wrong with an argument. */
struct outcome outcome_fault(const char *field, enum fault_reason reason, const char *argument);
/* The same with all faults of an answer. */
struct outcome outcome_refusal(enum status status, const struct fault *faults, size_t count);
/* The daemon cannot be asked now. */
struct outcome outcome_away(unsigned retry_after);

/* Has who asks got it already, by the If-None-Match of his? tags NULL: he has nothing. */
bool outcome_is_known(const struct outcome *outcome, const char *tags);
/* The value of Cache-Control. */
const char *outcome_cache_control(enum outcome_cache cache);

/* Gives its body back; may be called twice. */
void outcome_close(struct outcome *outcome);

#endif
