/*
 * keep_trying -- waits between attempts to send what is kept, until somebody ends it.
 *
 * What is in the outbox is safe at any moment, so being ended is no failure: SIGTERM and SIGINT say
 * that it is kept and end the process with THIDUA_KEPT at once.
 */
#ifndef KEEP_TRYING_H
#define KEEP_TRYING_H

/* From now on. again: what must stand on the command line that sends it. */
void keep_trying_start(const char *again);

/* Before the next attempt; done: how many there were. Longer each time, up to a minute, spread so that
 * many offices do not come at once. */
void keep_trying_pause(unsigned done);

#endif
