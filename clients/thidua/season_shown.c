/*
 * What is published is the standing in force as it is asked for: its hash goes into the command, so that
 * nobody publishes another one than he was shown.
 */
#include "season_shown.h"

#include <stdio.h>
#include <string.h>

#include "consent.h"
#include "messages.h"
#include "sealed.h"
#include "send.h"
#include "show.h"
#include "text.h"
#include "try_command.h"
#include "words.h"

static const char *hex_of(struct arena *arena, const uint8_t hash[HASH_SIZE])
{
	char hex[2 * HASH_SIZE + 1];

	text_hex(hash, HASH_SIZE, hex);
	return arena_text(arena, "%s", hex);
}

static int agree(const struct dial *dial, enum word question, const char *period, const char *hash)
{
	if (!consent_wanted(dial->options))
		return THIDUA_OK;
	return consent_given(say(question), period, hash) ? THIDUA_OK : THIDUA_USAGE;
}

int season_reveal(struct options *options, const char *period)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;

	options->values[OPTION_PERIOD] = period;
	int code = dial_query(options, QUESTION_DISCLOSURE, &query);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = agree(&dial, WORD_REVEAL_ASK, words_period((int)query.period + 1), "");
	if (code == THIDUA_OK) {
		send_start(&command, ACTION_REVEAL, query.cluster, query.year);
		command.reveal.period = (int)query.period + 1;
		code = try_or_send(&dial, &command);
	}
	dial_close(&dial);
	return code;
}

int season_publish(struct options *options, const char *period)
{
	struct dial dial = { 0 };
	struct query query;
	struct command command;

	options->values[OPTION_PERIOD] = period;
	int code = dial_query(options, QUESTION_STANDINGS, &query);

	if (code == THIDUA_OK)
		code = dial_open(&dial, options, DIAL_OUTBOX);
	if (code == THIDUA_OK)
		code = dial_ask(&dial, &query);
	if (code == THIDUA_OK) {
		const struct told_standings *standings = &dial.answer.standings;

		send_start(&command, ACTION_PUBLISH, query.cluster, query.year);
		command.publish.period = standings->period;
		memcpy(command.publish.state_hash, standings->state_hash, HASH_SIZE);
		code = agree(&dial, WORD_PUBLISH_ASK, words_period(standings->period),
		             hex_of(&dial.arena, standings->state_hash));
	}
	if (code == THIDUA_OK)
		code = try_or_send(&dial, &command);
	dial_close(&dial);
	return code;
}

/* --- how it stands --- */

static void print_freeze(struct arena *arena, const struct disclosure *told)
{
	const char *period = words_period(told->freeze_period);

	if (told->freeze_period == 0)
		return;
	if (told->frozen)
		printf(say(WORD_SHOWN_FROZEN), period, show_instant(arena, told->freeze_begins),
		       show_instant(arena, told->freeze_ends));
	else if (told->revealed_at != 0)
		printf(say(WORD_SHOWN_REVEALED), period, show_instant(arena, told->revealed_at));
	else
		printf(say(WORD_SHOWN_FREEZE), period, show_instant(arena, told->freeze_begins),
		       show_instant(arena, told->freeze_ends));
	putchar('\n');
}

static void print_published(struct arena *arena, const struct publication *one)
{
	printf(say(WORD_SHOWN_PUBLISHED), words_period(one->period),
	       show_instant(arena, one->received_at));
	if (one->amendment > 0)
		printf(say(WORD_SHOWN_AMENDMENT), one->amendment);
	printf("  %s\n", hex_of(arena, one->state_hash));
}

void season_shown_print(struct dial *dial, const char *cluster, uint32_t year)
{
	const struct disclosure *told = sealed_ask(dial, cluster, year);

	if (!told || (told->freeze_period == 0 && !told->publication))
		return;
	putchar('\n');
	print_freeze(&dial->arena, told);
	for (size_t i = 0; i < told->published_count; i++)
		print_published(&dial->arena, &told->published[i]);
	if (told->publication && told->published_count == 0)
		puts(say(WORD_SHOWN_NOTHING));
}
