/*
 * text -- is this text fit to store, compare and show?
 *
 * protobuf checks neither UTF-8 nor NUL, and PostgreSQL refuses a whole batch for one bad byte, so
 * every text is checked at the door. NFC, because two spellings of one Vietnamese word must not be
 * two words.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faults.h"

enum text_flaw {
	TEXT_FINE,
	TEXT_HOLDS_NUL,
	TEXT_NOT_UTF8,
	TEXT_NOT_NFC,
	TEXT_HOLDS_CONTROL, /* C0 and C1 controls but tab and newline */
};

/* size in bytes; text need not end with NUL. */
enum text_flaw text_check(const char *text, size_t size);

bool text_is_utf8(const char *text, size_t size);

/* The row that refuses it; of TEXT_FINE there is none. */
enum fault_reason text_fault(enum text_flaw flaw);

/* [A-Z]{2,3}([0-9]{2})? */
bool text_is_board(const char *text);

/* [A-Z0-9][A-Z0-9-]{0,31} */
bool text_is_cluster(const char *text);

/* [A-Z][A-Z0-9]{0,6}: tasks and bands */
bool text_is_code(const char *text);

/* Lower-case hex of size bytes; out has 2 * size + 1. */
void text_hex(const uint8_t *bytes, size_t size, char *out);

/* Exactly size bytes from 2 * size hex digits, else false. */
bool text_unhex(const char *hex, uint8_t *out, size_t size);

#endif
