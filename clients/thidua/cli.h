/*
 * cli -- the commands of thidua: verbs.inc is the one table of them.
 *
 * A command gets its parsed options and what stands beside them, and returns an exit code: those of
 * enum thidua_code in thidua.h, the one table of them. Results go to stdout, everything else to
 * stderr. It lives in cmd_NAME.c.
 */
#ifndef CLI_H
#define CLI_H

#include "faults.h" /* LANGUAGES */
#include "options.h"

/* operands: what is neither option nor the command's name. */
typedef int verb_run(struct options *options, size_t count, char **operands);

struct verb {
	const char *name;
	verb_run *run;
	uint64_t takes; /* bits of enum setting, beside those that every command takes */
	const char *usage, *examples;
	const char *purpose[LANGUAGES], *notes[LANGUAGES];
};

#define VERB(name, takes, usage, examples, vi, en, notes_vi, notes_en) verb_run cmd_##name;
#include "verbs.inc"
#undef VERB

/* All of them, and one whose name is NULL. */
extern const struct verb cli_verbs[];

/* NULL when there is none. */
const struct verb *cli_find(const char *name);

#endif
