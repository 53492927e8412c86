#include <stdio.h>
#include <string.h>
#include <thidua.h>
#include <unistd.h>

#include "buffer.h"
#include "cli.h"
#include "complain.h"
#include "credential.h"
#include "file.h"
#include "json_out.h"
#include "output.h"
#include "text.h"
#include "unseen.h"
#include "words.h"

/* The public half first: when it cannot be made nothing is lost, while a secret without it would
 * be. */
static int write_pair(const struct credential *credential, const char *path,
                      const char *public_path)
{
	struct buffer text = { 0 };

	credential_write(credential, false, &text);
	int code = file_write_new(public_path, 0644, text.data, text.size);

	if (code == THIDUA_OK) {
		buffer_reset(&text);
		credential_write(credential, true, &text);
		code = file_write_new(path, 0600, text.data, text.size);
		seal_forget(text.data, text.capacity);
		if (code != THIDUA_OK)
			unlink(public_path);
	}
	buffer_close(&text);
	return code;
}

static void tell(const struct options *options, const struct credential *credential,
                 const char *path, const char *public_path)
{
	output_deed_done();
	if (options_has(options, OPTION_JSON)) {
		json_print(json_pack("{s:s, s:o, s:o, s:o, s:o}", "label", credential->label,
		                     "credential", json_text(path), "public",
		                     json_text(public_path), "sign_public",
		                     json_hex(credential->sign_public, KEY_SIZE), "curve_public",
		                     json_hex(credential->curve_public, KEY_SIZE)));
		return;
	}
	printf(say(WORD_KEYGEN_DONE), path, public_path);
	putchar('\n');
}

int cmd_keygen(struct options *options, size_t count, char **operands)
{
	if (count > 0)
		return complain(THIDUA_USAGE, say(WORD_OPERAND_UNKNOWN), operands[0]);
	const char *label;

	int code = options_require(options, OPTION_LABEL, &label);
	const char *path;

	if (code == THIDUA_OK)
		code = options_require(options, OPTION_OUT, &path);
	if (code != THIDUA_OK)
		return code;
	if (*label == '\0' || strlen(label) >= LABEL_SIZE || strpbrk(label, "\n\r") ||
	    text_check(label, strlen(label)) != TEXT_FINE)
		return complain(THIDUA_USAGE, say(WORD_LABEL_WRONG), LABEL_SIZE - 1);
	if (access(path, F_OK) == 0)
		return complain(THIDUA_CONFIG, say(WORD_FILE_EXISTS), path);
	unseen_note(NULL, "label", label);
	struct credential credential;

	credential_make(label, &credential);
	const char *public_path = arena_text(&options->arena, "%s.pub", path);

	code = write_pair(&credential, path, public_path);
	if (code == THIDUA_OK)
		tell(options, &credential, path, public_path);
	seal_forget(&credential, sizeof(credential));
	return code;
}
