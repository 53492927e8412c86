/*
 * offices -- the offices of many clusters, with their keys and their signed reports: what the load
 * is made of.
 *
 * Everything is signed before the clock starts, because offices sign on their own machines.
 */
#ifndef BENCH_OFFICES_H
#define BENCH_OFFICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "credential.h"
#include "ruleset.h"

enum { BOARDS = 14 };

struct frame { /* a Request, ready to be sent */
	uint8_t *bytes;
	size_t size;
	uint64_t correlation; /* from 1, unique among its frames */
	size_t office;        /* whose: frames of one office keep their order */
};

struct frames {
	struct frame *items;
	size_t count;
};

struct offices {
	size_t clusters;
	struct credential *keys;         /* [clusters * BOARDS] */
	uint8_t (*last_hash)[HASH_SIZE]; /* of each board's last report */
	char prefix[8];                  /* of the cluster codes */
	bool agreed;                     /* their seasons have all policies */
};

void offices_make(struct offices *offices, size_t clusters, const char *prefix);
void offices_free(struct offices *offices);
void offices_code(const struct offices *offices, size_t cluster, char code[CLUSTER_SIZE]);

/* The operator's commands that make the clusters: 14 grants and a season each. */
void offices_foundation(const struct offices *offices, const struct credential *operator_keys,
                        struct frames *out);

/* rounds reports of each board for Q1, each round in random order; the first has this revision:
 * from 1, without gaps. */
void offices_reports(struct offices *offices, uint32_t revision, size_t rounds, struct frames *out);

void frames_free(struct frames *frames);

#endif
