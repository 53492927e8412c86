/* An exported journal, or one command with its receipt, that somebody mailed us. */
#include <stdlib.h>

#include "arena.h"
#include "bundle.h"
#include "receipt_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bundle_verdict verdict;
	struct receipt_proof proof;
	struct arena arena;
	struct faults why;

	bundle_verify(bytes, size, NULL, NULL, &verdict);
	if (verdict.agrees == (verdict.difference[0] != '\0'))
		abort();
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (receipt_file_begins(bytes, size) &&
	    receipt_file_verify(bytes, size, NULL, &arena, &proof, &why) == (why.count > 0))
		abort();
	arena_close(&arena);
	return 0;
}
