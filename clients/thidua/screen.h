/*
 * screen -- the live standing as a full screen.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "watch.h"

/* Until q is typed or the watch is done; returns an exit code. */
int screen_run(struct watch *watch);

#endif
