/*
 * journald -- the log's sink when systemd runs us: fields THIDUA_EVENT, THIDUA_CLUSTER, ... beside
 * the message.
 */
#ifndef SERVICE_JOURNALD_H
#define SERVICE_JOURNALD_H

#include <stdbool.h>

#include "log.h"

/* Is stderr connected to the journal? */
bool journald_present(void);

/* Where journald listens, kept by the caller; NULL: where systemd has it. Before the first line. */
void journald_open(const char *path);
void journald_close(void);

/* Never waits: false when journald does not read. When it is away stderr is told instead. */
log_sink journald_write;

/* As sd_notify, but without ever waiting: "READY=1", "STATUS=...", "WATCHDOG=1", "STOPPING=1"; nothing outside systemd. */
void journald_tell(const char *state);

/* Microseconds between WATCHDOG=1 messages (half the limit), 0 when none is wanted. */
long long journald_watchdog(void);

#endif
