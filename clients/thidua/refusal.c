/*
 * English is the daemon's own message; only another language is made here, from the sentence of the
 * reason's row and its arguments, each written by its kind. Whatever an argument is not, judged by
 * its kind, is shown as it came: a stranger's text never becomes another number.
 */
#include "refusal.h"

#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "show.h"
#include "words.h"

enum { SENTENCE_SIZE = 1200, GROUP = 3, DIGITS_MAX = 40 };

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

	if (whole == 0 || whole > DIGITS_MAX || (*rest && (decimals == 0 || rest[1 + decimals])))
		return text;
	for (size_t i = 0; i < whole; i++)
		out = arena_text(arena, "%s%s%c", out,
		                 i > 0 && whole >= grouped && (whole - i) % GROUP == 0 ? "." : "",
		                 digits[i]);
	return *rest ? arena_text(arena, "%s,%s", out, rest + 1) : out;
}

const char *refusal_argument(struct arena *arena, char kind, const char *text)
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
	default:
		return text;
	}
}

const char *refusal_say(struct arena *arena, const struct thidua_fault *fault)
{
	const enum fault_reason reason = fault_find(fault->reason ? fault->reason : "");
	const char *arguments[FAULT_ARGUMENTS_MAX];

	if (words_language() == ENGLISH || reason == FAULT_REASONS ||
	    strlen(fault_kinds(reason)) != fault->argument_count)
		return fault->message ? fault->message : "";
	for (size_t i = 0; i < fault->argument_count; i++)
		arguments[i] = refusal_argument(arena, fault_kinds(reason)[i], fault->arguments[i]);
	return fault_fill(fault_sentence(reason, words_language()), arguments,
	                  fault->argument_count, arena_alloc(arena, SENTENCE_SIZE, 1),
	                  SENTENCE_SIZE);
}

const char *refusal_field(const struct thidua_fault *fault)
{
	static const char *const prefixes[] = { "submit_report.", "define_season.", "season.",
		                                "grant_key.", "revoke_key." };
	const char *field = fault->field ? fault->field : "";

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const size_t size = strlen(prefixes[i]);

		if (strncmp(field, prefixes[i], size) == 0)
			field += size;
	}
	return field;
}

const char *refusal_line(struct arena *arena, const struct thidua_fault *fault)
{
	const char *field = refusal_field(fault);

	return arena_text(arena, "%s%s%s", field, *field ? ": " : "", refusal_say(arena, fault));
}
