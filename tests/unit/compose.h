/*
 * compose -- protobuf bytes from a line of text, right or wrong as the test wants them.
 *
 *   compose(&out, "1='00ff' 2=\"TCXDD-1\" 3=2024 13={1=\"HN\" 5={1=\"T01\" 2=-1}} !ff");
 *
 * NUMBER=value gives one field: digits a varint, "..." the bytes between the quotes (\x00 for a
 * byte), '...' the bytes of that hex, {...} a message of fields. !hex gives bytes as they are, a
 * field or not.
 */
#ifndef TESTS_COMPOSE_H
#define TESTS_COMPOSE_H

#include "buffer.h"
#include "faults.h"

/* Appends. Ends the process when the script is wrong. */
void compose(struct buffer *out, const char *script);

/* "INVALID lines[2]: unknown field 9 | ..."; "OK" when there is none. Static. */
const char *told(const struct faults *why);

#endif
