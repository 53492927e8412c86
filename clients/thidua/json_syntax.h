/*
 * json_syntax -- why a text is no JSON, in words for who wrote it.
 *
 * The parser's own sentences are English and speak of tokens. Here are line and column from 1, the
 * line itself, and what was probably meant.
 */
#ifndef JSON_SYNTAX_H
#define JSON_SYNTAX_H

#include <jansson.h>

#include "faults.h"

/* Adds the fault that the parser's error tells of this text. */
void json_syntax_fail(const char *text, size_t size, const json_error_t *error, struct faults *why);

#endif
