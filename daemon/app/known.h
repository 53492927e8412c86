/*
 * known -- a command that comes again, and the journal's entry that holds it.
 */
#ifndef APP_KNOWN_H
#define APP_KNOWN_H

#include "message.h"
#include "store.h"

/* Fills what the receipt says of the entry, sequence, hash and when the command was taken. False with
 * a fault: it is another command's. */
bool known_take_entry(struct message *message, const struct journal_entry *entry);

#endif
