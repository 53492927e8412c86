/*
 * report -- a report being made, and its bytes.
 */
#ifndef THIDUA_REPORT_H
#define THIDUA_REPORT_H

#include "encode.h"
#include "thidua.h"

struct buffer;

/* Appends a serialised Command with a new id. */
void report_encode(const struct thidua_report *report, int64_t now, struct buffer *out);

/* "Q1" .. "FINAL"; "?" when it is none. */
const char *report_period_name(int period);

/* The reverse; -1 when it is none. */
int report_period(const char *name);

#endif
