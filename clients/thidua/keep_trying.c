#include "keep_trying.h"

#include <time.h>

#include "seal.h"

enum { DOUBLED_MOST = 6, MS = 1000, NS_IN_MS = 1000000 };

void keep_trying_pause(unsigned done)
{
	const unsigned shift = done < DOUBLED_MOST ? done : DOUBLED_MOST;
	const long ms = (long)MS << shift;
	uint16_t spread;

	seal_random(&spread, sizeof(spread));
	const long wait = (ms < 60 * MS ? ms : 60 * MS) + ms / 4 * spread / UINT16_MAX;
	const struct timespec span = { wait / MS, wait % MS * NS_IN_MS };

	nanosleep(&span, NULL);
}
