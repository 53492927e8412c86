/* An exported journal that somebody mailed us. */
#include <stdlib.h>

#include "bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bundle_verdict verdict;

	bundle_verify(bytes, size, NULL, NULL, &verdict);
	if (verdict.agrees == (verdict.difference[0] != '\0'))
		abort();
	return 0;
}
