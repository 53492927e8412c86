/*
 * workbook_styles -- does a cell of an .xlsx show its number as a percentage or as a date?
 *
 * The file has 0.955 for 95,5 % and 45371 for a day; only the format tells.
 */
#ifndef WORKBOOK_STYLES_H
#define WORKBOOK_STYLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct faults;

enum { STYLES_MAX = 65536 };

enum style_shown { STYLE_PLAIN, STYLE_PERCENT, STYLE_DATE };

struct styles {
	uint8_t formats[STYLES_MAX]; /* enum style_shown, by numFmtId */
	uint8_t shown[STYLES_MAX];   /* by the number that a cell has */
	size_t count;
	struct faults *why;
};

/* Of a file without styles: all plain. */
void styles_init(struct styles *styles, struct faults *why);

/* styles.xml; part: its name. False having said why. */
bool styles_read(struct styles *styles, const char *part, const struct buffer *bytes);

/* A number beyond those of the file is plain. */
enum style_shown styles_shown(const struct styles *styles, uint32_t number);

/* Of a format's code, such as "0.0%" or "dd/mm/yyyy". */
enum style_shown style_of_code(const char *code);

#endif
