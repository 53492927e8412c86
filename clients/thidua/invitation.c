/*
 * JSON, since keys stand in it with their labels. A version that this program does not know is told as a
 * number that is too large, before anything of it is believed.
 */
#include "invitation.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "json_out.h"
#include "json_read.h"
#include "text.h"

enum { INVITATION_SIZE_MAX = 65536, INVITATION_VERSION = 1, YEAR_MAX = 2999 };

/* --- writing --- */

static json_t *key_json(const struct credential *key)
{
	return json_pack("{s:s, s:o, s:o}", "label", key->label, "sign_public",
	                 json_hex(key->sign_public, KEY_SIZE), "curve_public",
	                 json_hex(key->curve_public, KEY_SIZE));
}

void invitation_write(const struct invitation *from, struct buffer *out)
{
	json_t *value = json_pack("{s:i, s:s, s:s?, s:s, s:i, s:s?, s:o}", "thidua_invitation",
	                          INVITATION_VERSION, "commands", from->commands, "feed",
	                          from->feed, "cluster", from->cluster, "year", (int)from->year,
	                          "board", from->board, "daemon", key_json(&from->daemon));

	if (from->has_operator)
		json_object_set_new(value, "operator", key_json(&from->operator_key));
	char *text = json_dumps(value, JSON_INDENT(2));

	buffer_append(out, text, strlen(text));
	buffer_append(out, "\n", 1);
	free(text);
	json_decref(value);
}

/* --- reading --- */

static const char *read_text(const struct json_place *object, const char *name, enum need need)
{
	const json_t *value = json_member(object, name, need);
	const char *text = NULL;

	if (value && !json_is_null(value))
		json_text_value(object->reader, value, json_path(object, name), &text);
	for (const char *at = text; at && *at; at++)
		if ((unsigned char)*at < ' ') { /* it becomes a line of a context file */
			fail(object->reader->why, FAULT_TEXT_HOLDS_CONTROL,
			     json_path(object, name));
			break;
		}
	return text;
}

static void read_bytes(const struct json_place *object, const char *name, uint8_t out[KEY_SIZE])
{
	const json_t *value = json_member(object, name, MUST);

	if (value)
		json_hex_value(object->reader, value, json_path(object, name), KEY_SIZE, out);
}

static void read_key(const struct json_place *file, const char *name, struct credential *out)
{
	const json_t *value = json_member(file, name, MUST);
	const struct json_place key = json_object_value(file->reader, value, json_path(file, name));
	const char *label = value ? read_text(&key, "label", MUST) : NULL;

	*out = (struct credential){ .has_secrets = false };
	if (!value)
		return;
	snprintf(out->label, sizeof(out->label), "%s", label ? label : "");
	read_bytes(&key, "sign_public", out->sign_public);
	read_bytes(&key, "curve_public", out->curve_public);
}

static void read_file(const struct json_place *file, struct invitation *out)
{
	static const char *const names[] = {
		"thidua_invitation", "commands", "feed", "cluster", "year", "board", "daemon",
		"operator",          NULL
	};
	const json_t *version = json_member(file, "thidua_invitation", MUST);
	const json_t *year = json_member(file, "year", MUST);
	uint32_t number;

	if (version)
		json_whole_value(file->reader, version, "thidua_invitation", INVITATION_VERSION,
		                 &number);
	json_only(file, names);
	out->commands = read_text(file, "commands", MUST);
	out->feed = read_text(file, "feed", MAY);
	out->cluster = read_text(file, "cluster", MUST);
	out->board = read_text(file, "board", MAY);
	if (year)
		json_whole_value(file->reader, year, "year", YEAR_MAX, &out->year);
	read_key(file, "daemon", &out->daemon);
	out->has_operator = json_has(file, "operator");
	if (out->has_operator)
		read_key(file, "operator", &out->operator_key);
}

int invitation_read(const struct options *options, const char *path, struct arena *arena,
                    struct invitation *out)
{
	struct buffer text = { 0 };
	struct faults why;
	const struct json_reader reader = { arena, &why };

	*out = (struct invitation){ .year = 0 };
	faults_init(&why, arena);
	int code = file_read_text(path, INVITATION_SIZE_MAX, THIDUA_BAD_INPUT, &text);
	json_t *value = NULL;

	if (code == THIDUA_OK &&
	    json_read_text(&reader, (const char *)text.data, text.size, &value)) {
		const struct json_place file = json_object_value(&reader, value, "");

		if (file.value)
			read_file(&file, out);
	}
	if (code == THIDUA_OK && why.count > 0)
		code = dial_tell_own(options, &why, THIDUA_BAD_INPUT);
	json_decref(value);
	buffer_close(&text);
	return code;
}
