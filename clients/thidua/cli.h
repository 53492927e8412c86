/*
 * cli -- the commands of thidua, as main.c lists them.
 *
 * A command gets its parsed options and what stands beside them, and returns an exit code: those of
 * enum thidua_code in thidua.h, the one table of them. Results go to stdout, everything else to
 * stderr.
 */
#ifndef CLI_H
#define CLI_H

#include "options.h"

/* operands: what is neither option nor the command's name. */
typedef int verb_run(struct options *options, size_t count, char **operands);

struct verb {
	const char *name;
	verb_run *run;
	uint64_t takes; /* bits of enum setting, beside those that every command takes */
};

verb_run run_keygen, run_season, run_key, run_submit, run_standings, run_scorecard, run_watch,
        run_report, run_journal, run_verify, run_outbox, run_clock, run_ping;

/* Prints "thidua: ..." to stderr. Returns code. */
int complain(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name nearest to a mistyped one, or NULL when none is near. names ends with NULL. */
const char *nearest(const char *typed, const char *const *names);

#endif
