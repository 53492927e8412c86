#include "body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "seal.h"
#include "text.h"

enum { TAG_BYTES = 8 };

static void tag(struct body *body, const char *kind, const void *bytes, size_t size)
{
	uint8_t hash[HASH_SIZE];
	char text[2 * TAG_BYTES + 1];

	seal_hash(bytes, size, hash);
	text_hex(hash, TAG_BYTES, text);
	snprintf(body->tag, sizeof(body->tag), "%s\"%s\"", kind, text);
}

struct body *body_new(const void *bytes, size_t size)
{
	struct body *body = must_alloc(1, sizeof(*body) + size);

	body->shares = 1;
	body->size = size;
	if (size > 0)
		memcpy(body->bytes, bytes, size);
	tag(body, "", body->bytes, size);
	return body;
}

void body_weaken(struct body *body, const char *meant)
{
	tag(body, "W/", meant, strlen(meant));
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
