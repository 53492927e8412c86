/*
 * terminal -- what can be done with the terminal that we were given.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/* Is stdout a terminal on which one can draw? Not when TERM is unknown, or dumb. */
bool terminal_can_draw(void);

#endif
