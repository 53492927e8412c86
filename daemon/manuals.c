/*
 * thiduad_manual 5|8 -- writes thiduad.conf(5) or thiduad(8) for scdoc, of the tables that the daemon itself goes by,
 * so that they cannot say anything else. In English, as all that operators read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "scdoc.h"
#include "usage.h"

static void begin(const char *name, const char *section, const char *purpose)
{
	printf("%s(%s) \"thiduad %s\"\n\n# NAME\n\n%s - %s\n\n", name, section, THIDUAD_VERSION,
	       name, purpose);
}

static void option(const char *name, char letter, const char *argument, const char *meaning)
{
	char spelled[60];

	snprintf(spelled, sizeof(spelled), "-%c, --%s", letter, name);
	scdoc_item(spelled, argument, meaning);
}

static void daemon_page(void)
{
	begin("thiduad", "8", "the daemon of the emulation clusters");
	puts("# SYNOPSIS\n\n*thiduad* [OPTION ...]\n\n# DESCRIPTION\n");
	scdoc_paragraph(USAGE_PURPOSE);
	puts("# OPTIONS\n");
#define OPTION(name, letter, argument, meaning, group) option(name, letter, argument, meaning);
	USAGE_OPTIONS(OPTION)
#undef OPTION
	puts("# SIGNALS\n");
	scdoc_item(
	        "SIGTERM, SIGINT", NULL,
	        "No more requests are read; what was accepted is answered, for drain_seconds at most.");
	scdoc_item(
	        "SIGHUP", NULL,
	        "The settings are read again. Those that may change while it runs do; the names of the others are logged.");
	puts("# EXIT STATUS\n");
	scdoc_item("0", NULL, "ended as it was told to");
	scdoc_item("2", NULL, "a wrong start: every fault is on stderr");
	puts("# EXAMPLES\n");
	scdoc_examples(USAGE_EXAMPLES);
	puts("# SEE ALSO\n\n*thiduad.conf*(5), *thidua*(1)");
}

static void setting(const struct setting_row *row)
{
	char spelled[400], meaning[400];

	snprintf(spelled, sizeof(spelled), "%s = %s", row->name, row->standard);
	if (row->max == 0)
		snprintf(meaning, sizeof(meaning), "%s%s", row->meaning,
		         row->reloadable ? " (SIGHUP)" : "");
	else
		snprintf(meaning, sizeof(meaning), "%s; %" PRId64 " to %" PRId64 "%s", row->meaning,
		         row->min, row->max, row->reloadable ? " (SIGHUP)" : "");
	scdoc_item(spelled, NULL, meaning);
}

static void settings_page(void)
{
	struct setting_row row;

	begin("thiduad.conf", "5", "the settings of thiduad");
	puts("# DESCRIPTION\n");
	scdoc_paragraph(
	        "A line is a comment (#) or \"name = value\"; texts stand in quotes. Each setting stands here with its default, "
	        "and with its bounds when it is a number. Those with (SIGHUP) may change while the daemon runs. thiduad --check "
	        "says all that is wrong with a file, thiduad --print-config what is in force.");
	puts("# SETTINGS\n");
	for (size_t i = 0; config_row(i, &row); i++)
		setting(&row);
	puts("# FILES\n");
	scdoc_item("/etc/thidua/thiduad.conf", NULL, "read unless --config names another");
	puts("# SEE ALSO\n\n*thiduad*(8), *thidua*(1)");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "8") == 0)
		daemon_page();
	else if (argc == 2 && strcmp(argv[1], "5") == 0)
		settings_page();
	else
		return 1;
	return fflush(stdout) == 0 ? 0 : 1;
}
