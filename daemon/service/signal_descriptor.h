/*
 * signal_descriptor -- SIGTERM, SIGINT and SIGHUP, as something that a loop waits for.
 */
#ifndef SERVICE_SIGNAL_DESCRIPTOR_H
#define SERVICE_SIGNAL_DESCRIPTOR_H

#include "faults.h"

/* Blocks them, for all threads that are started later, and returns the descriptor that they come
 * through; -1 with a fault. */
int signal_descriptor_open(struct faults *why);
/* One that has come; 0: none. */
int signal_descriptor_next(int descriptor);
void signal_descriptor_close(int *descriptor);

#endif
