/*
 * `settings` is the one list: parsing, defaults, bounds, --help, --check, --print-config and reload
 * follow from it. A new setting is a member of struct config and a row here.
 *
 * How a file is read is settings.h's. All is loaded into a struct of its own, so that a reload with a
 * mistake changes nothing.
 */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "keyfile.h"
#include "log.h"
#include "setting_rules.h"

#define KIB INT64_C(1024)
#define MIB (KIB * KIB)

#define WORDS(member, value, check)                                                                \
	.name = #member, .text = (value), .rule = (check), .offset = offsetof(struct config, member)
#define COUNT(member, value, least, most)                                                          \
	.name = #member, .number = (value), .min = (least), .max = (most),                         \
	.offset = offsetof(struct config, member)

static const struct setting settings[] = {
	{ WORDS(command_endpoint, "tcp://127.0.0.1:7401", setting_is_endpoints),
	  .meaning = "where requests are taken; several by comma" },
	{ WORDS(feed_endpoint, "tcp://127.0.0.1:7402", setting_is_endpoints),
	  .meaning = "where standings are published; several by comma" },
	{ WORDS(http_address, "127.0.0.1:7403", setting_is_http_address),
	  .meaning = "metrics and health for operators; empty: none" },
	{ WORDS(database, "dbname=thidua", setting_is_conninfo),
	  .meaning = "PostgreSQL, as libpq's connection string, without a password" },
	{ WORDS(credential, "/etc/thidua/daemon.key", setting_is_path),
	  .meaning = "the daemon's key file, mode 600" },
	{ WORDS(operator_key, "/etc/thidua/operator.pub", setting_is_path),
	  .meaning = "the operator's public file, root of all grants" },
	{ WORDS(log_level, "info", setting_is_log_level), .reloadable = true,
	  .meaning = "error, warn, info or debug" },
	{ COUNT(clock_tolerance_seconds, 60, 1, 3600),
	  .meaning = "the clock may be so far from what else tells the time" },
	{ WORDS(clusters_ahead, "", setting_is_clusters),
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

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static const struct settings_table table = { settings, SETTINGS };

/* --- loading --- */

static bool load(const char *path, bool with_key, struct config *out, struct faults *why)
{
	size_t before = why->count;

	memset(out, 0, sizeof(*out));
	settings_standard(&table, out);
	struct settings_file file = { .path = path };

	settings_read(&table, &file, out, why);
	if (why->count == before) { /* else the paths may be others than meant */
		if (with_key)
			keyfile_credential(out->credential, true, &out->keys,
			                   settings_where(&table, &file,
			                                  offsetof(struct config, credential), why),
			                   why);
		keyfile_credential(
		        out->operator_key, false, &out->root,
		        settings_where(&table, &file, offsetof(struct config, operator_key), why),
		        why);
	}
	if (why->count > before)
		config_close(out);
	return why->count == before;
}

bool config_load(const char *path, struct config *out, struct faults *why)
{
	return load(path, true, out, why);
}

bool config_load_without_key(const char *path, struct config *out, struct faults *why)
{
	return load(path, false, out, why);
}

void config_close(struct config *config)
{
	settings_close(&table, config);
	seal_forget(config, sizeof(*config));
}

/* --- for people --- */

bool config_row(size_t at, struct setting_row *out)
{
	return settings_row(&table, at, out);
}

void config_help(FILE *out)
{
	settings_help(&table, out);
}

void config_print(const struct config *config, FILE *out)
{
	settings_print(&table, config, out);
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
		return *setting_number(left, setting) == *setting_number(right, setting);
	if (setting->offset == offsetof(struct config, credential) &&
	    !same_keys(&left->keys, &right->keys))
		return false;
	if (setting->offset == offsetof(struct config, operator_key) &&
	    !same_keys(&left->root, &right->root))
		return false;
	return strcmp(*setting_text(left, setting), *setting_text(right, setting)) == 0;
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
			char *before = *setting_text(config, &settings[i]);

			*setting_text(config, &settings[i]) = *setting_text(fresh, &settings[i]);
			*setting_text(fresh, &settings[i]) = before;
		} else {
			*setting_number(config, &settings[i]) =
			        *setting_number(fresh, &settings[i]);
		}
	}
}

void config_apply_log_level(const struct config *config)
{
	log_set_level(setting_log_level(config->log_level));
}
