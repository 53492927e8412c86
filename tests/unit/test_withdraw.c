/*
 * What waits may be taken back as long as it was never sent, and another put in its place: never two
 * of them are sent by that, whoever sends at the same time.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "encode.h"
#include "office.h"
#include "outbox.h"

#include <cmocka.h>

static int begin(void **state)
{
	static struct office office;

	office_begin(&office);
	office_open(&office, NULL, NULL, 1000);
	*state = &office;
	return 0;
}

static int end(void **state)
{
	office_end(*state);
	return 0;
}

/* The bytes of a grant, which is as good as any command. */
static void write_command(struct buffer *out)
{
	struct command command = { .action = ACTION_REVOKE_KEY,
		                   .cluster = "TCXDD-1",
		                   .signed_at = 7 };

	seal_id(command.signed_at, command.id);
	command.revoke_key.reason = "moved";
	buffer_reset(out);
	encode_command(&command, out);
}

static void replace(struct office *office, const uint8_t old[ID_SIZE], bool expected)
{
	struct buffer bytes = { 0 };
	uint8_t id[ID_SIZE];

	write_command(&bytes);
	bool replaced;

	assert_int_equal(thidua_replace_command(office->handle, old, &bytes, id, &replaced),
	                 THIDUA_OK);
	assert_int_equal(replaced, expected);
	buffer_close(&bytes);
}

/* Another process on the same outbox. */
struct other {
	struct arena arena;
	struct faults why;
	struct outbox *outbox;
};

static void other_begin(struct other *other, const struct office *office)
{
	arena_init(&other->arena, 0);
	faults_init(&other->why, &other->arena);
	other->outbox = outbox_open(office->outbox, &other->why);
	assert_non_null(other->outbox);
}

static void other_end(struct other *other)
{
	outbox_close(&other->outbox);
	arena_close(&other->arena);
}

/* It sends all that waits from now on, and hears nothing of it. */
static void take_up_all(struct other *other, const struct office *office)
{
	assert_true(outbox_take_up(other->outbox, office->keys.sign_public, 1, 1000, &other->why));
}

static void what_was_never_sent_is_gone(void **state)
{
	struct office *office = *state;
	uint8_t id[ID_SIZE];

	office_put(office, 1, id);
	bool gone;

	assert_int_equal(thidua_withdraw(office->handle, id, false, &gone), THIDUA_OK);
	assert_true(gone);
	assert_string_equal(office_outbox(office), "");
	assert_int_equal(thidua_withdraw(office->handle, id, true, &gone), THIDUA_USAGE);
	assert_string_equal(office_reason(office), "OUTBOX_NOT_WAITING");
}

static void what_was_sent_unheard_is_unknown_only_when_that_is_meant(void **state)
{
	struct office *office = *state;
	struct other other;
	uint8_t id[ID_SIZE];

	office_put(office, 1, id);
	other_begin(&other, office);
	take_up_all(&other, office);
	bool gone;

	assert_int_equal(thidua_withdraw(office->handle, id, false, &gone), THIDUA_UNKNOWN);
	assert_string_equal(office_reason(office), "OUTBOX_SENT");
	assert_string_equal(office_outbox(office), "1 waiting");
	assert_int_equal(thidua_withdraw(office->handle, id, true, &gone), THIDUA_OK);
	assert_false(gone);
	assert_string_equal(office_outbox(office), "1 unknown");
	other_end(&other);
}

static void another_is_put_in_the_place_of_what_was_never_sent(void **state)
{
	struct office *office = *state;
	uint8_t id[ID_SIZE];

	office_put(office, 1, id);
	replace(office, id, true);
	assert_string_equal(office_outbox(office), "2 waiting"); /* a place is never used twice */
	replace(office, id, false);
	assert_string_equal(office_outbox(office), "2 waiting");
}

static void nothing_is_put_in_the_place_of_what_may_have_been_sent(void **state)
{
	struct office *office = *state;
	struct other other;
	uint8_t id[ID_SIZE];

	office_put(office, 1, id);
	other_begin(&other, office);
	take_up_all(&other, office);
	replace(office, id, false);
	assert_string_equal(office_outbox(office), "1 waiting");
	other_end(&other);
}

struct withdrawing {
	struct office *office;
	const uint8_t *id;
	int code;
};

static void *withdraw(void *own)
{
	struct withdrawing *withdrawing = own;
	bool gone;

	withdrawing->code =
	        thidua_withdraw(withdrawing->office->handle, withdrawing->id, false, &gone);
	return NULL;
}

/* A row that another process has read to send it is not withdrawn before that is on disk. */
static void what_is_being_taken_up_is_not_withdrawn(void **state)
{
	struct office *office = *state;
	struct other other;
	struct outbox_row row;
	uint8_t id[ID_SIZE];
	struct withdrawing withdrawing = { .office = office, .id = id };

	office_put(office, 1, id);
	other_begin(&other, office);
	assert_true(outbox_begin(other.outbox, &other.why));
	bool found;

	assert_true(outbox_next(other.outbox, office->keys.sign_public, 0, &other.arena, &row,
	                        &found, &other.why));
	assert_true(found);
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, withdraw, &withdrawing), 0);
	take_up_all(&other, office);
	assert_true(outbox_conclude(other.outbox, true, &other.why));
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(withdrawing.code, THIDUA_UNKNOWN);
	other_end(&other);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		STAGED(what_was_never_sent_is_gone),
		STAGED(what_was_sent_unheard_is_unknown_only_when_that_is_meant),
		STAGED(another_is_put_in_the_place_of_what_was_never_sent),
		STAGED(nothing_is_put_in_the_place_of_what_may_have_been_sent),
		STAGED(what_is_being_taken_up_is_not_withdrawn),
	};

	return cmocka_run_group_tests_name("withdraw", tests, NULL, NULL);
}
