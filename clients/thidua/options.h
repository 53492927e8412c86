/*
 * options -- what a command was told: flags, then the context file, then defaults.
 *
 * One row for each option feeds parsing, the context file's keys and --help. Secrets are never
 * options: a credential is a file.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "field_words.h"

enum setting {
	OPTION_CONTEXT,
	OPTION_CONFIG,
	OPTION_COMMANDS,
	OPTION_FEED,
	OPTION_CREDENTIAL,
	OPTION_DAEMON_KEY,
	OPTION_OPERATOR_KEY,
	OPTION_OUTBOX,
	OPTION_CLUSTER,
	OPTION_YEAR,
	OPTION_BOARD,
	OPTION_TIMEOUT,
	OPTION_LANG,
	OPTION_JSON,
	OPTION_HELP,
	/* from here on only where a command takes them */
	OPTION_PERIOD,
	OPTION_LABEL,
	OPTION_OUT,
	OPTION_VERSION,
	OPTION_YES,
	OPTION_ROLE,
	OPTION_AUDIENCE,
	OPTION_RELAY,
	OPTION_REASON,
	OPTION_DRY_RUN,
	OPTION_NO_WAIT,
	OPTION_KEEP_TRYING,
	OPTION_COUNT,
	OPTION_WAIT,
	OPTION_REVISION,
	OPTION_FROM,
	OPTION_RECEIPTS,
	OPTION_ALL,
	OPTION_INVITE,
	OPTION_BY_LOSS,
	OPTION_BEFORE,
	OPTION_AMENDMENT,
	OPTION_AT,
	OPTION_STATE,
	OPTION_AFTER,
	OPTION_SEARCH,
	OPTIONS,
};

#define TAKES(option) (UINT64_C(1) << (option))
#define TAKEN_BY_ALL  (TAKES(OPTION_PERIOD) - 1)

struct options {
	struct arena arena;          /* owns what the context file gave */
	const char *values[OPTIONS]; /* NULL: not told; "" for a flag */
	uint64_t told;               /* bits of enum setting: they stood on the command line */
	const char *context;         /* path of the context file, or NULL */
	const char *usage;           /* of the command */
	const char *first;           /* that stood behind it; NULL: nothing */
	struct field_words fields;   /* of the file that the command was given, once it is read */
};

/* Parses argv[1..]; argv[0] is the command's name. Moves the operands to the front of argv + 1 and
 * counts them. Returns THIDUA_OK, or THIDUA_USAGE having said why. options_close frees, also after
 * a failure. */
int options_parse(struct options *options, uint64_t takes, int argc, char **argv,
                  size_t *operand_count);

/* Where the command stands, behind options that every command takes; argc: nowhere. */
int options_skip(int argc, char **argv);

/* The folder of contexts; in the arena. */
const char *options_contexts(struct arena *arena);

/* Reads the context file that the options name; THIDUA_CONFIG having said why. Flags win over it.
 */
int options_read_context(struct options *options);

void options_close(struct options *options);

bool options_has(const struct options *options, enum setting option);

/* Value or NULL. */
const char *options_text(const struct options *options, enum setting option);

/* The same of the option that has this name, _ for -; NULL when there is none, too. */
const char *options_named(const struct options *options, const char *name);

/* A whole number from low to high; `absent` when not told. THIDUA_USAGE having said why. */
int options_number(const struct options *options, enum setting option, uint64_t low, uint64_t high,
                   uint64_t absent, uint64_t *out);

/* The place of its value, which is told, among these; -1 having said why. */
int options_choice(const struct options *options, enum setting option, const char *const *words,
                   size_t count);

/* enum period, or -1 when not told. THIDUA_USAGE having said why. */
int options_period(const struct options *options, int *out);

/* THIDUA_CONFIG, having said how to give it, when not told. */
int options_require(const struct options *options, enum setting option, const char **out);

/* What must stand on another command line so that it is of the same context: " --context tq", each value
 * quoted for a shell where that is needed; "" for none. In the arena. */
const char *options_again(const struct options *options, struct arena *arena);

/* The same with the cluster and year, for a command about what was asked of that season. */
const char *options_again_for_season(const struct options *options, struct arena *arena);

/* The same with the board, its cluster and year, for a command about what a file says of them. */
const char *options_again_for_board(const struct options *options, struct arena *arena);

/* The whole line that asks for the next page: the command with all that was told to it but for where the page
 * begins, "thidua model list --board CB --after 64". In the arena. */
const char *options_next_page(const struct options *options, struct arena *arena,
                              const char *command, enum setting option, uint64_t number);

/* A path or another operand as it must stand on a line that people paste. In the arena, or text. */
const char *options_quoted(struct arena *arena, const char *text);

/* Are all of the bits told, which may stand in a context file? Else THIDUA_CONFIG, having said all
 * that is missing at once, with what is missing of `also`, which comes into question next. */
int options_need(const struct options *options, uint64_t bits, uint64_t also);

/* What every connection needs. */
#define NEEDED_TO_DIAL                                                                             \
	(TAKES(OPTION_COMMANDS) | TAKES(OPTION_CREDENTIAL) | TAKES(OPTION_DAEMON_KEY))

/* "period", and "Q1..Q4|FINAL" or NULL of a flag. */
const char *options_name(enum setting option);
const char *options_argument(enum setting option);

/* THIDUA_USAGE, having said how the command is used, or what stood behind it by mistake. */
int options_usage(const struct options *options);

/* For --help: "-o, --out FILE", in the arena, and what it is for. */
const char *options_spelled(struct arena *arena, enum setting option);
const char *options_meaning(enum setting option);

/* The option that a context file calls so, _ for -; -1 when none of this name may stand in one. */
int options_find(const char *key);

/* The name nearest to a mistyped one of a context file, or NULL. */
const char *options_nearest(const char *key);

/* Sets a value from a context file in the folder, unless it is told. */
void options_set(struct options *options, enum setting option, const char *value,
                 const char *folder);

#endif
