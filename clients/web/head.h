/*
 * head -- how large a request's line and headers may be, and the answer to larger ones.
 *
 * libmicrohttpd keeps each header and parameter beside its bytes, in the memory in which our answer's headers are
 * written too: a request that leaves no room for those it would hang up on without a word. So what is too large is
 * refused here, past libmicrohttpd, with bytes that need none of it.
 */
#ifndef HEAD_H
#define HEAD_H

#include <stdbool.h>
#include <stddef.h>

enum {
	HEAD_MAX = 4096,        /* bytes of a line and headers */
	HEAD_WEIGHT_MAX = 5120, /* of them, and of what is kept beside each header and parameter */
	HEAD_PARAMETERS_MAX = 32,
};

/* A line before anything of it is kept. */
bool head_line_fits(const char *line);
/* bytes: of line and headers; kept: headers, cookies and parameters. */
bool head_fits(size_t bytes, size_t kept);
/* 431, and that nothing more comes; to be hung up on. */
void head_refuse(int socket, bool with_body);

#endif
