/*
 * document -- a paper that stays with the office: its hash alone is sent.
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "command.h"

/* Of the file, or the hash itself when that was given in its place. Another code than THIDUA_OK having
 * said why. */
int document_hash(const char *named, uint8_t out[HASH_SIZE]);

#endif
