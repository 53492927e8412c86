/*
 * request -- bytes of a frame to what the daemon can act on.
 *
 * The first step only opens the envelope, so that the signature can be checked before more is spent
 * on a stranger's bytes; the second decodes the command. All faults are collected. Everything made
 * lives in the message's arena.
 */
#ifndef WIRE_REQUEST_H
#define WIRE_REQUEST_H

#include "cluster.h"
#include "command.h"
#include "faults.h"

struct arena;

enum {
	COMMAND_BYTES_MAX = 262144,
	REQUEST_BYTES_MAX = COMMAND_BYTES_MAX + 1024,
	QUERY_BYTES_MAX = 1024 /* of one that is signed */
};

struct signed_command { /* or a question; points into the arena */
	const uint8_t *bytes;
	size_t size;
	uint8_t signature[SIGNATURE_SIZE];
	uint8_t key[KEY_SIZE];
};

struct query {
	enum question question;
	const char *cluster;
	uint32_t year;
	int period; /* enum period; -1: the current */
	const char *board;
	uint32_t revision; /* also GetSeason.version; 0: the latest */
	uint64_t from;
	uint32_t limit;
	bool prove, held;
	const void
	        *asked; /* the question as it came, in the struct of its form; of one that is sent
	                      may be NULL */
	int64_t signed_at; /* SIGNED_QUERY */
};

struct request {
	uint64_t correlation;
	enum request_body body;
	struct signed_command signed_command; /* COMMAND, DRY_RUN, SIGNED_QUERY */
	struct query query; /* QUERY; SIGNED_QUERY: once query_decode has read it */
	int64_t advance_to;
};

/* False: faults say why (INVALID, or UNSUPPORTED for a body or question we do not know).
 * correlation is set when readable. */
bool request_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct request *out,
                    struct faults *why);

/* Is it a question, whoever asks? */
static inline bool request_asks(const struct request *request)
{
	return request->body == REQUEST_QUERY || request->body == REQUEST_SIGNED_QUERY;
}

/* Reads command bytes that come now and sets hash; not key, not received_at. Refuses what is out of
 * form: unknown fields anywhere, wrong sizes, texts that are not UTF-8 in NFC, counts over the
 * loosest bounds that ever held, absent required fields, enum values nobody knows. */
bool command_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out,
                    struct faults *why);

/* Does each signature and receipt that stands in it prove what was read there? Pure; any thread. */
bool command_prove(const struct command *command, struct faults *why);

/* The bounds of the edition that the command's season has; only what command_decode() could not
 * know. */
bool command_judge(const struct command *command, uint32_t edition, struct faults *why);

/* How a cluster reads what was proposed to it again (cluster_read_by). */
extern const struct command_reader command_reader;

/* Reads a command that was accepted once: judges nothing, whatever the bounds have become. False
 * only when it cannot be represented: it is of a newer daemon, or no command. */
bool command_replay(const uint8_t *bytes, size_t size, struct arena *arena, struct command *out,
                    struct faults *why);

#endif
