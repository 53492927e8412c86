/*
 * number_read -- the numbers that people write, exactly or not at all.
 *
 * "1.413" is 1413 people to who writes Vietnamese and 1.413 to a program that does not know it: a
 * text that can be read in two ways is refused with both, never guessed. What a spreadsheet stores
 * was rounded to binary: beyond 15 significant digits there is only noise, and 80.09999999999999 is
 * the 80.1 that somebody typed. Digits all the way, no double.
 *
 * The rules are the table proto/vectors/numbers.json, which every importer runs.
 */
#ifndef NUMBER_READ_H
#define NUMBER_READ_H

#include <stdbool.h>
#include <stdint.h>

struct faults;

enum number_from {
	NUMBER_WRITTEN, /* text, as in a CSV file: marks for thousands and decimals as people have */
	NUMBER_STORED,  /* by a spreadsheet, after somebody typed it: 80.09999999999999, 9.55E-1 */
	NUMBER_COMPUTED, /* by a formula: rounded half up to the decimals there may be */
};

struct number_rule {
	int decimals;    /* at most, 0 to QUANTITY_DECIMALS */
	bool percentage; /* is what is counted a percentage? Then 95.5 % is 95.5, else it is refused */
	char decimal_mark; /* ',' or '.' of WRITTEN where the office has said which; else 0 */
};

/* Ten-thousandths, 0 to QUANTITY_MAX; percent: a cell that is formatted so, 0.955 for 95.5 %. False
 * having said why under `field`. */
bool number_read(const char *text, enum number_from from, bool percent,
                 const struct number_rule *rule, const char *field, struct faults *why,
                 int64_t *out);

#endif
