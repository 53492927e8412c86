/*
 * limits -- what server and library can do without us, as lines of "name value"; beside them the
 * daemon's figures are judged.
 *
 *   limits CONNINFO copy FROM COUNT   reports/s of the COPY limit: COUNT reports from FROM on
 *   limits CONNINFO commit COUNT      one row inserted and committed, COUNT times: what a commit
 *                                     takes here
 *   limits signature SIZE COUNT       processor time that libsodium needs to check the signature of
 *                                     SIZE bytes, the mean of COUNT: the part of a report's cost
 *                                     that is not ours, and how fast the machine is
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "copy.h"
#include "credential.h"
#include "seal.h"
#include "season_2024.h"

enum { ROW_BYTES = 1024 };

static void copy(const char *conninfo, uint64_t from, uint64_t count)
{
	struct cost cost = copy_limit(conninfo, from, count, season_2024_ruleset());

	printf("copy_per_second %.6g\n", (double)count / cost.wall);
}

static int by_size(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return difference < 0 ? -1 : difference > 0;
}

static void commit(const char *conninfo, size_t count)
{
	PGconn *connection = PQconnectdb(conninfo);
	double *took = must_alloc(count, sizeof(*took));
	char row[ROW_BYTES + 1];
	const char *values[] = { row };

	memset(row, 'x', ROW_BYTES);
	row[ROW_BYTES] = '\0';
	PQclear(run(
	        connection,
	        "set client_min_messages = warning; create table if not exists commit_row (row text)"));
	PQclear(PQprepare(connection, "row", "insert into commit_row values ($1)", 1, NULL));
	for (size_t i = 0; i < count; i++) {
		double begun = seconds(CLOCK_MONOTONIC);
		PGresult *result = PQexecPrepared(connection, "row", 1, values, NULL, NULL, 0);

		took[i] = seconds(CLOCK_MONOTONIC) - begun;
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			die("commit", PQerrorMessage(connection));
		PQclear(result);
	}
	qsort(took, count, sizeof(*took), by_size);
	printf("commit_p50_ms %.6g\n", 1e3 * took[count / 2]);
	free(took);
	PQfinish(connection);
}

static void signature(size_t size, size_t count)
{
	struct credential keys;
	uint8_t *bytes = must_alloc(size, 1), sealed[SIGNATURE_SIZE];

	credential_make("bench", &keys);
	seal_sign(bytes, size, keys.sign_secret, sealed);
	double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (size_t i = 0; i < count; i++) {
		if (!seal_verify(bytes, size, sealed, keys.sign_public))
			die("signature", "is none");
	}
	printf("signature_us %.6g\n",
	       1e6 * (seconds(CLOCK_PROCESS_CPUTIME_ID) - begun) / (double)count);
	free(bytes);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[2], "copy") == 0 &&
	    strtoull(argv[4], NULL, 10) % COPY_BATCH == 0)
		copy(argv[1], strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
	else if (argc == 4 && strcmp(argv[2], "commit") == 0 && strtoull(argv[3], NULL, 10) > 0)
		commit(argv[1], strtoull(argv[3], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "signature") == 0 &&
	         strtoull(argv[2], NULL, 10) > 0 && strtoull(argv[3], NULL, 10) > 0)
		signature(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
	else
		die("usage",
		    "limits CONNINFO copy FROM COUNT | limits CONNINFO commit COUNT | limits signature SIZE COUNT; "
		    "the COUNT of copy is a multiple of 1000");
	return 0;
}
