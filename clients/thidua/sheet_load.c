/*
 * The sheet is believed before the options: it is what the office sends, and a context that speaks
 * of another board is found out when both are compared. The season is asked for only where the
 * sheet leaves something open, or seems to lack a task, so that a template can be read, signed and
 * kept while the daemon is away.
 */
#include "sheet_load.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "dial.h"
#include "file.h"
#include "members.h"
#include "sheet_heads.h"
#include "sheet_hidden.h"
#include "sheet_map.h"
#include "sheet_pick.h"
#include "words.h"

enum { MAP_FILE_MAX = 1 << 16 };

/* What the sheet says, else the option of the same meaning; NULL having said that neither does. */
static const char *said(const struct options *options, const struct sheet_heads *heads,
                        enum sheet_label label, struct faults *why)
{
	static const struct {
		enum setting option;
		const char *name;
	} settings[SHEET_LABELS] = {
		[LABEL_CLUSTER] = { OPTION_CLUSTER, "cluster" },
		[LABEL_YEAR] = { OPTION_YEAR, "year" },
		[LABEL_BOARD] = { OPTION_BOARD, "board" },
		[LABEL_PERIOD] = { OPTION_PERIOD, "period" },
	};
	const struct sheet_said *said = &heads->said[label];
	const char *option = options_text(options, settings[label].option);
	const char *text = said->text ? said->text : said->emptied ? NULL : option;

	if (!text && said->place)
		fail(why, FAULT_SHEET_LABEL_EMPTY, said->place,
		     sheet_label_name(why->arena, label));
	else if (!text)
		fail(why, FAULT_SHEET_LABEL_MISSING, settings[label].name,
		     sheet_label_name(why->arena, label), settings[label].name);
	return text;
}

static const char *place_of(const struct sheet_heads *heads, enum sheet_label label)
{
	return heads->said[label].place ? heads->said[label].place : "";
}

/* Whose report it is, and of when. */
static void take_heads(struct options *options, const struct sheet_heads *heads,
                       struct report_file *out, struct faults *why)
{
	const char *cluster = said(options, heads, LABEL_CLUSTER, why);
	const char *board = said(options, heads, LABEL_BOARD, why);
	const char *year = said(options, heads, LABEL_YEAR, why);
	const char *period = said(options, heads, LABEL_PERIOD, why);

	if (year && (out->year = sheet_year_of(year)) == 0)
		fail(why, FAULT_SHEET_YEAR_UNKNOWN, place_of(heads, LABEL_YEAR), year);
	if (period && (out->report.period = sheet_period_of(period)) == 0)
		fail(why, FAULT_SHEET_PERIOD_UNKNOWN, place_of(heads, LABEL_PERIOD), period);
	if (cluster && !sheet_label_fits(LABEL_CLUSTER, cluster))
		fail(why, FAULT_NO_CLUSTER_CODE, place_of(heads, LABEL_CLUSTER));
	if (board && !sheet_label_fits(LABEL_BOARD, board))
		fail(why, FAULT_SHEET_BOARD_CODE, place_of(heads, LABEL_BOARD), board);
	out->cluster = cluster ? cluster : "";
	out->report.board = board ? board : "";
}

bool sheet_load_map(struct options *options, struct sheet_map *out, struct faults *why)
{
	const char *path = sheet_map_path(&options->arena, options->context);
	struct buffer text = { 0 };

	*out = (struct sheet_map){ .count = 0 };
	if (!path || access(path, F_OK) != 0)
		return true;
	const bool read = file_read_text(path, MAP_FILE_MAX, THIDUA_CONFIG, &text) == THIDUA_OK;

	buffer_append(&text, "", 1);
	if (read)
		sheet_map_parse(&options->arena, (const char *)text.data, out, why);
	buffer_close(&text);
	return read;
}

static void note_hidden(struct arena *arena, const char *notes)
{
	for (size_t size; *notes; notes += size + 1) {
		size = strcspn(notes, "\n");
		fprintf(stderr, say(WORD_NOTE), arena_text(arena, "%.*s", (int)size, notes));
		fputc('\n', stderr);
	}
}

/* By the season as it was seen last, which judges nothing: do tasks seem to be missing, or not to be there?
 * Then the one in force is asked for, so that all that is wrong is told at once. */
static bool is_doubtful(struct options *options, const struct workbook *workbook,
                        const struct report_file *heads)
{
	struct dial dial = { .options = options };
	struct report_file read = *heads;
	struct member_list members;
	struct faults unheard;
	bool doubtful = false;

	arena_init(&dial.arena, 0);
	faults_init(&unheard, &dial.arena);
	if (members_recall(&dial, read.cluster, read.year, &members)) {
		const struct sheet_rules rules = { .season = &members.draft };

		sheet_report_read(workbook, &rules, &read, &unheard);
	}
	for (size_t i = 0; i < unheard.count; i++)
		doubtful |=
		        strcmp(unheard.items[i].reason, fault_name(FAULT_SHEET_TASK_ABSENT)) == 0 ||
		        strcmp(unheard.items[i].reason, fault_name(FAULT_SHEET_TASK_UNKNOWN)) == 0;
	dial_close(&dial);
	return doubtful;
}

void sheet_load(struct options *options, const struct workbook *workbook, struct report_file *out,
                struct faults *why)
{
	struct workbook picked;
	struct sheet_map map;
	struct sheet_heads heads;
	struct member_list members;
	struct dial dial = { 0 };

	*out = (struct report_file){ 0 };
	sheet_load_map(options, &map, why);
	sheet_pick(workbook, &picked, why);
	sheet_heads_read(&picked, map.count > 0, &heads, why);
	take_heads(options, &heads, out, why);
	struct sheet_rules rules = { .map = heads.tasks ? NULL : &map };
	const bool ask = *out->cluster && out->year != 0 && options_has(options, OPTION_COMMANDS) &&
	                 (!heads.complete || is_doubtful(options, &picked, out));

	if (ask && dial_open(&dial, options, DIAL_ASK) == THIDUA_OK &&
	    members_ask(&dial, out->cluster, out->year, &members))
		rules.season = &members.draft;
	if (heads.tasks || map.count > 0)
		sheet_report_read(&picked, &rules, out, why);
	dial_close(&dial);
	if (why->count == 0)
		note_hidden(why->arena, sheet_hidden_notes(why->arena, &picked, rules.map));
}
