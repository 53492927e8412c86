/*
 * program -- how a program of ours that runs as a service begins: what its --help says of settings, where its
 * log goes, how it says that it cannot start.
 */
#ifndef SERVICE_PROGRAM_H
#define SERVICE_PROGRAM_H

#include <stdio.h>

#include "faults.h"

enum { PROGRAM_BAD_START = 2 }; /* exit status */

/* For a help_filter of argp: the text as it is, and behind all of it the settings, which argp frees. */
char *program_help(int key, const char *text, void (*tell_settings)(FILE *out));

/* Opens the log, to the journal where systemd runs us. */
void program_open_log(void);

/* Says all that is wrong, a line each, on stderr. Returns PROGRAM_BAD_START. */
int program_tell(const char *name, const struct faults *why);

#endif
