/*
 * settings -- a program's settings: one table feeds parsing, defaults, --help, --check and
 * --print-config.
 *
 * A setting is a member of the program's struct, a text (owned, char *) or a number (int64_t), and a
 * row. Every error says file:line and what is right.
 */
#ifndef SERVICE_SETTINGS_H
#define SERVICE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "faults.h"

/* FAULT_REASONS when a text is right; else the row that says what it must be, with the setting's
 * name and, when its value may be repeated, the value. */
typedef enum fault_reason text_rule(const char *value);

struct setting {
	const char *name;
	const char *text; /* default of a text; NULL: a number */
	int64_t number, min, max;
	size_t offset; /* of the member */
	text_rule *rule;
	bool reloadable; /* by SIGHUP */
	const char *meaning;
};

enum { SETTINGS_MAX = 64 };

struct settings_table {
	const struct setting *rows;
	size_t count; /* at most SETTINGS_MAX */
};

/* A file that is read, and where each row was set; 0: nowhere. */
struct settings_file {
	const char *path;
	int lines[SETTINGS_MAX];
};

/* Sets every member to its default. The struct is zeros, or was set before. */
void settings_standard(const struct settings_table *table, void *into);
/* What the file says instead; all that is wrong with it. */
void settings_read(const struct settings_table *table, struct settings_file *file, void *into,
                   struct faults *why);
/* "file:line" of the member at that offset, or the file alone. In the arena of why, or the file's. */
const char *settings_where(const struct settings_table *table, const struct settings_file *file,
                           size_t offset, struct faults *why);
/* Frees the texts; may be called twice. */
void settings_close(const struct settings_table *table, void *of);

/* The member itself. */
char **setting_text(const void *from, const struct setting *setting);
int64_t *setting_number(const void *from, const struct setting *setting);

/* A row of the table, for people. */
struct setting_row {
	const char *name, *meaning;
	char standard[300]; /* its default, as the file has it */
	int64_t min, max;   /* both 0: a text */
	bool reloadable;    /* by SIGHUP */
};

/* False behind the last one. */
bool settings_row(const struct settings_table *table, size_t at, struct setting_row *out);
/* The table: name, default, meaning, whether SIGHUP changes it. */
void settings_help(const struct settings_table *table, FILE *out);
/* What is in force, as a file that settings_read reads. */
void settings_print(const struct settings_table *table, const void *from, FILE *out);

#endif
