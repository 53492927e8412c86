/*
 * decimal -- exact numbers to and from what people type and read.
 *
 * Everything inside is an integer of a fixed scale: points of 2 decimals (75.43 is 7543),
 * quantities of 4. No float.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For exact products of points and quantities. Named once, because ISO C has no such type and
 * -Wpedantic says so. */
__extension__ typedef __int128 int128;

enum { POINT_DECIMALS = 2, QUANTITY_DECIMALS = 4, DECIMAL_SIZE = 24, WIDE_SIZE = 42 };

/* "-12.5" with at most `decimals` decimals; no exponent, no thousands mark, no blank. False when it
 * is anything else or does not fit. */
bool decimal_parse(const char *text, int decimals, int64_t *out);

/* Always with all decimals: 75.40. out has DECIMAL_SIZE bytes; returns out. */
char *decimal_format(int64_t value, int decimals, char *out);

/* Without trailing zeros: 12.5, 30. */
char *decimal_short(int64_t value, int decimals, char *out);

/* Has a value of a scale no more decimals than that? `decimals` is at most the scale's. */
bool decimal_fits(int64_t value, int scale, int decimals);

/* A 128-bit integer in decimal; out has WIDE_SIZE bytes; returns out. */
char *decimal_wide(int128 value, char *out);

#endif
