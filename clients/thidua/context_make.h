/*
 * context_make -- a new context, from what is typed, invited or asked.
 *
 * It is tried before anybody relies on it: does the daemon answer, and what may this key there? The file
 * is kept whatever the answer is; the key may be admitted later.
 */
#ifndef CONTEXT_MAKE_H
#define CONTEXT_MAKE_H

struct options;

/* The command's code: THIDUA_FORBIDDEN when the key is not admitted yet, THIDUA_UNREACHABLE when nobody
 * answers; the file is there all the same. */
int context_make(struct options *options, const char *name);

#endif
