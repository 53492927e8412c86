/* A key file: what is read is written again, and reads the same. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena;
	struct faults why;
	struct buffer file = { 0 };
	struct credential credential, again;

	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (credential_read((const char *)bytes, size, &credential, &why) != (why.count == 0))
		abort();
	if (why.count == 0) {
		credential_write(&credential, credential.has_secrets, &file);
		if (!credential_read((char *)file.data, file.size, &again, &why) ||
		    memcmp(&credential, &again, sizeof(again)) != 0)
			abort();
	}
	buffer_close(&file);
	arena_close(&arena);
	return 0;
}
