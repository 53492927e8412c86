/*
 * Blocked in every thread and taken from a descriptor, so that no handler ever runs.
 */
#include "signal_descriptor.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int signal_descriptor_open(struct faults *why)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	if (descriptor < 0)
		fail(why, FAULT_SIGNALS_ABSENT, "signals");
	return descriptor;
}

int signal_descriptor_next(int descriptor)
{
	struct signalfd_siginfo info;

	return read(descriptor, &info, sizeof(info)) == (ssize_t)sizeof(info) ? (int)info.ssi_signo
	                                                                      : 0;
}

void signal_descriptor_close(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
	*descriptor = -1;
}
