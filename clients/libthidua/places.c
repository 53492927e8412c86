#include "places.h"

#include "lookup.h"

enum { SIX, FOUR, FURTHER }; /* steps of an endpoint with a name */

static bool is_name(const struct places *places)
{
	return endpoint_is_name(places->endpoints[places->now]);
}

/* What is behind a name may change while we try. */
static void arrive(struct places *places)
{
	lookup_forget(&places->lookup);
	places->step = 0;
	if (is_name(places))
		places->lookup = lookup_begin(places->endpoints[places->now]);
}

bool places_take(struct places *places, const char *list, const char *field, struct arena *arena,
                 struct faults *why)
{
	places->count = endpoints_split(list, field, arena, places->endpoints, why);
	if (places->count > 0)
		arrive(places);
	return places->count > 0;
}

void places_forget(struct places *places)
{
	lookup_forget(&places->lookup);
}

bool places_next(struct places *places)
{
	if (!places_is_last(places)) {
		places->step++;
		return false;
	}
	places->now = (places->now + 1) % places->count;
	arrive(places);
	return true;
}

const char *places_endpoint(const struct places *places)
{
	return places->endpoints[places->now];
}

const char *places_address(const struct places *places, bool *four)
{
	*four = places->step == FOUR;
	return places->step < FURTHER ? places_endpoint(places)
	                              : lookup_endpoint(places->lookup, places->step - FURTHER);
}

bool places_is_first(const struct places *places)
{
	return places->step == 0;
}

bool places_is_last(const struct places *places)
{
	return !is_name(places) || places->step + 1 >= FURTHER + lookup_count(places->lookup);
}

size_t places_count(const struct places *places)
{
	size_t count = lookup_count(places->lookup);

	for (size_t i = 0; i < places->count; i++)
		count += endpoint_is_name(places->endpoints[i]) ? FURTHER : 1;
	return count;
}

bool places_has_others(const struct places *places)
{
	return places->count > 1 || lookup_count(places->lookup) > 0;
}
