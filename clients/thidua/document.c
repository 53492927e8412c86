#include "document.h"

#include "buffer.h"
#include "file.h"
#include "seal.h"
#include "text.h"
#include "thidua.h"

enum { DOCUMENT_MAX = 64 << 20 };

int document_hash(const char *named, uint8_t out[HASH_SIZE])
{
	struct buffer document = { 0 };

	if (text_unhex(named, out, HASH_SIZE))
		return THIDUA_OK;
	const int code = file_read(named, DOCUMENT_MAX, THIDUA_BAD_INPUT, &document);

	if (code == THIDUA_OK)
		seal_hash(document.data, document.size, out);
	buffer_close(&document);
	return code;
}
