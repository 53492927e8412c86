/*
 * report_values -- what a report says of each task, in few bytes.
 *
 * A season has thousands of values, most of them small whole numbers. Inside core only.
 */
#ifndef CORE_REPORT_VALUES_H
#define CORE_REPORT_VALUES_H

#include "cluster.h"

enum { REPORT_VALUE_MOST = 20, REPORT_VALUES_MOST = TASKS_MAX * REPORT_VALUE_MOST };

/* Values are 0 to QUANTITY_MAX or absent. Returns the number of bytes; out has room for
 * REPORT_VALUES_MOST. */
size_t report_values_write(const struct value *values, size_t task_count, uint8_t *out);

/* One that is not absent, which takes REPORT_VALUE_MOST at most. Both return where the next one begins. */
uint8_t *report_value_put(uint8_t *at, const struct value *value);
const uint8_t *report_value_get(const uint8_t *at, struct value *out);

/* Tasks that the bytes do not reach are absent. */
void report_values_read(const uint8_t *bytes, size_t size, struct value *out, size_t task_count);

#endif
