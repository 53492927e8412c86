#include "streams.h"

#include <fcntl.h>
#include <unistd.h>

bool streams_keep(void)
{
	static const int ways[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (fcntl(i, F_GETFD) < 0 && open("/dev/null", ways[i]) < 0)
			return false;
	return true;
}
