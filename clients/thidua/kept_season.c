#include "kept_season.h"

#include <string.h>
#include <unistd.h>

#include "file.h"
#include "text.h"

/* As an answer of the daemon, which no season is longer than. */
enum { KEPT_SIZE_MAX = 1 << 20 };

/* NULL: nowhere. */
static const char *path_of(struct dial *dial, const char *cluster, uint32_t year)
{
	const char *outbox = dial_outbox_path(dial);

	return outbox && cluster && text_is_cluster(cluster)
	               ? arena_text(&dial->arena, "%s.season-%s-%u", outbox, cluster, year)
	               : NULL;
}

static bool read_it(const char *path, struct buffer *out)
{
	return path && access(path, R_OK) == 0 &&
	       file_read(path, KEPT_SIZE_MAX, THIDUA_CONFIG, out) == THIDUA_OK;
}

void kept_season_put(struct dial *dial, const char *cluster, uint32_t year, const uint8_t *bytes,
                     size_t size)
{
	const char *path = path_of(dial, cluster, year);
	struct buffer there = { 0 };
	const bool same =
	        read_it(path, &there) && there.size == size && memcmp(there.data, bytes, size) == 0;

	if (path && !same)
		file_put(path, 0600, bytes, size);
	buffer_close(&there);
}

bool kept_season_get(struct dial *dial, const char *cluster, uint32_t year,
                     struct season_draft *out)
{
	struct buffer bytes = { 0 };
	struct faults why;

	faults_init(&why, &dial->arena);
	const bool found = read_it(path_of(dial, cluster, year), &bytes) &&
	                   command_read_season(arena_copy(&dial->arena, bytes.data, bytes.size),
	                                       bytes.size, &dial->arena, out, &why) &&
	                   out->year == year;

	buffer_close(&bytes);
	return found;
}
