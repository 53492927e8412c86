/*
 * The sentence of the reason's row is filled here, each argument written by its kind, in English as
 * in Vietnamese; the message that came with a fault is for reasons that this program does not know.
 * Whatever an argument is not, judged by its kind, is shown as it came: a stranger's text never
 * becomes another number.
 *
 * A row may name an item, "lines[{2}]" of the message; that is said in words as a field is.
 */
#include "refusal.h"

#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "ruleset.h"
#include "show.h"
#include "trouble.h"
#include "words.h"

enum { GROUP = 3, DIGITS_MAX = 40 };

/* A number of four digits may be a year, which nobody groups. */
enum grouped { FROM_FOUR = 4, FROM_FIVE = 5 };

struct thidua_fault refusal_of(const struct fault *fault)
{
	return (struct thidua_fault){
		.field = fault->field,
		.code = status_name(fault->code),
		.message = fault->message,
		.reason = fault->reason,
		.arguments = fault->arguments,
		.argument_count = fault->argument_count,
	};
}

/* "-1234567.5" to "-1.234.567,5". */
static const char *number(struct arena *arena, const char *text, enum grouped grouped)
{
	const char *digits = text + (*text == '-');
	const size_t whole = strspn(digits, "0123456789");
	const char *rest = digits + whole;
	const size_t decimals = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
	const char *out = digits == text ? "" : "-";

	if (words_language() == ENGLISH || whole == 0 || whole > DIGITS_MAX ||
	    (*rest && (decimals == 0 || rest[1 + decimals])))
		return text;
	for (size_t i = 0; i < whole; i++)
		out = arena_text(arena, "%s%s%c", out,
		                 i > 0 && whole >= grouped && (whole - i) % GROUP == 0 ? "." : "",
		                 digits[i]);
	return *rest ? arena_text(arena, "%s,%s", out, rest + 1) : out;
}

/* "3" or "Q3" to "quý III". */
static const char *period(const char *text)
{
	const int named = names_number(&names_periods, text) + 1,
	          number = named > 0 ? named : text[0] - '0';

	return number >= 1 && number <= PERIODS && (named > 0 || !text[1]) ? words_period(number)
	                                                                   : text;
}

/* "2" to "điểm trừ", without the arrow that ends it. */
static const char *ranking_key(struct arena *arena, const char *text)
{
	const char *words = text[0] && !text[1] ? words_tiebreak(text[0] - '0') : "?";
	const char *arrow = strrchr(words, ' ');

	return arrow ? arena_text(arena, "%.*s", (int)(arrow - words), words) : text;
}

const char *refusal_argument(struct arena *arena, const struct field_words *words, char kind,
                             const char *text)
{
	int32_t day;
	int64_t instant;

	switch (kind) {
	case 'n':
		return number(arena, text, FROM_FIVE);
	case 'p':
	case 'q':
		return number(arena, text, FROM_FOUR);
	case 'd':
		return calendar_parse(text, &day) ? show_day(arena, day) : text;
	case 'i':
		return calendar_parse_instant(text, &instant) ? show_instant(arena, instant) : text;
	case 'k':
		return period(text);
	case 'b':
		return ranking_key(arena, text);
	case 'e':
		return trouble_words(text);
	case 'f':
		return field_words_say(arena, words, text);
	default:
		return text;
	}
}

/* What is said: the row's sentence, and the fault's arguments as people write them. */
struct filling {
	struct arena *arena;
	const struct field_words *words;
	const struct thidua_fault *fault;
	const char *arguments[FAULT_ARGUMENTS_MAX];
};

/* The number of the argument in "{1}", from 0, or -1. */
static int hole(const struct filling *filling, const char *at)
{
	const bool fits = at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}';
	const int number = fits ? at[1] - '1' : -1;

	return number < (int)filling->fault->argument_count ? number : -1;
}

/* The next piece of the sentence in words; *size gets the bytes of the sentence that it stands for.
 */
static const char *piece(const struct filling *filling, const char *at, size_t *size)
{
	const size_t name = strspn(at, "abcdefghijklmnopqrstuvwxyz_.");
	const int named = at[name] == '[' ? hole(filling, at + name + 1) : -1,
	          alone = hole(filling, at);

	if (name > 0 && named >= 0 && at[name + 4] == ']') {
		*size = name + 5;
		return field_words_say(filling->arena, filling->words,
		                       arena_text(filling->arena, "%.*s[%s]", (int)name, at,
		                                  filling->fault->arguments[named]));
	}
	*size = alone >= 0 ? 3 : name > 0 ? name : 1;
	return alone >= 0 ? filling->arguments[alone]
	                  : arena_text(filling->arena, "%.*s", (int)*size, at);
}

const char *refusal_say(struct arena *arena, const struct field_words *words,
                        const struct thidua_fault *fault)
{
	const enum fault_reason reason = fault_find(fault->reason ? fault->reason : "");
	struct filling filling = { arena, words, fault, { NULL } };

	if (reason == FAULT_REASONS || strlen(fault_kinds(reason)) != fault->argument_count)
		return fault->message ? fault->message : "";
	for (size_t i = 0; i < fault->argument_count; i++)
		filling.arguments[i] =
		        refusal_argument(arena, words, fault_kinds(reason)[i], fault->arguments[i]);
	const char *out = "";
	size_t size;

	for (const char *at = fault_sentence(reason, words_language()); *at; at += size)
		out = arena_text(arena, "%s%s", out, piece(&filling, at, &size));
	return out;
}

const char *refusal_field(const struct thidua_fault *fault)
{
	return field_words_path(fault->field ? fault->field : "");
}

/* " (done)" where people write the fields by their names, and the words do not end with it. */
static const char *name_beside(struct arena *arena, const struct field_words *words,
                               const struct thidua_fault *fault, const char *said)
{
	const char *dot = strrchr(fault->field, '.'), *name = dot ? dot + 1 : fault->field;
	const size_t size = strcspn(name, "["), length = strlen(said);

	if (!fault->reason || strncmp(fault->reason, "JSON_", 5) != 0 || (words && words->place) ||
	    strchr(name, ' ') || (length >= size && strncmp(said + length - size, name, size) == 0))
		return "";
	return arena_text(arena, " (%.*s)", (int)size, name);
}

static const char *placed(struct arena *arena, const struct field_words *words,
                          const struct thidua_fault *fault, const char *what)
{
	const char *where = field_words_say(arena, words, fault->field);

	return arena_text(arena, "%s%s: %s", where, name_beside(arena, words, fault, where), what);
}

const char *refusal_line(struct arena *arena, const struct field_words *words,
                         const struct thidua_fault *fault)
{
	const char *what = refusal_say(arena, words, fault);

	/* of a part of it, too: nobody knows xl/workbook.xml */
	if (words && words->file && fault->reason && strncmp(fault->reason, "WORKBOOK_", 9) == 0)
		what = arena_text(arena, "%s: %s%s%s", words->file,
		                  fault->field ? fault->field : "",
		                  fault->field && *fault->field ? ": " : "", what);
	else if (fault->field && *fault->field)
		what = placed(arena, words, fault, what);
	return what;
}
