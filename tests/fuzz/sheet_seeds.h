/*
 * sheet_seeds -- spreadsheets for the fuzzer to begin from, small ones that have one of everything.
 */
#ifndef SHEET_SEEDS_H
#define SHEET_SEEDS_H

#include <stdbool.h>

#include "buffer.h"

/* The one of this number, as fuzz_workbook.c takes it; false when there are no more. */
bool sheet_seed(size_t number, struct buffer *out);

#endif
