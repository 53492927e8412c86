/*
 * version -- which standing of a period it is: "<epoch hex>.<sequence>.<as_of in microseconds>", and
 * ".f" behind it in a freeze.
 */
#ifndef VERSION_H
#define VERSION_H

#include <jansson.h>

#include "answer.h"
#include "body.h"
#include "member_names.h"

enum { VERSION_SIZE = 2 * EPOCH_SIZE + 48 };

struct version {
	uint8_t epoch[EPOCH_SIZE];
	uint64_t sequence;
	int64_t as_of;
	bool frozen;
};

struct version version_of(const struct told_standings *standings);

/* Returns out. */
char *version_format(const struct version *version, char out[VERSION_SIZE]);

/* A standing as the tool prints it, and its version. A new value. */
json_t *version_standings_json(const struct told_standings *told, const struct member_list *names);
/* Its page. When it was told (published_at) is another moment at each server that hears it and at each repetition, so
 * two pages of one version are not the same bytes but mean the same: their tag is weak. The caller's share. */
struct body *version_page(json_t *standings);

/* False when it is none, byte for byte as version_format writes it. */
bool version_parse(const char *text, struct version *out);

bool version_same(const struct version *a, const struct version *b);

/* Has who has seen that one of some period of the season seen this one of another? What shares its
 * sequence he may not have: one command moves several periods, and the line may break in between. */
bool version_seen(const struct version *seen, const struct version *version);

#endif
