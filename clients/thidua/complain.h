/*
 * complain -- what goes wrong, said on stderr in one line.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

/* Prints "thidua: ..." to stderr. Returns code. */
int complain(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name nearest to a mistyped one, or NULL when none is near. names ends with NULL. */
const char *complain_nearest(const char *typed, const char *const *names);

#endif
