#include "unseen.h"

#include <stdio.h>

#include "arena.h"
#include "faults.h"
#include "fold.h"
#include "refusal.h"
#include "words.h"

void unseen_note(const struct field_words *words, const char *field, const char *text)
{
	const int32_t point = fold_invisible(text);
	struct arena arena;
	struct faults why;

	if (point == 0)
		return;
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	fail(&why, FAULT_TEXT_HOLDS_INVISIBLE, field, fault_path(&why, "U+%04X", (unsigned)point));
	const struct thidua_fault fault = refusal_of(&why.items[0]);

	fprintf(stderr, say(WORD_NOTE), refusal_line(&arena, words, &fault));
	fputc('\n', stderr);
	arena_close(&arena);
}
