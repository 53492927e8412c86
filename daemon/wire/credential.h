/*
 * credential -- the key file of an office, the operator or the daemon, and its public half.
 *
 * Text, one "name value" a line, keys in hex. The secret file is 0600 and read whole by its owner;
 * these functions see bytes, not files.
 *
 *   thidua credential 1                    thidua public 1
 *   label        Ban Tổ chức ...           label        ...
 *   curve_public <64 hex>                  curve_public <64 hex>
 *   curve_secret <64 hex>                  sign_public  <64 hex>
 *   sign_public  <64 hex>
 *   sign_secret  <128 hex>
 */
#ifndef WIRE_CREDENTIAL_H
#define WIRE_CREDENTIAL_H

#include "faults.h"
#include "seal.h"

struct buffer;

enum { LABEL_SIZE = 101 };

struct credential {
	char label[LABEL_SIZE];
	bool has_secrets;
	uint8_t curve_public[KEY_SIZE], curve_secret[SECRET_CURVE_SIZE];
	uint8_t sign_public[KEY_SIZE], sign_secret[SECRET_SIGN_SIZE];
};

/* label up to 100 bytes. */
void credential_make(const char *label, struct credential *out);

/* secret: the whole file, else the public half. */
void credential_write(const struct credential *credential, bool secret, struct buffer *out);

/* Reads either kind; faults name the line. The pairs must belong together. */
bool credential_read(const char *text, size_t size, struct credential *out, struct faults *why);

#endif
