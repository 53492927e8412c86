/* What a client reads from whoever answers. */
#include "answer.h"
#include "arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena;
	struct answer answer;
	struct told_standings standings;
	struct receipt_statement statement;

	arena_init(&arena, 4194304);
	if (answer_decode(bytes, size, &arena, &answer) && answer.kind == ANSWER_RECEIPT)
		seal_check_receipt(&answer.receipt, answer.receipt.key, &arena, &statement);
	answer_standings(bytes, size, &arena, &standings);
	arena_close(&arena);
	return 0;
}
