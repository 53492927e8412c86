/*
 * progress -- how far a long piece of work is: a line on stderr that goes away again, where that is a
 * terminal and the work takes more than a second.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

#include "words.h"

/* done of whole, of whatever kind; to be called often. */
void progress_show(enum word what, uint64_t done, uint64_t whole);

/* The work is over. */
void progress_end(void);

#endif
