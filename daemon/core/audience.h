/*
 * audience -- who may read what: the one rule that questions and the feed answer to.
 *
 * What a daemon tells is meant for one of three: what was published is for the public, what boards
 * and viewers may see for members, what is never held back for head, deputy and supervisor. In a
 * season that holds nothing back all three are the same.
 */
#ifndef CORE_AUDIENCE_H
#define CORE_AUDIENCE_H

#include "cluster.h"

struct seats { /* of a season: boards; "": nobody */
	char head[CODE_SIZE], deputy[CODE_SIZE];
	int64_t kept_from; /* a key that was granted then or later is held out; INT64_MAX: none is */
};

struct sight { /* who asks a question, and when */
	struct granted_key reader;
	int64_t now;
};

/* May this key read, in its cluster, what is meant for an audience? seats are those of the season
 * that it is of; NULL when it is of none: then nothing of it is live. */
bool audience_may_read(const struct granted_key *reader, enum audience audience,
                       const struct seats *seats);

/* For which of the three is what this key asks of a season told? */
enum audience audience_of(const struct cluster *cluster, uint32_t year,
                          const struct granted_key *reader, int64_t now);

/* Was it granted in the season's freeze, which goes on? Then it sees what everybody does, of its own board too: who
 * grants keys would see what is held back from him by one of his own. */
bool audience_came_within(const struct cluster *cluster, uint32_t year,
                          const struct granted_key *key, int64_t now);

/* Is it held out: would it read what is live, had it not come within the freeze? */
bool audience_holds_out(const struct cluster *cluster, uint32_t year, const struct granted_key *key,
                        int64_t now);

/* Do they see a season's standings as these come? Members not in a freeze, the public not where it sees what
 * was published. */
bool audience_is_live(const struct cluster *cluster, uint32_t year, enum audience audience,
                      int64_t now);

/* Does it see what was published and nothing else? */
bool audience_awaits_publication(const struct cluster *cluster, uint32_t year,
                                 enum audience audience);

/* The instant as of which who asks sees what of a season is about a board; board "": about all. That is now;
 * in a freeze, of what is not his own, or if he came within it, the last before it. */
int64_t audience_sees(const struct cluster *cluster, const struct sight *sight, uint32_t year,
                      const char *board);

/* Who signed, as a reader of the cluster; the root is an operator there. False with a fault: it has
 * no role. */
bool audience_reader(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE],
                     struct granted_key *out, struct faults *why);

/* Who signed a command that comes now, as the daemon lets him see; the root is an operator. */
struct sight audience_signer(const struct cluster *cluster, const struct command *command);

/* Those of the latest version, as it is known at `now`; false when there is no such season. */
bool audience_seats(const struct cluster *cluster, uint32_t year, int64_t now, struct seats *out);

#endif
