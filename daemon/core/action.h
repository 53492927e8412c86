/*
 * action -- what a family of commands gives to cluster.c: who may, what is wrong, what changes.
 *
 * Only core's own files include it. What else a new command needs: "A new command, a new question"
 * in daemon/README.md.
 */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include "rows.h"

enum scope {
	SCOPE_CLUSTER, /* names no year */
	SCOPE_SEASON,
	SCOPE_PERIOD, /* of a season */
	SCOPE_INSIDE, /* that of the command in it */
};

#define MAY(role) (1U << (role))

/* Whose signatures a command needs. In the head's seat is, about the head's own board, the deputy. */
enum seat { SEAT_OPERATOR = 1, SEAT_HEAD = 2, SEAT_SUPERVISOR = 4 };

struct needs {
	unsigned seats;
	int board; /* that it is about, by its place in the season: none of its keys signs; -1: none */
	bool either; /* head or deputy may sit in the head's seat */
};

struct action {
	enum action_number number;
	const char *name; /* the field's name in thidua.v1.Command */
	enum scope scope;
	bool after_final; /* enters also when its year has been finalised (final.h) */
	unsigned roles; /* MAY(ROLE_OFFICE) | MAY(ROLE_SUPERVISOR): nothing else is said to who may
	                   not */
	/* Is there what the command is about: season, board, period? NULL: check says it. Asked before
	 * role and own, of a signer with a role. */
	bool (*where)(const struct cluster *cluster, const struct command *command,
	              struct faults *why);
	/* What a signer of the role needs beyond it, such as the board being his own; NULL:
	 * nothing.
	 */
	bool (*own)(const struct cluster *cluster, const struct granted_key *signer,
	            const struct command *command, struct faults *why);
	/* What is wrong with the command whatever cluster it comes to; NULL: nothing. A client asks
	 * it before it keeps a command, so nothing that can only be refused waits in an outbox. */
	void (*alone)(const struct command *command, struct faults *why);
	/* What is asked of what comes now alone, neither of a journal that is verified nor of what is
	 * brought back or countersigned: so it may become stricter. NULL: nothing. */
	void (*arrival)(const struct command *command, struct faults *why);
	/* All that is wrong otherwise, but cluster, year and id, which are looked at for all
	 * actions alike. Judges what comes now. */
	void (*check)(const struct cluster *cluster, const struct command *command,
	              struct faults *why);
	/* May an office do it by a key that was granted in the season's freeze, and sees nothing of what came in
	 * it? Else not before that has ended: a refusal would tell. */
	bool unseeing;
	/* Enters what was accepted once, whatever the rules are now; cluster->sequence is that of
	 * the command already. effect is zeroed but for year. False, when it cannot belong to this
	 * state: what it added by then is taken back. */
	bool (*apply)(struct cluster *cluster, const struct command *command,
	              struct effect *effect);
	/* Does it need two signatures, now? Then it waits as a proposal, and apply enters it with the
	 * last one. out is filled in any case. NULL: it never does. */
	bool (*needs)(const struct cluster *cluster, const struct command *command,
	              struct needs *out);
	/* Can a proposal of it still take effect? Else nobody is asked to sign it. NULL: until it lapses. */
	bool (*can_hold)(const struct cluster *cluster, uint32_t year, int64_t now);
	/* The other year that a command is about, which must be in memory then; 0: none. NULL: never. */
	uint32_t (*speaks_of)(const struct command *command);
	/* What apply put into the receipt when the command entered; NULL: nothing. */
	void (*told)(const struct cluster *cluster, const struct command *command,
	             struct effect *effect);
};

/* Is what the command is about there, and may this signer do it, his role aside? Else why not. */
static inline bool action_may(const struct action *action, const struct cluster *cluster,
                              const struct granted_key *signer, const struct command *command,
                              struct faults *why)
{
	return (!action->where || action->where(cluster, command, why)) &&
	       (!action->own || action->own(cluster, signer, command, why));
}

/* May the key of the command review, or sign what needs two, in the season of the command? It may from the
 * local day after its grant on, and not while it is held out; else a fault. What the daemon took once is not
 * asked again. */
bool key_ripe(const struct cluster *cluster, const struct command *command, struct faults *why);
/* May an office do by the key of the command what it may not see, having come within the season's freeze? */
bool key_sees(const struct cluster *cluster, const struct action *action,
              const struct granted_key *signer, const struct command *command, struct faults *why);
/* Of a key: its grant's number + 1; 0: it was never granted. */
uint32_t key_number(const struct cluster *cluster, const uint8_t sign_key[KEY_SIZE]);

/* Are both of one office: a board's, the supervisor's, the operator's? */
bool key_same_office(const struct granted_key *a, const struct granted_key *b);
/* Place of the signer's board in the ruleset; -1, with a fault: it is not of the season. */
int key_member(const struct cluster *cluster, const struct ruleset *ruleset,
               const struct command *command, struct faults *why);

/* NULL: there is none. */
const struct action *cluster_find_action(enum action_number number);

extern const struct action action_define_season, action_grant_key, action_revoke_key,
        action_submit_report, action_postmark, action_reinstate, action_sign_compact,
        action_take_report, action_release_report, action_return_report, action_verify_report,
        action_dispute_report, action_resolve_dispute, action_countersign, action_withdraw_proposal,
        action_enter_points, action_withdraw_points, action_amend_report, action_reveal,
        action_publish, action_finalise_year, action_close_limitation, action_confirm_limitation,
        action_judge_model;

#endif
