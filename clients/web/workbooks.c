#include "workbooks.h"

#include <string.h>

#include "spreadsheet.h"
#include "version.h"

/* By which its standing is known. */
static void page_of(const struct told_standings *told, const struct member_list *names,
                    char out[BODY_TAG_SIZE])
{
	json_t *value = version_standings_json(told, names);
	struct body *page = version_page(value);

	memcpy(out, page->tag, BODY_TAG_SIZE);
	body_drop(&page);
	json_decref(value);
}

struct body *workbooks_take(struct workbooks *workbooks, const struct told_standings *told,
                            const struct member_list *names, enum language language)
{
	char page[BODY_TAG_SIZE];

	page_of(told, names, page);
	for (size_t i = 0; i < WORKBOOKS_MAX; i++)
		if (workbooks->kept[i].body && workbooks->kept[i].language == language &&
		    workbooks->kept[i].season_version == names->version &&
		    strcmp(workbooks->kept[i].page, page) == 0)
			return body_share(workbooks->kept[i].body);
	struct body *made = spreadsheet_make(told, names, language);

	if (!made)
		return NULL;
	const size_t at = workbooks->next++ % WORKBOOKS_MAX;

	body_drop(&workbooks->kept[at].body);
	strcpy(workbooks->kept[at].page, page);
	workbooks->kept[at].season_version = names->version;
	workbooks->kept[at].language = language;
	workbooks->kept[at].body = body_share(made);
	return made;
}

void workbooks_close(struct workbooks *workbooks)
{
	for (size_t i = 0; i < WORKBOOKS_MAX; i++)
		body_drop(&workbooks->kept[i].body);
}
