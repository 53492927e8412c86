#include "hearing.h"

#include <string.h>

#include "topics.h"

struct narrowing {
	const struct directory *directory;
	const char *prefix;
	hearing_give *give;
	void *context;
};

/* What begins with the prefix and with base begins with the longer of them, if one begins with the
 * other. */
static void give_within(const struct narrowing *narrowing, const char *base)
{
	const size_t asked = strlen(narrowing->prefix), size = strlen(base);

	if (strncmp(narrowing->prefix, base, asked < size ? asked : size) == 0)
		narrowing->give(narrowing->context, asked < size ? base : narrowing->prefix);
}

static void give_seasons(const struct narrowing *narrowing, enum audience audience,
                         const struct grant *grant)
{
	const struct cluster_place *place = directory_cluster(narrowing->directory, grant->cluster);
	const struct season_place *season = place ? place->seasons : NULL;

	for (; season; season = season->next) {
		char base[TOPIC_SIZE];

		if (!audience_may_read(&grant->key, audience, &season->seats))
			continue;
		topics_base(base, audience, grant->cluster, season->year);
		give_within(narrowing, base);
	}
}

/* Does it hear what is live of every season that there is, and so of those that will be? */
static bool hears_all(const struct directory *directory, const struct grant *grant)
{
	const struct cluster_place *place = directory_cluster(directory, grant->cluster);
	const struct season_place *season = place ? place->seasons : NULL;
	bool all = audience_may_read(&grant->key, AUDIENCE_LIVE, &directory_no_season);

	for (; all && season; season = season->next)
		all = audience_may_read(&grant->key, AUDIENCE_LIVE, &season->seats);
	return all;
}

static void give_cluster(const struct narrowing *narrowing, enum audience audience,
                         const struct grant *grant)
{
	char base[TOPIC_SIZE];

	if (audience == AUDIENCE_LIVE ? hears_all(narrowing->directory, grant)
	                              : audience_may_read(&grant->key, audience, NULL)) {
		topics_base(base, audience, grant->cluster, 0);
		give_within(narrowing, base);
	} else if (!grant->key.revoked) {
		give_seasons(narrowing, audience, grant);
	}
}

void hearing_narrow(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                    const char *prefix, hearing_give *give, void *context)
{
	const struct narrowing narrowing = { directory, prefix, give, context };
	const struct connection_key *key = directory_key(directory, curve_key);
	const bool root = directory_is_root(directory, curve_key);

	for (enum audience audience = AUDIENCE_MEMBER; audience <= AUDIENCE_LIVE; audience++) {
		if (root && audience_may_read(&directory_operator, audience, NULL)) {
			give_within(&narrowing, topics_root(audience));
			continue;
		}
		for (const struct grant *grant = key ? key->grants : NULL; grant;
		     grant = grant->next)
			give_cluster(&narrowing, audience, grant);
	}
}

bool hearing_changes(const struct directory *directory, const struct grant *grant,
                     const struct seats *before, const struct seats *seats)
{
	const bool heard = audience_may_read(&grant->key, AUDIENCE_LIVE, before),
	           hears = audience_may_read(&grant->key, AUDIENCE_LIVE, seats);
	const bool is_new = before->head[0] == '\0';

	return heard != hears || (is_new && hears && !hears_all(directory, grant));
}
