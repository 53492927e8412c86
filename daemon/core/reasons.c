#include "reasons.h"

#include "fold.h"

void reasons_check(const char *path, const char *reason, struct faults *why)
{
	const int32_t unassigned = fold_unassigned(reason), invisible = fold_invisible(reason);

	if (unassigned != 0)
		fail(why, FAULT_TEXT_HOLDS_UNASSIGNED, path, fault_path(why, "U+%04X", unassigned));
	else if (invisible != 0)
		fail(why, FAULT_TEXT_HOLDS_INVISIBLE, path, fault_path(why, "U+%04X", invisible));
	else if (reason[0] != '\0' && !fold_says(reason))
		fail(why, FAULT_REASON_EMPTY, path);
}

void reasons_check_judged(const struct judgement *tasks, size_t count, struct faults *why)
{
	for (size_t i = 0; i < count; i++)
		reasons_check(fault_path(why, "tasks[%zu].reason", i), tasks[i].reason, why);
}
