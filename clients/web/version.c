#include "version.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_standings.h"
#include "text.h"

struct version version_of(const struct told_standings *standings)
{
	struct version version = { .sequence = standings->sequence,
		                   .as_of = standings->as_of,
		                   .frozen = standings->frozen };

	memcpy(version.epoch, standings->epoch, EPOCH_SIZE);
	return version;
}

char *version_format(const struct version *version, char out[VERSION_SIZE])
{
	char epoch[2 * EPOCH_SIZE + 1];

	text_hex(version->epoch, EPOCH_SIZE, epoch);
	snprintf(out, VERSION_SIZE, "%s.%" PRIu64 ".%" PRId64 "%s", epoch, version->sequence,
	         version->as_of, version->frozen ? ".f" : "");
	return out;
}

json_t *version_standings_json(const struct told_standings *told, const struct member_list *names)
{
	const struct version version = version_of(told);
	char name[VERSION_SIZE];
	json_t *value = json_standings(told, names);

	json_object_set_new(value, "version", json_string(version_format(&version, name)));
	return value;
}

struct body *version_page(json_t *standings)
{
	char *text = json_dumps(standings, JSON_COMPACT);
	struct body *page = body_new(text, strlen(text));
	json_t *told = json_incref(json_object_get(standings, "published_at"));

	json_object_set_new(standings, "published_at", json_null());
	char *meant = json_dumps(standings, JSON_COMPACT);

	body_weaken(page, meant);
	json_object_set_new(standings, "published_at", told);
	free(meant);
	free(text);
	return page;
}

bool version_parse(const char *text, struct version *out)
{
	char again[VERSION_SIZE], epoch[2 * EPOCH_SIZE + 1];
	int end = 0;

	*out = (struct version){ 0 };
	if (strlen(text) >= VERSION_SIZE ||
	    sscanf(text, "%32[0-9a-f].%" SCNu64 ".%" SCNd64 "%n", epoch, &out->sequence,
	           &out->as_of, &end) != 3 ||
	    end == 0 || strlen(epoch) != 2 * EPOCH_SIZE ||
	    !text_unhex(epoch, out->epoch, EPOCH_SIZE))
		return false;
	out->frozen = strcmp(text + end, ".f") == 0;
	return strcmp(version_format(out, again), text) == 0;
}

bool version_same(const struct version *a, const struct version *b)
{
	return memcmp(a->epoch, b->epoch, EPOCH_SIZE) == 0 && a->sequence == b->sequence &&
	       a->as_of == b->as_of && a->frozen == b->frozen;
}

bool version_seen(const struct version *seen, const struct version *version)
{
	return version_same(seen, version) ||
	       (memcmp(seen->epoch, version->epoch, EPOCH_SIZE) == 0 &&
	        version->sequence < seen->sequence);
}
