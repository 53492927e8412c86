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
#include "field_words.h"

/* The same fault as the library's callers see it; its texts stay where they are. */
struct thidua_fault refusal_of(const struct fault *fault);

/* One argument by its kind, a letter of faults.inc, as people write it. In the arena, or text
 * itself. words: as below. */
const char *refusal_argument(struct arena *arena, const struct field_words *words, char kind,
                             const char *text);

/* What is wrong, without the field. words: of the message, or NULL. In the arena, or the fault's. */
const char *refusal_say(struct arena *arena, const struct field_words *words,
                        const struct thidua_fault *fault);

/* The path in the file alone; the fault's. */
const char *refusal_field(const struct thidua_fault *fault);

/* What is wrong after where it is: "line 4 (T04), actual: ...", with the field's name beside it where
 * a file has names. In the arena. */
const char *refusal_line(struct arena *arena, const struct field_words *words,
                         const struct thidua_fault *fault);

#endif
