/* A value is judged by how its task is measured: a quantity has `actual`, a share `done` and `out_of`, and neither
 * has the other's; both are bounded, and as exact as the task counts. */
#include "report_lines.h"

#include "decimal.h"
#include "text.h"

struct place {
	const char *list;
	size_t i;
};

/* Made only for a fault: most lines have none. */
static const char *path(struct place at, const char *name, struct faults *why)
{
	return fault_path(why, "%s[%zu].%s", at.list, at.i, name);
}

/* Present, and 0 to QUANTITY_MAX. */
static bool check_number(struct place at, const char *name, bool present, int64_t number,
                         struct faults *why)
{
	if (present && number >= 0 && number <= QUANTITY_MAX)
		return true;
	const char *field = path(at, name, why);

	if (!present)
		fail(why, FAULT_VALUE_ABSENT, field);
	else if (number < 0)
		fail(why, FAULT_BELOW_ZERO, field, fault_quantity(why, number));
	else
		fail(why, FAULT_VALUE_TOO_LARGE, field, fault_quantity(why, QUANTITY_MAX),
		     fault_quantity(why, number));
	return false;
}

/* Who writes 1.413 in a country where that is a thousand four hundred and thirteen, and counts people,
 * is asked. */
static void check_decimals(const struct task *task, struct place at, const char *name,
                           int64_t number, struct faults *why)
{
	const int decimals = task->kind == KIND_PER_UNIT ? 0 : task->decimals;

	if (decimal_fits(number, QUANTITY_DECIMALS, decimals))
		return;
	const char *field = path(at, name, why);

	if (decimals == 0)
		fail(why, FAULT_NOT_WHOLE, field, fault_quantity(why, number));
	else
		fail(why, FAULT_DECIMALS_TOO_MANY, field, fault_number(why, decimals),
		     fault_quantity(why, number));
}

static void check_quantity(const struct task *task, const struct report_line *line, struct place at,
                           struct faults *why)
{
	if (check_number(at, "actual", line->has_actual, line->actual, why))
		check_decimals(task, at, "actual", line->actual, why);
	if (line->has_done)
		fail(why, FAULT_NOT_A_SHARE, path(at, "done", why), task->code);
	if (line->has_out_of)
		fail(why, FAULT_NOT_A_SHARE, path(at, "out_of", why), task->code);
}

static void check_percent(const struct task *task, const struct report_line *line, struct place at,
                          struct faults *why)
{
	const bool done = check_number(at, "done", line->has_done, line->done, why);
	const bool out_of = check_number(at, "out_of", line->has_out_of, line->out_of, why);

	if (done)
		check_decimals(task, at, "done", line->done, why);
	if (out_of)
		check_decimals(task, at, "out_of", line->out_of, why);
	if (done && out_of && line->done > line->out_of)
		fail(why, FAULT_DONE_TOO_LARGE, path(at, "done", why),
		     fault_quantity(why, line->out_of), fault_quantity(why, line->done));
	if (line->has_actual)
		fail(why, FAULT_NOT_A_QUANTITY, path(at, "actual", why), task->code);
}

void report_line_check(const struct task *task, const struct report_line *line, const char *list,
                       size_t i, struct faults *why)
{
	const struct place at = { list, i };

	if (task->measure == MEASURE_PERCENT)
		check_percent(task, line, at, why);
	else
		check_quantity(task, line, at, why);
}

enum fault_reason report_line_refusal(const struct ruleset *ruleset, size_t board, size_t task)
{
	if (ruleset->tasks[task].measure == MEASURE_MODELS)
		return FAULT_LINE_OF_MODELS;
	if (ruleset->tasks[task].measure == MEASURE_LIMITATIONS)
		return FAULT_LINE_OF_LIMITATIONS;
	if (!task_has_line(&ruleset->tasks[task]))
		return FAULT_LINE_OF_APPRAISED;
	if (ruleset_target(ruleset, board, task) == 0)
		return FAULT_LINE_NOT_ASSIGNED;
	return FAULT_REASONS;
}

void report_line_refuse_task(const char *code, const char *list, size_t i, struct faults *why)
{
	const char *field = path((struct place){ list, i }, "task", why);

	if (!code[0])
		fail(why, FAULT_ABSENT, field);
	else if (!text_is_code(code))
		fail(why, FAULT_TASK_CODE, field);
	else
		fail(why, FAULT_TASK_UNKNOWN, field, code);
}
