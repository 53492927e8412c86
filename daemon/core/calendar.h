/*
 * calendar -- days and deadlines of the cluster.
 *
 * Instants are microseconds since 1970-01-01 UTC; days are days since 1970-01-01 in
 * Asia/Ho_Chi_Minh, which is UTC+7 all year and has been since 1975. A deadline is a day and
 * includes all of it.
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MICROSECONDS     INT64_C(1000000)
#define DAY_MICROSECONDS (INT64_C(86400) * MICROSECONDS)

enum { CALENDAR_DATE_SIZE = 11, CALENDAR_INSTANT_SIZE = 33 }; /* of texts, with their NUL */

/* The local day that holds an instant. */
int32_t calendar_day(int64_t instant);

/* The instant at which a local day begins. */
int64_t calendar_midnight(int32_t day);

/* The year that a day is in. */
int32_t calendar_year(int32_t day);

/* 1 Monday .. 7 Sunday. */
int calendar_weekday(int32_t day);

/* The day itself, or the next that is neither Saturday, Sunday nor one of the holidays (rising). */
int32_t calendar_roll(int32_t day, const int32_t *holidays, size_t count);

/* n days after an instant end with the n-th local day after its own, n days before a lock (a midnight)
 * begin so many days before it: the first instant that is too late. */
int64_t calendar_days_after(int64_t instant, int32_t days);
int64_t calendar_days_before(int64_t lock, int32_t days);

/* 2024-03-20 to and from days. parse refuses what is not a date of the years 1970 to 2999. out has
 * CALENDAR_DATE_SIZE bytes; a day beyond the years 0 to 9999 is 0000-00-00. */
bool calendar_parse(const char *text, int32_t *out);
char *calendar_format(int32_t day, char *out);

/* 2024-03-20T16:59:59.999999Z or with +07:00; fraction optional; seconds optional. False for
 * anything else. */
bool calendar_parse_instant(const char *text, int64_t *out);

/* Local time with its offset, 2024-03-20T23:59:59+07:00; the fraction only when it is not 0. out
 * has CALENDAR_INSTANT_SIZE bytes. */
char *calendar_format_instant(int64_t instant, char *out);

#endif
