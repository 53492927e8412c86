#include "bundle_differ.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "faults.h"

void bundle_look_at(struct bundle_verifier *verifier, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verifier->where, sizeof(verifier->where), format, arguments);
	va_end(arguments);
}

const char *bundle_at(struct bundle_verifier *verifier, const char *field)
{
	return fault_path(verifier->why, "%s: %s", verifier->where, field);
}

bool bundle_same_hash(struct bundle_verifier *verifier, const char *field,
                      const uint8_t expected[HASH_SIZE], const uint8_t found[HASH_SIZE])
{
	return memcmp(expected, found, HASH_SIZE) == 0 ||
	       BUNDLE_DIFFER(verifier, FAULT_BUNDLE_HASH, bundle_at(verifier, field),
	                     fault_hash(verifier->why, expected, HASH_SIZE),
	                     fault_hash(verifier->why, found, HASH_SIZE));
}

bool bundle_same_number(struct bundle_verifier *verifier, const char *field, uint64_t expected,
                        uint64_t found)
{
	return expected == found ||
	       BUNDLE_DIFFER(verifier, FAULT_BUNDLE_NUMBER, bundle_at(verifier, field),
	                     fault_path(verifier->why, "%" PRIu64, expected),
	                     fault_path(verifier->why, "%" PRIu64, found));
}
