#include "topics.h"

#include <stdio.h>
#include <string.h>

#include "names.h"

static const char *const roots[] = {
	[AUDIENCE_MEMBER] = "standings/",
	[AUDIENCE_PUBLIC] = "public/",
	[AUDIENCE_LIVE] = "live/",
};

const char *topics_root(enum audience audience)
{
	return roots[audience];
}

void topics_make(char topic[TOPIC_SIZE], enum audience audience, const char *cluster, uint32_t year,
                 enum period period)
{
	snprintf(topic, TOPIC_SIZE, "%s%s/%u/%s", roots[audience], cluster, year,
	         names_find(&names_periods, (int)period));
}

void topics_base(char base[TOPIC_SIZE], enum audience audience, const char *cluster, uint32_t year)
{
	int size = snprintf(base, TOPIC_SIZE, "%s%s/", roots[audience], cluster);

	if (year != 0)
		snprintf(base + size, TOPIC_SIZE - (size_t)size, "%u/", year);
}

void topics_cluster(const char *prefix, char code[CLUSTER_SIZE])
{
	code[0] = '\0';
	for (enum audience audience = AUDIENCE_MEMBER; audience <= AUDIENCE_LIVE; audience++) {
		const size_t root = strlen(roots[audience]);

		if (strncmp(prefix, roots[audience], root) != 0)
			continue;
		const char *begin = prefix + root;
		const char *end = strchr(begin, '/');

		if (end && (size_t)(end - begin) < CLUSTER_SIZE)
			snprintf(code, CLUSTER_SIZE, "%.*s", (int)(end - begin), begin);
		return;
	}
}
