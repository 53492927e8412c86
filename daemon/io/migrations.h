/*
 * migrations -- sql/migrations/, built into the daemon by sql/embed.cmake.
 */
#ifndef IO_MIGRATIONS_H
#define IO_MIGRATIONS_H

#include <stddef.h>

struct migration {
	int number; /* from 1, without gaps */
	const char *name;
	const char *sql;
	size_t size;
	const char *before; /* checksum in hex of the form in which it was applied until it was
	                       written anew; or NULL */
};

extern const struct migration migrations[];
extern const size_t migration_count;

#endif
