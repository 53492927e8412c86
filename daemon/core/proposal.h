/*
 * proposal -- commands that need two signatures.
 *
 * Such a command enters the journal as a proposal and changes nothing. Who gives the last signature
 * that it needs names it by its hash; it is checked again then, as if it came then, and takes effect
 * with that entry. Its bytes are kept until then, since it is read again.
 *
 *   OPEN --> IN_FORCE    the last signature
 *        --> WITHDRAWN   by the office that proposed it
 *        --> DECLINED    by the supervisor
 *        --> LAPSED      its days are over
 *        --> REVOKED     a key that had signed it is
 *        --> VOID        its year was finalised
 */
#ifndef CORE_PROPOSAL_H
#define CORE_PROPOSAL_H

#include "cluster.h"

struct action;
struct needs;
struct proposal_row;

enum proposal_state { /* the wire's numbers */
	              PROPOSAL_OPEN = 1,
	              PROPOSAL_IN_FORCE,
	              PROPOSAL_WITHDRAWN,
	              PROPOSAL_DECLINED,
	              PROPOSAL_LAPSED,
	              PROPOSAL_REVOKED,
	              PROPOSAL_VOID,
};

enum proposal_answer {
	PROPOSAL_SIGNED = 1,
	PROPOSAL_COMPLETED,
	PROPOSAL_TAKEN_BACK,
	PROPOSAL_REFUSED
};

struct proposal {
	enum proposal_state state;
	int64_t ended_at; /* INT64_MAX: it is open */
	unsigned missing; /* seats */
	uint32_t reason;  /* of its end, in the heap; 0: none was given */
};

/* Enters an accepted command: as a proposal when it needs two signatures, else by its action. */
bool proposal_enter(struct cluster *cluster, const struct action *action,
                    const struct command *command, struct effect *effect);

/* Did, or does, this command wait for a signature? */
bool proposal_waited(const struct cluster *cluster, const struct command *command);

/* May one more such proposal come? Not when there are too many of its office, or an open one says the
 * same. True of one that waits already and is looked at again. field: of the fault. */
bool proposal_may_come(const struct cluster *cluster, const struct command *command,
                       const char *field, struct faults *why);

/* The seat in which a key would sign; 0: none. */
unsigned proposal_seat(const struct cluster *cluster, uint32_t year, const struct needs *needs,
                       const struct granted_key *signer);
/* Has it one, and is its key one that may sign such things today? */
bool proposal_may_sign(const struct cluster *cluster, const struct command *command,
                       const struct needs *needs, const struct granted_key *signer,
                       struct faults *why);

/* By the hash of its bytes; NULL: there is none in that year. */
const struct proposal_row *proposal_find(const struct cluster *cluster, uint32_t year,
                                         const uint8_t hash[HASH_SIZE]);
/* Its number + 1, as rows name it. */
uint32_t proposal_number(const struct cluster *cluster, const struct proposal_row *row);

/* What it needs, as it was when it came; the board by its place today. */
struct needs proposal_needs(const struct cluster *cluster, const struct proposal_row *row);

/* What signatures, answers, and by `now` revocations and time have made of it: the one place that says
 * so. */
struct proposal proposal_look(const struct cluster *cluster, const struct proposal_row *row,
                              int64_t now);

/* The same as it was at an instant, when what came later had not come. */
struct proposal proposal_seen(const struct cluster *cluster, const struct proposal_row *row,
                              int64_t instant);

/* Who proposed it. */
void proposal_signer(const struct cluster *cluster, const struct proposal_row *row,
                     struct granted_key *out);
/* Did the signer's office? */
bool proposal_of_office(const struct cluster *cluster, const struct proposal_row *row,
                        const struct granted_key *signer);

/* The command that waits, as it would enter now with `by`; what it points to is the arena's. */
bool proposal_open(const struct cluster *cluster, const struct proposal_row *row,
                   const struct command *by, struct arena *arena, struct command *out);

/* For who looks at commands that have entered: of the Countersign that has just been applied, the
 * command that took effect with it, and the entry in which that stands. False: none did. */
bool proposal_took_effect(const struct cluster *cluster, const struct command *countersign,
                          struct arena *arena, struct command *out, uint64_t *sequence);

#endif
