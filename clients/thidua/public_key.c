#include "public_key.h"

#include "buffer.h"
#include "complain.h"
#include "file.h"
#include "words.h"

enum { KEY_FILE_MAX = 4096 };

int public_key_read(const struct options *options, const char *path, struct arena *arena,
                    struct credential *out)
{
	struct buffer text = { 0 };
	struct faults inner, why;

	faults_init(&inner, arena);
	faults_init(&why, arena);
	int code = file_read_text(path, KEY_FILE_MAX, THIDUA_CONFIG, &text);

	if (code == THIDUA_OK &&
	    !credential_read((const char *)text.data, text.size, out, &inner)) {
		faults_take(&why, path, &inner);
		code = dial_tell_own(options, &why, THIDUA_CONFIG);
	}
	if (code == THIDUA_OK && out->has_secrets)
		code = complain(THIDUA_CONFIG, say(WORD_KEY_FILE_SECRET), path);
	if (text.data)
		seal_forget(text.data, text.capacity);
	buffer_close(&text);
	return code;
}
