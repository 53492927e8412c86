/*
 * The scripts hold the tables themselves, so that pressing Tab starts no program. Contexts are
 * looked up when asked for, as they come and go.
 */
#include "completion.h"

#include <string.h>

#include "arena.h"
#include "cli.h"
#include "messages_forms.h"
#include "ways.h"

/* The words that begin an alternative: "check define diff show". */
static void print_words(const struct verb *verb, FILE *out)
{
	const char *words[WAYS_WORDS_MAX];
	struct arena arena;

	if (verb->run == cmd_send) {
		for (size_t i = 0; i < form_command.field_count; i++)
			if (form_command.fields[i].chosen)
				fprintf(out, "%s ", form_command.fields[i].name);
		return;
	}
	arena_init(&arena, 0);
	const size_t count = ways_words(&arena, verb->usage, words);

	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s ", words[i]);
	arena_close(&arena);
}

static void print_options(const struct verb *verb, FILE *out)
{
	for (int i = 0; i < OPTIONS; i++)
		if ((verb->takes | TAKEN_BY_ALL) & TAKES(i))
			fprintf(out, "--%s ", options_name((enum setting)i));
}

/* What an option takes: words between blanks, "" for anything, NULL for a file. */
static const char *values_of(enum setting option)
{
	const char *takes = options_argument(option);

	switch (option) {
	case OPTION_PERIOD:
		return "Q1 Q2 Q3 Q4 FINAL";
	case OPTION_ROLE:
		return "office supervisor operator viewer";
	case OPTION_LANG:
		return "vi en";
	case OPTION_AUDIENCE:
		return "member public";
	default:
		return takes && (strcmp(takes, "FILE") == 0 || strcmp(takes, "OUTBOX") == 0) ? NULL
		                                                                             : "";
	}
}

/* A case for each option with a value; words, files: the shell's own commands. */
static void print_values(const char *words, const char *files, FILE *out)
{
	for (int i = 0; i < OPTIONS; i++) {
		const char *values = values_of((enum setting)i);

		if (!options_argument((enum setting)i) || i == OPTION_CONTEXT)
			continue;
		fprintf(out, "\t--%s) ", options_name((enum setting)i));
		if (!values)
			fprintf(out, "%s", files);
		else if (*values)
			fprintf(out, words, values);
		else
			fputc(':', out);
		fputs("; return ;;\n", out);
	}
}

static void print_verbs(FILE *out)
{
	for (const struct verb *verb = cli_verbs; verb->name; verb++)
		fprintf(out, "%s ", verb->name);
}

/* "submit) flags=... follow=... ;;" */
static void print_cases(const char *open, const char *close, FILE *out)
{
	for (const struct verb *verb = cli_verbs; verb->name; verb++) {
		fprintf(out, "\t%s) flags=%s", verb->name, open);
		print_options(verb, out);
		fprintf(out, "%s follow=%s", close, open);
		print_words(verb, out);
		fprintf(out, "%s ;;\n", close);
	}
}

void completion_bash(FILE *out)
{
	fputs("# bash completion of thidua, made by: thidua completion bash\n"
	      "_thidua()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} flags= follow=\n"
	      "\tlocal contexts=${XDG_CONFIG_HOME:-$HOME/.config}/thidua/contexts\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W \"",
	      out);
	print_verbs(out);
	fputs("\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $prev in\n"
	      "\t--context) COMPREPLY=($(compgen -W \"$(cd \"$contexts\" 2>/dev/null &&"
	      " for name in *.conf; do echo \"${name%.conf}\"; done)\" -- \"$cur\")); return ;;\n",
	      out);
	print_values("COMPREPLY=($(compgen -W \"%s\" -- \"$cur\"))",
	             "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")", out);
	fputs("\tesac\n\tcase ${COMP_WORDS[1]} in\n", out);
	print_cases("\"", "\"", out);
	fputs("\tesac\n"
	      "\tif [[ $cur == -* ]]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"$flags\" -- \"$cur\"))\n"
	      "\telif [ \"$COMP_CWORD\" -eq 2 ] && [ -n \"$follow\" ]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"$follow\" -- \"$cur\"))\n"
	      "\telse\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	      "\tfi\n}\n"
	      "complete -o filenames -F _thidua thidua\n",
	      out);
}

void completion_zsh(FILE *out)
{
	fputs("#compdef thidua\n# zsh completion of thidua, made by: thidua completion zsh\n"
	      "local -a flags follow\n"
	      "if (( CURRENT == 2 )); then\n\tcompadd -- ",
	      out);
	print_verbs(out);
	fputs("\n\treturn\nfi\ncase $words[CURRENT-1] in\n"
	      "\t--context) compadd -- "
	      "${XDG_CONFIG_HOME:-$HOME/.config}/thidua/contexts/*.conf(N:t:r); return ;;\n",
	      out);
	print_values("compadd -- %s", "_files", out);
	fputs("esac\ncase $words[2] in\n", out);
	print_cases("(", ")", out);
	fputs("esac\n"
	      "if [[ $words[CURRENT] == -* ]]; then\n\tcompadd -- $flags\n"
	      "elif (( CURRENT == 3 && $#follow )); then\n\tcompadd -- $follow\n"
	      "else\n\t_files\nfi\n",
	      out);
}
