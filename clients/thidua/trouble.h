/*
 * trouble -- what the system says went wrong, in the reader's language.
 */
#ifndef TROUBLE_H
#define TROUBLE_H

/* Of a number of errno; of one that is not in trouble.inc the number. Static, or until the next
 * call. */
const char *trouble_say(int number);

/* Of the English text that the system, or the outbox's database, gave; the text when it is not in
 * trouble.inc. */
const char *trouble_words(const char *english);

#endif
