/*
 * report_load -- the report of a period from the file in which a person wrote it.
 *
 * Every command that takes a report's file reads it here, so that the forms of such files are known
 * in one place.
 */
#ifndef REPORT_LOAD_H
#define REPORT_LOAD_H

#include "json_in.h"
#include "options.h"

/* path: "-" is stdin. What out points to belongs to the options' arena. THIDUA_OK, or another code
 * having said every fault of the file. */
int report_load(struct options *options, const char *path, struct report_file *out);

#endif
