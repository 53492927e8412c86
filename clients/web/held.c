/*
 * A standing comes with its raw bytes, which are kept: what is new is found by holding it against the
 * one before, and when names come later its page is made again.
 */
#include "held.h"

#include <stdlib.h>
#include <string.h>

#include "json_season.h"
#include "json_value.h"
#include "names.h"
#include "news.h"
#include "permalink.h"
#include "spreadsheet.h"

enum { NEWS_MAX = BOARDS_MAX + 2 };

static struct body *text_of(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);
	struct body *body = body_new(text, strlen(text));

	free(text);
	return body;
}

/* --- years --- */

static void drop_workbooks(struct held_standing *standing)
{
	for (int language = 0; language < LANGUAGES; language++)
		body_drop(&standing->workbooks[language]);
}

static void close_standing(struct held_standing *standing)
{
	for (size_t i = 0; i < HELD_VERSIONS_MAX; i++)
		body_drop(&standing->kept[i].page);
	body_drop(&standing->page);
	drop_workbooks(standing);
	event_close(&standing->event);
	buffer_close(&standing->bytes);
	json_decref(standing->changes);
}

void held_list_close(struct held_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct held *held = list->years[i];

		for (int period = 1; period <= HELD_PERIODS; period++)
			close_standing(&held->periods[period]);
		for (size_t k = 0; k < HELD_MOVES_MAX; k++)
			json_decref(held->moves[k]);
		body_drop(&held->season);
		arena_close(&held->arena);
		free(held);
	}
	list->count = 0;
}

struct held *held_find(const struct held_list *list, const char *cluster, uint32_t year)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->years[i]->year == year && strcmp(list->years[i]->cluster, cluster) == 0)
			return list->years[i];
	return NULL;
}

struct held *held_make(struct held_list *list, const char *cluster, uint32_t year)
{
	struct held *held = held_find(list, cluster, year);

	if (held || list->count == HELD_YEARS_MAX || strlen(cluster) >= sizeof(held->cluster))
		return held;
	held = must_alloc(1, sizeof(*held));
	strcpy(held->cluster, cluster);
	held->year = year;
	held->season_wanted = true;
	held->names.current = -1;
	arena_init(&held->arena, 0);
	list->years[list->count++] = held;
	return held;
}

/* --- standings --- */

static void keep_version(const struct held *held, struct held_standing *standing,
                         const struct told_standings *told)
{
	char name[VERSION_SIZE];

	version_format(&standing->version, name);
	for (size_t i = 0; i < HELD_VERSIONS_MAX; i++)
		if (standing->kept[i].page && strcmp(standing->kept[i].version, name) == 0)
			return; /* what a permalink has shown never changes */
	const size_t at = standing->kept_at++ % HELD_VERSIONS_MAX;

	body_drop(&standing->kept[at].page);
	strcpy(standing->kept[at].version, name);
	standing->kept[at].page = permalink_page(&standing->version, told, &held->names);
}

/* Page and event, from what is held and the names there are. */
static void render(struct held_list *list, struct held *held, struct held_standing *standing,
                   const struct told_standings *told)
{
	char name[VERSION_SIZE];
	json_t *value = version_standings_json(told, &held->names);

	version_format(&standing->version, name);
	drop_workbooks(standing);
	body_drop(&standing->page);
	standing->page = version_page(value);
	json_object_set(value, "changes", standing->changes);
	char *text = json_dumps(value, JSON_COMPACT);

	event_close(&standing->event);
	standing->event = event_new("standings", name, text);
	free(text);
	json_decref(value);
	standing->serial = ++list->serial;
	if (held->season_version == told->season_version)
		keep_version(held, standing, told);
}

static void note(struct held *held, json_t *news)
{
	const size_t at = held->move_count++ % HELD_MOVES_MAX;

	json_decref(held->moves[at]);
	held->moves[at] = json_incref(news);
}

/* A period that is current where another one was has just opened; at our start nobody was. */
static bool has_opened(const struct held *held, const struct told_standings *told)
{
	bool other = false;

	for (int period = 1; period <= HELD_PERIODS; period++)
		other |= period != told->period && held->periods[period].current;
	return told->current && other;
}

static void find_changes(struct held *held, struct held_standing *standing,
                         const struct told_standings *told)
{
	struct arena arena;
	struct told_standings before;
	struct news news[NEWS_MAX];

	arena_init(&arena, 0);
	const bool had = standing->there && answer_standings(standing->bytes.data,
	                                                     standing->bytes.size, &arena, &before);
	const size_t count =
	        news_find(had ? &before : NULL, told, has_opened(held, told), news, NEWS_MAX);

	json_decref(standing->changes);
	standing->changes = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(standing->changes, news_json(&news[i]));
	for (size_t i = count; i-- > 0;) /* the first of them is told first, so it is the newest */
		note(held, json_array_get(standing->changes, i));
	arena_close(&arena);
}

struct held *held_take(struct held_list *list, const uint8_t *bytes, size_t size,
                       const struct told_standings *told)
{
	struct held *held = told->period >= 1 && told->period <= HELD_PERIODS
	                            ? held_make(list, told->cluster, told->year)
	                            : NULL;

	if (!held)
		return NULL;
	struct held_standing *standing = &held->periods[told->period];

	find_changes(held, standing, told);
	for (int period = 1; told->current && period <= HELD_PERIODS; period++)
		held->periods[period].current = false;
	standing->there = true;
	standing->current = told->current;
	standing->version = version_of(told);
	buffer_reset(&standing->bytes);
	buffer_append(&standing->bytes, bytes, size);
	held->rehearsal = told->rehearsal;
	if (told->published_at > held->published_at)
		held->published_at = told->published_at;
	held->season_wanted = true;
	render(list, held, standing, told);
	return held;
}

const struct held_standing *held_standing(const struct held *held, int period)
{
	const struct held_standing *found = NULL;

	for (int i = 1; held && i <= HELD_PERIODS; i++) {
		const struct held_standing *standing = &held->periods[i];

		if (standing->there && (i == period || (period == 0 && !(found && found->current))))
			found = standing;
	}
	return found;
}

/* It takes some milliseconds, so it is made once. */
struct body *held_workbook(struct held *held, int period, enum language language)
{
	const struct held_standing *found = held_standing(held, period);
	struct held_standing *standing = &held->periods[found - held->periods];
	struct told_standings told;
	struct arena arena;

	arena_init(&arena, 0);
	if (!standing->workbooks[language] &&
	    answer_standings(standing->bytes.data, standing->bytes.size, &arena, &told))
		standing->workbooks[language] = spreadsheet_make(&told, &held->names, language);
	arena_close(&arena);
	return standing->workbooks[language];
}

struct body *held_version(const struct held *held, int period, const char *version)
{
	for (int i = HELD_PERIODS; held && i > 0; i--)
		for (size_t k = 0; (period == 0 || period == i) && k < HELD_VERSIONS_MAX; k++)
			if (held->periods[i].kept[k].page &&
			    strcmp(held->periods[i].kept[k].version, version) == 0)
				return held->periods[i].kept[k].page;
	return NULL;
}

/* --- the season --- */

json_t *held_season_json(const struct member_list *names)
{
	json_t *value = json_season(&names->draft);

	json_object_set_new(value, "version", json_integer(names->version));
	json_object_set_new(value, "current", json_name(&names_periods, names->current));
	json_object_set_new(value, "finalised_at", json_instant(names->finalised_at));
	return value;
}

static void render_again(struct held_list *list, struct held *held)
{
	for (int period = 1; period <= HELD_PERIODS; period++) {
		struct held_standing *standing = &held->periods[period];
		struct told_standings told;
		struct arena arena;

		arena_init(&arena, 0);
		if (standing->there &&
		    answer_standings(standing->bytes.data, standing->bytes.size, &arena, &told))
			render(list, held, standing, &told);
		arena_close(&arena);
	}
}

void held_take_season(struct held_list *list, struct held *held, const struct answer *answer)
{
	struct member_list names;
	struct arena arena;

	arena_init(&arena, 0);
	/* its bytes are the answer's: names live in them */
	struct answer own = *answer;

	if (answer->kind == ANSWER_SEASON)
		own.season.bytes = arena_copy(&arena, answer->season.bytes, answer->season.size);
	if (!members_take(&own, &arena, &names)) {
		arena_close(&arena);
		return;
	}
	const bool renamed = names.version != held->season_version;
	json_t *value = held_season_json(&names);

	arena_close(&held->arena);
	held->arena = arena;
	held->names = names;
	held->season_version = names.version;
	body_drop(&held->season);
	held->season = text_of(value);
	json_decref(value);
	if (renamed)
		render_again(list, held);
}

/* --- lists --- */

static json_t *find_cluster(json_t *clusters, const struct held *held)
{
	size_t i;
	json_t *value;

	json_array_foreach(clusters, i, value)
	{
		if (strcmp(json_string_value(json_object_get(value, "cluster")), held->cluster) ==
		    0)
			return value;
	}
	value = json_pack("{s:s, s:n, s:[]}", "cluster", held->cluster, "name", "years");
	json_array_append_new(clusters, value);
	return value;
}

json_t *held_clusters(const struct held_list *list)
{
	json_t *clusters = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct held *held = list->years[i];
		json_t *value = find_cluster(clusters, held);

		if (held->season || held_standing(held, 0))
			json_array_append_new(json_object_get(value, "years"),
			                      json_integer(held->year));
		if (held->season)
			json_object_set_new(value, "name", json_maybe(held->names.draft.name));
	}
	return json_pack("{s:o, s:o}", "clusters", clusters, "default",
	                 list->count > 0 ? json_string(list->years[0]->cluster) : json_null());
}

json_t *held_moves(const struct held *held)
{
	json_t *moves = json_array();

	for (size_t i = 0; i < held->move_count && i < HELD_MOVES_MAX; i++)
		json_array_append(moves, held->moves[(held->move_count - 1 - i) % HELD_MOVES_MAX]);
	return json_pack("{s:o}", "moves", moves);
}

json_t *held_opened(const struct held *held)
{
	json_t *periods = json_array();

	for (int period = 1; period <= HELD_PERIODS; period++)
		if (held->periods[period].there)
			json_array_append_new(periods, json_name(&names_periods, period - 1));
	return periods;
}
