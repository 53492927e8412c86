/*
 * The first call begins a piece of work. Nothing is drawn more often than people can read it.
 */
#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "output.h"
#include "watch.h"

enum { PATIENCE_US = 1000000, REDRAW_US = 100000, BAR_SIZE = 30, TEXT_SIZE = 200 };

static int64_t begun_at, drawn_at;

void progress_show(enum word what, uint64_t done, uint64_t whole)
{
	const int64_t now = watch_now();

	begun_at = begun_at == 0 ? now : begun_at;
	if (now - begun_at < PATIENCE_US || now - drawn_at < REDRAW_US || whole == 0)
		return;
	char bar[BAR_SIZE + 1], text[TEXT_SIZE];
	const double share = done < whole ? (double)done / (double)whole : 1;
	const size_t full = (size_t)(share * BAR_SIZE);

	memset(bar, '.', BAR_SIZE);
	memset(bar, '#', full);
	bar[BAR_SIZE] = '\0';
	snprintf(text, sizeof(text), "%s  [%s] %3d %%", say(what), bar, (int)(share * 100));
	output_passing(text);
	drawn_at = now;
}

void progress_end(void)
{
	output_passing(NULL);
	begun_at = drawn_at = 0;
}
