#include "keep_trying.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <thidua.h>
#include <time.h>
#include <unistd.h>

#include "seal.h"
#include "words.h"

enum { WORDS_SIZE = 2048, DOUBLED_MOST = 6, MS = 1000, NS_IN_MS = 1000000 };

/* Made before the signal may come. */
static char last_words[WORDS_SIZE];

static void end(int number)
{
	(void)number;
	if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0)
		_exit(THIDUA_KEPT);
	_exit(THIDUA_KEPT);
}

void keep_trying_start(const char *again)
{
	const int head = snprintf(last_words, sizeof(last_words), "thidua: ");

	snprintf(last_words + head, sizeof(last_words) - (size_t)head, say(WORD_KEPT), again);
	strncat(last_words, "\n", sizeof(last_words) - strlen(last_words) - 1);
	struct sigaction action = { .sa_handler = end };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

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
