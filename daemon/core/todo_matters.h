/*
 * todo_matters -- what of a list is found in files of its own: todo_reports.c, todo_register.c.
 */
#ifndef CORE_TODO_MATTERS_H
#define CORE_TODO_MATTERS_H

#include "todo_list.h"

/* Reports that he owes, may answer or dispute, and those that he reviews. */
void todo_look_at_reports(struct todo_list *list);

/* Closings to confirm, and how many limitations of his own board are open; models to judge or to dispute. */
void todo_look_at_limitations(struct todo_list *list, struct todo *out);
void todo_look_at_models(struct todo_list *list);

#endif
