/*
 * Versions rise and each one rules from its receipt on, but a period that has locked keeps the one
 * that it locked under. Reports are found by the places of board and period, which no version may
 * move; a report is made when its first revision comes.
 */
#include "season.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

/* Boards and tasks stay the same in all versions of a season. */
static size_t report_count(const struct season *season)
{
	return (size_t)season->versions[0].ruleset->board_count * PERIODS;
}

static size_t report_size(const struct season *season)
{
	return sizeof(struct report) +
	       season->versions[0].ruleset->task_count * sizeof(struct value);
}

void season_add_version(struct season *season, struct ruleset *ruleset, uint64_t sequence,
                        int64_t received_at)
{
	const size_t last = season->version_count++;

	season->versions =
	        must_grow(season->versions, season->version_count, sizeof(*season->versions));
	season->versions[last] = (struct season_version){ ruleset, sequence, received_at };
	if (!season->reports)
		season->reports = must_alloc(report_count(season), sizeof(*season->reports));
}

struct report *season_open_report(struct season *season, size_t board, enum period period)
{
	struct report **report = &season->reports[board * PERIODS + period];

	if (!*report)
		*report = must_alloc(1, report_size(season));
	return *report;
}

void season_copy(const struct season *season, struct season *copy)
{
	const size_t count = report_count(season);

	copy->versions = must_alloc(season->version_count, sizeof(*copy->versions));
	for (size_t i = 0; i < season->version_count; i++) {
		copy->versions[i] = season->versions[i];
		copy->versions[i].ruleset = ruleset_copy(season->versions[i].ruleset);
	}
	copy->reports = must_alloc(count, sizeof(*copy->reports));
	for (size_t i = 0; i < count; i++) {
		if (!season->reports[i])
			continue;
		copy->reports[i] = must_alloc(1, report_size(season));
		memcpy(copy->reports[i], season->reports[i], report_size(season));
	}
}

void season_close(struct season *season)
{
	for (size_t i = 0; i < report_count(season); i++)
		free(season->reports[i]);
	free(season->reports);
	for (size_t i = 0; i < season->version_count; i++)
		ruleset_free(season->versions[i].ruleset);
	free(season->versions);
}

size_t season_size(const struct season *season)
{
	const size_t count = report_count(season);
	size_t size = sizeof(*season) + season->version_count * sizeof(*season->versions) +
	              count * sizeof(*season->reports);

	for (size_t i = 0; i < season->version_count; i++)
		size += ruleset_size(season->versions[i].ruleset);
	for (size_t i = 0; i < count; i++)
		size += season->reports[i] ? report_size(season) : 0;
	return size;
}

const struct ruleset *season_ruleset(const struct season *season, int64_t instant)
{
	size_t i = season->version_count - 1;

	while (i > 0 && season->versions[i].received_at > instant)
		i--;
	return season->versions[i].ruleset;
}

/* A version may move the lock of a period that is not locked, so each one is asked whether the next
 * came in time. */
const struct season_version *season_scored_under(const struct season *season, enum period period,
                                                 int64_t now)
{
	const struct season_version *version = &season->versions[0];

	for (size_t i = 1; i < season->version_count; i++) {
		const struct season_version *next = &season->versions[i];

		if (next->received_at > now ||
		    next->received_at >= period_locks_at(version->ruleset, period))
			break;
		version = next;
	}
	return version;
}

const struct report *season_report(const struct season *season, size_t board, enum period period)
{
	static const struct report none; /* revision 0 */
	const struct report *report = season->reports[board * PERIODS + period];

	return report ? report : &none;
}
