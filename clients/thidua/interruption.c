/*
 * The handler only notes it. A signal that comes just before a wait begins does not end that wait, so an alarm
 * follows, each second.
 */
#include "interruption.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "session.h"

static volatile sig_atomic_t came;

static void note(int number)
{
	(void)number;
	came = 1;
	alarm(1);
}

bool interruption_came(void)
{
	return came != 0;
}

void interruption_watch(struct thidua *handle)
{
	const struct sigaction once = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND },
	                       again = { .sa_handler = note };

	thidua_end_on(handle, interruption_came);
	sigaction(SIGALRM, &again, NULL);
	sigaction(SIGTERM, &once, NULL);
	sigaction(SIGINT, &once, NULL);
}
