/*
 * in_force -- the revision of a report that counts at the daemon: which it is, and what it says.
 */
#ifndef IN_FORCE_H
#define IN_FORCE_H

#include "dial.h"
#include "json_in.h"

/* Of the file's board and period; revision 0: there is none. Says nothing: another code than THIDUA_OK
 * is left to dial_tell. */
int in_force_ask(struct dial *dial, const struct report_file *file, struct told_board *out);

/* That revision, 0 for the one in force, as it was signed, in the dial's arena. False, silently: there is no answer, or this key
 * may not read it. */
bool in_force_read(struct dial *dial, const struct report_file *file, uint32_t revision,
                   struct command *out);

#endif
