/*
 * file -- whole files, bounded, and new files that never overwrite.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct buffer;

/* Appends the file; "-" is stdin. Returns THIDUA_OK, or code having said why. */
int file_read(const char *path, size_t limit, int code, struct buffer *out);

/* The same of a file that begins with head: of another one only the first bytes are read, however long
 * it is. */
int file_read_kind(const char *path, const char *head, size_t limit, int code, struct buffer *out);

/* The same of a text that people wrote, as text_file_plain makes it. */
int file_read_text(const char *path, size_t limit, int code, struct buffer *out);

/* Makes a file that must not exist, durable when it returns. Another code having said why; "-" is no
 * name. */
int file_write_new(const char *path, mode_t mode, const void *bytes, size_t size);

/* Makes a file or puts other bytes into it, whole or not at all; false, silently, when that cannot be. */
bool file_put(const char *path, mode_t mode, const void *bytes, size_t size);

/* Puts other bytes into a file that is there, whole or not at all; mode as it was. THIDUA_CONFIG
 * having said why not. */
int file_replace(const char *path, const void *bytes, size_t size);

#endif
