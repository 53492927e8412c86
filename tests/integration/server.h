/*
 * server -- a private PostgreSQL for tests, and databases in it.
 *
 * Its folder is the test program's first argument. Started without fsync: in tests only processes
 * die.
 */
#ifndef TESTS_SERVER_H
#define TESTS_SERVER_H

#include <stdbool.h>

/* Once, first: a new server in this folder, which is emptied. Fails the test program when it does
 * not start. */
void server_start(const char *folder);
void server_stop(void);

/* kill -9 of all its processes, and back again. */
void server_kill(void);
void server_revive(void);

/* A conninfo of a new, empty database; valid until the next call. */
const char *server_database(void);
/* The same, with the schema of this build. */
const char *server_migrated(bool rehearsal);

/* A conninfo of a database that is there; valid until the next call. */
const char *server_of(const char *database);

/* Puts a new, migrated database in the place of the one that server_migrated gave; whoever is
 * connected is thrown out. */
void server_recreate(const char *conninfo);

/* Runs statements; fails the test when one is refused. */
void server_run(const char *conninfo, const char *sql);
/* The rows as text, "a|b c|d": columns by |, rows by blank. Static; valid until the next call. */
const char *server_ask(const char *conninfo, const char *sql);

#endif
