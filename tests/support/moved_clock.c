/*
 * moved_clock -- the clocks of a machine, moved while a program runs: 16 bytes of the file that
 * MOVED_CLOCK names, two numbers of microseconds, for the wall clock and for CLOCK_BOOTTIME.
 *
 * Linked into a program of the tests, thiduad_moved, and preloaded into PostgreSQL: thiduad itself
 * has nothing that could move its clock.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *moved; /* NULL: not at all */

__attribute__((constructor)) static void open_moved(void)
{
	const char *path = getenv("MOVED_CLOCK");
	const int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (file < 0)
		return;
	void *place = mmap(NULL, 2 * sizeof(*moved), PROT_READ, MAP_SHARED, file, 0);

	close(file);
	if (place != MAP_FAILED)
		moved = place;
}

static int64_t offset_of(clockid_t id)
{
	if (!moved)
		return 0;
	if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
		return moved[0];
	return id == CLOCK_BOOTTIME ? moved[1] : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
	const long failed = syscall(SYS_clock_gettime, id, out);
	const int64_t offset = offset_of(id);

	if (failed)
		return -1;
	out->tv_sec += offset / 1000000;
	out->tv_nsec += offset % 1000000 * 1000;
	if (out->tv_nsec < 0) {
		out->tv_sec--;
		out->tv_nsec += 1000000000;
	} else if (out->tv_nsec >= 1000000000) {
		out->tv_sec++;
		out->tv_nsec -= 1000000000;
	}
	return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval){ .tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000 };
	return 0;
}
