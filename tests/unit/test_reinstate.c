/* Commands that were acknowledged, lost with a restore, and brought back with their receipts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "reinstate.h"
#include "rig.h"
#include "season_2024.h"

#include <cmocka.h>

/* Q1 of 2024 opens on 15 March, is due on 20 March, a Wednesday, and locks on 5 April. */
#define IN_TIME      "2024-03-20T16:00+07:00"
#define TWO_DAYS     "2024-03-22T16:00+07:00"
#define AFTERWARDS   "2024-03-27T08:00+07:00"
#define LATER        "2024-03-27T09:00+07:00"
#define AFTER_LOCK   "2024-04-08T08:00+07:00"
#define BEFORE_OPENS "2024-03-14T08:00+07:00"

struct lost { /* what an office has of a command that is in no journal */
	struct command command;
	struct receipt_statement receipt;
	struct rig_report report;
};

static int begin(void **state)
{
	rig_setup_2024(state);
	cluster_trust(((struct rig *)*state)->cluster, rig_key("daemon"), false);
	return 0;
}

static void acknowledge(struct lost *lost, const char *when, uint32_t late_days)
{
	struct receipt_statement *receipt = &lost->receipt;

	*receipt = (struct receipt_statement){ .cluster = "TCXDD-1",
		                               .sequence = 40,
		                               .received_at = at(when),
		                               .has_late_days = true,
		                               .late_days = late_days };
	memcpy(receipt->command_id, lost->command.id, ID_SIZE);
	memcpy(receipt->command_hash, lost->command.hash, HASH_SIZE);
	lost->command.received_at = 0; /* nobody tells but the receipt */
}

static void lose_report(struct rig *rig, const char *board, const char *when, uint32_t late_days,
                        struct lost *out)
{
	rig_report(rig, board, Q1, at(when), &out->report);
	out->command = out->report.command;
	acknowledge(out, when, late_days);
}

static struct command back(struct rig *rig, const struct lost *lost, const char *signer,
                           const char *when)
{
	struct command command = rig_command(rig, ACTION_REINSTATE, signer, at(when));

	command.year = lost->command.year;
	command.reinstate.signed_command_opened = &lost->command;
	command.reinstate.receipt_opened = &lost->receipt;
	memcpy(command.reinstate.receipt.key, rig_key("daemon"), KEY_SIZE);
	return command;
}

static const char *send_back(struct rig *rig, const struct lost *lost, const char *signer,
                             const char *when)
{
	const struct command command = back(rig, lost, signer, when);

	return rig_send(rig, &command);
}

static void a_report_comes_back_with_the_late_days_of_its_receipt(void **state)
{
	struct rig *rig = *state;
	struct lost in_time, late;
	struct effect effect;

	lose_report(rig, "HN", IN_TIME, 0, &in_time);
	lose_report(rig, "PT", TWO_DAYS, 2, &late);
	const struct command command = back(rig, &in_time, "HN", AFTERWARDS);

	assert_string_equal(rig_send(rig, &command), "OK");
	assert_string_equal(send_back(rig, &late, "PT", AFTERWARDS), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, LATER),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
	assert_string_equal(rig_row_at(rig, "PT", Q1, LATER),
	                    "850.00 = 855.00 - 5.00, 2 days LATE TOT");
	cluster_told(rig->cluster, &command, &effect);
	assert_true(effect.has_late_days && effect.late_days == 0);
	cluster_told(rig->cluster, &late.command, &effect);
	assert_int_equal(effect.late_days, 2);
}

/* The postmark that made it so went past the outbox and is lost. */
static void a_receipt_counts_also_without_the_postmark_that_it_rested_on(void **state)
{
	struct rig *rig = *state;
	struct lost lost;

	lose_report(rig, "HN", TWO_DAYS, 1, &lost);
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, LATER),
	                    "850.00 = 855.00 - 5.00, 1 days LATE TOT");
}

static void its_id_is_used_up_by_it(void **state)
{
	struct rig *rig = *state;
	struct lost lost;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "OK");
	assert_int_equal(cluster_find_command(rig->cluster, lost.command.id),
	                 rig->cluster->sequence);
	assert_string_equal(send_back(rig, &lost, "HN", LATER), "CONFLICT reinstate.receipt");
	lost.command.received_at = at(LATER);
	assert_string_equal(rig_send(rig, &lost.command),
	                    "CONFLICT id | STALE submit_report.revision");
}

static void what_is_in_the_journal_is_not_brought_back(void **state)
{
	struct rig *rig = *state;
	struct lost lost;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	rig_must_send(rig, &lost.report.command);
	const struct command command = back(rig, &lost, "HN", AFTERWARDS);

	assert_string_equal(rig_send_loud(rig, &command),
	                    "CONFLICT reinstate.receipt: is of a command that is in the journal: "
	                    "entry 16");
}

static void revisions_come_back_in_their_order(void **state)
{
	struct rig *rig = *state;
	struct lost first, second;

	lose_report(rig, "HN", IN_TIME, 0, &first);
	second = first;
	second.command.id[ID_SIZE - 1] ^= 1;
	second.command.hash[0] ^= 1;
	second.command.submit_report.revision = 2;
	second.command.submit_report.has_previous_hash = true;
	memcpy(second.command.submit_report.previous_hash, first.command.hash, HASH_SIZE);
	acknowledge(&second, TWO_DAYS, 0);
	assert_string_equal(send_back(rig, &second, "HN", AFTERWARDS),
	                    "STALE submit_report.revision");
	assert_string_equal(send_back(rig, &first, "HN", AFTERWARDS), "OK");
	assert_string_equal(send_back(rig, &second, "HN", AFTERWARDS), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, LATER),
	                    "855.00 = 855.00 - 0.00, 0 days ON_TIME TOT");
}

static void whether_the_period_was_open_is_judged_by_the_receipt(void **state)
{
	struct rig *rig = *state;
	struct lost early, in_time;

	lose_report(rig, "PT", BEFORE_OPENS, 0, &early);
	lose_report(rig, "HN", IN_TIME, 0, &in_time);
	assert_string_equal(send_back(rig, &early, "PT", AFTERWARDS),
	                    "CLOSED submit_report.period");
	assert_string_equal(send_back(rig, &in_time, "HN", BEFORE_OPENS),
	                    "CLOSED reinstate.receipt");
	assert_string_equal(send_back(rig, &in_time, "HN", AFTER_LOCK), "OK");
}

/* The locked standing stays as the daemon showed it; the year so far has the report. */
static void a_lock_that_has_passed_stays(void **state)
{
	struct rig *rig = *state;
	struct lost lost;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	assert_string_equal(send_back(rig, &lost, "HN", AFTER_LOCK), "OK");
	assert_string_equal(rig_row_at(rig, "HN", Q1, "2024-06-15T08:00+07:00"),
	                    "0.00 = 0.00 - 20.00, 17 days MISSING KHT");
	struct standing standing = rig_standing(rig, Q2, at("2024-06-15T08:00+07:00"));

	assert_int_equal(rig_row(&standing, "HN")->deduction, 0);
	assert_int_equal(rig_row(&standing, "PT")->deduction, 2000);
}

static void only_the_office_whose_command_it_is_brings_it_back(void **state)
{
	struct rig *rig = *state;
	struct lost lost;
	const struct command second = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(IN_TIME));

	rig_must_send(rig, &second);
	lose_report(rig, "HN", IN_TIME, 0, &lost);
	assert_string_equal(send_back(rig, &lost, "PT", AFTERWARDS), "FORBIDDEN key");
	assert_string_equal(send_back(rig, &lost, "operator", AFTERWARDS), "FORBIDDEN key");
	assert_string_equal(send_back(rig, &lost, "nobody", AFTERWARDS), "FORBIDDEN key");
	assert_string_equal(send_back(rig, &lost, "HN2", AFTERWARDS), "OK");
}

static void what_a_key_signed_before_it_was_revoked_comes_back(void **state)
{
	struct rig *rig = *state;
	struct lost lost;
	const struct command second = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(IN_TIME)),
	                     gone = rig_revoke(rig, "HN", at(TWO_DAYS));

	rig_must_send(rig, &second);
	lose_report(rig, "HN", IN_TIME, 0, &lost);
	rig_must_send(rig, &gone);
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "FORBIDDEN key");
	assert_string_equal(send_back(rig, &lost, "HN2", AFTERWARDS), "OK");
}

static void grants_come_back_first(void **state)
{
	struct rig *rig = *state;
	struct lost grant, report;

	grant.command = rig_grant(rig, ROLE_OFFICE, "HN", "HN2", at(IN_TIME));
	acknowledge(&grant, IN_TIME, 0);
	lose_report(rig, "HN", TWO_DAYS, 2, &report);
	memcpy(report.command.key, rig_key("HN2"), KEY_SIZE);
	assert_string_equal(send_back(rig, &report, "HN", AFTERWARDS),
	                    "FORBIDDEN reinstate.signed_command.key");
	assert_string_equal(send_back(rig, &grant, "HN", AFTERWARDS), "FORBIDDEN key");
	assert_string_equal(send_back(rig, &grant, "operator", AFTERWARDS), "OK");
	assert_int_equal(cluster_role(rig->cluster, rig_key("HN2")), ROLE_OFFICE);
	assert_string_equal(send_back(rig, &report, "HN2", AFTERWARDS), "OK");
}

static void the_receipt_must_be_of_this_command_and_daemon(void **state)
{
	struct rig *rig = *state;
	struct lost lost;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	struct command command = back(rig, &lost, "HN", AFTERWARDS);

	command.reinstate.receipt.key[0] ^= 1;
	assert_string_equal(rig_send(rig, &command), "INVALID reinstate.receipt.key");
	lost.receipt.command_hash[0] ^= 1;
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "INVALID reinstate.receipt");
	lost.receipt.command_hash[0] ^= 1;
	lost.receipt.cluster = "TCXDD-2";
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "INVALID reinstate.receipt");
	lost.receipt.cluster = "TCXDD-1";
	lost.receipt.rehearsal = true;
	assert_string_equal(send_back(rig, &lost, "HN", AFTERWARDS), "INVALID reinstate.receipt");
	lost.receipt.rehearsal = false;
	command = back(rig, &lost, "HN", AFTERWARDS);
	command.year = 2025;
	assert_string_equal(rig_send(rig, &command), "INVALID year");
	command = back(rig, &lost, "HN", AFTERWARDS);
	memcpy(command.id, lost.command.id, ID_SIZE);
	assert_string_equal(rig_send(rig, &command), "INVALID id");
}

/* Its own receipt may be lost by the next restore: it is sent again as it is. */
static void a_reinstate_is_put_into_no_other(void **state)
{
	struct rig *rig = *state;
	struct lost lost, around;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	around.command = back(rig, &lost, "HN", AFTERWARDS);
	acknowledge(&around, AFTERWARDS, 0);
	const struct command command = back(rig, &around, "HN", LATER);

	assert_string_equal(rig_send(rig, &command), "UNSUPPORTED reinstate.signed_command");
	assert_false(cluster_apply(rig->cluster, &command, command.hash, NULL));
	assert_string_equal(send_back(rig, &lost, "HN", LATER), "OK");
}

static void what_entered_is_told_with_its_receipt(void **state)
{
	struct rig *rig = *state;
	struct lost lost;
	struct command out;

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	const struct command command = back(rig, &lost, "HN", AFTERWARDS);

	assert_true(reinstate_enters(&command, &out));
	assert_int_equal(out.action, ACTION_SUBMIT_REPORT);
	assert_int_equal(out.received_at, at(AFTERWARDS));
	assert_int_equal(command_taken_at(&out), at(IN_TIME));
	assert_false(reinstate_enters(&lost.command, &out));
	assert_int_equal(out.action, ACTION_SUBMIT_REPORT);
}

static void a_rewind_forgets_both_ids(void **state)
{
	struct rig *rig = *state;
	struct lost lost;
	const struct cluster_mark mark = cluster_mark(rig->cluster);

	lose_report(rig, "HN", IN_TIME, 0, &lost);
	const struct command command = back(rig, &lost, "HN", AFTERWARDS);

	assert_string_equal(rig_send(rig, &command), "OK");
	cluster_rewind(rig->cluster, &mark);
	assert_int_equal(cluster_find_command(rig->cluster, lost.command.id), 0);
	assert_int_equal(cluster_find_command(rig->cluster, command.id), 0);
	assert_string_equal(rig_send(rig, &command), "OK");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(a_report_comes_back_with_the_late_days_of_its_receipt),
		EACH(a_receipt_counts_also_without_the_postmark_that_it_rested_on),
		EACH(its_id_is_used_up_by_it),
		EACH(what_is_in_the_journal_is_not_brought_back),
		EACH(revisions_come_back_in_their_order),
		EACH(whether_the_period_was_open_is_judged_by_the_receipt),
		EACH(a_lock_that_has_passed_stays),
		EACH(only_the_office_whose_command_it_is_brings_it_back),
		EACH(what_a_key_signed_before_it_was_revoked_comes_back),
		EACH(grants_come_back_first),
		EACH(the_receipt_must_be_of_this_command_and_daemon),
		EACH(a_reinstate_is_put_into_no_other),
		EACH(what_entered_is_told_with_its_receipt),
		EACH(a_rewind_forgets_both_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
