/* A locked standing and what succeeds it stand in a bundle each once, in order, and as the journal gives them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "buffer.h"
#include "desk.h"
#include "small_journal.h"

#include <cmocka.h>

enum { PUT_MAX = 3 };

struct put { /* a standing that is told, as that of the amendment of this number */
	uint32_t computed, told;
	bool points; /* with a point more for who ranks first */
};

static const struct put locked = { 0, 0, false }, amended = { 1, 1, false };

static void add_standing(const struct small_journal *journal, const struct put *put,
                         struct buffer *out)
{
	struct arena arena;
	struct standing standing;
	struct buffer message = { 0 };
	const int64_t now = at("2024-04-08T09:00+07:00");

	arena_init(&arena, 0);
	assert_true(standing_compute_locked(journal->cluster, 2024, Q1, put->computed, now, &arena,
	                                    &standing));
	standing.amendment = (uint16_t)put->told;
	standing.rows[standing.order[0]].total += put->points;
	desk_encode(&standing, now, &message);
	bundle_locked(out, message.data, message.size);
	buffer_close(&message);
	arena_close(&arena);
}

/* "" when it agrees. */
static const char *difference_of(const struct put *puts, size_t count)
{
	static struct bundle_verdict verdict;
	struct buffer bundle = { 0 };
	struct small_journal journal;

	small_journal_open_reviewed(&journal);
	bundle_begin(&bundle, "MAU-1", journal.keys[SMALL_OPERATOR].sign_public, desk_epoch,
	             at("2024-04-09T08:00+07:00"));
	for (size_t i = 0; i < SMALL_REVIEWED; i++)
		bundle_entry(&bundle, &journal.entries[i]);
	for (size_t i = 0; i < count; i++)
		add_standing(&journal, &puts[i], &bundle);
	bundle_end(&bundle, SMALL_REVIEWED, NULL);
	bundle_verify(bundle.data, bundle.size, NULL, NULL, &verdict);
	assert_int_equal(verdict.agrees, verdict.difference[0] == '\0');
	buffer_close(&bundle);
	small_journal_close(&journal);
	return verdict.difference;
}

static void the_one_that_locked_and_its_successor_agree(void **state)
{
	const struct put both[] = { locked, amended };

	(void)state;
	assert_string_equal(difference_of(both, 2), "");
}

static void no_successor_is_left_out_or_there_twice(void **state)
{
	static const char absent[] = "standing 2024 Q1 amended by 1: is absent",
	                  twice[] = "standing 2024 Q1 amended by 1: is there twice or out of order";
	const struct put first[] = { locked, amended, amended };

	(void)state;
	assert_string_equal(difference_of(first, 1), absent);
	assert_string_equal(difference_of(first, 3), twice);
	assert_string_equal(difference_of(&amended, 1), "standing 2024 Q1: is absent");
	assert_string_equal(difference_of((const struct put[]){ amended, locked }, 2),
	                    "standing 2024 Q1: is absent");
	assert_string_equal(difference_of((const struct put[]){ locked, locked, amended }, 3),
	                    absent);
	assert_string_equal(difference_of((const struct put[]){ locked, amended, locked }, 3),
	                    "standing 2024 Q1: is there twice or out of order");
}

static void none_is_told_as_another(void **state)
{
	const struct put swapped[] = { { 1, 0, false }, { 0, 1, false } };
	const struct put kept[] = { locked, { 0, 1, false } };
	const struct put forged[] = { locked, { 1, 1, true } };
	const struct put renumbered[] = { locked, { 1, 2, false } };

	(void)state;
	assert_memory_equal(difference_of(swapped, 2), "standing 2024 Q1: state_hash: ", 30);
	assert_memory_equal(difference_of(kept, 2),
	                    "standing 2024 Q1 amended by 1: state_hash: ", 43);
	assert_memory_equal(difference_of(forged, 2),
	                    "standing 2024 Q1 amended by 1: state_hash: ", 43);
	assert_string_equal(difference_of(renumbered, 2),
	                    "standing 2024 Q1 amended by 1: is absent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_that_locked_and_its_successor_agree),
		cmocka_unit_test(no_successor_is_left_out_or_there_twice),
		cmocka_unit_test(none_is_told_as_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
