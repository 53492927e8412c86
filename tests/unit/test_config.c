#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours has arguments */

#include "arena.h"
#include "buffer.h"
#include "config.h"
#include "setting_rules.h"
#include "text.h"

enum { TEXT_SIZE = 8192 };

/* A folder of its own with a daemon's key, an operator's public file and a configuration that names
 * them. */
struct fixture {
	char folder[32];
	struct credential daemon, operator;
	struct config config;
	struct arena arena;
	struct faults why;
};

static struct fixture here;

static const char *path_of(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", here.folder, name);
	return path;
}

static void write_file(const char *name, const void *bytes, size_t size, mode_t mode)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
	assert_int_equal(chmod(path_of(name), mode), 0);
}

static void write_credential(const char *name, const struct credential *credential, bool secret,
                             mode_t mode)
{
	struct buffer text = { .size = 0 };

	credential_write(credential, secret, &text);
	write_file(name, text.data, text.size, mode);
	buffer_close(&text);
}

static int setup(void **state)
{
	(void)state;
	memset(&here, 0, sizeof(here));
	strcpy(here.folder, "config-XXXXXX");
	assert_non_null(mkdtemp(here.folder));
	credential_make("daemon", &here.daemon);
	credential_make("operator", &here.operator);
	write_credential("daemon.key", &here.daemon, true, 0600);
	write_credential("operator.pub", &here.operator, false, 0644);
	arena_init(&here.arena, 0);
	faults_init(&here.why, &here.arena);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { "daemon.key", "operator.pub", "thiduad.conf" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(path_of(names[i]));
	assert_int_equal(rmdir(here.folder), 0);
	config_close(&here.config);
	config_close(&here.config);
	arena_close(&here.arena);
	return 0;
}

/* lines, then the two that name the keys: so what is given begins in line 1. */
static bool load(const char *lines)
{
	char text[TEXT_SIZE];
	int size =
	        snprintf(text, sizeof(text),
	                 "%s\ncredential = \"%s/daemon.key\"\noperator_key = \"%s/operator.pub\"\n",
	                 lines, here.folder, here.folder);

	assert_in_range(size, 0, sizeof(text) - 1);
	write_file("thiduad.conf", text, (size_t)size, 0644);
	config_close(&here.config);
	faults_init(&here.why, &here.arena);
	return config_load(path_of("thiduad.conf"), &here.config, &here.why);
}

/* The only fault, without the folder: "thiduad.conf:1 log_level must be ..." */
static const char *only_fault(void)
{
	static char text[600];
	size_t folder = strlen(here.folder) + 1;

	if (here.why.count != 1)
		return "not one fault";
	snprintf(text, sizeof(text), "%s %s", here.why.items[0].field + folder,
	         here.why.items[0].message);
	return text;
}

#define assert_refused(lines, expected)                                                            \
	do {                                                                                       \
		assert_false(load(lines));                                                         \
		assert_string_equal(only_fault(), expected);                                       \
	} while (0)

static const char *printed(const struct config *config)
{
	static char text[TEXT_SIZE];
	FILE *file = fmemopen(text, sizeof(text), "w");

	config_print(config, file);
	fclose(file);
	return text;
}

static void what_is_not_set_has_its_default(void **state)
{
	(void)state;
	assert_true(load("# nothing"));
	free(here.config.credential);
	here.config.credential = strdup("C");
	free(here.config.operator_key);
	here.config.operator_key = strdup("O");
	const char *text = printed(&here.config);

	assert_string_equal(text, "command_endpoint = \"tcp://127.0.0.1:7401\"\n"
	                          "feed_endpoint = \"tcp://127.0.0.1:7402\"\n"
	                          "http_address = \"127.0.0.1:7403\"\n"
	                          "database = \"dbname=thidua\"\n"
	                          "credential = \"C\"\n"
	                          "operator_key = \"O\"\n"
	                          "log_level = \"info\"\n"
	                          "clock_tolerance_seconds = 60\n"
	                          "clusters_ahead = \"\"\n"
	                          "verify_workers = 0\n"
	                          "queue_max = 8192\n"
	                          "requests_bytes_max = 268435456\n"
	                          "key_requests_max = 256\n"
	                          "key_requests_bytes_max = 4194304\n"
	                          "batch_count_max = 4000\n"
	                          "batch_bytes_max = 4194304\n"
	                          "cache_bytes_max = 268435456\n"
	                          "connections_max = 4096\n"
	                          "address_connections_max = 2048\n"
	                          "key_connections_max = 256\n"
	                          "key_prefixes_max = 2048\n"
	                          "handshakes_max = 2048\n"
	                          "address_handshakes_max = 1024\n"
	                          "handshakes_per_second = 1000\n"
	                          "handshake_seconds = 30\n"
	                          "send_high_water = 1000\n"
	                          "peer_unread_bytes_max = 16777216\n"
	                          "unread_bytes_max = 268435456\n"
	                          "peer_unfinished_bytes_max = 16777216\n"
	                          "unfinished_bytes_max = 268435456\n"
	                          "receive_high_water = 32\n"
	                          "io_threads = 1\n"
	                          "repeat_seconds = 15\n"
	                          "first_sight_milliseconds = 250\n"
	                          "relay_signer_requests_max = 16\n"
	                          "drain_seconds = 10\n");
}

static void the_keys_are_read_and_forgotten_at_the_end(void **state)
{
	static const uint8_t nothing[SECRET_SIGN_SIZE];

	(void)state;
	assert_true(load(""));
	assert_memory_equal(&here.config.keys, &here.daemon, sizeof(here.daemon));
	assert_memory_equal(here.config.root.sign_public, here.operator.sign_public, KEY_SIZE);
	assert_false(here.config.root.has_secrets);
	config_close(&here.config);
	assert_memory_equal(here.config.keys.sign_secret, nothing, SECRET_SIGN_SIZE);
}

static void what_is_printed_is_read_back_equal(void **state)
{
	(void)state;
	assert_true(load(
	        "command_endpoint = \"tcp://127.0.0.1:1,tcp://[::1]:2\"\n"
	        "feed_endpoint = 'tcp://127.0.0.1:*'\n"
	        "http_address = ''\n"
	        "database = 'dbname=\"a b\" options=$HOME user=\\\\ ${HOME} application_name=Đỗ'\n"
	        "log_level = debug\nverify_workers = 3\nqueue_max = 10\nrequests_bytes_max = 1048577\nkey_requests_max = 25\nkey_requests_bytes_max = 524289\n"
	        "batch_count_max = 11\nbatch_bytes_max = 70000\n"
	        "cache_bytes_max = 70001\nconnections_max = 12\naddress_connections_max = 20\nkey_connections_max = 21\n"
	        "key_prefixes_max = 26\nhandshakes_max = 22\naddress_handshakes_max = 23\nhandshake_seconds = 24\npeer_unread_bytes_max = 1048578\n"
	        "unread_bytes_max = 1048579\npeer_unfinished_bytes_max = 1048580\nunfinished_bytes_max = 1048581\nsend_high_water = 13\nreceive_high_water = 14\n"
	        "io_threads = 2\nrepeat_seconds = 16\nfirst_sight_milliseconds = 17\nrelay_signer_requests_max = 19\ndrain_seconds = 18"));
	assert_string_equal(here.config.database,
	                    "dbname=\"a b\" options=$HOME user=\\ ${HOME} application_name=Đỗ");
	char *before = strdup(printed(&here.config));

	write_file("thiduad.conf", before, strlen(before), 0644);
	config_close(&here.config);
	assert_true(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	assert_string_equal(printed(&here.config), before);
	free(before);
}

/* The owner of the database is somebody else than the daemon, whose key he cannot read. */
static void who_migrates_needs_the_operators_key_alone(void **state)
{
	static const struct credential none;

	(void)state;
	assert_true(load(""));
	config_close(&here.config);
	unlink(path_of("daemon.key"));
	assert_false(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	faults_init(&here.why, &here.arena);
	assert_true(config_load_without_key(path_of("thiduad.conf"), &here.config, &here.why));
	assert_memory_equal(&here.config.keys, &none, sizeof(none));
	config_close(&here.config);
	unlink(path_of("operator.pub"));
	assert_false(config_load_without_key(path_of("thiduad.conf"), &here.config, &here.why));
}

static void nothing_printed_is_secret(void **state)
{
	char hex[2 * SECRET_SIGN_SIZE + 1];

	(void)state;
	assert_true(load(""));
	text_hex(here.daemon.sign_secret, SECRET_SIGN_SIZE, hex);
	hex[16] = '\0';
	assert_null(strstr(printed(&here.config), hex));
	text_hex(here.daemon.curve_secret, SECRET_CURVE_SIZE, hex);
	hex[16] = '\0';
	assert_null(strstr(printed(&here.config), hex));
}

/* Name of the setting in a line of config_print, when it is a number's. */
static bool number_name(const char *line, char name[64])
{
	const char *value = strstr(line, " = ");

	if (!value || value[3] == '"' || value - line > 63)
		return false;
	memcpy(name, line, (size_t)(value - line));
	name[value - line] = '\0';
	return true;
}

static void the_defaults_take_less_memory_than_the_unit_allows(void **state)
{
	const int64_t unit = INT64_C(2) << 30; /* MemoryMax of deploy/thiduad.service */

	(void)state;
	assert_true(load(""));
	assert_in_range(config_memory(&here.config), unit / 2, unit - unit / 16);
	int64_t before = config_memory(&here.config);

	config_close(&here.config);
	assert_true(load("unread_bytes_max = 1048576"));
	assert_int_equal(before - config_memory(&here.config), 255 << 20);
}

static void every_number_has_bounds(void **state)
{
	static const char *const beyond[] = { "-1", "99999999999999" };
	char defaults[TEXT_SIZE], name[64], line[128], begin[128];
	size_t numbers = 0;

	(void)state;
	assert_true(load(""));
	strcpy(defaults, printed(&here.config));
	for (char *rest = defaults, *row; (row = strsep(&rest, "\n"));) {
		if (!number_name(row, name))
			continue;
		numbers++;
		for (size_t i = 0; i < 2; i++) {
			snprintf(line, sizeof(line), "%s = %s", name, beyond[i]);
			snprintf(begin, sizeof(begin), "thiduad.conf:1 %s must be ", name);
			assert_false(load(line));
			assert_ptr_equal(strstr(only_fault(), begin), only_fault());
			assert_non_null(strstr(only_fault(), beyond[i]));
		}
	}
	assert_int_equal(numbers, 28);
}

static void bounds_are_named_and_included(void **state)
{
	(void)state;
	assert_true(load("io_threads = 16"));
	assert_true(load("io_threads = 1"));
	assert_refused("io_threads = 17", "thiduad.conf:1 io_threads must be 1 to 16, got 17");
	assert_refused("\n\nio_threads = 0", "thiduad.conf:3 io_threads must be 1 to 16, got 0");
}

static void all_faults_are_told_at_once(void **state)
{
	(void)state;
	assert_false(load("io_threads = 0\nlog_level = loud\nqueue_max = 0"));
	assert_int_equal(here.why.count, 3);
	assert_string_equal(strrchr(here.why.items[1].field, '/'), "/thiduad.conf:2");
	assert_string_equal(here.why.items[1].message,
	                    "log_level must be error, warn, info or debug, got \"loud\"");
}

static void a_file_as_other_editors_save_it_is_read(void **state)
{
	char text[TEXT_SIZE];
	size_t size = 2;

	(void)state;
	assert_true(load("\xEF\xBB\xBFqueue_max = 7\r\nio_threads = 2\r"));
	assert_int_equal(here.config.queue_max, 7);
	assert_refused("\xEF\xBB\xBF\r\nio_threads = 17\r",
	               "thiduad.conf:2 io_threads must be 1 to 16, got 17");
	memcpy(text, "\xFF\xFE", size);
	for (const char *at = "io_threads = 17\r\n"; *at; at++) {
		text[size++] = *at;
		text[size++] = '\0';
	}
	write_file("thiduad.conf", text, size, 0644);
	faults_init(&here.why, &here.arena);
	assert_false(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	assert_string_equal(only_fault(), "thiduad.conf:1 io_threads must be 1 to 16, got 17");
}

static void what_is_unknown_is_refused_by_its_name(void **state)
{
	(void)state;
	assert_refused("\nqueue_maximum = 7", "thiduad.conf:2 no such option 'queue_maximum'");
}

static void comments_count_as_the_lines_that_they_are(void **state)
{
	(void)state;
	assert_refused("# one\n// two\n/* three\n \" four */\n# five\nio_threads = 0\n",
	               "thiduad.conf:6 io_threads must be 1 to 16, got 0");
	assert_true(load("/* queue_max = 0 */ io_threads = 2 # /*\nqueue_max = 1 /* x */\n"));
	config_close(&here.config);
}

static void all_that_is_wrong_with_the_text_is_told(void **state)
{
	(void)state;
	assert_false(load(
	        "log_level = \"info\nno_such = 1\nio_threads = x\nqueue_max 7\nio_threads = 0\n"));
	assert_int_equal(here.why.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(here.why.items[i].field[strlen(here.why.items[i].field) - 1],
		                 '1' + (char)i);
}

static void what_is_no_number_or_no_text_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_refused(
	        "queue_max = many",
	        "thiduad.conf:1 queue_max must be a whole number in decimal digits, got \"many\"");
	assert_refused(
	        "queue_max = 0x10",
	        "thiduad.conf:1 queue_max must be a whole number in decimal digits, got \"0x10\"");
	assert_true(load("queue_max = 010"));
	assert_int_equal(here.config.queue_max, 10);
	assert_false(load("log_level = \"info"));
	assert_false(load("log_level info"));
	assert_false(load("= 3"));
}

static void what_is_given_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("io_threads = 1\nio_threads = 2",
	               "thiduad.conf:2 io_threads is given twice, first in line 1");
}

static void endpoints_are_of_tcp_with_a_port(void **state)
{
	static const char *const wrong[] = { "''",
		                             "'127.0.0.1:7401'",
		                             "'tcp://127.0.0.1'",
		                             "'tcp://:7401'",
		                             "'tcp://127.0.0.1:0'",
		                             "'tcp://127.0.0.1:65536'",
		                             "'tcp://127.0.0.1:74o1'",
		                             "'inproc://x:1'",
		                             "'tcp://127.0.0.1:1,udp://127.0.0.1:2'" };
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(line, sizeof(line), "feed_endpoint = %s", wrong[i]);
		assert_false(load(line));
		assert_non_null(
		        strstr(only_fault(),
		               "thiduad.conf:1 feed_endpoint must be like tcp://127.0.0.1:7401"));
	}
}

static void clusters_ahead_are_codes_by_comma(void **state)
{
	(void)state;
	assert_true(load("clusters_ahead = 'TCXDD-1, TCXDD-2'"));
	assert_true(setting_lists(here.config.clusters_ahead, "TCXDD-2"));
	assert_false(setting_lists(here.config.clusters_ahead, "TCXDD"));
	assert_false(setting_lists("", "TCXDD-1"));
	assert_refused(
	        "clusters_ahead = 'cụm 1'",
	        "thiduad.conf:1 clusters_ahead must be codes of clusters by comma, or empty, got \"cụm 1\"");
}

static void the_http_address_is_an_address_with_a_port_or_empty(void **state)
{
	(void)state;
	assert_true(load("http_address = '[::1]:0'"));
	assert_refused(
	        "http_address = '7403'",
	        "thiduad.conf:1 http_address must be like 127.0.0.1:7403 or [::1]:7403, or empty, got \"7403\"");
}

static void a_password_in_the_connection_string_is_refused_and_not_repeated(void **state)
{
	static const char *const wrong[] = { "host=db password=hush", "password = hush",
		                             "postgresql://u:hush@db/thidua",
		                             "postgresql://db/thidua?password=hush",
		                             "sslpassword=hush" };
	static const char *const right[] = { "host=db passfile=/etc/thidua/pgpass",
		                             "postgresql://u@db:5432/thidua",
		                             "postgresql://db:5432/thidua", "" };
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(line, sizeof(line), "database = '%s'", wrong[i]);
		assert_refused(
		        line,
		        "thiduad.conf:1 database must hold no password: name a passfile instead "
		        "(passfile=/etc/thidua/pgpass, or ~/.pgpass)");
	}
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		snprintf(line, sizeof(line), "database = '%s'", right[i]);
		assert_true(load(line));
	}
}

static void a_key_that_others_may_read_is_refused(void **state)
{
	static const mode_t open_modes[] = { 0604, 0602, 0601, 0644, 0666 };
	char expected[128];

	(void)state;
	snprintf(expected, sizeof(expected),
	         "thiduad.conf:2 %s/daemon.key: is open to others: chmod 600", here.folder);
	for (size_t i = 0; i < sizeof(open_modes) / sizeof(open_modes[0]); i++) {
		chmod(path_of("daemon.key"), open_modes[i]);
		assert_refused("", expected);
	}
	chmod(path_of("daemon.key"), 0400);
	assert_true(load(""));
}

static void an_operators_file_that_others_may_write_is_refused(void **state)
{
	char expected[128];

	(void)state;
	snprintf(expected, sizeof(expected),
	         "thiduad.conf:3 %s/operator.pub: can be changed by others: chmod go-w",
	         here.folder);
	chmod(path_of("operator.pub"), 0646);
	assert_refused("", expected);
}

static void a_key_must_be_a_regular_file_of_a_bounded_size(void **state)
{
	static const char filler[70000];
	char expected[128];

	(void)state;
	unlink(path_of("daemon.key"));
	snprintf(expected, sizeof(expected),
	         "thiduad.conf:2 %s/daemon.key: No such file or directory", here.folder);
	assert_refused("", expected);
	assert_int_equal(mkfifo(path_of("daemon.key"), 0600), 0);
	snprintf(expected, sizeof(expected), "thiduad.conf:2 %s/daemon.key: is not a regular file",
	         here.folder);
	assert_refused("", expected);
	unlink(path_of("daemon.key"));
	write_file("daemon.key", filler, sizeof(filler), 0600);
	snprintf(expected, sizeof(expected), "thiduad.conf:2 %s/daemon.key: is longer than 64 KiB",
	         here.folder);
	assert_refused("", expected);
}

static void each_key_file_must_be_of_its_kind(void **state)
{
	char expected[200];

	(void)state;
	write_credential("daemon.key", &here.daemon, false, 0600);
	snprintf(
	        expected, sizeof(expected),
	        "thiduad.conf:2 %s/daemon.key: is a public file: the daemon's own credential is needed",
	        here.folder);
	assert_refused("", expected);
	write_credential("daemon.key", &here.daemon, true, 0600);
	write_credential("operator.pub", &here.operator, true, 0600);
	snprintf(
	        expected, sizeof(expected),
	        "thiduad.conf:3 %s/operator.pub: holds secrets: give the daemon the operator's public file",
	        here.folder);
	assert_refused("", expected);
}

static void a_spoilt_key_file_is_refused_with_its_line(void **state)
{
	char begin[128];

	(void)state;
	write_file("daemon.key", "thidua credential 1\nlabel x\ncurve_public 12\n", 44, 0600);
	assert_false(load(""));
	snprintf(begin, sizeof(begin), "%s/daemon.key: line 3: ", here.folder);
	assert_ptr_equal(strstr(here.why.items[0].message, begin), here.why.items[0].message);
}

static void a_file_that_is_no_text_or_not_there_is_refused(void **state)
{
	(void)state;
	write_file("thiduad.conf", "log_level = \"\0\"", 16, 0644);
	assert_false(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	write_file("thiduad.conf", "# \xff\n", 4, 0644);
	assert_false(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	unlink(path_of("thiduad.conf"));
	assert_false(config_load(path_of("thiduad.conf"), &here.config, &here.why));
	assert_int_equal(here.why.count, 3);
	assert_non_null(strstr(here.why.items[2].message, "No such file"));
}

static void reload_takes_what_it_can_and_names_the_rest(void **state)
{
	struct config old;
	char names[200], cut[12];

	(void)state;
	assert_true(load("repeat_seconds = 5\nlog_level = info\nio_threads = 1"));
	old = here.config;
	here.config = (struct config){ 0 };
	assert_true(load("repeat_seconds = 6\nlog_level = debug\nio_threads = 2\nqueue_max = 9"));
	config_needs_restart(&old, &here.config, names, sizeof(names));
	assert_string_equal(names, "queue_max, io_threads");
	config_needs_restart(&old, &here.config, cut, sizeof(cut));
	assert_string_equal(cut, "queue_max, ");
	config_adopt(&old, &here.config);
	assert_int_equal(old.repeat_seconds, 6);
	assert_string_equal(old.log_level, "debug");
	assert_int_equal(old.io_threads, 1);
	config_needs_restart(&old, &old, names, sizeof(names));
	assert_string_equal(names, "");
	config_close(&old);
}

static void new_keys_in_the_same_file_need_a_restart(void **state)
{
	struct config old;
	char names[200];

	(void)state;
	assert_true(load(""));
	old = here.config;
	here.config = (struct config){ 0 };
	credential_make("daemon", &here.daemon);
	write_credential("daemon.key", &here.daemon, true, 0600);
	assert_true(load(""));
	config_needs_restart(&old, &here.config, names, sizeof(names));
	assert_string_equal(names, "credential");
	config_close(&old);
}

static void help_names_every_setting(void **state)
{
	char help[TEXT_SIZE], defaults[TEXT_SIZE], name[64];
	FILE *file = fmemopen(help, sizeof(help), "w");

	(void)state;
	config_help(file);
	fclose(file);
	assert_true(load(""));
	strcpy(defaults, printed(&here.config));
	for (char *rest = defaults, *row; (row = strsep(&rest, "\n")) && *row != '\0';) {
		snprintf(name, sizeof(name), "  %.*s ", (int)strcspn(row, " "), row);
		assert_non_null(strstr(help, name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_not_set_has_its_default, setup, teardown),
		cmocka_unit_test_setup_teardown(the_keys_are_read_and_forgotten_at_the_end, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(what_is_printed_is_read_back_equal, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(who_migrates_needs_the_operators_key_alone, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(nothing_printed_is_secret, setup, teardown),
		cmocka_unit_test_setup_teardown(the_defaults_take_less_memory_than_the_unit_allows,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(every_number_has_bounds, setup, teardown),
		cmocka_unit_test_setup_teardown(bounds_are_named_and_included, setup, teardown),
		cmocka_unit_test_setup_teardown(all_faults_are_told_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_as_other_editors_save_it_is_read, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(what_is_unknown_is_refused_by_its_name, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(comments_count_as_the_lines_that_they_are, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(all_that_is_wrong_with_the_text_is_told, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
		        what_is_no_number_or_no_text_is_refused_with_its_line, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_given_twice_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(endpoints_are_of_tcp_with_a_port, setup, teardown),
		cmocka_unit_test_setup_teardown(clusters_ahead_are_codes_by_comma, setup, teardown),
		cmocka_unit_test_setup_teardown(the_http_address_is_an_address_with_a_port_or_empty,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(
		        a_password_in_the_connection_string_is_refused_and_not_repeated, setup,
		        teardown),
		cmocka_unit_test_setup_teardown(a_key_that_others_may_read_is_refused, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(an_operators_file_that_others_may_write_is_refused,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(a_key_must_be_a_regular_file_of_a_bounded_size,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(each_key_file_must_be_of_its_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(a_spoilt_key_file_is_refused_with_its_line, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_text_or_not_there_is_refused,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(reload_takes_what_it_can_and_names_the_rest, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(new_keys_in_the_same_file_need_a_restart, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(help_names_every_setting, setup, teardown),
	};

	return seal_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
