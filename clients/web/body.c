#include "body.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "seal.h"
#include "text.h"

enum { TAG_BYTES = 8 };

struct body *body_new(const void *bytes, size_t size)
{
	struct body *body = must_alloc(1, sizeof(*body) + size);
	uint8_t hash[HASH_SIZE];

	body->shares = 1;
	body->size = size;
	if (size > 0)
		memcpy(body->bytes, bytes, size);
	seal_hash(body->bytes, size, hash);
	body->tag[0] = '"';
	text_hex(hash, TAG_BYTES, body->tag + 1);
	strcat(body->tag, "\"");
	return body;
}

struct body *body_share(struct body *body)
{
	body->shares++;
	return body;
}

void body_drop(struct body **body)
{
	if (*body && --(*body)->shares == 0)
		free(*body);
	*body = NULL;
}
