/*
 * journald -- the log's sink when systemd runs us: fields THIDUA_EVENT, THIDUA_CLUSTER, ... beside
 * the message.
 */
#ifndef IO_JOURNALD_H
#define IO_JOURNALD_H

#include <stdbool.h>

#include "log.h"

/* Is stderr connected to the journal? */
bool journald_present(void);

log_sink journald_write;

/* sd_notify: "READY=1", "STATUS=...", "WATCHDOG=1", "STOPPING=1"; nothing outside systemd. */
void journald_tell(const char *state);

/* Microseconds between WATCHDOG=1 messages (half the limit), 0 when none is wanted. */
long long journald_watchdog(void);

#endif
