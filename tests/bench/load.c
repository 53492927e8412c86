/*
 * load -- the figures of a running daemon, one phase a call, as lines of "name value".
 *
 *   load found DAEMON PREFIX N [PHASE...]   makes N clusters of 14 boards and their season, then
 *                                           goes through the phases; without any, through those
 *                                           that come on standard input, a line each, and says
 *                                           "done" after each
 *   load agree ...                          the same; their season has every policy
 *        reports R                          all boards report Q1, R revisions one after the other
 *        alone K                            K reports one at a time, with one subscriber
 *        audience S K                       the same with S subscribers, until the last has it
 *   load cold DAEMON PREFIX N               asks for the standing of N clusters, one at a time
 *
 * DAEMON is a file of lines: commands ENDPOINT, feed ENDPOINT, daemon FILE.pub, operator FILE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "arena.h"
#include "encode.h"
#include "line.h"

enum {
	LINES = 64,
	WINDOW = 64,
	FOUND_WINDOW = 500
}; /* the daemon keeps 1000 replies for one peer */

struct target {
	char commands[200], feed[200];
	struct credential daemon, operator;
};

_Noreturn static void die(const char *what, const char *detail)
{
	fprintf(stderr, "load: %s: %s\n", what, detail);
	exit(1);
}

static void read_credential(const char *path, struct credential *out)
{
	char text[4096];
	FILE *file = fopen(path, "re");
	struct arena arena;
	struct faults why;

	if (!file)
		die("cannot be read", path);
	size_t size = fread(text, 1, sizeof(text), file);

	fclose(file);
	arena_init(&arena, 0);
	faults_init(&why, &arena);
	if (!credential_read(text, size, out, &why))
		die(path, why.items[0].message);
	arena_close(&arena);
}

static void read_target(const char *path, struct target *out)
{
	char name[32], value[512];
	FILE *file = fopen(path, "re");

	if (!file)
		die("cannot be read", path);
	while (fscanf(file, "%31s %511[^\n]", name, value) == 2) {
		if (strcmp(name, "commands") == 0)
			snprintf(out->commands, sizeof(out->commands), "%.199s", value);
		else if (strcmp(name, "feed") == 0)
			snprintf(out->feed, sizeof(out->feed), "%.199s", value);
		else if (strcmp(name, "daemon") == 0)
			read_credential(value, &out->daemon);
		else if (strcmp(name, "operator") == 0)
			read_credential(value, &out->operator);
		else
			die("unknown name", name);
	}
	fclose(file);
}

static void tell(const char *name, double value)
{
	printf("%s %.6g\n", name, value);
	fflush(stdout);
}

static void must_be_fine(const struct run *run)
{
	if (run->refused > 0)
		die("refused", run->first_refusal);
}

static void found(const struct target *target, struct offices *offices)
{
	struct lines *line =
	        lines_open(target->commands, target->daemon.curve_public, &target->operator, 0, 1);
	struct frames frames;
	struct run run;

	offices_foundation(offices, &target->operator, & frames);
	lines_run(line, &frames, FOUND_WINDOW, &run);
	must_be_fine(&run);
	tell("found_commands_per_second", (double)run.acknowledged / run.seconds);
	frames_free(&frames);
	lines_close(&line);
}

static void reports(const struct target *target, struct offices *offices, uint32_t *revision,
                    size_t rounds)
{
	size_t count = offices->clusters * BOARDS < LINES ? offices->clusters * BOARDS : LINES;
	struct lines *lines =
	        lines_open(target->commands, target->daemon.curve_public, offices->keys, 1, count);
	struct frames frames;
	struct run run;

	offices_reports(offices, *revision + 1, rounds, &frames);
	*revision += (uint32_t)rounds;
	lines_run(lines, &frames, WINDOW, &run);
	must_be_fine(&run);
	tell("report_bytes", (double)frames.items[0].size);
	tell("reports", (double)run.acknowledged);
	tell("reports_per_second", (double)run.acknowledged / run.seconds);
	tell("loaded_p50_ms", run.p50_ms);
	tell("loaded_p99_ms", run.p99_ms);
	frames_free(&frames);
	lines_close(&lines);
}

static int by_size(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return difference < 0 ? -1 : difference > 0;
}

static void tell_spread(const char *name, double *seconds, size_t count)
{
	char line[100];

	qsort(seconds, count, sizeof(*seconds), by_size);
	snprintf(line, sizeof(line), "%s_p50_ms", name);
	tell(line, 1e3 * seconds[count / 2]);
	snprintf(line, sizeof(line), "%s_p99_ms", name);
	tell(line, 1e3 * seconds[count * 99 / 100]);
}

static uint64_t sequence_of(const struct buffer *reply, struct arena *arena)
{
	struct answer answer;
	struct receipt_statement statement;

	arena_reset(arena);
	if (!answer_decode(reply->data, reply->size, arena, &answer) ||
	    answer.kind != ANSWER_RECEIPT ||
	    !seal_check_receipt(&answer.receipt, answer.receipt.key, arena, &statement))
		die("no receipt", answer.fault_count ? answer.faults[0].message : "");
	return statement.sequence;
}

/* Reports of the first cluster, one at a time, seen by `listeners` subscribers. */
static void alone(const struct target *target, struct offices *offices, uint32_t *revision,
                  size_t listeners, size_t count, const char *name)
{
	struct offices one = *offices;
	struct lines *line =
	        lines_open(target->commands, target->daemon.curve_public, offices->keys, 1, 1);
	double *receipts = must_alloc(count + BOARDS, sizeof(*receipts)),
	       *published = must_alloc(count + BOARDS, sizeof(*published));
	char code[CLUSTER_SIZE], prefix[100], title[100];
	struct buffer reply = { 0 };
	struct arena arena;
	size_t done = 0;

	one.clusters = 1;
	count = (count + BOARDS - 1) / BOARDS *
	        BOARDS; /* whole rounds, so that every board ends at the same revision */
	arena_init(&arena, 0);
	offices_code(offices, 0, code);
	snprintf(prefix, sizeof(prefix), "standings/%s/2024/Q1", code);
	struct listeners *audience = audience_open(target->feed, target->daemon.curve_public,
	                                           &offices->keys[0], prefix, listeners);

	while (done < count) {
		struct frames frames;

		offices_reports(&one, ++*revision, 1, &frames);
		for (size_t i = 0; i < frames.count && done < count; i++, done++) {
			receipts[done] = lines_ask(line, &frames.items[i], &reply);
			double receipt = seconds_now();

			published[done] =
			        audience_wait(audience, sequence_of(&reply, &arena)) - receipt;
		}
		frames_free(&frames);
	}
	snprintf(title, sizeof(title), "%s_receipt", name);
	tell_spread(title, receipts, count);
	snprintf(title, sizeof(title), "%s_published_after_receipt", name);
	tell_spread(title, published, count);
	audience_close(&audience);
	lines_close(&line);
	arena_close(&arena);
	buffer_close(&reply);
	free(receipts);
	free(published);
}

static void cold(const struct target *target, const char *prefix, size_t count)
{
	struct lines *line =
	        lines_open(target->commands, target->daemon.curve_public, &target->operator, 0, 1);
	struct offices offices = { .clusters = count };
	double *seconds = must_alloc(count, sizeof(*seconds)),
	       *warm = must_alloc(count, sizeof(*warm));
	struct buffer reply = { 0 };

	snprintf(offices.prefix, sizeof(offices.prefix), "%s", prefix);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			char code[CLUSTER_SIZE];
			struct buffer question = { 0 };
			struct query query = { .question = QUESTION_STANDINGS,
				               .cluster = code,
				               .year = 2024,
				               .period = Q1,
				               .board = "" };
			struct frame frame;

			offices_code(&offices, i, code);
			encode_query(&query, i + 1, &question);
			frame = (struct frame){ question.data, question.size, i + 1, 0 };
			(pass == 0 ? seconds : warm)[i] = lines_ask(line, &frame, &reply);
			buffer_close(&question);
		}
	}
	tell_spread("cold_query", seconds, count);
	tell_spread("warm_query", warm, count);
	buffer_close(&reply);
	free(seconds);
	free(warm);
	lines_close(&line);
}

struct bench {
	struct target target;
	struct offices offices;
	uint32_t revision; /* the last that all boards have sent */
};

/* A phase by its words; returns how many it took. */
static int phase(struct bench *bench, char **words, int count)
{
	size_t first = count > 1 ? strtoul(words[1], NULL, 10) : 0;

	if (first > 0 && strcmp(words[0], "reports") == 0) {
		reports(&bench->target, &bench->offices, &bench->revision, first);
		return 2;
	}
	if (first > 0 && strcmp(words[0], "alone") == 0) {
		alone(&bench->target, &bench->offices, &bench->revision, 1, first, "alone");
		return 2;
	}
	if (first > 0 && count > 2 && strcmp(words[0], "audience") == 0) {
		alone(&bench->target, &bench->offices, &bench->revision, first,
		      strtoul(words[2], NULL, 10), "audience");
		return 3;
	}
	die("unknown phase", words[0]);
}

static void phases_of_input(struct bench *bench)
{
	char line[100];

	printf("done\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		char *words[3], *rest = line;
		int count = 0;

		while (count < 3 && (words[count] = strtok_r(NULL, " \n", &rest)))
			count++;
		if (count > 0)
			phase(bench, words, count);
		printf("done\n");
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	static struct bench bench;

	const bool agrees = argc > 1 && strcmp(argv[1], "agree") == 0;

	if (argc < 5 || (!agrees && strcmp(argv[1], "found") != 0 && strcmp(argv[1], "cold") != 0))
		die("usage",
		    "load found|agree|cold DAEMON PREFIX CLUSTERS [reports R] [alone K] [audience S K]");
	if (!seal_start())
		die("no randomness", "");
	read_target(argv[2], &bench.target);
	if (strcmp(argv[1], "cold") == 0) {
		cold(&bench.target, argv[3], strtoul(argv[4], NULL, 10));
		return 0;
	}
	offices_make(&bench.offices, strtoul(argv[4], NULL, 10), argv[3]);
	bench.offices.agreed = agrees;
	found(&bench.target, &bench.offices);
	for (int i = 5; i < argc;)
		i += phase(&bench, argv + i, argc - i);
	if (argc == 5)
		phases_of_input(&bench);
	offices_free(&bench.offices);
	return 0;
}
