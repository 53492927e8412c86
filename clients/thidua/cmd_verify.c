#include <stdio.h>

#include "bundle.h"
#include "cli.h"
#include "file.h"
#include "json_out.h"
#include "public_key.h"
#include "show.h"
#include "text.h"
#include "words.h"

#define BUNDLE_FILE_MAX ((size_t)1 << 32)

static json_t *verdict_of(const struct bundle_verdict *verdict, bool own_key)
{
	json_t *value = json_object();

	json_object_set_new(value, "agrees", json_boolean(verdict->agrees));
	json_object_set_new(value, "difference",
	                    verdict->agrees ? json_null() : json_string(verdict->difference));
	json_object_set_new(value, "cluster", json_string(verdict->cluster));
	json_object_set_new(value, "entries", json_integer((json_int_t)verdict->entries));
	json_object_set_new(value, "locked_standings", json_integer(verdict->locked));
	json_object_set_new(value, "head", json_hex(verdict->head, HASH_SIZE));
	json_object_set_new(value, "operator_key", json_hex(verdict->operator_key, KEY_SIZE));
	json_object_set_new(value, "operator_key_given", json_boolean(own_key));
	return value;
}

static void show_verdict(const struct bundle_verdict *verdict, bool own_key)
{
	char head[2 * HASH_SIZE + 1], key[2 * KEY_SIZE + 1];

	if (!verdict->agrees) {
		fprintf(stderr, say(WORD_VERIFY_DIFFERS), verdict->difference);
		fputc('\n', stderr);
		return;
	}
	text_hex(verdict->head, HASH_SIZE, head);
	text_hex(verdict->operator_key, KEY_SIZE, key);
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_VERIFY_AGREES), verdict->cluster, (unsigned long long)verdict->entries,
	       verdict->locked, head);
	putchar('\n');
	printf("%s %s\n", say(own_key ? WORD_VERIFY_KEY_GIVEN : WORD_VERIFY_KEY_OWN), key);
}

int cmd_verify(struct options *options, size_t count, char **operands)
{
	if (count != 1)
		return options_usage(options);
	const char *path = options_text(options, OPTION_OPERATOR_KEY);
	struct credential operator_key = { 0 };
	struct bundle_verdict verdict = { 0 };
	struct buffer bytes = { 0 };
	int code =
	        path ? public_key_read(options, path, &options->arena, &operator_key) : THIDUA_OK;

	if (code == THIDUA_OK)
		code = file_read(operands[0], BUNDLE_FILE_MAX, THIDUA_BAD_INPUT, &bytes);
	if (code == THIDUA_OK) {
		bundle_verify(bytes.data, bytes.size, path ? operator_key.sign_public : NULL,
		              &verdict);
		if (options_has(options, OPTION_JSON))
			json_print(verdict_of(&verdict, path != NULL));
		if (!options_has(options, OPTION_JSON) || !verdict.agrees)
			show_verdict(&verdict, path != NULL);
		code = verdict.agrees ? THIDUA_OK : THIDUA_REFUSED;
	}
	buffer_close(&bytes);
	return code;
}
