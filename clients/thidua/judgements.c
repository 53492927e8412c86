/* An operand is cut at its first = and its first colon; what stands between is read as the task is measured,
 * which the season says. Whether the value may be so is the daemon's to say. */
#include "judgements.h"

#include <string.h>

#include "arena.h"
#include "choice.h"
#include "decimal.h"
#include "number_read.h"
#include "ruleset.h"
#include "show.h"

enum { TENTHOUSANDTHS = 100 }; /* in a centi-point */

struct typed { /* NULL: not given */
	const char *task, *value, *reason;
};

static char *trim(char *text)
{
	size_t size = strlen(text);

	while (size > 0 && text[size - 1] == ' ')
		text[--size] = '\0';
	return text + strspn(text, " ");
}

static struct typed take_apart(const char *operand, struct arena *arena)
{
	char *text = arena_copy(arena, operand, strlen(operand) + 1);
	char *reason = strchr(text, ':');

	if (reason)
		*reason++ = '\0';
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	return (struct typed){ .task = choice_code(trim(text)),
		               .value = value ? trim(value) : NULL,
		               .reason = reason ? trim(reason) : "" };
}

static bool read_number(const char *text, const struct number_rule *rule, const char *task,
                        struct faults *why, int64_t *out)
{
	return number_read(text, NUMBER_WRITTEN, false, rule, task, why, out);
}

/* 85/90 */
static void read_share(const struct typed *typed, const struct number_rule *rule,
                       struct judgement *out, struct faults *why)
{
	const char *slash = strchr(typed->value, '/');

	if (!slash) {
		fail(why, FAULT_SHARE_WANTED, typed->task);
		return;
	}
	char *done = arena_copy(why->arena, typed->value, (size_t)(slash - typed->value) + 1);

	done[slash - typed->value] = '\0';
	out->has_done = read_number(trim(done), rule, typed->task, why, &out->done);
	out->has_out_of = read_number(slash + 1 + strspn(slash + 1, " "), rule, typed->task, why,
	                              &out->out_of);
}

static void read_points(const struct typed *typed, struct judgement *out, struct faults *why)
{
	const struct number_rule rule = { .decimals = POINT_DECIMALS };
	int64_t tenthousandths = 0;

	out->has_points = read_number(typed->value, &rule, typed->task, why, &tenthousandths);
	out->points = tenthousandths / TENTHOUSANDTHS;
}

static void read_value(const struct task_draft *task, const struct typed *typed,
                       struct judgement *out, struct faults *why)
{
	const struct number_rule rule = {
		.decimals = task->kind == KIND_PER_UNIT ? 0
		            : task->has_decimals        ? (int)task->decimals
		                                        : QUANTITY_DECIMALS,
	};

	if (task->kind == KIND_APPRAISED)
		read_points(typed, out, why);
	else if (task->measure == MEASURE_PERCENT)
		read_share(typed, &rule, out, why);
	else
		out->has_actual = read_number(typed->value, &rule, typed->task, why, &out->actual);
}

bool judgements_read(const struct member_list *members, size_t count, char **operands,
                     struct judgement *out, struct faults *why)
{
	const size_t before = why->count;

	for (size_t i = 0; i < count; i++) {
		const struct typed typed = take_apart(operands[i], why->arena);
		const struct task_draft *task = member_task_draft(members, typed.task);

		out[i] = (struct judgement){ .task = typed.task, .reason = typed.reason };
		if (!task)
			fail(why, FAULT_TASK_UNKNOWN, "task", typed.task);
		else if (!typed.value || !typed.value[0])
			fail(why, FAULT_VALUE_ABSENT, typed.task);
		else
			read_value(task, &typed, &out[i], why);
	}
	return why->count == before;
}

bool judgements_objections(size_t count, char **operands, struct objection *out, struct faults *why)
{
	const size_t before = why->count;

	for (size_t i = 0; i < count; i++) {
		const struct typed typed = take_apart(operands[i], why->arena);

		out[i] = (struct objection){ .task = typed.task, .reason = typed.reason };
		if (typed.value)
			fail(why, FAULT_OBJECTION_WITH_VALUE, typed.task);
		else if (!typed.reason[0])
			fail(why, FAULT_ABSENT, "reason");
	}
	return why->count == before;
}

const char *judgements_reason(size_t count, const struct judgement *judged)
{
	for (size_t i = 0; i < count; i++)
		if (judged[i].reason[0])
			return judged[i].reason;
	return "";
}

const char *judgements_value(struct arena *arena, const struct judgement *judgement)
{
	if (judgement->has_points)
		return show_points(arena, judgement->points);
	if (judgement->has_done)
		return arena_text(arena, "%s/%s", show_quantity(arena, judgement->done),
		                  show_quantity(arena, judgement->out_of));
	return show_quantity(arena, judgement->actual);
}
