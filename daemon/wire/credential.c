/*
 * One table has a row for each line of the file: what writes it also reads it, so the two cannot
 * differ. A key file is copied by hand and by mail, so lines come in any order, end in CR LF as
 * they like, a label's letters may be in parts, and each fault names its line. The public halves are computed again from the secrets
 * when both are there: a file pieced together from two is refused here, not at the first signature
 * that nobody accepts. Whatever held a secret is zeroed before it is left.
 */
#include "credential.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "text.h"
#include "text_file.h"

enum { LINE_SIZE = 256, NAME_SIZE = 16, LABEL_MOST = LABEL_SIZE - 1 };

static const char secret_title[] = "thidua credential 1";
static const char public_title[] = "thidua public 1";

static_assert((int)KEY_SIZE == (int)crypto_box_PUBLICKEYBYTES, "Curve25519");
static_assert((int)SECRET_CURVE_SIZE == (int)crypto_box_SECRETKEYBYTES, "Curve25519");

/* One row a line of the file: what writes it also reads it. */
static const struct key_line {
	const char *name;
	size_t offset, size;
	bool secret;
} lines[] = {
	{ "curve_public", offsetof(struct credential, curve_public), KEY_SIZE, false },
	{ "curve_secret", offsetof(struct credential, curve_secret), SECRET_CURVE_SIZE, true },
	{ "sign_public", offsetof(struct credential, sign_public), KEY_SIZE, false },
	{ "sign_secret", offsetof(struct credential, sign_secret), SECRET_SIGN_SIZE, true },
};
enum { LINES = sizeof(lines) / sizeof(lines[0]), LABEL_LINE = LINES };

void credential_make(const char *label, struct credential *out)
{
	assert(strlen(label) <= LABEL_MOST);
	memset(out, 0, sizeof(*out));
	memcpy(out->label, label, strlen(label));
	out->has_secrets = true;
	crypto_box_keypair(out->curve_public, out->curve_secret);
	crypto_sign_keypair(out->sign_public, out->sign_secret);
}

static void write_line(struct buffer *out, const char *name, const char *value)
{
	char line[LINE_SIZE];
	const int size = snprintf(line, sizeof(line), "%-12s %s\n", name, value);

	buffer_append(out, line, (size_t)size);
	seal_forget(line, sizeof(line));
}

void credential_write(const struct credential *credential, bool secret, struct buffer *out)
{
	const char *title = secret ? secret_title : public_title;

	buffer_append(out, title, strlen(title));
	buffer_append(out, "\n", 1);
	write_line(out, "label", credential->label);
	for (size_t i = 0; i < LINES; i++) {
		char hex[2 * SECRET_SIGN_SIZE + 1];

		if (lines[i].secret && !secret)
			continue;
		text_hex((const uint8_t *)credential + lines[i].offset, lines[i].size, hex);
		write_line(out, lines[i].name, hex);
		seal_forget(hex, sizeof(hex));
	}
}

/* What is being read, line by line. */
struct reader {
	const char *at, *end;
	size_t number; /* of the line, from 1 */
	char line[LINE_SIZE];
	struct faults *why;
	bool seen[LINES + 1];
};

static const char *line_path(const struct reader *reader)
{
	return fault_path(reader->why, "line %zu", reader->number);
}

/* A row without arguments. */
static bool refuse(struct reader *reader, enum fault_reason reason)
{
	faults_add(reader->why, reason, line_path(reader), NULL, 0);
	return false;
}

static bool next_line(struct reader *reader)
{
	const size_t left = (size_t)(reader->end - reader->at);
	const char *newline = memchr(reader->at, '\n', left);
	size_t size = newline ? (size_t)(newline - reader->at) : left;

	reader->number++;
	if (size >= LINE_SIZE)
		return refuse(reader, FAULT_LINE_TOO_LONG);
	memcpy(reader->line, reader->at, size);
	reader->at += newline ? size + 1 : size;
	if (size > 0 && reader->line[size - 1] == '\r')
		size--;
	reader->line[size] = '\0';
	if (strlen(reader->line) != size)
		return refuse(reader, FAULT_TEXT_HOLDS_NUL);
	return true;
}

/* A CR within the line comes out as a new line, which would end the label when it is written again. */
static bool read_label(struct reader *reader, const char *value, struct credential *out)
{
	value = text_file_compose(reader->why->arena, value);
	const size_t size = strlen(value);
	const enum text_flaw flaw =
	        strchr(value, '\n') ? TEXT_HOLDS_CONTROL : text_check(value, size);

	if (size > LABEL_MOST) {
		fail(reader->why, FAULT_LABEL_TOO_LONG, line_path(reader),
		     fault_number(reader->why, LABEL_MOST));
		return false;
	}
	if (flaw != TEXT_FINE)
		return refuse(reader, text_fault(flaw));
	memcpy(out->label, value, size + 1);
	return true;
}

static bool read_key(struct reader *reader, size_t i, const char *value, struct credential *out)
{
	if (lines[i].secret && !out->has_secrets)
		return refuse(reader, FAULT_SECRET_IN_PUBLIC_FILE);
	if (strlen(value) != 2 * lines[i].size ||
	    !text_unhex(value, (uint8_t *)out + lines[i].offset, lines[i].size)) {
		fail(reader->why, FAULT_HEX_DIGITS, line_path(reader), lines[i].name,
		     fault_number(reader->why, (long long)(2 * lines[i].size)));
		return false;
	}
	return true;
}

/* "name   value"; a value may be empty. */
static bool read_line(struct reader *reader, struct credential *out)
{
	const size_t name_size = strcspn(reader->line, " \t");
	const char *value = reader->line + name_size + strspn(reader->line + name_size, " \t");
	size_t i = 0;

	while (i < LINES && (strlen(lines[i].name) != name_size ||
	                     memcmp(lines[i].name, reader->line, name_size) != 0))
		i++;
	if (i == LINES && (name_size != 5 || memcmp(reader->line, "label", 5) != 0))
		return refuse(reader, FAULT_NO_CREDENTIAL_NAME);
	if (reader->seen[i])
		return refuse(reader, FAULT_GIVEN_TWICE);
	reader->seen[i] = true;
	return i == LABEL_LINE ? read_label(reader, value, out) : read_key(reader, i, value, out);
}

static bool read_title(struct reader *reader, struct credential *out)
{
	if (!next_line(reader))
		return false;
	out->has_secrets = strcmp(reader->line, secret_title) == 0;
	return out->has_secrets || strcmp(reader->line, public_title) == 0 ||
	       refuse(reader, FAULT_NO_CREDENTIAL);
}

static bool is_complete(struct reader *reader, const struct credential *credential)
{
	bool complete = true;

	for (size_t i = 0; i < LINES; i++) {
		if (reader->seen[i] || (lines[i].secret && !credential->has_secrets))
			continue;
		fail(reader->why, FAULT_NOT_GIVEN, lines[i].name);
		complete = false;
	}
	return complete;
}

static bool pairs_belong_together(struct reader *reader, const struct credential *credential)
{
	uint8_t curve[KEY_SIZE], sign[KEY_SIZE], secret[SECRET_SIGN_SIZE];

	crypto_scalarmult_base(curve, credential->curve_secret);
	crypto_sign_seed_keypair(sign, secret, credential->sign_secret);
	const bool curve_fits = sodium_memcmp(curve, credential->curve_public, sizeof(curve)) == 0;
	const bool sign_fits = sodium_memcmp(sign, credential->sign_public, sizeof(sign)) == 0 &&
	                       sodium_memcmp(secret, credential->sign_secret, sizeof(secret)) == 0;

	seal_forget(secret, sizeof(secret));
	if (!curve_fits)
		fail(reader->why, FAULT_NO_KEY_PAIR, "curve_public", "curve_secret");
	if (!sign_fits)
		fail(reader->why, FAULT_NO_KEY_PAIR, "sign_public", "sign_secret");
	return curve_fits && sign_fits;
}

bool credential_read(const char *text, size_t size, struct credential *out, struct faults *why)
{
	struct reader reader = { .at = text, .end = text + size, .why = why };

	memset(out, 0, sizeof(*out));
	bool right = read_title(&reader, out);

	if (right) {
		while (reader.at < reader.end && why->dropped == 0) {
			const bool read = next_line(&reader);

			right = read && (reader.line[0] == '\0' || read_line(&reader, out)) &&
			        right;
			if (!read)
				break;
		}
	}
	right = right && is_complete(&reader, out) &&
	        (!out->has_secrets || pairs_belong_together(&reader, out));
	seal_forget(reader.line, sizeof(reader.line));
	if (!right)
		seal_forget(out, sizeof(*out));
	return right;
}
