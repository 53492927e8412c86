/*
 * openapi -- the OpenAPI document (openapi.json), in the program.
 */
#ifndef OPENAPI_H
#define OPENAPI_H

#include <stddef.h>

extern const char openapi_text[];
size_t openapi_size(void);

#endif
