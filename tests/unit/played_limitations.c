#include "played_limitations.h"

#include <string.h>

#include "limitations.h"
#include "played_makers.h"
#include "played_shown.h"
#include "rows.h"

enum { TEXTS = 6, EARLIER_MOST = 3 };

/* --- the season --- */

static void ask_for_them(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	struct task_draft *tasks =
	        arena_copy(arena, draft->tasks, draft->task_count * sizeof(*tasks));

	for (size_t i = 0; i < draft->task_count; i++) {
		if (tasks[i].kind != KIND_LINEAR || tasks[i].measure != MEASURE_PERCENT ||
		    chance(dice, 40))
			continue;
		tasks[i].measure = MEASURE_LIMITATIONS;
		tasks[i].accumulation = ACCUMULATE_LAST;
		tasks[i].lower_is_better = false;
	}
	draft->tasks = tasks;
}

void limitations_agree(struct dice *dice, struct arena *arena, struct season_draft *draft)
{
	struct earlier_limitation *earlier =
	        arena_alloc(arena, draft->board_count * EARLIER_MOST, sizeof(*earlier));

	draft->earlier_limitation_count = 0;
	for (size_t board = 0; board < draft->board_count; board++) {
		for (uint64_t n = roll(dice, EARLIER_MOST + 1); n > 0; n--)
			earlier[draft->earlier_limitation_count++] = (struct earlier_limitation){
				draft->boards[board].code,
				arena_text(arena, "Cham %u", (unsigned)n), "", ""
			};
	}
	draft->earlier_limitations = earlier;
	draft->limitations = true;
	ask_for_them(dice, arena, draft);
}

/* --- what is tried --- */

void limitations_name(struct played *played, struct submit_report *out)
{
	static const char *const spellings[] = { "Cham %zu", "CHAM %zu", "Cham  %zu" };
	const size_t count = roll(&played->dice, 4), first = roll(&played->dice, TEXTS);
	struct limitation *list = arena_alloc(&played->rig.arena, count, sizeof(*list));

	for (size_t i = 0; i < count; i++)
		list[i] = (struct limitation){ arena_text(&played->rig.arena,
			                                  spellings[roll(&played->dice, 3)],
			                                  (first + i) % TEXTS),
			                       "", "" };
	out->limitations = list;
	out->limitation_count = count;
}

/* Any that there is by now, in that state if one of many throws finds it; false: there is none. */
static bool any_limitation(struct played *played, enum limitation_state state, const char **board,
                           struct known_limitation *out)
{
	const struct cluster *cluster = played->rig.cluster;
	struct known_limitations known;
	bool found = false;

	limitations_look(cluster, played->now, played->now, &played->scratch, &known);
	for (int i = 0; i < 24; i++) {
		const size_t number = roll(&played->dice, known.board_count);
		const size_t count = known.boards[number].count;

		if (count == 0)
			continue;
		found = true;
		*out = known.boards[number].items[roll(&played->dice, count)];
		*board = arena_text(&played->rig.arena, "%s", rows_boards(cluster)[number].code);
		if (limitations_state(out) == state)
			break;
	}
	return found;
}

bool make_closing(struct played *played, struct command *out, const char **by)
{
	static const uint8_t evidence[1][HASH_SIZE] = { { 1 } };
	struct known_limitation limitation;
	const char *board;

	if (!any_limitation(played, LIMITATION_OPEN, &board, &limitation))
		return false;
	*by = makers_somebody(played, board);
	*out = makers_begin(played, ACTION_CLOSE_LIMITATION, *by);
	out->close_limitation = (struct close_limitation){
		.board = board,
		.year = limitation.year,
		.period = limitation.period,
		.number = limitation.number,
		.text = chance(&played->dice, 3) ? "Khac"
		                                 : arena_text(&played->rig.arena, "%s",
		                                              limitations_text(played->rig.cluster,
		                                                               limitation.text)),
		.how = "đã làm xong",
		.evidence_count = 1,
		.evidence = evidence,
	};
	return true;
}

bool make_confirmation(struct played *played, struct command *out, const char **by)
{
	const struct cluster *cluster = played->rig.cluster;
	const bool yes = chance(&played->dice, 75);
	struct known_limitation limitation;
	const char *board;

	if (!any_limitation(played, LIMITATION_CLOSING, &board, &limitation))
		return false;
	const int place = ruleset_board(makers_rules(played), board); /* -1: of another season */

	*by = makers_somebody(played, place < 0 || chance(&played->dice, 30)
	                                      ? "supervisor"
	                                      : makers_reviewer(played, (size_t)place));
	*out = makers_begin(played, ACTION_CONFIRM_LIMITATION, *by);
	out->confirm_limitation = (struct confirm_limitation){
		.board = board,
		.year = limitation.year,
		.period = limitation.period,
		.number = limitation.number,
		.text = arena_text(&played->rig.arena, "%s",
		                   limitations_text(cluster, limitation.text)),
		.confirmed = yes,
		.reason = yes ? "" : "chưa có tài liệu",
	};
	if (limitation.last && limitation.last->event == LIMITATION_CLOSE)
		memcpy(out->confirm_limitation.closing,
		       heap_at(&cluster->heap, limitation.last->said), HASH_SIZE);
	return true;
}

/* --- what must hold --- */

struct named {
	uint32_t year, number;
	int period; /* the wire's; 0: of a file */
	size_t text;
	int64_t closed_at;
};

struct open { /* of a board, when a season begins */
	struct named items[EARLIER_MOST * SEASONS + PERIODS * 4];
	size_t count;
};

struct source { /* at which they come to be */
	int64_t at;
	size_t season;
	enum period period; /* that locks; PERIODS: the season begins */
};

static const struct ruleset *rules_of(const struct played *played, size_t season)
{
	return cluster_ruleset(played->rig.cluster, FIRST_YEAR + (uint32_t)season, INT64_MAX);
}

static size_t text_number(const char *text)
{
	return (size_t)(text[strlen(text) - 1] - '0');
}

/* What says the same as one that is open is that one. */
static void add_named(struct open *open, uint32_t year, int period, uint32_t number,
                      const char *text)
{
	for (size_t i = 0; i < open->count; i++) {
		if (open->items[i].text == text_number(text) &&
		    open->items[i].closed_at == INT64_MAX)
			return;
	}
	open->items[open->count++] =
	        (struct named){ year, number, period, text_number(text), INT64_MAX };
}

static void add_earlier(const struct season_draft *draft, const char *board, struct open *open)
{
	uint32_t number = 0;

	for (size_t i = 0; i < draft->earlier_limitation_count; i++) {
		if (strcmp(draft->earlier_limitations[i].board, board) == 0)
			add_named(open, draft->year - 1, 0, ++number,
			          draft->earlier_limitations[i].text);
	}
}

/* The revision in force at a lock; the first that was brought back after it, when there was none. */
static const struct submit_report *report_at(const struct played *played, const char *board,
                                             const struct source *source, int64_t latest)
{
	const struct submit_report *found = NULL;

	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;

		if (command->action == ACTION_SUBMIT_REPORT && command->received_at <= latest &&
		    played_season_of(command) == source->season &&
		    command->submit_report.period == (int)source->period + 1 &&
		    strcmp(command->submit_report.board, board) == 0 &&
		    (!found || command->received_at < source->at))
			found = &command->submit_report;
	}
	return found;
}

static void confirm_until(const struct played *played, const char *board, int64_t from,
                          int64_t until, struct open *open)
{
	for (size_t i = 0; i < played->entry_count; i++) {
		const struct command *command = &played->entries[i].enters;
		const struct confirm_limitation *confirm = &command->confirm_limitation;

		if (command->action != ACTION_CONFIRM_LIMITATION || !confirm->confirmed ||
		    command->received_at < from || command->received_at >= until ||
		    strcmp(confirm->board, board) != 0)
			continue;
		for (size_t k = 0; k < open->count; k++) {
			struct named *named = &open->items[k];

			if (named->year == confirm->year && named->period == confirm->period &&
			    named->number == confirm->number)
				named->closed_at = command->received_at;
		}
	}
}

/* When a season's first held period opened, or when it was defined, if that was later. */
static int64_t begun_at(const struct played *played, size_t season)
{
	const int64_t begins = ruleset_begins_at(rules_of(played, season));
	const int64_t defined = shown_defined_at(played, season);

	return begins > defined ? begins : defined;
}

/* What makes them by an instant, in order: seasons that begin and periods that lock, of any year. */
static size_t find_sources(const struct played *played, int64_t by, struct source *out)
{
	size_t count = 0;

	for (size_t i = 0; i < played_seasons(played); i++) {
		const struct ruleset *ruleset = rules_of(played, i);
		struct source one = { begun_at(played, i), i, PERIODS };

		for (int p = -1; p < PERIODS && ruleset->limitations; p++) {
			size_t place = count;

			if (p >= 0)
				one = (struct source){ period_locks_at(ruleset, (enum period)p), i,
					               (enum period)p };
			if (one.at > by)
				continue;
			for (; place > 0 && out[place - 1].at > one.at; place--)
				out[place] = out[place - 1];
			out[place] = one;
			count++;
		}
	}
	return count;
}

/* What was open when a season began or came to be then, and what has been closed of it since: as far as it may be
 * told by an instant. */
static void find_open(const struct played *played, const char *board, int64_t begun, int64_t told,
                      struct open *out)
{
	const int64_t by = begun < told ? begun : told;
	struct source sources[SEASONS * (PERIODS + 1)];
	const size_t count = find_sources(played, by, sources);
	int64_t from = INT64_MIN;

	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct source *source = &sources[i];
		const struct submit_report *report =
		        source->period < PERIODS ? report_at(played, board, source, by) : NULL;

		confirm_until(played, board, from, source->at < told ? source->at : told + 1, out);
		from = source->at;
		if (source->period == PERIODS)
			add_earlier(&played->seasons.drafts[source->season], board, out);
		for (size_t k = 0; report && k < report->limitation_count; k++)
			add_named(out, FIRST_YEAR + (uint32_t)source->season, report->period,
			          (uint32_t)k + 1, report->limitations[k].text);
	}
	confirm_until(played, board, from, told + 1, out);
}

struct share {
	int64_t all, closed;
};

/* Of what a season asks a board for. */
static struct share share_of(const struct played *played, const char *board, int64_t told)
{
	const int64_t begun = begun_at(played, played->season);
	struct share share = { 0 };
	struct open open;

	find_open(played, board, begun, told, &open);
	for (size_t i = 0; i < open.count; i++) {
		share.all += open.items[i].closed_at >= begun;
		share.closed +=
		        open.items[i].closed_at >= begun && open.items[i].closed_at != INT64_MAX;
	}
	return share;
}

/* Half up, of what was closed against the target: as with a pencil. */
static int64_t points_of(const struct task *task, int64_t target, uint32_t phasing, int64_t closed,
                         int64_t all)
{
	const int64_t did = closed * 100 * UNITS * 10000;
	const int64_t asked = all * target * phasing;

	if (did >= asked)
		return task->max;
	return (int64_t)((2 * task->max * did + asked) / (2 * asked));
}

/* What the other season's freeze holds back is none of this one's points before that has ended. */
static void look_at_board(struct played *played, const struct standing *standing, size_t board)
{
	const struct ruleset *ruleset = standing->ruleset;
	const int64_t until = standing->reading.until;
	const struct share known = share_of(played, ruleset->boards[board], until),
	                   share = share_of(played, ruleset->boards[board],
	                                    shown_told_elsewhere(played, until));
	const int64_t all = share.all, closed = share.closed;

	played->happened[HAPPENS_HELD_OVER] |= known.all != all || known.closed != closed;
	for (size_t i = 0; i < ruleset->task_count; i++) {
		const int64_t points = standing->points[board * ruleset->task_count + i];
		const int64_t target = ruleset_target(ruleset, board, i);

		if (ruleset->tasks[i].measure != MEASURE_LIMITATIONS || target == 0)
			continue;
		played_must(played, (points < 0) == (all == 0),
		            "who had no limitation is not asked for any");
		played_must(played,
		            points < 0 ||
		                    points == points_of(&ruleset->tasks[i], target,
		                                        ruleset->tasks[i].phasing[standing->period],
		                                        closed, all),
		            "what was confirmed as closed counts, of what was open");
	}
}

void limitations_counted(struct played *played, const struct standing *standing)
{
	for (size_t board = 0;
	     standing->ruleset->limitations && board < standing->ruleset->board_count; board++)
		look_at_board(played, standing, board);
}

/* Is one closed in the second season that the first one left? */
static void note_carried(struct played *played, const struct command *command)
{
	const struct confirm_limitation *confirm = &command->confirm_limitation;

	played->happened[HAPPENS_CARRIED] |= confirm->confirmed && command->year > FIRST_YEAR &&
	                                     (confirm->year < FIRST_YEAR ||
	                                      (confirm->year == FIRST_YEAR && confirm->period > 0));
}

void limitations_entering(struct played *played, const struct played_entry *entry)
{
	const struct command *command = &entry->enters;
	const char *by = played_board_of(entry->by);

	if (command->action == ACTION_CLOSE_LIMITATION)
		played_must(played, by && strncmp(by, command->close_limitation.board, 2) == 0,
		            "a board closes its own");
	if (command->action != ACTION_CONFIRM_LIMITATION)
		return;
	const struct ruleset *ruleset = makers_rules(played);
	const int board = ruleset_board(ruleset, command->confirm_limitation.board);

	played_must(played, !by || strncmp(by, command->confirm_limitation.board, 2) != 0,
	            "nobody confirms his own");
	note_carried(played, command);
	played_must(
	        played,
	        !by || (board >= 0 && strncmp(by, makers_reviewer(played, (size_t)board), 2) == 0),
	        "the reviewer confirms, or the supervisor");
}
