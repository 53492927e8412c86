#include "todo_list.h"

#include <string.h>

#include "arena.h"

struct todo_item *todo_add(struct todo_list *list, enum todo_kind kind)
{
	if (list->count == list->room) {
		const size_t room = list->room > 0 ? 2 * list->room : 16;
		struct todo_item *items = arena_alloc(list->arena, room, sizeof(*items));

		if (list->count > 0)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	struct todo_item *item = &list->items[list->count++];

	*item = (struct todo_item){ .kind = (int)kind, .board = "" };
	return item;
}

void todo_note_when(struct todo_item *item, int64_t now, int64_t by, int64_t still)
{
	item->overdue = now >= by;
	item->since = item->overdue ? by : 0;
	item->until = !item->overdue ? by : now < still ? still : 0;
}
