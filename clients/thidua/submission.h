/*
 * submission -- the way of a report: kept first, then compared with what is in force, then sent.
 *
 * The revision and the hash of the one before are in the signed bytes, and the line may be down. So they
 * are taken from the outbox, which knows what this office has sent itself; signed and kept; and only
 * then the daemon is asked. When another revision is in force there (another machine of the office has
 * sent it), what was kept is replaced by a newly signed one, in one transaction and only if it was never
 * sent; if it may have been, the daemon's refusal settles it first. Such a refusal is certain, since a
 * wrong revision is never taken: so a guess overwrites nothing, even when it is sent by somebody else.
 */
#ifndef SUBMISSION_H
#define SUBMISSION_H

#include "dial.h"
#include "json_in.h"

/* Sends the report, with the next revision unless the file names one, and says what became of it. The
 * dial is open with its outbox. The code is the command's. */
int submission_send(struct dial *dial, struct report_file *file);

#endif
