/*
 * libconfuse reads the text, and a callback for each value judges it at once, because only then is
 * the line known that a fault must name. Faults are collected, the parser always goes on.
 */
#include "settings.h"

#include <assert.h>
#include <confuse.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "decimal.h"
#include "keyfile.h"
#include "text.h"

enum { TROUBLE_SIZE = 300 };

/* --- values --- */

char **setting_text(const void *from, const struct setting *setting)
{
	return (char **)((char *)(uintptr_t)from + setting->offset);
}

int64_t *setting_number(const void *from, const struct setting *setting)
{
	return (int64_t *)((char *)(uintptr_t)from + setting->offset);
}

static void set_text(void *into, const struct setting *setting, const char *value)
{
	size_t size = strlen(value) + 1;
	char **text = setting_text(into, setting);

	free(*text);
	*text = memcpy(must_alloc(size, 1), value, size);
}

void settings_standard(const struct settings_table *table, void *into)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct setting *setting = &table->rows[i];

		if (setting->text)
			set_text(into, setting, setting->text);
		else
			*setting_number(into, setting) = setting->number;
	}
}

void settings_close(const struct settings_table *table, void *of)
{
	for (size_t i = 0; i < table->count; i++) {
		if (!table->rows[i].text)
			continue;
		free(*setting_text(of, &table->rows[i]));
		*setting_text(of, &table->rows[i]) = NULL;
	}
}

/* --- reading --- */

/* Between slash and star, over several lines perhaps. Returns its last character. */
static char *blank_comment(char *text)
{
	char *end = strstr(text + 2, "*/");

	for (end = end ? end + 2 : text + strlen(text); text < end; text++) {
		if (*text != '\n')
			*text = ' ';
	}
	return end - 1;
}

static void blank_comments(char *text)
{
	char quote = '\0';

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			quote = '\0'; /* a text ends with its line */
		else if (quote != '\0' && *text == '\\' && text[1] != '\0' && text[1] != '\n')
			text++;
		else if (quote != '\0')
			quote = *text == quote ? '\0' : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if (*text == '#')
			text += strcspn(text, "\n") - 1;
		else if (text[0] == '/' && text[1] == '*')
			text = blank_comment(text);
	}
}

/* What is being parsed. The parser's callbacks take no argument of ours, so it stands here; config
 * is loaded by one thread. */
static struct parse {
	const struct settings_table *table;
	void *into;
	const char *path;
	struct faults *why;
	int line;   /* that is being read */
	int *lines; /* where each was set; 0: nowhere */
} * parse;

static const char *where(size_t i)
{
	return parse->lines[i] > 0 ? fault_path(parse->why, "%s:%d", parse->path, parse->lines[i])
	                           : parse->path;
}

static void on_error(cfg_t *cfg, const char *format, va_list arguments)
        __attribute__((format(printf, 2, 0)));

static void on_error(cfg_t *cfg, const char *format, va_list arguments)
{
	char text[TROUBLE_SIZE];

	(void)cfg;
	vsnprintf(text, sizeof(text), format, arguments);
	fail(parse->why, FAULT_SETTINGS_SYNTAX,
	     fault_path(parse->why, "%s:%d", parse->path, parse->line), text);
}

static void take_text(size_t i, const char *value)
{
	enum fault_reason trouble = parse->table->rows[i].rule(value);
	const char *const arguments[] = { parse->table->rows[i].name, value };

	if (strpbrk(value, "\n\t"))
		trouble = FAULT_SETTING_NOT_ONE_LINE;
	if (trouble == FAULT_REASONS)
		set_text(parse->into, &parse->table->rows[i], value);
	else /* a row of one argument does not repeat what may hold a password */
		faults_add(parse->why, trouble, where(i), arguments, strlen(fault_kinds(trouble)));
}

static void take_number(size_t i, int64_t value)
{
	if (value < parse->table->rows[i].min || value > parse->table->rows[i].max)
		fail(parse->why, FAULT_SETTING_RANGE, where(i), parse->table->rows[i].name,
		     fault_number(parse->why, parse->table->rows[i].min),
		     fault_number(parse->why, parse->table->rows[i].max),
		     fault_number(parse->why, value));
	else
		*setting_number(parse->into, &parse->table->rows[i]) = value;
}

/* Always 0, "go on": faults are collected. */
static int on_value(cfg_t *cfg, cfg_opt_t *option)
{
	size_t i = 0;

	(void)cfg;
	while (strcmp(parse->table->rows[i].name, option->name) != 0)
		i++;
	if (parse->lines[i] > 0)
		fail(parse->why, FAULT_SETTING_TWICE,
		     fault_path(parse->why, "%s:%d", parse->path, parse->line), option->name,
		     fault_number(parse->why, parse->lines[i]));
	parse->lines[i] = parse->line;
	if (parse->table->rows[i].text)
		take_text(i, cfg_opt_getnstr(option, 0));
	else
		take_number(i, cfg_opt_getnint(option, 0));
	return 0;
}

/* libconfuse would take 010 for 8. */
static int parse_number(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	(void)cfg;
	int64_t number;

	if (decimal_parse(value, 0, &number)) {
		*(long *)result = number;
		return 0;
	}
	fail(parse->why, FAULT_SETTING_NO_NUMBER,
	     fault_path(parse->why, "%s:%d", parse->path, parse->line), option->name,
	     fault_path(parse->why, "%.40s", value));
	return -1;
}

/* A setting is a line, and is parsed as if it stood alone: so each fault of the text is found, and
 * each has its own line, which libconfuse miscounts after comments. */
static void parse_line(const char *text)
{
	cfg_opt_t options[SETTINGS_MAX + 1] = { 0 };

	for (size_t i = 0; i < parse->table->count; i++)
		options[i] =
		        (cfg_opt_t){ .name = parse->table->rows[i].name,
			             .type = parse->table->rows[i].text ? CFGT_STR : CFGT_INT,
			             .flags = CFGF_NODEFAULT,
			             .parsecb = parse->table->rows[i].text ? NULL : parse_number,
			             .validcb = on_value };
	options[parse->table->count] = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(options, CFGF_NONE);

	cfg_set_error_function(cfg, on_error);
	size_t before = parse->why->count;

	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS && parse->why->count == before)
		fail(parse->why, FAULT_SETTINGS_UNREADABLE, parse->path);
	cfg_free(cfg);
}

static void parse_lines(char *text)
{
	blank_comments(text);
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		bool last = text[size] == '\0';

		text[size] = '\0';
		parse->line++;
		parse_line(text);
		text += last ? size : size + 1;
	}
}

void settings_read(const struct settings_table *table, struct settings_file *file, void *into,
                   struct faults *why)
{
	struct parse place = {
		.table = table, .into = into, .path = file->path, .why = why, .lines = file->lines
	};
	struct buffer text = { .size = 0 };

	assert(table->count <= SETTINGS_MAX);
	if (keyfile_read(file->path, KEYFILE_ANY, &text, file->path, why)) {
		bool fine = text_check((const char *)text.data, text.size) == TEXT_FINE;

		buffer_append(&text, "", 1);
		parse = &place;
		if (!fine)
			fail(why, FAULT_SETTINGS_NO_TEXT, file->path);
		else
			parse_lines((char *)text.data);
		parse = NULL;
	}
	buffer_close(&text);
}

const char *settings_where(const struct settings_table *table, const struct settings_file *file,
                           size_t offset, struct faults *why)
{
	size_t i = 0;

	while (table->rows[i].offset != offset)
		i++;
	return file->lines[i] > 0 ? fault_path(why, "%s:%d", file->path, file->lines[i])
	                          : file->path;
}

/* --- for people --- */

bool settings_row(const struct settings_table *table, size_t at, struct setting_row *out)
{
	if (at >= table->count)
		return false;
	const struct setting *setting = &table->rows[at];

	*out = (struct setting_row){ .name = setting->name,
		                     .meaning = setting->meaning,
		                     .min = setting->min,
		                     .max = setting->max,
		                     .reloadable = setting->reloadable };
	if (setting->text)
		snprintf(out->standard, sizeof(out->standard), "\"%s\"", setting->text);
	else
		snprintf(out->standard, sizeof(out->standard), "%" PRId64, setting->number);
	return true;
}

void settings_help(const struct settings_table *table, FILE *out)
{
	struct setting_row row;

	for (size_t i = 0; settings_row(table, i, &row); i++)
		fprintf(out, "  %-25s %-27s %s%s\n", row.name, row.standard, row.meaning,
		        row.reloadable ? " (SIGHUP)" : "");
}

/* The parser would otherwise end the text, or put the environment in. */
static void print_text(const char *value, FILE *out)
{
	fputc('"', out);
	for (; *value != '\0'; value++) {
		if (strchr("\"\\$", *value))
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

void settings_print(const struct settings_table *table, const void *from, FILE *out)
{
	for (size_t i = 0; i < table->count; i++) {
		fprintf(out, "%s = ", table->rows[i].name);
		if (table->rows[i].text)
			print_text(*setting_text(from, &table->rows[i]), out);
		else
			fprintf(out, "%" PRId64, *setting_number(from, &table->rows[i]));
		fputc('\n', out);
	}
}
