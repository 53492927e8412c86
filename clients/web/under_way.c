/*
 * A question is known by its bytes: two requests that encode alike are one. Those that are carried are
 * each for themselves, for the same bytes may be sent twice on purpose.
 */
#include "under_way.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "carry.h"
#include "encode.h"
#include "log.h"
#include "pages.h"
#include "permalink.h"
#include "problem.h"

struct waiter {
	struct waiter *next;
	void *who;
};

struct asking {
	struct asking *next;
	uint64_t number;
	struct route_match match;
	struct wish wish;
	bool json;
	bool own; /* of a season that we want to know */
	struct buffer bytes;
	struct buffer standing; /* of a permalink: the first answer, while names are asked for */
	struct waiter *waiters;
	uint8_t signer[KEY_SIZE];
	char address[QUESTIONS_ADDRESS_SIZE];
};

static void free_question(struct questions *questions, struct asking **place)
{
	struct asking *question = *place;

	*place = question->next;
	while (question->waiters) {
		struct waiter *waiter = question->waiters;

		question->waiters = waiter->next;
		questions->waiting--;
		free(waiter);
	}
	if (route_carries(question->match.route))
		questions->carried--;
	else
		questions->asked -= question->own ? 0 : 1;
	buffer_close(&question->bytes);
	buffer_close(&question->standing);
	free(question);
}

static void wait_for(struct questions *questions, struct asking *question, void *who)
{
	struct waiter *waiter = must_alloc(1, sizeof(*waiter));

	waiter->who = who;
	waiter->next = question->waiters;
	question->waiters = waiter;
	questions->waiting++;
}

static struct outcome refuse(struct questions *questions, unsigned status, const char *code)
{
	struct outcome outcome = outcome_problem(status, code);

	questions->refusals++;
	outcome.retry_after = 1;
	return outcome;
}

/* Under way from here on; bytes are taken over. address: who asks; NULL: we do. NULL: it cannot be. */
static struct asking *begin(struct questions *questions, const struct route_match *match,
                            struct buffer *bytes, const char *address)
{
	struct asking *question = must_alloc(1, sizeof(*question));

	question->number = ++questions->number;
	question->match = *match;
	question->match.file = NULL;
	question->bytes = *bytes;
	*bytes = (struct buffer){ 0 };
	question->next = questions->first;
	questions->first = question;
	question->own = !address;
	if (address)
		strncpy(question->address, address, sizeof(question->address) - 1);
	if (route_carries(match->route))
		questions->carried++;
	else
		questions->asked += question->own ? 0 : 1;
	if (thidua_ask(questions->handle, question->number, question->bytes.data,
	               question->bytes.size, questions->timeout_ms) == THIDUA_OK)
		return question;
	free_question(questions, &questions->first);
	return NULL;
}

/* What an address has under way: that was signed elsewhere, or questions of its own. */
static size_t count_of(const struct questions *questions, const char *address, bool carried)
{
	size_t count = 0;

	for (const struct asking *one = questions->first; one; one = one->next)
		count += route_carries(one->match.route) == carried && !one->own &&
		         strcmp(one->address, address) == 0;
	return count;
}

static struct asking *find_same(const struct questions *questions, const struct route_match *match,
                                const struct wish *wish, const struct buffer *bytes)
{
	for (struct asking *question = questions->first; question; question = question->next)
		if (question->match.route == match->route &&
		    question->wish.english == wish->english &&
		    question->wish.fixed == wish->fixed &&
		    version_same(&question->wish.version, &wish->version) && !question->own &&
		    question->bytes.size == bytes->size &&
		    memcmp(question->bytes.data, bytes->data, bytes->size) == 0)
			return question;
	return NULL;
}

/* The status that says why one more question cannot be asked; 0: it can. */
static unsigned lack_of_room(const struct questions *questions, const char *address)
{
	if (questions->asked >= QUESTIONS_ASKED_MAX)
		return 503;
	return count_of(questions, address, false) >= QUESTIONS_OF_ADDRESS_MAX ? 429 : 0;
}

struct outcome questions_ask(struct questions *questions, const struct route_match *match,
                             const struct query *query, const struct wish *wish,
                             const char *address, void *waiter)
{
	struct buffer bytes = { 0 };

	if (questions->waiting >= QUESTIONS_WAITING_MAX)
		return refuse(questions, 503, "BUSY");
	encode_query(query, 0, &bytes);
	struct asking *question = find_same(questions, match, wish, &bytes);

	const unsigned lack = question ? 0 : lack_of_room(questions, address);

	if (!question && lack == 0)
		question = begin(questions, match, &bytes, address);
	buffer_close(&bytes);
	if (!question)
		return lack == 429 ? refuse(questions, lack, "TOO_MANY_REQUESTS")
		                   : refuse(questions, 503, "BUSY");
	question->wish = *wish;
	wait_for(questions, question, waiter);
	return (struct outcome){ 0 };
}

/* --- carried --- */

struct outcome questions_carry(struct questions *questions, enum route route, const uint8_t *bytes,
                               size_t size, const char *address, bool json, void *waiter)
{
	const struct route_match match = { .route = route };
	struct buffer request = { 0 };
	struct signed_command sealed;
	size_t of_signer = 0;

	if (!carry_read(bytes, size, &sealed))
		return outcome_fault(size == 0 ? "body" : "body.key", FAULT_ABSENT, NULL);
	if (!carry_is_signed(route, &sealed))
		return outcome_fault("body.signature", FAULT_SIGNATURE_WRONG, NULL);
	for (const struct asking *one = questions->first; one; one = one->next)
		of_signer += route_carries(one->match.route) &&
		             memcmp(one->signer, sealed.key, KEY_SIZE) == 0;
	if (of_signer >= questions->signer_max ||
	    count_of(questions, address, true) >= questions->address_max)
		return refuse(questions, 429, "TOO_MANY_REQUESTS");
	if (questions->carried >= QUESTIONS_CARRIED_MAX)
		return refuse(questions, 503, "BUSY");
	carry_wrap(route, bytes, size, &request);
	struct asking *question = begin(questions, &match, &request, address);

	buffer_close(&request);
	if (!question)
		return refuse(questions, 503, "BUSY");
	memcpy(question->signer, sealed.key, KEY_SIZE);
	question->json = json;
	wait_for(questions, question, waiter);
	return (struct outcome){ 0 };
}

/* --- seasons --- */

static bool is_asked(const struct questions *questions, const struct held *held)
{
	for (const struct asking *one = questions->first; one; one = one->next)
		if (one->own && one->match.year == held->year &&
		    strcmp(one->match.cluster, held->cluster) == 0)
			return true;
	return false;
}

void questions_seasons(struct questions *questions)
{
	for (size_t i = 0; i < questions->held->count; i++) {
		struct held *held = questions->held->years[i];
		struct route_match match = { .route = ROUTE_SEASON, .year = held->year };
		const struct query query = { .question = QUESTION_SEASON,
			                     .cluster = held->cluster,
			                     .year = held->year,
			                     .period = -1 };
		struct buffer bytes = { 0 };

		if (!held->season_wanted || is_asked(questions, held))
			continue;
		strcpy(match.cluster, held->cluster);
		encode_query(&query, 0, &bytes);
		struct asking *question = begin(questions, &match, &bytes, NULL);

		buffer_close(&bytes);
		if (question)
			held->season_wanted = false; /* until something is new, or the next look */
	}
}

/* --- answers --- */

/* With the names of another version of the season than the one that is held: they are asked for. False: they
 * cannot be. */
static bool ask_names(struct questions *questions, struct asking *question,
                      const struct thidua_reply *reply, uint32_t season_version)
{
	const struct query query = { .question = QUESTION_SEASON,
		                     .cluster = question->match.cluster,
		                     .year = question->match.year,
		                     .period = -1,
		                     .revision = season_version };

	buffer_append(&question->standing, reply->bytes, reply->size);
	buffer_reset(&question->bytes);
	encode_query(&query, 0, &question->bytes);
	question->number = ++questions->number;
	return thidua_ask(questions->handle, question->number, question->bytes.data,
	                  question->bytes.size, questions->timeout_ms) == THIDUA_OK;
}

static struct outcome outcome_fixed(const struct asking *question,
                                    const struct told_standings *told,
                                    const struct member_list *names)
{
	struct body *page = permalink_page(&question->wish.version, told, names);
	struct outcome outcome = outcome_of(page, outcome_json_type, OUTCOME_FOR_EVER);

	body_drop(&page);
	return outcome;
}

/* The second answer: the season's names. */
static struct outcome outcome_named(const struct asking *question, const struct answer *season,
                                    struct arena *arena)
{
	struct answer first;
	struct member_list names;

	if (!answer_decode(question->standing.data, question->standing.size, arena, &first) ||
	    !members_take(season, arena, &names))
		return outcome_away(5);
	return outcome_fixed(question, &first.standings, &names);
}

/* A permalink's. Status 0: it goes on. */
static struct outcome outcome_of_version(struct questions *questions, struct asking *question,
                                         const struct thidua_reply *reply,
                                         const struct answer *answer, struct arena *arena)
{
	const struct held *held =
	        held_find(questions->held, question->match.cluster, question->match.year);
	const struct told_standings *told = &answer->standings;

	if (answer->status != STATUS_OK && problem_status(answer->status) < 500)
		return outcome_problem(404, "NOT_FOUND");
	if (answer->status != STATUS_OK)
		return outcome_refusal(answer->status, answer->faults, answer->fault_count);
	if (question->standing.size > 0)
		return outcome_named(question, answer, arena);
	if (answer->kind != ANSWER_STANDINGS || !permalink_is(&question->wish.version, told))
		return outcome_problem(404, "NOT_FOUND");
	if (held && held->season_version == told->season_version)
		return outcome_fixed(question, told, &held->names);
	return ask_names(questions, question, reply, told->season_version) ? (struct outcome){ 0 }
	                                                                   : outcome_away(1);
}

static struct outcome outcome_of_answer(struct questions *questions, struct asking *question,
                                        const struct thidua_reply *reply, struct arena *arena,
                                        struct answer *answer)
{
	const struct route_match *match = &question->match;

	if (!reply->bytes || !answer_decode(reply->bytes, reply->size, arena, answer))
		return outcome_away(5);
	if (route_carries(match->route))
		return carry_outcome(reply, answer, question->json);
	if (question->wish.fixed)
		return outcome_of_version(questions, question, reply, answer, arena);
	if (answer->status != STATUS_OK)
		return outcome_refusal(answer->status, answer->faults, answer->fault_count);
	return pages_answer(match->route, answer,
	                    held_find(questions->held, match->cluster, match->year),
	                    question->wish.english, &questions->workbooks);
}

bool questions_take(struct questions *questions, const struct held **changed)
{
	struct asking **place = &questions->first;
	struct thidua_reply reply;
	struct arena arena;
	struct answer answer = { 0 };

	*changed = NULL;
	if (thidua_answer(questions->handle, &reply) != THIDUA_OK)
		return false;
	while (*place && (*place)->number != reply.number)
		place = &(*place)->next;
	if (!*place)
		return true;
	struct asking *question = *place;

	arena_init(&arena, 0);
	struct outcome outcome = outcome_of_answer(questions, question, &reply, &arena, &answer);

	questions->answers++;
	if (outcome.status == 0) { /* it asks for more */
		arena_close(&arena);
		return true;
	}
	for (const struct waiter *waiter = question->waiters; waiter; waiter = waiter->next)
		questions->answered(waiter->who, &outcome);
	struct held *held = question->own ? held_find(questions->held, question->match.cluster,
	                                              question->match.year)
	                                  : NULL;

	if (held && outcome.status == 200) {
		held_take_season(questions->held, held, &answer);
		*changed = held;
	}
	outcome_close(&outcome);
	arena_close(&arena);
	free_question(questions, place);
	return true;
}

void questions_forget(struct questions *questions, const void *who)
{
	for (struct asking *question = questions->first; question; question = question->next) {
		for (struct waiter **place = &question->waiters; *place;) {
			struct waiter *waiter = *place;

			if (waiter->who != who) {
				place = &waiter->next;
				continue;
			}
			*place = waiter->next;
			questions->waiting--;
			free(waiter);
		}
	}
}

void questions_close(struct questions *questions)
{
	while (questions->first) {
		struct outcome outcome = outcome_away(5);

		for (const struct waiter *waiter = questions->first->waiters; waiter;
		     waiter = waiter->next)
			questions->answered(waiter->who, &outcome);
		outcome_close(&outcome);
		free_question(questions, &questions->first);
	}
	workbooks_close(&questions->workbooks);
}
