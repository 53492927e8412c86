/*
 * The daemon is not asked who is admitted, since the journal says it with everybody's signature and the
 * reason of each revocation, which no answer could; whoever may read it, as every member may, sees the same.
 */
#include "key_list.h"

#include <stdio.h>

#include "admitted.h"
#include "json_out.h"
#include "show.h"
#include "text.h"

enum { KEY_SHOWN = 4 }; /* bytes by which people tell a key from another */

static json_t *key_json(const struct admitted *key)
{
	json_t *value = json_object();

	json_object_set_new(value, "sign_key", json_hex(key->key, KEY_SIZE));
	json_object_set_new(value, "role", json_name(&names_roles, key->role));
	json_object_set_new(value, "board", json_maybe(key->board));
	json_object_set_new(value, "audience",
	                    key->role == ROLE_VIEWER ? json_name(&names_audiences, key->audience)
	                                             : json_null());
	json_object_set_new(value, "relay", json_boolean(key->relay));
	json_object_set_new(value, "label", json_maybe(key->label));
	json_object_set_new(value, "sequence", json_integer((json_int_t)key->entry));
	json_object_set_new(value, "granted_at", json_instant(key->granted_at));
	json_object_set_new(value, "revoked_at", json_instant(key->revoked_at));
	json_object_set_new(value, "reason", json_maybe(key->reason));
	return value;
}

static int read_all(struct options *options, struct dial *dial, struct buffer *out)
{
	int code = options_need(options, TAKES(OPTION_CLUSTER), NEEDED_TO_DIAL);

	if (code == THIDUA_OK)
		code = dial_open(dial, options, DIAL_ASK);
	return code == THIDUA_OK ? admitted_read(dial, options_text(options, OPTION_CLUSTER), out)
	                         : code;
}

static void add_row(struct table *table, const struct admitted *key)
{
	struct arena *arena = table->arena;
	char hex[2 * KEY_SHOWN + 1];
	const char *role = names_find(&names_roles, key->role);

	text_hex(key->key, KEY_SHOWN, hex);
	table_cell(table, PAINT_NONE, "%s…", hex);
	table_cell(table, PAINT_NONE, "%s%s%s", role ? role : "?", *key->board ? " " : "",
	           key->board);
	table_cell(table, PAINT_NONE, "%s", key->label);
	table_cell(table, PAINT_NONE, "%s", show_instant(arena, key->granted_at));
	if (key->revoked_at == 0)
		table_cell(table, PAINT_GOOD, "%s", say(WORD_KEY_IN_FORCE));
	else
		table_cell(table, PAINT_BAD, say(WORD_KEY_REVOKED_AT),
		           show_instant(arena, key->revoked_at), key->reason);
}

static void print_json(const struct buffer *all)
{
	const struct admitted *keys = (const struct admitted *)(const void *)all->data;
	json_t *list = json_array();

	for (size_t i = 0; i < all->size / sizeof(*keys); i++)
		json_array_append_new(list, key_json(&keys[i]));
	json_print(json_pack("{s:o}", "keys", list));
}

static void print_table(struct dial *dial, const struct buffer *all,
                        void (*print)(struct table *table))
{
	const struct admitted *keys = (const struct admitted *)(const void *)all->data;
	const size_t count = all->size / sizeof(*keys);
	const struct column columns[] = { { say(WORD_KEY), false, CUT_NEVER },
		                          { say(WORD_ROLE), false, CUT_NEVER },
		                          { say(WORD_KEY_LABEL), false, CUT_START },
		                          { say(WORD_KEY_SINCE), false, CUT_NEVER },
		                          { "", false, CUT_WRAP } };
	struct table table;

	table_start(&table, &dial->arena, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < count; i++)
		add_row(&table, &keys[i]);
	print(&table);
}

int key_list(struct options *options)
{
	struct dial dial = { 0 };
	struct buffer all = { 0 };
	const int code = read_all(options, &dial, &all);

	if (code == THIDUA_OK && options_has(options, OPTION_JSON))
		print_json(&all);
	else if (code == THIDUA_OK)
		print_table(&dial, &all, table_print_list);
	buffer_close(&all);
	dial_close(&dial);
	return code;
}

static void print_one(struct dial *dial, const struct admitted *key)
{
	struct buffer one = { 0 };

	if (options_has(dial->options, OPTION_JSON)) {
		json_print(key_json(key));
		return;
	}
	buffer_append(&one, key, sizeof(*key));
	print_table(dial, &one, table_print);
	buffer_close(&one);
}

int key_show(struct options *options, const struct credential *key)
{
	struct dial dial = { 0 };
	struct buffer all = { 0 };
	int code = read_all(options, &dial, &all);
	const struct admitted *known =
	        code == THIDUA_OK ? admitted_find(&all, key->sign_public) : NULL;

	if (code == THIDUA_OK && !known)
		code = complain(THIDUA_FORBIDDEN, say(WORD_CONTEXT_NOT_ADMITTED),
		                options_text(options, OPTION_CLUSTER));
	else if (known)
		print_one(&dial, known);
	if (known && known->revoked_at != 0)
		code = THIDUA_FORBIDDEN;
	buffer_close(&all);
	dial_close(&dial);
	return code;
}
