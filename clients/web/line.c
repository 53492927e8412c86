#include "line.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <utlist.h>

#include "arena.h"

struct line *line_add(struct lines *lines, int socket, int64_t now)
{
	struct line *line = must_alloc(1, sizeof(*line));

	*line = (struct line){ .socket = socket, .due = true, .since = now };
	DL_PREPEND(lines->first, line);
	return line;
}

void line_remove(struct lines *lines, struct line **place)
{
	struct line *line = *place;

	if (!line)
		return;
	DL_DELETE(lines->first, line);
	free(line);
	*place = NULL;
}

void line_begin(struct line *line, int64_t now)
{
	line->due = true;
	line->since = now;
}

void line_pause(struct line *line)
{
	line->due = false;
}

void lines_cut_slow(struct lines *lines, int64_t now)
{
	for (struct line *line = lines->first; line; line = line->next) {
		if (!line->due || now - line->since < lines->patience)
			continue;
		line->due = false;
		lines->cut++;
		shutdown(line->socket, SHUT_RDWR);
	}
}
