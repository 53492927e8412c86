/* The envelope: who asks what, and what is refused before a signature is looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "compose.h"
#include "credential.h"
#include "desk.h"
#include "form.h"
#include "messages_forms.h"
#include "query.h"
#include "signing.h"

#include <cmocka.h>

#define HASH "'2222222222222222222222222222222222222222222222222222222222222222'"
#define SIGNATURE                                                                                  \
	"'33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333'"
#define SIGNED "{1=\"bytes\" 2=" SIGNATURE " 3=" HASH "}"

struct box {
	struct arena arena;
	struct buffer bytes;
	struct request request;
	bool right;
};

static int open_box(void **state)
{
	static struct box box;

	box = (struct box){ 0 };
	arena_init(&box.arena, 1048576);
	*state = &box;
	return seal_start() ? 0 : -1;
}

static int close_box(void **state)
{
	struct box *box = *state;

	buffer_close(&box->bytes);
	arena_close(&box->arena);
	return 0;
}

static const char *decode_bytes(struct box *box)
{
	struct faults why;

	arena_reset(&box->arena);
	faults_init(&why, &box->arena);
	box->right =
	        request_decode(box->bytes.data, box->bytes.size, &box->arena, &box->request, &why);
	assert_int_equal(box->right, why.count == 0);
	return told(&why);
}

static const char *decode(struct box *box, const char *script)
{
	buffer_reset(&box->bytes);
	compose(&box->bytes, script);
	return decode_bytes(box);
}

static void a_command_is_opened_but_not_decoded(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode(box, "1=77 2=" SIGNED), "OK");
	assert_int_equal(box->request.correlation, 77);
	assert_int_equal(box->request.body, REQUEST_COMMAND);
	assert_int_equal(box->request.signed_command.size, 5);
	assert_memory_equal(box->request.signed_command.bytes, "bytes", 5);
	assert_int_equal(box->request.signed_command.signature[63], 0x33);
	assert_int_equal(box->request.signed_command.key[31], 0x22);
	assert_string_equal(decode(box, "3=" SIGNED), "OK");
	assert_int_equal(box->request.body, REQUEST_DRY_RUN);
	assert_int_equal(box->request.correlation, 0);
}

static void every_question_is_understood(void **state)
{
	struct box *box = *state;
	const struct query *query = &box->request.query;

	assert_string_equal(decode(box, "4={1={1=\"A\" 2=2024 3=2}}"), "OK");
	assert_int_equal(query->question, QUESTION_STANDINGS);
	assert_string_equal(query->cluster, "A");
	assert_int_equal(query->year, 2024);
	assert_int_equal(query->period, Q2);
	assert_string_equal(decode(box, "4={2={1=\"A\" 2=2024 4=\"HN\"}}"), "OK");
	assert_int_equal(query->question, QUESTION_SCORECARD);
	assert_int_equal(query->period, -1);
	assert_string_equal(query->board, "HN");
	assert_string_equal(decode(box, "4={3={1=\"A\" 2=2024 3=5 4=\"HN\" 5=3}}"), "OK");
	assert_int_equal(query->period, FINAL);
	assert_int_equal(query->revision, 3);
	assert_string_equal(decode(box, "4={4={1=\"A\" 2=2024 3=2}}"), "OK");
	assert_int_equal(query->revision, 2);
	assert_string_equal(decode(box, "4={5={1=\"A\"}}"), "OK");
	assert_int_equal(query->from, 1);
	assert_int_equal(query->limit, 1000);
	assert_string_equal(decode(box, "4={6={1=\"A\" 2=2024}}"), "OK");
	assert_int_equal(query->question, QUESTION_COMPLETENESS);
	assert_string_equal(decode(box, "4={7={}}"), "OK");
	assert_int_equal(query->question, QUESTION_PING);
	assert_string_equal(decode(box, "5={1=99}"), "OK");
	assert_int_equal(box->request.body, REQUEST_ADVANCE_CLOCK);
	assert_true(box->request.advance_to == 99);
}

static void a_signed_question_is_opened_but_not_decoded(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode(box, "1=77 6=" SIGNED), "OK");
	assert_int_equal(box->request.body, REQUEST_SIGNED_QUERY);
	assert_memory_equal(box->request.signed_command.bytes, "bytes", 5);
	assert_int_equal(box->request.signed_command.key[31], 0x22);
	assert_string_equal(decode(box, "6={1=\"bytes\"}"),
	                    "INVALID signed_query.signature: is not given | "
	                    "INVALID signed_query.key: is not given");
}

static void a_question_is_signed_and_read(void **state)
{
	struct box *box = *state;
	const struct query asked = { .question = QUESTION_SCORECARD,
		                     .cluster = "A",
		                     .year = 2024,
		                     .period = Q2,
		                     .board = "HN",
		                     .signed_at = 1717000000000000 };
	struct credential keys;
	struct signed_command sealed = { 0 };
	struct query read;
	struct faults why;

	credential_make("HN", &keys);
	buffer_reset(&box->bytes);
	query_encode(&asked, &box->bytes);
	sealed.bytes = box->bytes.data;
	sealed.size = box->bytes.size;
	signing_sign(SIGNED_AS_QUERY, keys.sign_secret, &sealed);
	assert_memory_equal(sealed.key, keys.sign_public, KEY_SIZE);
	faults_init(&why, &box->arena);
	assert_true(query_decode(sealed.bytes, sealed.size, &box->arena, &read, &why));
	assert_int_equal(read.question, QUESTION_SCORECARD);
	assert_string_equal(read.board, "HN");
	assert_int_equal(read.period, Q2);
	assert_true(read.signed_at == asked.signed_at);
	box->bytes.data[1] ^= 1;
	assert_false(signing_verify(SIGNED_AS_QUERY, &sealed));
}

static void what_is_signed_as_one_thing_is_signed_as_nothing_else(void **state)
{
	(void)state;
	struct credential keys;
	struct signed_command sealed = { .bytes = (const uint8_t *)"bytes", .size = 5 };

	credential_make("HN", &keys);
	for (enum signed_as as = SIGNED_AS_COMMAND; as <= SIGNED_AS_QUERY; as++) {
		signing_sign(as, keys.sign_secret, &sealed);
		for (enum signed_as read = SIGNED_AS_COMMAND; read <= SIGNED_AS_QUERY; read++)
			assert_int_equal(signing_verify(read, &sealed), read == as);
	}
}

static void a_wrong_request_is_refused_with_its_fields(void **state)
{
	static const struct {
		const char *script, *told;
	} rows[] = {
		{ "", "INVALID request: holds no body that this daemon knows" },
		{ "1=1", "INVALID request: holds no body that this daemon knows" },
		{ "2={1=\"bytes\" 2='00' 3='00'}",
		  "INVALID command.signature: must be 64 bytes, not 1 | INVALID command.key: must be 32 bytes, not 1" },
		{ "2={}",
		  "INVALID command.command: is not given | INVALID command.signature: is not given | "
		  "INVALID command.key: is not given" },
		{ "2={1=\"x\" 2=" SIGNATURE " 3=" HASH " 4=1}",
		  "INVALID command: unknown field 4" },
		{ "2=" SIGNED " 2=" SIGNED, "INVALID command: is given twice" },
		{ "2=" SIGNED " 3=" SIGNED, "INVALID dry_run: cannot be given beside command" },
		{ "1=1 1=1 4={7={}}", "INVALID correlation: is given twice" },
		{ "4={}", "INVALID query: holds no question that this daemon knows" },
		{ "4={1={}}",
		  "INVALID query.cluster: is not given | INVALID query.year: is not given" },
		{ "4={1={1=\"a b\" 2=2024}}", "INVALID query.cluster: is no code of a cluster" },
		{ "4={1={1=\"A\" 2=2024 3=9}}", "INVALID query.period: 9 is no value of Period" },
		{ "4={3={1=\"A\" 2=2024 4=\"HN\"}}", "INVALID query.period: is not given" },
		{ "4={5={1=\"A\" 2=0}}", "INVALID query.from: must be 1 or more" },
		{ "4={5={1=\"A\" 3=1001}}", "INVALID query.limit: must be 1 to 1000" },
		{ "5={}", "INVALID advance_clock.to: is not given" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(decode(*state, rows[i].script), rows[i].told);
}

static void what_a_newer_client_asks_is_unsupported_not_wrong(void **state)
{
	assert_string_equal(decode(*state, "1=5 9={1=1}"),
	                    "UNSUPPORTED request: holds no body that this daemon knows");
	assert_string_equal(decode(*state, "4={8={}}"),
	                    "UNSUPPORTED query: holds no question that this daemon knows");
}

static void a_query_may_carry_more_than_we_know(void **state)
{
	assert_string_equal(decode(*state, "4={1={1=\"A\" 2=2024 50=\"x\"} 60=1} 70=1"), "OK");
}

static void the_correlation_is_found_even_when_the_rest_is_broken(void **state)
{
	struct box *box = *state;

	decode(box, "1=4711 2={1=1} !ff");
	assert_false(box->right);
	assert_int_equal(box->request.correlation, 4711);
}

static void random_bytes_are_refused(void **state)
{
	struct box *box = *state;

	srand(2024);
	for (size_t round = 0; round < 20000; round++) {
		buffer_reset(&box->bytes);
		for (int left = 1 + rand() % 100; left > 0; left--)
			*buffer_extend(&box->bytes, 1) = (uint8_t)rand();
		decode_bytes(box);
		assert_false(box->right);
	}
}

static void every_truncation_is_refused(void **state)
{
	struct box *box = *state;

	assert_string_equal(decode(box, "1=77 2=" SIGNED), "OK");
	for (size_t size = box->bytes.size; size-- > 0;) {
		box->bytes.size = size;
		decode_bytes(box);
		assert_false(box->right);
	}
}

static void other_messages_are_no_request(void **state)
{
	struct box *box = *state;
	const struct receipt receipt = { .statement = (const uint8_t *)"x", .statement_size = 1 };

	buffer_reset(&box->bytes);
	reply_receipt(&box->bytes, 1, &receipt);
	assert_string_equal(decode_bytes(box), "INVALID command: is not encoded as this field is");
	static struct desk desk;

	desk_open(&desk);
	const struct standing standing = desk_standing(&desk, Q1, at("2024-03-16T08:00+07:00"));

	buffer_reset(&box->bytes);
	desk_encode(&standing, 1, &box->bytes);
	decode_bytes(box);
	assert_false(box->right);
	desk_close(&desk);
}

static void an_oversized_frame_is_refused_unread(void **state)
{
	struct box *box = *state;

	buffer_reset(&box->bytes);
	memset(buffer_extend(&box->bytes, REQUEST_BYTES_MAX + 1), 0, REQUEST_BYTES_MAX + 1);
	assert_string_equal(decode_bytes(box),
	                    "INVALID request: must be at most 263168 bytes, not 263169");
}

static void the_largest_command_fits_its_request(void **state)
{
	struct box *box = *state;
	struct signed_command command = { .size = COMMAND_BYTES_MAX };
	uint8_t *bytes = arena_alloc(&box->arena, COMMAND_BYTES_MAX, 1);
	struct buffer frame = { 0 };

	command.bytes = bytes;
	encode_signed(&command, false, UINT64_MAX, &frame);
	assert_in_range(frame.size, COMMAND_BYTES_MAX, REQUEST_BYTES_MAX);
	buffer_reset(&box->bytes);
	buffer_append(&box->bytes, frame.data, frame.size);
	buffer_close(&frame);
	assert_string_equal(decode_bytes(box), "OK");
	assert_int_equal(box->request.signed_command.size, COMMAND_BYTES_MAX);
}

static void what_a_client_encodes_is_understood(void **state)
{
	struct box *box = *state;
	const struct query query = { .question = QUESTION_SCORECARD,
		                     .cluster = "TCXDD-1",
		                     .year = 2024,
		                     .period = Q3,
		                     .board = "HN" };

	buffer_reset(&box->bytes);
	encode_query(&query, 5, &box->bytes);
	assert_string_equal(decode_bytes(box), "OK");
	assert_int_equal(box->request.correlation, 5);
	assert_string_equal(box->request.query.cluster, "TCXDD-1");
	assert_string_equal(box->request.query.board, "HN");
	assert_int_equal(box->request.query.period, Q3);
	buffer_reset(&box->bytes);
	encode_advance_clock(INT64_C(1710468000000000), 6, &box->bytes);
	assert_string_equal(decode_bytes(box), "OK");
	assert_true(box->request.advance_to == INT64_C(1710468000000000));
}

static void every_question_a_client_encodes_is_the_one_that_arrives(void **state)
{
	struct box *box = *state;

	for (int question = QUESTION_STANDINGS; question <= QUESTION_PING; question++) {
		const struct query query = { .question = (enum question)question,
			                     .cluster = "TCXDD-1",
			                     .year = 2024,
			                     .period = Q2,
			                     .board = "HN",
			                     .revision = 7,
			                     .from = 8,
			                     .limit = 9,
			                     .prove = true,
			                     .held = true };

		buffer_reset(&box->bytes);
		encode_query(&query, 5, &box->bytes);
		assert_string_equal(decode_bytes(box), "OK");
		assert_int_equal(box->request.query.question, question);
	}
}

static void an_entry_beyond_all_is_asked_for_as_such(void **state)
{
	struct box *box = *state;
	const struct query query = {
		.question = QUESTION_JOURNAL, .cluster = "A", .period = -1, .from = UINT64_MAX
	};

	buffer_reset(&box->bytes);
	encode_query(&query, 5, &box->bytes);
	assert_string_equal(decode_bytes(box), "OK");
	assert_true(box->request.query.from == INT64_MAX);
}

/* The struct of a question has members of names that are shared: said there, they arrive. */
static void what_a_question_says_itself_arrives(void **state)
{
	struct box *box = *state;
	size_t said = 0;

	for (size_t i = 0; i < form_told_query.field_count; i++) {
		const struct form_field *member = &form_told_query.fields[i];
		const struct form_field *field =
		        member->chosen ? form_find(member->inside, "board") : NULL;

		if (!field)
			continue;
		char *asked = arena_alloc(&box->arena, 1, member->inside->size);
		const struct query query = { .question = (enum question)form_field_number(
			                             &form_told_query, member),
			                     .cluster = "TCXDD-1",
			                     .year = 2024,
			                     .period = Q2,
			                     .asked = asked };

		*(const char **)(asked + field->offset) = "HN";
		buffer_reset(&box->bytes);
		encode_query(&query, 5, &box->bytes);
		assert_string_equal(decode_bytes(box), "OK");
		assert_string_equal(box->request.query.board, "HN");
		assert_string_equal(box->request.query.cluster, "TCXDD-1");
		said++;
	}
	assert_in_range(said, 4, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_opened_but_not_decoded),
		cmocka_unit_test(every_question_is_understood),
		cmocka_unit_test(a_signed_question_is_opened_but_not_decoded),
		cmocka_unit_test(a_question_is_signed_and_read),
		cmocka_unit_test(what_is_signed_as_one_thing_is_signed_as_nothing_else),
		cmocka_unit_test(a_wrong_request_is_refused_with_its_fields),
		cmocka_unit_test(what_a_newer_client_asks_is_unsupported_not_wrong),
		cmocka_unit_test(a_query_may_carry_more_than_we_know),
		cmocka_unit_test(the_correlation_is_found_even_when_the_rest_is_broken),
		cmocka_unit_test(random_bytes_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(other_messages_are_no_request),
		cmocka_unit_test(an_oversized_frame_is_refused_unread),
		cmocka_unit_test(the_largest_command_fits_its_request),
		cmocka_unit_test(what_a_client_encodes_is_understood),
		cmocka_unit_test(every_question_a_client_encodes_is_the_one_that_arrives),
		cmocka_unit_test(what_a_question_says_itself_arrives),
		cmocka_unit_test(an_entry_beyond_all_is_asked_for_as_such),
	};

	return cmocka_run_group_tests(tests, open_box, close_box);
}
