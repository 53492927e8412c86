/*
 * problem -- a refusal as application/problem+json (RFC 9457), with the faults as the daemon tells
 * them.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "body.h"
#include "faults.h"

/* The HTTP status of an answer of the daemon. */
unsigned problem_status(enum status status);

/* code: of the daemon's words, "NOT_FOUND"; beyond them METHOD_NOT_ALLOWED, TOO_LARGE and
 * TOO_MANY_REQUESTS. The caller's share. */
struct body *problem_body(unsigned status, const char *code, const struct fault *faults,
                          size_t count);

#endif
