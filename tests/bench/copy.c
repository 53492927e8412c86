#include "copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "names.h"

_Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}

double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct place place_of(uint64_t n)
{
	uint64_t round = n / COPY_CLUSTERS;
	struct place place = { .board = (uint32_t)(round % COPY_BOARDS),
		               .period = (uint32_t)(round / COPY_BOARDS % PERIODS),
		               .revision = (uint32_t)(round / COPY_BOARDS / PERIODS + 1),
		               .sequence = round + 1 };

	snprintf(place.cluster, sizeof(place.cluster), "BENCH-%u", (unsigned)(n % COPY_CLUSTERS));
	return place;
}

/* Processor time of a server process. */
double server_seconds(long process)
{
	char path[64];
	unsigned long user = 0, system = 0;

	snprintf(path, sizeof(path), "/proc/%ld/stat", process);
	FILE *file = fopen(path, "re");

	if (!file || fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
	                    &user, &system) != 2)
		die(path, "cannot be read");
	fclose(file);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

PGresult *run(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
		die(sql, PQerrorMessage(connection));
	return result;
}

static void put(struct buffer *out, const void *bytes, size_t size)
{
	buffer_u32(out, (uint32_t)size);
	buffer_append(out, bytes, size);
}

static void put_i32(struct buffer *out, uint32_t value)
{
	buffer_u32(out, 4);
	buffer_u32(out, value);
}

static void put_i64(struct buffer *out, uint64_t value)
{
	buffer_u32(out, 8);
	buffer_u64(out, value);
}

static void put_key(struct buffer *out, const struct place *place, const struct ruleset *ruleset)
{
	const char *period = names_find(&names_periods, (int)place->period);

	put(out, place->cluster, strlen(place->cluster));
	put_i32(out, 2024);
	put(out, ruleset->boards[place->board], strlen(ruleset->boards[place->board]));
	put(out, period, strlen(period));
	put_i32(out, place->revision);
}

static void copy(PGconn *connection, const char *sql, const struct buffer *rows)
{
	static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

	PQclear(run(connection, sql));
	if (PQputCopyData(connection, head, 19) != 1 ||
	    PQputCopyData(connection, (char *)rows->data, (int)rows->size) != 1 ||
	    PQputCopyData(connection, "\377\377", 2) != 1 || PQputCopyEnd(connection, NULL) != 1)
		die("COPY", PQerrorMessage(connection));
	for (PGresult *result; (result = PQgetResult(connection)); PQclear(result)) {
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			die("COPY", PQerrorMessage(connection));
	}
}

static void copy_batch(PGconn *connection, uint64_t from, const struct ruleset *ruleset,
                       struct buffer *reports, struct buffer *lines)
{
	buffer_reset(reports);
	buffer_reset(lines);
	for (uint64_t n = from; n < from + COPY_BATCH; n++) {
		struct place place = place_of(n);
		uint8_t hash[HASH_SIZE] = { 1 };

		buffer_u16(reports, 9);
		put_key(reports, &place, ruleset);
		put_i64(reports, place.sequence);
		put_i64(reports, n);
		put_i32(reports, 0);
		put(reports, hash, HASH_SIZE);
		for (uint32_t task = 0; task < COPY_TASKS; task++) {
			buffer_u16(lines, 8);
			put_key(lines, &place, ruleset);
			put_i32(lines, task);
			put_i64(lines, n + task);
			put_i64(lines, n + task + 1);
		}
	}
	PQclear(run(connection, "begin"));
	copy(connection, "copy copy_report from stdin (format binary)", reports);
	copy(connection, "copy copy_line from stdin (format binary)", lines);
	PQclear(run(connection, "commit"));
}

struct cost copy_limit(const char *conninfo, uint64_t from, uint64_t count,
                       const struct ruleset *ruleset)
{
	PGconn *connection = PQconnectdb(conninfo);
	long server = PQbackendPID(connection);
	struct buffer reports = { 0 }, lines = { 0 };
	struct cost cost;

	PQclear(run(
	        connection,
	        "set client_min_messages = warning; create table if not exists copy_report (cluster text collate \"C\", "
	        "year int, board text collate \"C\", period text, revision int, sequence bigint, received_at timestamptz, "
	        "late_days int, hash bytea, primary key (cluster, year, board, period, revision)); "
	        "create table if not exists copy_line (cluster text collate \"C\", year int, board text collate \"C\", "
	        "period text, revision int, task int, actual bigint, out_of bigint, "
	        "primary key (cluster, year, board, period, revision, task))"));
	cost = (struct cost){ -seconds(CLOCK_MONOTONIC), -server_seconds(server),
		              -seconds(CLOCK_PROCESS_CPUTIME_ID) };
	for (uint64_t n = from; n < from + count; n += COPY_BATCH)
		copy_batch(connection, n, ruleset, &reports, &lines);
	cost.wall += seconds(CLOCK_MONOTONIC);
	cost.server += server_seconds(server);
	cost.client += seconds(CLOCK_PROCESS_CPUTIME_ID);
	buffer_close(&reports);
	buffer_close(&lines);
	PQfinish(connection);
	return cost;
}
