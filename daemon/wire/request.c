/*
 * The envelope of a request. It is passed over what it does not know, unlike the command inside:
 * who asks for more than we know is answered as far as we do, who sends a command is not (see
 * shape.h). The correlation is looked for first, on the raw bytes, so that a client hears which of
 * its requests was wrong even when nothing else can be read. All questions become one struct, whose
 * fields are those that they share.
 */
#include "request.h"

#include <string.h>

#include "arena.h"
#include "protobuf.h"
#include "raw.h"
#include "shape.h"
#include "text.h"
#include "thidua/v1/service.pb-c.h"

enum { JOURNAL_PAGE_MOST = 1000 };

static void take_signed(const Thidua__V1__SignedCommand *from, enum request_body body,
                        struct request *out)
{
	out->body = body;
	out->signed_command.bytes = from->command.data;
	out->signed_command.size = from->command.len;
	memcpy(out->signed_command.signature, from->signature.data, SIGNATURE_SIZE);
	memcpy(out->signed_command.key, from->key.data, KEY_SIZE);
}

/* What the questions have in common. */
static void take_place(struct query *out, const char *cluster, uint32_t year, struct faults *why)
{
	out->cluster = cluster;
	out->year = year;
	if (!text_is_cluster(cluster))
		fail(why, FAULT_NO_CLUSTER_CODE, "query.cluster");
}

static void take_period(struct query *out, bool given, Thidua__V1__Period period,
                        struct faults *why)
{
	out->period = given ? (int)period - 1 : -1;
	if (given && (out->period < 0 || out->period >= PERIODS))
		fail(why, FAULT_NO_VALUE_OF, "query.period", fault_number(why, (long long)period),
		     "Period");
}

static void take_journal(struct query *out, const Thidua__V1__GetJournal *journal,
                         struct faults *why)
{
	take_place(out, journal->cluster, 0, why);
	out->from = journal->has_from ? journal->from : 1;
	out->limit = journal->has_limit ? journal->limit : JOURNAL_PAGE_MOST;
	if (out->from == 0)
		fail(why, FAULT_MUST_BE_AT_LEAST, "query.from", "1");
	if (out->limit == 0 || out->limit > JOURNAL_PAGE_MOST)
		fail(why, FAULT_MUST_BE_WITHIN, "query.limit", "1",
		     fault_number(why, JOURNAL_PAGE_MOST));
}

static void take_query(const Thidua__V1__Query *from, struct query *out, struct faults *why)
{
	out->question = (enum question)from->question_case;
	out->period = -1;
	switch (from->question_case) {
	case THIDUA__V1__QUERY__QUESTION_STANDINGS:
		take_place(out, from->standings->cluster, from->standings->year, why);
		take_period(out, from->standings->has_period, from->standings->period, why);
		return;
	case THIDUA__V1__QUERY__QUESTION_SCORECARD:
		take_place(out, from->scorecard->cluster, from->scorecard->year, why);
		take_period(out, from->scorecard->has_period, from->scorecard->period, why);
		out->board = from->scorecard->board;
		return;
	case THIDUA__V1__QUERY__QUESTION_REPORT:
		take_place(out, from->report->cluster, from->report->year, why);
		take_period(out, from->report->has_period, from->report->period, why);
		out->board = from->report->board;
		out->revision = from->report->revision;
		return;
	case THIDUA__V1__QUERY__QUESTION_SEASON:
		take_place(out, from->season->cluster, from->season->year, why);
		out->revision = from->season->version;
		return;
	case THIDUA__V1__QUERY__QUESTION_JOURNAL:
		take_journal(out, from->journal, why);
		return;
	case THIDUA__V1__QUERY__QUESTION_COMPLETENESS:
		take_place(out, from->completeness->cluster, from->completeness->year, why);
		take_period(out, from->completeness->has_period, from->completeness->period, why);
		return;
	case THIDUA__V1__QUERY__QUESTION_PING:
		return;
	default:
		if (from->base.n_unknown_fields > 0)
			fail(why, FAULT_NEWER_QUESTION, "query");
		else
			fail(why, FAULT_NO_QUESTION, "query");
	}
}

static void take_body(const Thidua__V1__Request *from, struct request *out, struct faults *why)
{
	switch (from->body_case) {
	case THIDUA__V1__REQUEST__BODY_COMMAND:
		take_signed(from->command, REQUEST_COMMAND, out);
		return;
	case THIDUA__V1__REQUEST__BODY_DRY_RUN:
		take_signed(from->dry_run, REQUEST_DRY_RUN, out);
		return;
	case THIDUA__V1__REQUEST__BODY_QUERY:
		out->body = REQUEST_QUERY;
		take_query(from->query, &out->query, why);
		return;
	case THIDUA__V1__REQUEST__BODY_ADVANCE_CLOCK:
		out->body = REQUEST_ADVANCE_CLOCK;
		out->advance_to = from->advance_clock->to;
		return;
	default:
		if (from->base.n_unknown_fields > 0)
			fail(why, FAULT_NEWER_BODY, "request");
		else
			fail(why, FAULT_NO_BODY, "request");
	}
}

/* So that the client hears which of its requests was wrong, even when little else can be read. */
static uint64_t find_correlation(const uint8_t *bytes, size_t size)
{
	struct raw raw = { bytes, size };
	struct raw_field field;

	while (raw.left > 0 && raw_next(&raw, &field))
		if (field.number == 1 && field.kind == RAW_VARINT)
			return field.value;
	return 0;
}

bool request_decode(const uint8_t *bytes, size_t size, struct arena *arena, struct request *out,
                    struct faults *why)
{
	const size_t before = why->count;

	memset(out, 0, sizeof(*out));
	if (size > REQUEST_BYTES_MAX) {
		fail(why, FAULT_BYTES_AT_MOST, "request", fault_number(why, REQUEST_BYTES_MAX),
		     fault_number(why, (long long)size));
		return false;
	}
	out->correlation = find_correlation(bytes, size);
	if (!shape_check(&shape_request, bytes, size, why))
		return false;
	const Thidua__V1__Request *request =
	        protobuf_unpack(&thidua__v1__request__descriptor, bytes, size, arena);

	if (!request) {
		fail(why, FAULT_OVER_BUDGET, "request");
		return false;
	}
	take_body(request, out, why);
	return why->count == before;
}
