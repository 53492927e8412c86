/*
 * keep_trying -- waits between attempts to send what is kept, until somebody ends it (interruption.h).
 */
#ifndef KEEP_TRYING_H
#define KEEP_TRYING_H

/* Before the next attempt; done: how many there were. Longer each time, up to a minute, spread so that
 * many offices do not come at once. */
void keep_trying_pause(unsigned done);

#endif
