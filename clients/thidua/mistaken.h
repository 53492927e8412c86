/*
 * mistaken -- a file of this program's own that was given in place of a report or a season.
 *
 * It is said what it is, and nothing of what stands in it: it may be a secret key.
 */
#ifndef MISTAKEN_H
#define MISTAKEN_H

struct buffer;

/* THIDUA_OK when the file is none; THIDUA_BAD_INPUT having said which, and forgotten a secret. */
int mistaken_tell(const char *path, struct buffer *file);

#endif
