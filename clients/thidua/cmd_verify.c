/*
 * thidua verify: an exported journal is recomputed, by nobody's word but what stands in it; or one
 * command and its receipt (receipt_verify.h), which the file's first bytes tell.
 *
 * What only the daemon can know, that this is its journal and whether it was a rehearsal, is told when
 * its word stands in the bundle, with the key that signed it; else it is said that nothing proves it.
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "bundle.h"
#include "cli.h"
#include "field_words.h"
#include "file.h"
#include "json_out.h"
#include "messages_forms.h"
#include "progress.h"
#include "public_key.h"
#include "receipt_file.h"
#include "receipt_verify.h"
#include "receipts.h"
#include "refusal.h"
#include "show.h"
#include "words.h"

#define KINDS_BEGIN     "thidua-" /* as both do; of all else no more is read */
#define BUNDLE_FILE_MAX ((size_t)1 << 32)

static json_t *verdict_of(const struct bundle_verdict *verdict, const struct faults *why,
                          bool own_key)
{
	json_t *value = json_object(), *keys = json_array();

	for (size_t i = 0; i < verdict->honoured_count; i++)
		json_array_append_new(keys, json_hex(verdict->honoured_keys[i], KEY_SIZE));
	json_object_set_new(value, "agrees", json_boolean(verdict->agrees));
	json_object_set_new(value, "difference",
	                    verdict->agrees ? json_null() : json_text(verdict->difference));
	json_object_set_new(value, "fault", json_null());
	if (!verdict->agrees) {
		const struct thidua_fault fault = refusal_of(&why->items[0]);

		json_object_set_new(value, "fault", json_fault(&fault));
	}
	json_object_set_new(value, "cluster", json_text(verdict->cluster));
	json_object_set_new(value, "entries", json_integer((json_int_t)verdict->entries));
	json_object_set_new(value, "locked_standings", json_integer(verdict->locked));
	json_object_set_new(value, "head", json_hex(verdict->head, HASH_SIZE));
	json_object_set_new(value, "operator_key", json_hex(verdict->operator_key, KEY_SIZE));
	json_object_set_new(value, "operator_key_given", json_boolean(own_key));
	json_object_set_new(value, "daemon_key",
	                    verdict->proven ? json_hex(verdict->daemon_key, KEY_SIZE)
	                                    : json_null());
	json_object_set_new(value, "rehearsal",
	                    verdict->proven ? json_boolean(verdict->rehearsal) : json_null());
	json_object_set_new(value, "reinstated", json_integer((json_int_t)verdict->reinstated));
	json_object_set_new(value, "honoured_keys", keys);
	return value;
}

/* What the daemon vouches for, and by whose receipts something was brought back. */
static void show_word(const struct bundle_verdict *verdict)
{
	if (verdict->proven)
		show_hex(say(verdict->rehearsal ? WORD_VERIFY_REHEARSAL : WORD_VERIFY_REAL),
		         verdict->daemon_key);
	else
		puts(say(WORD_VERIFY_UNPROVEN));
	for (size_t i = 0; i < verdict->honoured_count; i++)
		show_hex(say(WORD_VERIFY_HONOURED), verdict->honoured_keys[i]);
}

/* The place in the file, in words, and what is after it there: field of bundle_verify_watched. */
static const char *place_words(struct arena *arena, const char *field, const char **inside)
{
	const char *colon = strstr(field, ": ");
	const size_t size = colon ? (size_t)(colon - field) : strlen(field);
	const char *place = arena_text(arena, "%.*s", (int)size, field);
	char number[24], period[8];

	*inside = colon ? colon + 2 : "";
	if (sscanf(place, "entry %23s", number) == 1)
		return arena_text(arena, say(WORD_VERIFY_ENTRY), number);
	if (sscanf(place, "standing %23s %7s", number, period) == 2)
		return arena_text(arena, say(WORD_VERIFY_STANDING),
		                  refusal_argument(arena, NULL, 'k', period), number);
	if (sscanf(place, "at byte %23s", number) == 1)
		return arena_text(arena, say(WORD_VERIFY_BYTE), number);
	return strcmp(place, "header") == 0 ? say(WORD_VERIFY_HEADER)
	       : *inside                    ? say(WORD_VERIFY_TRAILER)
	                                    : say(WORD_VERIFY_END);
}

static const char *place_of(void *context, const char *field)
{
	/* the entry, or the command in it: what they have of one name is said alike */
	static const struct field_words entry = { .form = &form_told_entry };
	const char *inside, *place = place_words(context, field, &inside);

	return *inside ? arena_text(context, "%s, %s", place,
	                            field_words_say(context, &entry, inside))
	               : place;
}

static void show_difference(struct arena *arena, const struct faults *why)
{
	const struct field_words words = { .place = place_of, .context = arena };
	const struct thidua_fault fault = refusal_of(&why->items[0]);

	fprintf(stderr, say(WORD_VERIFY_DIFFERS), refusal_line(arena, &words, &fault));
	fputc('\n', stderr);
}

static void show_verdict(const struct bundle_verdict *verdict, bool own_key)
{
	show_text(PAINT_GOOD, "✓ ");
	printf(say(WORD_VERIFY_AGREES), verdict->cluster, (unsigned long long)verdict->entries,
	       verdict->locked);
	putchar('\n');
	show_hex(say(WORD_VERIFY_HEAD), verdict->head);
	show_hex(say(own_key ? WORD_VERIFY_KEY_GIVEN : WORD_VERIFY_KEY_OWN), verdict->operator_key);
	show_word(verdict);
}

/* path: NULL: none is given. */
static int read_key(struct options *options, enum setting option, struct credential *out,
                    const uint8_t **sign_key)
{
	const char *path = options_text(options, option);
	const int code = path ? public_key_read(options, path, &options->arena, out) : THIDUA_OK;

	*sign_key = path && code == THIDUA_OK ? out->sign_public : NULL;
	return code;
}

static void show_progress(size_t done, size_t size)
{
	progress_show(WORD_PROGRESS_VERIFY, done, size);
}

static int verify_bundle(struct options *options, const struct buffer *bytes, const uint8_t *daemon)
{
	struct credential operator_key = { 0 };
	const uint8_t *root;
	struct bundle_verdict verdict;
	struct faults why;
	int code = read_key(options, OPTION_OPERATOR_KEY, &operator_key, &root);

	if (code != THIDUA_OK)
		return code;
	faults_init(&why, &options->arena);
	bundle_verify_watched(bytes->data, bytes->size, root, daemon, show_progress, &why,
	                      &verdict);
	progress_end();
	json_t *told =
	        options_has(options, OPTION_JSON) ? verdict_of(&verdict, &why, root != NULL) : NULL;
	const char *outbox = options_text(options, OPTION_RECEIPTS);

	if (!verdict.agrees)
		show_difference(&options->arena, &why);
	else if (!told)
		show_verdict(&verdict, root != NULL);
	code = verdict.agrees ? THIDUA_OK : THIDUA_REFUSED;
	if (code == THIDUA_OK && outbox)
		code = receipts_check(outbox, &verdict, bytes, told);
	if (told)
		json_print(told);
	return code;
}

int cmd_verify(struct options *options, size_t count, char **operands)
{
	if (count != 1)
		return options_usage(options);
	struct buffer bytes = { 0 };
	struct credential daemon_key = { 0 };
	const uint8_t *daemon;
	int code = read_key(options, OPTION_DAEMON_KEY, &daemon_key, &daemon);

	if (code == THIDUA_OK)
		code = file_read_kind(operands[0], KINDS_BEGIN, BUNDLE_FILE_MAX, THIDUA_BAD_INPUT,
		                      &bytes);
	if (code == THIDUA_OK)
		code = receipt_file_begins(bytes.data, bytes.size)
		               ? receipt_verify(options, &bytes, daemon)
		               : verify_bundle(options, &bytes, daemon);
	buffer_close(&bytes);
	return code;
}
