/*
 * A file of its own, since term.h makes macros of such names as lines and columns.
 */
#include "terminal.h"

#include <ncurses.h>
#include <term.h>
#include <unistd.h>

bool terminal_can_draw(void)
{
	int trouble;

	if (isatty(STDOUT_FILENO) == 0 || setupterm(NULL, STDOUT_FILENO, &trouble) != OK)
		return false;
	char name[] = "cup";
	const char *goes_to = tigetstr(name);
	const bool can = goes_to && goes_to != (const char *)-1;

	del_curterm(cur_term);
	return can;
}
