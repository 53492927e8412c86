/*
 * refusal -- a fault in the words of whoever is to read it.
 *
 * A fault travels as a reason and arguments in one form; here they become a sentence of the chosen
 * language, with numbers and days as its people write them. A reason that this program does not
 * know, of a newer daemon, is said by the English message that came with it.
 */
#ifndef REFUSAL_H
#define REFUSAL_H

#include <thidua.h>

#include "faults.h"

/* The same fault as the library's callers see it; its texts stay where they are. */
struct thidua_fault refusal_of(const struct fault *fault);

/* One argument by its kind, a letter of faults.inc, as people who read Vietnamese write it. In the
 * arena, or text itself. */
const char *refusal_argument(struct arena *arena, char kind, const char *text);

/* What is wrong, without the field. In the arena, or the fault's. */
const char *refusal_say(struct arena *arena, const struct thidua_fault *fault);

/* The path in the file alone; the fault's. */
const char *refusal_field(const struct thidua_fault *fault);

/* The same after the field's path, "lines[3].actual: ..."; paths of a message become those of the
 * file that people wrote. In the arena. */
const char *refusal_line(struct arena *arena, const struct thidua_fault *fault);

#endif
