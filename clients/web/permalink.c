#include "permalink.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"

int64_t permalink_instant(const struct version *version, const struct member_list *names)
{
	if (!version->frozen)
		return version->as_of;
	const struct freeze_draft *freeze = &names->draft.freeze;

	return names->draft.has_freeze && freeze->first > 0 ? calendar_midnight(freeze->first) - 1
	                                                    : 0;
}

bool permalink_is(const struct version *version, const struct told_standings *told)
{
	struct version told_version = version_of(told);

	/* what had locked before a freeze is not marked in it */
	if (version->frozen && !told->locked)
		told_version.frozen = true;
	return version_same(version, &told_version);
}

struct body *permalink_page(const struct version *version, const struct told_standings *told,
                            const struct member_list *names)
{
	struct told_standings timeless = *told;

	timeless.published_at = told->as_of;
	timeless.move_count = 0;
	timeless.has_cause = false;
	timeless.frozen = version->frozen;
	json_t *value = version_standings_json(&timeless, names);
	char *text = json_dumps(value, JSON_COMPACT);
	struct body *page = body_new(text, strlen(text));

	free(text);
	json_decref(value);
	return page;
}
