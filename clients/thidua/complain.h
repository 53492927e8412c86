/*
 * complain -- what goes wrong, said on stderr in one line.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

/* Prints "thidua: ..." to stderr. Returns code. */
int complain(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
