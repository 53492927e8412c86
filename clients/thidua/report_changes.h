/*
 * report_changes -- in what two reports of a period differ: values of tasks, and texts.
 *
 * In what order lines and texts stand says nothing, and which revision it is neither: two reports
 * without a change here say the same.
 */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include <jansson.h>
#include <stdio.h>

#include "members.h"

struct report_change {
	const char *task;                   /* NULL: it is a text */
	const char *list;                   /* of a text, as in files: "proposals" */
	const struct report_line *was, *is; /* of a task; NULL: there is none */
	const char *text_was, *text_is;     /* as people read it; NULL: there is none */
};

struct report_changes {
	size_t count;
	struct report_change *items; /* in the arena */
};

/* From one to another; old NULL: from nothing. The lines stay theirs. */
void report_compare(struct arena *arena, const struct submit_report *old,
                    const struct submit_report *now, struct report_changes *out);

/* A value as people write it: "12,5" or "45 / 50"; NULL for NULL. In the arena. */
const char *report_value(struct arena *arena, const struct report_line *line);

/* A line a change: "  T01 Văn bản: 33 → 35". */
void report_changes_say(FILE *to, const struct report_changes *changes,
                        const struct member_list *members);

/* [{"task": "T01", "was": {"actual": "33"}, "is": {"actual": "35"}}, ...]; a new value. */
json_t *report_changes_json(const struct report_changes *changes);

#endif
