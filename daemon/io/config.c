/*
 * `settings` is the one list: parsing, defaults, bounds, --help, --check, --print-config and reload
 * follow from it. A new setting is a member of struct config and a row here.
 *
 * libconfuse reads the text, and a callback for each value judges it at once, because only then is
 * the line known that a fault must name. Faults are collected, the parser always goes on. All is
 * loaded into a struct of its own, so that a reload with a mistake changes nothing.
 */
#include "config.h"

#include <confuse.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "config_rules.h"
#include "decimal.h"
#include "keyfile.h"
#include "log.h"
#include "text.h"

#define KIB INT64_C(1024)
#define MIB (KIB * KIB)

static text_rule is_log_level;

struct setting {
	const char *name;
	const char *text; /* default of a text; NULL: a number */
	int64_t number, min, max;
	size_t offset;
	text_rule *rule;
	bool reloadable; /* by SIGHUP */
	const char *meaning;
};

#define WORDS(member, value, check)                                                                \
	.name = #member, .text = (value), .rule = (check), .offset = offsetof(struct config, member)
#define COUNT(member, value, least, most)                                                          \
	.name = #member, .number = (value), .min = (least), .max = (most),                         \
	.offset = offsetof(struct config, member)

static const struct setting settings[] = {
	{ WORDS(command_endpoint, "tcp://127.0.0.1:7401", config_is_endpoints),
	  .meaning = "where requests are taken; several by comma" },
	{ WORDS(feed_endpoint, "tcp://127.0.0.1:7402", config_is_endpoints),
	  .meaning = "where standings are published; several by comma" },
	{ WORDS(http_address, "127.0.0.1:7403", config_is_http_address),
	  .meaning = "metrics and health for operators; empty: none" },
	{ WORDS(database, "dbname=thidua", config_is_conninfo),
	  .meaning = "PostgreSQL, as libpq's connection string, without a password" },
	{ WORDS(credential, "/etc/thidua/daemon.key", config_is_path),
	  .meaning = "the daemon's key file, mode 600" },
	{ WORDS(operator_key, "/etc/thidua/operator.pub", config_is_path),
	  .meaning = "the operator's public file, root of all grants" },
	{ WORDS(log_level, "info", is_log_level), .reloadable = true,
	  .meaning = "error, warn, info or debug" },
	{ COUNT(clock_tolerance_seconds, 60, 1, 3600),
	  .meaning = "the clock may be so far from what else tells the time" },
	{ WORDS(clusters_ahead, "", config_is_clusters),
	  .meaning = "clusters whose newest entry a wrong clock stamped; several by comma" },
	{ COUNT(verify_workers, 0, 0, 64),
	  .meaning = "threads that check signatures; 0: one a processor" },
	{ COUNT(queue_max, 8192, 1, 1000000), .meaning = "requests under way at most" },
	{ COUNT(requests_bytes_max, 256 * MIB, MIB, 65536 * MIB),
	  .meaning = "bytes of requests under way at most" },
	{ COUNT(key_requests_max, 256, 1, 1000000), .meaning = "requests of one key at most" },
	{ COUNT(key_requests_bytes_max, 4 * MIB, 512 * KIB, 1024 * MIB),
	  .meaning = "bytes of them at most" },
	{ COUNT(batch_count_max, 4000, 1, 100000), .reloadable = true,
	  .meaning = "commands in one transaction at most" },
	{ COUNT(batch_bytes_max, 4 * MIB, 64 * KIB, 256 * MIB), .reloadable = true,
	  .meaning = "bytes in one transaction at most" },
	{ COUNT(cache_bytes_max, 256 * MIB, 64 * KIB, 65536 * MIB),
	  .meaning = "memory for clusters; those used longest ago go" },
	{ COUNT(connections_max, 4096, 1, 100000),
	  .meaning = "connections of both sockets at most" },
	{ COUNT(address_connections_max, 2048, 1, 100000), .meaning = "of them from one address" },
	{ COUNT(key_connections_max, 256, 1, 100000), .meaning = "of them of one key" },
	{ COUNT(key_prefixes_max, 2048, 1, 1000000),
	  .meaning = "prefixes that one key asks the feed for" },
	{ COUNT(handshakes_max, 2048, 1, 100000),
	  .meaning = "connections that have not shaken hands" },
	{ COUNT(address_handshakes_max, 1024, 1, 100000), .meaning = "of them from one address" },
	{ COUNT(handshakes_per_second, 1000, 1, 1000000),
	  .meaning = "handshakes begun in a second; the others wait for their turn" },
	{ COUNT(handshake_seconds, 30, 1, 300), .meaning = "for shaking hands" },
	{ COUNT(send_high_water, 1000, 1, 1000000),
	  .meaning = "messages kept for a client that does not read" },
	{ COUNT(peer_unread_bytes_max, 16 * MIB, MIB, 65536 * MIB),
	  .meaning = "bytes kept for a client that does not read" },
	{ COUNT(unread_bytes_max, 256 * MIB, MIB, 65536 * MIB),
	  .meaning = "bytes kept for all of them" },
	{ COUNT(peer_unfinished_bytes_max, 16 * MIB, MIB, 65536 * MIB),
	  .meaning = "bytes of a client's unfinished message" },
	{ COUNT(unfinished_bytes_max, 256 * MIB, MIB, 65536 * MIB),
	  .meaning = "bytes of all unfinished messages" },
	/* with 1 the library reads nothing after the routing id */
	{ COUNT(receive_high_water, 32, 2, 1000000),
	  .meaning = "requests of one client taken in advance" },
	{ COUNT(io_threads, 1, 1, 16), .meaning = "threads for TCP and encryption" },
	{ COUNT(repeat_seconds, 15, 1, 3600), .reloadable = true,
	  .meaning = "every topic with a subscriber is repeated" },
	{ COUNT(first_sight_milliseconds, 250, 1, 10000), .reloadable = true,
	  .meaning = "a new subscriber waits this long at most" },
	{ COUNT(relay_signer_requests_max, 16, 1, 1000000), .reloadable = true,
	  .meaning = "requests under way of one signer over relays at most" },
	{ COUNT(drain_seconds, 10, 0, 600), .reloadable = true,
	  .meaning = "SIGTERM: at most this long for replies" },
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]), TROUBLE_SIZE = 300 };

static char **text_of(const struct config *config, const struct setting *setting)
{
	return (char **)((char *)config + setting->offset);
}

static int64_t *number_of(const struct config *config, const struct setting *setting)
{
	return (int64_t *)((char *)config + setting->offset);
}

static void set_text(struct config *config, const struct setting *setting, const char *value)
{
	size_t size = strlen(value) + 1;
	char **text = text_of(config, setting);

	free(*text);
	*text = memcpy(must_alloc(size, 1), value, size);
}

static const struct {
	const char *name;
	enum log_level level;
} log_levels[] = {
	{ "error", LOG_LEVEL_ERROR },
	{ "warn", LOG_LEVEL_WARN },
	{ "info", LOG_LEVEL_INFO },
	{ "debug", LOG_LEVEL_DEBUG },
};

enum { LOG_LEVELS = sizeof(log_levels) / sizeof(log_levels[0]) };

static enum fault_reason is_log_level(const char *value)
{
	for (size_t i = 0; i < LOG_LEVELS; i++)
		if (strcmp(value, log_levels[i].name) == 0)
			return FAULT_REASONS;
	return FAULT_SETTING_LOG_LEVEL;
}

/* --- loading --- */

/* What is being parsed. The parser's callbacks take no argument of ours, so it stands here; config
 * is loaded by one thread. */
static struct parse {
	struct config *config;
	const char *path;
	struct faults *why;
	int line;            /* that is being read */
	int lines[SETTINGS]; /* where each was set; 0: nowhere */
} * parse;

static const char *where(const struct parse *place, size_t i)
{
	return place->lines[i] > 0 ? fault_path(place->why, "%s:%d", place->path, place->lines[i])
	                           : place->path;
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
	enum fault_reason trouble = settings[i].rule(value);
	const char *const arguments[] = { settings[i].name, value };

	if (strpbrk(value, "\n\t"))
		trouble = FAULT_SETTING_NOT_ONE_LINE;
	if (trouble == FAULT_REASONS)
		set_text(parse->config, &settings[i], value);
	else /* a row of one argument does not repeat what may hold a password */
		faults_add(parse->why, trouble, where(parse, i), arguments,
		           strlen(fault_kinds(trouble)));
}

static void take_number(size_t i, int64_t value)
{
	if (value < settings[i].min || value > settings[i].max)
		fail(parse->why, FAULT_SETTING_RANGE, where(parse, i), settings[i].name,
		     fault_number(parse->why, settings[i].min),
		     fault_number(parse->why, settings[i].max), fault_number(parse->why, value));
	else
		*number_of(parse->config, &settings[i]) = value;
}

/* Always 0, "go on": faults are collected. */
static int on_value(cfg_t *cfg, cfg_opt_t *option)
{
	size_t i = 0;

	(void)cfg;
	while (strcmp(settings[i].name, option->name) != 0)
		i++;
	if (parse->lines[i] > 0)
		fail(parse->why, FAULT_SETTING_TWICE,
		     fault_path(parse->why, "%s:%d", parse->path, parse->line), option->name,
		     fault_number(parse->why, parse->lines[i]));
	parse->lines[i] = parse->line;
	if (settings[i].text)
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
	cfg_opt_t options[SETTINGS + 1] = { 0 };

	for (size_t i = 0; i < SETTINGS; i++)
		options[i] = (cfg_opt_t){ .name = settings[i].name,
			                  .type = settings[i].text ? CFGT_STR : CFGT_INT,
			                  .flags = CFGF_NODEFAULT,
			                  .parsecb = settings[i].text ? NULL : parse_number,
			                  .validcb = on_value };
	options[SETTINGS] = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(options, CFGF_NONE);

	cfg_set_error_function(cfg, on_error);
	size_t before = parse->why->count;

	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS && parse->why->count == before)
		fail(parse->why, FAULT_SETTINGS_UNREADABLE, parse->path);
	cfg_free(cfg);
}

static void parse_lines(char *text)
{
	config_blank_comments(text);
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		bool last = text[size] == '\0';

		text[size] = '\0';
		parse->line++;
		parse_line(text);
		text += last ? size : size + 1;
	}
}

static void parse_file(struct parse *place)
{
	struct buffer text = { .size = 0 };

	if (keyfile_read(place->path, KEYFILE_ANY, &text, place->path, place->why)) {
		bool fine = text_check((const char *)text.data, text.size) == TEXT_FINE;

		buffer_append(&text, "", 1);
		parse = place;
		if (!fine)
			fail(place->why, FAULT_SETTINGS_NO_TEXT, place->path);
		else
			parse_lines((char *)text.data);
		parse = NULL;
	}
	buffer_close(&text);
}

static size_t row_of(size_t offset)
{
	size_t i = 0;

	while (settings[i].offset != offset)
		i++;
	return i;
}

bool config_load(const char *path, struct config *out, struct faults *why)
{
	struct parse place = { .config = out, .path = path, .why = why };
	size_t before = why->count;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < SETTINGS; i++) {
		if (settings[i].text)
			set_text(out, &settings[i], settings[i].text);
		else
			*number_of(out, &settings[i]) = settings[i].number;
	}
	parse_file(&place);
	if (why->count == before) { /* else the paths may be others than meant */
		keyfile_credential(out->credential, true, &out->keys,
		                   where(&place, row_of(offsetof(struct config, credential))), why);
		keyfile_credential(out->operator_key, false, &out->root,
		                   where(&place, row_of(offsetof(struct config, operator_key))),
		                   why);
	}
	if (why->count > before)
		config_close(out);
	return why->count == before;
}

void config_close(struct config *config)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (settings[i].text)
			free(*text_of(config, &settings[i]));
	seal_forget(config, sizeof(*config));
}

/* --- for people --- */

bool config_row(size_t at, struct config_row *out)
{
	if (at >= SETTINGS)
		return false;
	const struct setting *setting = &settings[at];

	*out = (struct config_row){ .name = setting->name,
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

void config_help(FILE *out)
{
	struct config_row row;

	for (size_t i = 0; config_row(i, &row); i++)
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

void config_print(const struct config *config, FILE *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		fprintf(out, "%s = ", settings[i].name);
		if (settings[i].text)
			print_text(*text_of(config, &settings[i]), out);
		else
			fprintf(out, "%" PRId64, *number_of(config, &settings[i]));
		fputc('\n', out);
	}
}

int64_t config_memory(const struct config *config)
{
	enum { PROGRAM = 64 << 20, IDLE_MESSAGE = 20 << 10, CONNECTION = 64 << 10, BATCHES = 6 };

	return PROGRAM + CONFIG_MEMORY_KEPT + config->cache_bytes_max + config->requests_bytes_max +
	       config->unread_bytes_max + config->unfinished_bytes_max +
	       BATCHES * config->batch_bytes_max + IDLE_MESSAGE * config->queue_max +
	       CONNECTION * (config->connections_max + config->handshakes_max);
}

/* --- SIGHUP --- */

static bool same_keys(const struct credential *left, const struct credential *right)
{
	return memcmp(left->curve_public, right->curve_public, KEY_SIZE) == 0 &&
	       memcmp(left->sign_public, right->sign_public, KEY_SIZE) == 0;
}

static bool same(const struct config *left, const struct config *right,
                 const struct setting *setting)
{
	if (!setting->text)
		return *number_of(left, setting) == *number_of(right, setting);
	if (setting->offset == offsetof(struct config, credential) &&
	    !same_keys(&left->keys, &right->keys))
		return false;
	if (setting->offset == offsetof(struct config, operator_key) &&
	    !same_keys(&left->root, &right->root))
		return false;
	return strcmp(*text_of(left, setting), *text_of(right, setting)) == 0;
}

void config_needs_restart(const struct config *old, const struct config *new_one, char *out,
                          size_t size)
{
	size_t used = 0;

	if (size > 0)
		out[0] = '\0';
	for (size_t i = 0; i < SETTINGS; i++) {
		if (settings[i].reloadable || same(old, new_one, &settings[i]) || used + 1 >= size)
			continue;
		used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "",
		                         settings[i].name);
	}
}

void config_adopt(struct config *config, struct config *fresh)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (!settings[i].reloadable)
			continue;
		if (settings[i].text) {
			char *before = *text_of(config, &settings[i]);

			*text_of(config, &settings[i]) = *text_of(fresh, &settings[i]);
			*text_of(fresh, &settings[i]) = before;
		} else {
			*number_of(config, &settings[i]) = *number_of(fresh, &settings[i]);
		}
	}
}

void config_apply_log_level(const struct config *config)
{
	for (size_t i = 0; i < LOG_LEVELS; i++)
		if (strcmp(config->log_level, log_levels[i].name) == 0)
			log_set_level(log_levels[i].level);
}
