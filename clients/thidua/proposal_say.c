#include "proposal_say.h"

#include <string.h>

#include "arena.h"
#include "command.h"
#include "show.h"
#include "text.h"
#include "words.h"

enum { HASH_SHOWN = 4 };

const char *proposal_say_hash(struct arena *arena, const uint8_t *hash)
{
	char hex[2 * HASH_SHOWN + 1];

	text_hex(hash, HASH_SHOWN, hex);
	return arena_text(arena, "%s", hex);
}

const char *proposal_say_points(struct arena *arena, int kind, int64_t points)
{
	return arena_text(arena, "%s%s", kind == ENTRY_DEDUCTION ? "−" : "+",
	                  show_points(arena, points));
}

const char *proposal_say(struct arena *arena, const struct told_proposal *proposal, uint32_t year)
{
	if (strcmp(proposal->action, "define_season") == 0)
		return arena_text(arena, say(WORD_PROPOSAL_SEASON), year, proposal->version);
	if (strcmp(proposal->action, "amend_report") == 0)
		return arena_text(arena, say(WORD_PROPOSAL_AMENDMENT), proposal->board,
		                  words_period(proposal->period));
	if (strcmp(proposal->action, "reveal") == 0)
		return arena_text(arena, say(WORD_PROPOSAL_REVEAL), year);
	if (strcmp(proposal->action, "finalise_year") == 0)
		return arena_text(arena, say(WORD_PROPOSAL_FINAL), year);
	if (!*proposal->code)
		return proposal->action;
	const char *entry = arena_text(arena, "%s: %s (%s)", proposal->board,
	                               proposal_say_points(arena, proposal->kind, proposal->points),
	                               proposal->code);

	return strcmp(proposal->action, "withdraw_points") == 0
	               ? arena_text(arena, say(WORD_PROPOSAL_BACK), entry)
	               : entry;
}

static const char *signer(const struct told_signature *signature)
{
	if (*signature->board)
		return signature->board;
	return say(signature->role == ROLE_SUPERVISOR ? WORD_THE_SUPERVISOR : WORD_THE_OPERATOR);
}

const char *proposal_say_signers(struct arena *arena, const struct told_signature *signers,
                                 size_t count)
{
	const char *said = "";

	for (size_t i = 0; i < count; i++)
		said = arena_text(arena, "%s%s%s%s", said, i > 0 ? ", " : "", signer(&signers[i]),
		                  signers[i].nobody ? say(WORD_PROPOSAL_NOBODY) : "");
	return count > 0 ? said : "–";
}

const char *proposal_say_state(struct arena *arena, const struct told_proposal *proposal)
{
	static const enum word words[] = { WORD_PROPOSAL_OPEN,      WORD_PROPOSAL_IN_FORCE,
		                           WORD_PROPOSAL_WITHDRAWN, WORD_PROPOSAL_DECLINED,
		                           WORD_PROPOSAL_LAPSED,    WORD_PROPOSAL_REVOKED,
		                           WORD_PROPOSAL_VOID };
	const size_t state = (size_t)proposal->state - 1;

	if (state >= sizeof(words) / sizeof(*words))
		return "?";
	/* the first instant that is too late: what people read is the last that is not */
	const int64_t when = state == 0 ? proposal->until - 1000000 : proposal->ended_at;

	return arena_text(arena, say(words[state]), show_instant(arena, when));
}
