/*
 * body -- bytes that are sent to many, made once.
 */
#ifndef BODY_H
#define BODY_H

#include <stddef.h>
#include <stdint.h>

enum { BODY_TAG_SIZE = 21 };

struct body {
	size_t shares;
	size_t size;
	char tag[BODY_TAG_SIZE]; /* an ETag, quotes included: by a hash of the bytes, strong */
	uint8_t bytes[];
};

/* Copies. The caller has the first share. */
struct body *body_new(const void *bytes, size_t size);
/* Its tag is a weak one from here on: others whose bytes mean the same have it too. */
void body_weaken(struct body *body, const char *meant);
struct body *body_share(struct body *body);
/* Gives a share back, the last one frees; sets NULL. NULL is none. */
void body_drop(struct body **body);

#endif
