/*
 * streams -- the numbers of the standard streams.
 *
 * Where one was closed by who started the program, the next file that is opened would take its number,
 * and what is printed or logged would be written to a key, a database or a client.
 */
#ifndef BASE_STREAMS_H
#define BASE_STREAMS_H

#include <stdbool.h>

/* First of all, before anything else is opened: /dev/null takes the place of a closed one, open the
 * wrong way round, so that using it fails as using a closed one does. False: it cannot be opened. */
bool streams_keep(void);

#endif
