/*
 * A folder is walked once, depth first; the list is then sorted, so that a name is found by halving. Types
 * go by the ending of a name: a browser told "nosniff" believes nothing else.
 */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"

enum { PATH_SIZE = 4096, CHUNK = 65536 };

struct load {
	struct files *files;
	const char *setting;
	struct faults *why;
};

static const char *type_of(const char *name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".json", "application/json; charset=utf-8" },
		{ ".webmanifest", "application/manifest+json; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".md", "text/plain; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ "LICENSE", "text/plain; charset=utf-8" },
	};
	const size_t size = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const size_t ending = strlen(types[i].ending);

		if (size >= ending && strcmp(name + size - ending, types[i].ending) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

static void refuse(const struct load *load, const char *path, const char *reason)
{
	fail(load->why, FAULT_FILE_UNREADABLE, load->setting, path, reason);
}

static void load_file(const struct load *load, const char *path, const char *name)
{
	struct files *files = load->files;
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct buffer bytes = { 0 };
	ssize_t size = descriptor < 0 ? -1 : 1;

	while (size > 0 && files->bytes + bytes.size <= FILES_BYTES_MAX) {
		uint8_t *room = buffer_extend(&bytes, CHUNK);

		size = read(descriptor, room, CHUNK);
		bytes.size -= CHUNK - (size > 0 ? (size_t)size : 0);
	}
	if (size < 0) {
		refuse(load, path, strerror(errno));
	} else if (size > 0 || files->count == FILES_MAX) {
		refuse(load, path, "too many files, or too large ones");
	} else {
		struct files_entry *entry = &files->entries[files->count++];

		strcpy(entry->name, name);
		entry->type = type_of(name);
		entry->body = body_new(bytes.data, bytes.size);
		files->bytes += bytes.size;
	}
	if (descriptor >= 0)
		close(descriptor);
	buffer_close(&bytes);
}

static void load_folder(const struct load *load, const char *path, const char *prefix, int depth)
{
	DIR *folder = opendir(path);
	char below[PATH_SIZE], name[FILES_NAME_SIZE + 1];
	struct stat status;

	if (!folder)
		refuse(load, path, strerror(errno));
	for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		const int path_size = snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		const int name_size = snprintf(name, sizeof(name), "%s%s", prefix, entry->d_name);

		if (path_size >= PATH_SIZE || name_size + 1 >= FILES_NAME_SIZE)
			refuse(load, below, strerror(ENAMETOOLONG));
		else if (stat(below, &status) != 0)
			refuse(load, below, strerror(errno));
		else if (S_ISREG(status.st_mode))
			load_file(load, below, name);
		else if (S_ISDIR(status.st_mode) && depth < FILES_DEPTH_MAX)
			load_folder(load, below, strcat(name, "/"), depth + 1);
	}
	if (folder)
		closedir(folder);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct files_entry *)a)->name, ((const struct files_entry *)b)->name);
}

bool files_load(const char *page, const char *vendor, struct files *out, struct faults *why)
{
	const size_t before = why->count;

	*out = (struct files){ .entries = must_alloc(FILES_MAX, sizeof(*out->entries)) };
	if (page[0] != '\0')
		load_folder(&(struct load){ out, "page", why }, page, "", 0);
	if (vendor[0] != '\0')
		load_folder(&(struct load){ out, "vendor", why }, vendor, "vendor/", 0);
	if (out->count > 0)
		qsort(out->entries, out->count, sizeof(*out->entries), by_name);
	if (why->count > before)
		files_close(out);
	return why->count == before;
}

void files_close(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		body_drop(&files->entries[i].body);
	free(files->entries);
	*files = (struct files){ 0 };
}

const struct files_entry *files_find(const struct files *files, const char *name)
{
	struct files_entry key = { 0 };

	if (files->count == 0 || strlen(name) >= sizeof(key.name))
		return NULL;
	strcpy(key.name, name);
	return bsearch(&key, files->entries, files->count, sizeof(key), by_name);
}
