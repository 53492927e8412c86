#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "streams.h"

#include <cmocka.h>

/* In a process of its own, with these streams closed: a bit for each that is /dev/null afterwards, and
 * another when the next file takes the number of none. */
static int keep_without(unsigned closed)
{
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		unsigned found = 0;

		for (int i = 0; i < 3; i++)
			if (closed & 1U << i)
				close(i);
		if (!streams_keep())
			_exit(255);
		for (int i = 0; i < 3; i++) {
			struct stat file;

			if ((closed & 1U << i) && fstat(i, &file) == 0 &&
			    file.st_rdev == makedev(1, 3))
				found |= 1U << i;
		}
		_exit((int)(found | (open("/", O_RDONLY) > 2 ? 8 : 0)));
	}
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_closed_stream_keeps_its_number(void **state)
{
	(void)state;
	for (unsigned closed = 0; closed < 8; closed++)
		assert_int_equal(keep_without(closed), closed | 8);
}

static void what_is_put_in_its_place_takes_nothing(void **state)
{
	const int before = dup(STDERR_FILENO);

	(void)state;
	close(STDERR_FILENO);
	const bool kept = streams_keep();
	const ssize_t written = write(STDERR_FILENO, "x", 1);

	dup2(before, STDERR_FILENO);
	close(before);
	assert_true(kept);
	assert_int_equal(written, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_closed_stream_keeps_its_number),
		cmocka_unit_test(what_is_put_in_its_place_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
