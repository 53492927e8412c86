/*
 * office -- a board's office under test: a folder of its own with key files and an outbox, and
 * reports to send.
 */
#ifndef TESTS_OFFICE_H
#define TESTS_OFFICE_H

#include "credential.h"
#include "session.h"

enum { OFFICE_PATH = 128 };

struct office {
	char folder[OFFICE_PATH], credential[OFFICE_PATH + 16], daemon_key[OFFICE_PATH + 16],
	        outbox[OFFICE_PATH + 16];
	struct credential keys, daemon; /* daemon: with its secrets, for who plays it */
	struct thidua *handle;          /* NULL until office_open */
};

/* Makes the folder and the keys. */
void office_begin(struct office *office);
/* Closes the handle and removes the folder. */
void office_end(struct office *office);

/* Opens the handle; endpoints may be NULL. */
void office_open(struct office *office, const char *commands, const char *feed, int timeout_ms);

/* Puts a report of TQ for Q1 of 2024 into the outbox of the handle: durable. */
void office_put(struct office *office, unsigned revision, uint8_t id[ID_SIZE]);

/* The report; the caller frees it. */
struct thidua_report *office_report(const char *cluster, unsigned revision);

/* Changes a database as none of ours would. */
void office_sql(const char *path, const char *sql);

/* The outbox as "1 acknowledged 2 waiting BUSY 3 refused INVALID": place, state, last status when
 * it is not OK. Static. */
const char *office_outbox(struct office *office);

/* The reason of what stood in the way of the last call, "" when it has none. The office's. */
const char *office_reason(const struct office *office);

/* Writes bytes to a file of this mode. */
void office_write(const char *path, const void *bytes, size_t size, unsigned mode);

#endif
