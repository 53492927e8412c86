/*
 * small_journal -- one short journal with fixed keys, ids and times, so that its bytes never
 * change.
 *
 * Cluster MAU-1, year 2024, boards AA and BB, three tasks: the season, two grants, the two reports
 * of Q1. What proto/vectors and the examples of proto/README.md are made of. The keys are of seeds
 * 0101..., and protect nothing.
 *
 * With a review, under edition 2, in a strict Q1: then BB takes and verifies AA's report with another
 * value, which AA disputes, and BB's correction comes when nobody could review it any more. After the
 * lock AA, who is head, and the supervisor amend what BB reported.
 */
#ifndef TESTS_SMALL_JOURNAL_H
#define TESTS_SMALL_JOURNAL_H

#include "arena.h"
#include "bundle.h"
#include "encode.h"

enum {
	SMALL_ENTRIES = 5,
	SMALL_REVIEWED = 12,
	SMALL_AA = 0,
	SMALL_DAEMON,
	SMALL_OPERATOR,
	SMALL_BB,
	SMALL_SUPERVISOR,
	SMALL_KEYS
};

struct small_journal {
	struct arena arena;
	struct cluster *cluster;
	struct credential keys[SMALL_KEYS];
	struct command commands[SMALL_REVIEWED]; /* as they were encoded */
	struct signed_command sent[SMALL_REVIEWED];
	struct journal_entry entries[SMALL_REVIEWED];
	const uint8_t *season; /* in the arena */
	size_t season_size;
};

extern const struct good_model small_model; /* of AA's report */

void small_journal_open(struct small_journal *journal);
void small_journal_open_reviewed(struct small_journal *journal);
void small_journal_close(struct small_journal *journal);

#endif
