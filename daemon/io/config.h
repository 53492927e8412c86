/*
 * config -- the daemon's settings: one table feeds parsing, defaults, --help, --check and
 * --print-config.
 *
 * Loaded into a new struct, checked whole, then swapped. Every error says file:line and what is
 * right.
 */
#ifndef IO_CONFIG_H
#define IO_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "credential.h"
#include "settings.h"

struct config {
	/* as written; owned */
	char *command_endpoint, *feed_endpoint, *http_address;
	char *database;   /* libpq conninfo, without a password: that is libpq's passfile's business
	                   */
	char *credential; /* path of the daemon's key file, 0600 */
	char *operator_key;   /* path of the operator's public file */
	char *log_level;      /* error, warn, info, debug */
	char *clusters_ahead; /* codes, by comma */
	int64_t clock_tolerance_seconds;
	int64_t verify_workers; /* 0: one a processor */
	int64_t queue_max;      /* requests under way */
	int64_t batch_count_max;
	int64_t batch_bytes_max;
	int64_t cache_bytes_max;
	int64_t connections_max;
	int64_t address_connections_max;
	int64_t key_connections_max;
	int64_t key_prefixes_max;
	int64_t handshakes_max;
	int64_t address_handshakes_max;
	int64_t handshakes_per_second;
	int64_t handshake_seconds;
	int64_t requests_bytes_max;
	int64_t key_requests_max, key_requests_bytes_max;
	int64_t peer_unfinished_bytes_max, unfinished_bytes_max;
	int64_t peer_unread_bytes_max, unread_bytes_max;
	int64_t send_high_water;
	int64_t receive_high_water;
	int64_t io_threads;
	int64_t repeat_seconds; /* every topic with a subscriber is repeated */
	int64_t first_sight_milliseconds;
	int64_t relay_signer_requests_max; /* under way over relays, of one signer */
	int64_t drain_seconds;             /* SIGTERM: at most this long for replies */
	/* read from the files above */
	struct credential keys; /* of the daemon */
	struct credential root; /* of the operator, public */
};

/* Reads and checks the file and the files it names. False with all faults. */
bool config_load(const char *path, struct config *out, struct faults *why);
/* For the owner of the database (--migrate, --rebuild), who signs nothing and need not be able to
 * read the daemon's key: `keys` stays zeros. */
bool config_load_without_key(const char *path, struct config *out, struct faults *why);
void config_close(struct config *config); /* also forgets the secrets; may be called twice */

/* False behind the last one. */
bool config_row(size_t at, struct setting_row *out);
/* The table for people: name, default, meaning, whether SIGHUP changes it. */
void config_help(FILE *out);
/* The settings in force, as a file that config_load reads. Never a secret. */
void config_print(const struct config *config, FILE *out);

enum { CONFIG_MEMORY_KEPT = 64 << 20 }; /* bytes that malloc may keep when nobody needs them */

/* Bytes of memory that all bounds together allow. */
int64_t config_memory(const struct config *config);

/* Names of settings that differ and that SIGHUP cannot change, by comma; "" when none. */
void config_needs_restart(const struct config *old, const struct config *new_one, char *out,
                          size_t size);

/* SIGHUP: takes over from `fresh` every setting that may change while the daemon runs; the others
 * stay. */
void config_adopt(struct config *config, struct config *fresh);

void config_apply_log_level(const struct config *config);

#endif
