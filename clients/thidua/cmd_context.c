/*
 * thidua context: the file that spares endpoints and keys, made, chosen and listed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "complain.h"
#include "context_files.h"
#include "context_make.h"
#include "json_out.h"
#include "show.h"
#include "words.h"

struct listing {
	struct arena *arena;
	const char *chosen; /* NULL: none */
	struct table table;
	json_t *rows; /* --json */
};

static void add_row(void *context, const char *name)
{
	static const enum setting shown[] = { OPTION_CLUSTER, OPTION_YEAR, OPTION_BOARD,
		                              OPTION_COMMANDS };
	static const char *const keys[] = { "cluster", "year", "board", "commands" };
	struct listing *listing = context;
	const bool chosen = listing->chosen && strcmp(listing->chosen, name) == 0;
	struct options file = { 0 };
	json_t *row = json_pack("{s:s, s:b}", "name", name, "chosen", chosen);

	arena_init(&file.arena, 0);
	file.values[OPTION_CONFIG] = context_path(listing->arena, name);
	options_read_context(&file); /* what is wrong with it was said */
	table_cell(&listing->table, PAINT_GOOD, "%s", chosen ? "*" : "");
	table_cell(&listing->table, chosen ? PAINT_BOLD : PAINT_NONE, "%s", name);
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		const char *value = options_text(&file, shown[i]);

		table_cell(&listing->table, PAINT_NONE, "%s", value ? value : "");
		json_object_set_new(row, keys[i], json_maybe(value));
	}
	json_array_append_new(listing->rows, row);
	options_close(&file);
}

static int list(struct options *options)
{
	const struct column columns[] = { { "", false, CUT_NEVER },
		                          { say(WORD_CONTEXT), false, CUT_NEVER },
		                          { say(WORD_CLUSTER), false, CUT_NEVER },
		                          { say(WORD_YEAR), false, CUT_NEVER },
		                          { say(WORD_BOARD), false, CUT_NEVER },
		                          { say(WORD_ENDPOINT), false, CUT_END } };
	struct listing listing = { .arena = &options->arena, .rows = json_array() };
	const char *named = getenv("THIDUA_CONTEXT");

	listing.chosen = named && *named ? named : context_chosen(&options->arena);
	table_start(&listing.table, &options->arena, columns, sizeof(columns) / sizeof(*columns));
	context_each(&options->arena, add_row, &listing);
	if (options_has(options, OPTION_JSON))
		json_print(json_pack("{s:O}", "contexts", listing.rows));
	else if (json_array_size(listing.rows) > 0)
		table_print_list(&listing.table);
	else
		puts(say(WORD_CONTEXT_NO_FILES));
	json_decref(listing.rows);
	return THIDUA_OK;
}

static int use(struct options *options, const char *name)
{
	if (!context_is_name(name))
		return complain(THIDUA_USAGE, say(WORD_CONTEXT_NAME), name);
	const int code = context_choose(&options->arena, name);

	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		json_print(json_pack("{s:s, s:b}", "name", name, "chosen", 1));
	else if (code == THIDUA_OK)
		printf(say(WORD_CONTEXT_CHOSEN), name), putchar('\n');
	return code;
}

int cmd_context(struct options *options, size_t count, char **operands)
{
	const char *what = count > 0 ? operands[0] : "list";

	if (count <= 1 && strcmp(what, "list") == 0)
		return list(options);
	if (count == 2 && strcmp(what, "create") == 0)
		return context_make(options, operands[1]);
	if (count == 2 && strcmp(what, "use") == 0)
		return use(options, operands[1]);
	return options_usage(options);
}
