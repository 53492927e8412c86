#include "mistaken.h"

#include <string.h>
#include <thidua.h>

#include "buffer.h"
#include "complain.h"
#include "options.h"
#include "seal.h"
#include "words.h"

enum { HEAD_SIZE = 64 };

/* Within its first bytes. */
static bool has_near_its_head(const struct buffer *file, const char *text)
{
	const size_t most = file->size < HEAD_SIZE ? file->size : HEAD_SIZE;

	return most > 0 && memmem(file->data, most, text, strlen(text)) != NULL;
}

int mistaken_tell(const char *path, struct buffer *file)
{
	if (has_near_its_head(file, "thidua credential ") ||
	    has_near_its_head(file, "curve_secret ")) {
		seal_forget(file->data, file->capacity);
		return complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_SECRET), path);
	}
	if (has_near_its_head(file, "thidua public "))
		return complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_KEY), path);
	if (has_near_its_head(file, "\"thidua_invitation\"")) {
		struct arena arena;

		arena_init(&arena, 0);
		complain(THIDUA_BAD_INPUT, say(WORD_MISTAKEN_INVITATION), path,
		         options_quoted(&arena, path));
		arena_close(&arena);
		return THIDUA_BAD_INPUT;
	}
	return THIDUA_OK;
}
