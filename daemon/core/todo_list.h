/*
 * todo_list -- the list of what somebody is to do while it is made.
 */
#ifndef CORE_TODO_LIST_H
#define CORE_TODO_LIST_H

#include "cluster.h"
#include "question.h"
#include "todo.h"

struct arena;

struct todo_list {
	const struct cluster *cluster;
	const struct ruleset *ruleset; /* in force */
	const struct granted_key *holder;
	int own;                   /* place of his board; -1: none */
	uint16_t by;               /* his, as a review's rows have it */
	bool ripe;                 /* he reviews and signs, and who asks may see what of */
	const struct sight *sight; /* of who asks */
	int64_t now;
	struct arena *arena;
	struct todo_item *items;
	size_t count, room;
	bool leads[BOARDS_MAX];
};

/* An empty one. The list's, until the next is added. */
struct todo_item *todo_add(struct todo_list *list, enum todo_kind kind);

/* It is to be done by an instant; what is late can be done still until another, 0: nothing ends it. */
void todo_note_when(struct todo_item *item, int64_t now, int64_t by, int64_t still);

#endif
