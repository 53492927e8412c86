/*
 * Two hashes that hold all clusters, in memory or not: connection keys, each with its grants in a
 * list, and clusters, each with its seasons. A grant is never taken out: a revoked one must be
 * known as revoked, and a cluster's key is granted again in its place.
 *
 * next_change is a bound, not the minimum: a season that moves on to a later moment leaves it too
 * early, and the sweep that comes for nothing sets it right. To find who is due it walks all
 * seasons, a few times a day.
 */
#include "directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "arena.h"

const struct granted_key directory_operator = { .role = ROLE_OPERATOR,
	                                        .audience = AUDIENCE_MEMBER };
const struct seats directory_no_season = { .kept_from = INT64_MAX };

void directory_open(struct directory *directory, const uint8_t root[KEY_SIZE])
{
	*directory = (struct directory){ .next_change = INT64_MAX };
	memcpy(directory->root, root, KEY_SIZE);
}

void directory_close(struct directory *directory)
{
	struct connection_key *key, *next_key;

	HASH_ITER (hh, directory->keys, key, next_key) {
		struct grant *grant, *next;

		LL_FOREACH_SAFE (key->grants, grant, next)
			free(grant);
		HASH_DEL(directory->keys, key);
		free(key);
	}
	struct cluster_place *cluster;

	struct cluster_place *next_cluster;

	HASH_ITER (hh, directory->clusters, cluster, next_cluster) {
		struct season_place *season, *next;

		LL_FOREACH_SAFE (cluster->seasons, season, next)
			free(season);
		HASH_DEL(directory->clusters, cluster);
		free(cluster);
	}
}

void directory_tell(struct directory *directory)
{
	directory->telling++;
}

bool directory_untold(const struct directory *directory, char cluster[CLUSTER_SIZE],
                      struct granted_key *key)
{
	for (const struct connection_key *each = directory->keys; each; each = each->hh.next) {
		for (const struct grant *grant = each->grants; grant; grant = grant->next) {
			if (grant->told == directory->telling)
				continue;
			memcpy(cluster, grant->cluster, CLUSTER_SIZE);
			*key = grant->key;
			return true;
		}
	}
	return false;
}

void directory_forget_seasons(struct directory *directory)
{
	for (struct cluster_place *place = directory->clusters; place; place = place->hh.next) {
		struct season_place *season, *next;

		LL_FOREACH_SAFE (place->seasons, season, next) {
			if (season->told == directory->telling)
				continue;
			LL_DELETE(place->seasons, season);
			directory->season_count--;
			directory->sweeping -= season->sweeping;
			free(season);
		}
	}
}

static struct connection_key *find_key(const struct directory *directory,
                                       const uint8_t curve_key[KEY_SIZE])
{
	struct connection_key *key;

	HASH_FIND(hh, directory->keys, curve_key, KEY_SIZE, key);
	return key;
}

const struct connection_key *directory_key(const struct directory *directory,
                                           const uint8_t curve_key[KEY_SIZE])
{
	return find_key(directory, curve_key);
}

static struct grant *find_grant(struct connection_key *key, const char *cluster,
                                const uint8_t sign_key[KEY_SIZE])
{
	struct grant *grant;

	LL_FOREACH (key->grants, grant)
		if (strcmp(grant->cluster, cluster) == 0 &&
		    memcmp(grant->key.sign_key, sign_key, KEY_SIZE) == 0)
			return grant;
	return NULL;
}

static bool reads_alike(const struct granted_key *one, const struct granted_key *other)
{
	return one->role == other->role && one->audience == other->audience &&
	       one->revoked == other->revoked && strcmp(one->board, other->board) == 0;
}

bool directory_grant(struct directory *directory, const char *cluster,
                     const struct granted_key *told)
{
	struct connection_key *key = find_key(directory, told->curve_key);

	if (!key) {
		key = must_alloc(1, sizeof(*key));
		memcpy(key->curve_key, told->curve_key, KEY_SIZE);
		HASH_ADD(hh, directory->keys, curve_key, KEY_SIZE, key);
	}
	struct grant *grant = find_grant(key, cluster, told->sign_key);
	const bool known = key->grants;

	if (!grant) {
		grant = must_alloc(1, sizeof(*grant));
		snprintf(grant->cluster, sizeof(grant->cluster), "%s", cluster);
		LL_PREPEND(key->grants, grant);
	}
	const bool alike = reads_alike(&grant->key, told);

	grant->key = *told;
	grant->told = directory->telling;
	return known && !alike;
}

void directory_revoke(struct directory *directory, const char *cluster,
                      const uint8_t sign_key[KEY_SIZE])
{
	for (struct connection_key *key = directory->keys; key; key = key->hh.next) {
		struct grant *grant = find_grant(key, cluster, sign_key);

		if (grant)
			grant->key.revoked = true;
	}
}

bool directory_is_root(const struct directory *directory, const uint8_t curve_key[KEY_SIZE])
{
	return memcmp(directory->root, curve_key, KEY_SIZE) == 0;
}

bool directory_admits(const struct directory *directory, const uint8_t curve_key[KEY_SIZE])
{
	return directory_may_read(directory, curve_key, NULL, AUDIENCE_PUBLIC);
}

bool directory_may_send(const struct directory *directory, const uint8_t curve_key[KEY_SIZE])
{
	struct connection_key *key = find_key(directory, curve_key);

	if (directory_is_root(directory, curve_key))
		return true;
	struct grant *grant;

	if (key)
		LL_FOREACH (key->grants, grant)
			if (!grant->key.revoked &&
			    (grant->key.role != ROLE_VIEWER || grant->key.relay))
				return true;
	return false;
}

bool directory_is_relay(const struct directory *directory, const uint8_t curve_key[KEY_SIZE])
{
	struct connection_key *key = find_key(directory, curve_key);
	struct grant *grant;

	if (key)
		LL_FOREACH (key->grants, grant)
			if (!grant->key.revoked && grant->key.relay)
				return true;
	return false;
}

bool directory_may_read(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                        const char *cluster, enum audience audience)
{
	struct connection_key *key = find_key(directory, curve_key);

	if (directory_is_root(directory, curve_key))
		return audience_may_read(&directory_operator, audience, NULL);
	struct grant *grant;

	if (key)
		LL_FOREACH (key->grants, grant)
			if ((!cluster || strcmp(grant->cluster, cluster) == 0) &&
			    audience_may_read(&grant->key, audience, NULL))
				return true;
	return false;
}

bool directory_reader(const struct directory *directory, const uint8_t curve_key[KEY_SIZE],
                      const char *cluster, struct granted_key *out)
{
	/* from those who see what is held back to those who hear what was published */
	static const unsigned reach[] = {
		[ROLE_OFFICE] = 3, [ROLE_SUPERVISOR] = 4, [ROLE_OPERATOR] = 2, [ROLE_VIEWER] = 1
	};
	const struct connection_key *key = find_key(directory, curve_key);
	bool found = directory_is_root(directory, curve_key);

	if (found)
		*out = directory_operator;
	const struct grant *grant;

	if (!found && key)
		LL_FOREACH (key->grants, grant) {
			if (grant->key.revoked || strcmp(grant->cluster, cluster) != 0 ||
			    (found && reach[grant->key.role] <= reach[out->role]))
				continue;
			*out = grant->key;
			found = true;
		}
	return found;
}

struct cluster_place *directory_cluster(const struct directory *directory, const char *cluster)
{
	struct cluster_place *place;

	HASH_FIND_STR(directory->clusters, cluster, place);
	return place;
}

struct season_place *directory_find_season(const struct directory *directory, const char *cluster,
                                           uint32_t year)
{
	struct cluster_place *place = directory_cluster(directory, cluster);
	struct season_place *season = NULL;

	if (place)
		LL_SEARCH_SCALAR(place->seasons, season, year, year);
	return season;
}

bool directory_season(struct directory *directory, const char *cluster, uint32_t year,
                      int64_t next_change, const struct seats *seats, struct seats *before)
{
	struct cluster_place *place = directory_cluster(directory, cluster);
	struct season_place *season = directory_find_season(directory, cluster, year);

	if (!place) {
		place = must_alloc(1, sizeof(*place));
		snprintf(place->code, sizeof(place->code), "%s", cluster);
		HASH_ADD_STR(directory->clusters, code, place);
	}
	if (!season) {
		season = must_alloc(1, sizeof(*season));
		season->year = year;
		season->seats = directory_no_season;
		LL_PREPEND(place->seasons, season);
		directory->season_count++;
	}
	season->told = directory->telling;
	*before = season->seats;
	season->seats = *seats;
	season->next_change = next_change;
	directory->sweeping -= season->sweeping;
	season->sweeping = false;
	if (next_change < directory->next_change)
		directory->next_change = next_change;
	return strcmp(before->head, seats->head) != 0 ||
	       strcmp(before->deputy, seats->deputy) != 0 || before->kept_from != seats->kept_from;
}

void directory_stored(struct directory *directory, const char *cluster, uint32_t year,
                      int64_t next_change)
{
	struct season_place *season = directory_find_season(directory, cluster, year);

	if (season)
		season->stored = next_change;
}

void directory_sweep_begins(struct directory *directory, struct season_place *season)
{
	directory->sweeping += !season->sweeping;
	season->sweeping = true;
}

void directory_doubt(struct directory *directory, const char *cluster, int64_t now)
{
	struct cluster_place *place = directory_cluster(directory, cluster);
	struct season_place *season = place ? place->seasons : NULL;

	for (; season; season = season->next) {
		if (season->next_change == INT64_MAX || season->next_change <= now)
			continue;
		season->next_change = now;
		if (now < directory->next_change)
			directory->next_change = now;
	}
}

void directory_sweep_fails(struct directory *directory, const char *cluster)
{
	struct cluster_place *place = directory_cluster(directory, cluster);

	if (!place)
		return;
	struct season_place *season;

	LL_FOREACH (place->seasons, season) {
		directory->sweeping -= season->sweeping;
		season->sweeping = false;
		if (season->next_change < directory->next_change)
			directory->next_change = season->next_change;
	}
}
