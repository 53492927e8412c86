/*
 * json_in -- the files that people write: JSON to what the core and the wire take, every fault with
 * its JSON path.
 *
 * Numbers with decimals are texts, "12.5": a JSON real is a binary fraction, and 80.1 is none. Only
 * shapes are checked here; the rules are the core's. report.schema.json and season.schema.json say
 * the same for editors; a test holds them together.
 */
#ifndef JSON_IN_H
#define JSON_IN_H

#include "encode.h"

/* Where each item of a report stands in a spreadsheet, "Báo cáo!G7 (T03)"; of JSON all NULL, whose
 * paths say it. */
struct report_places {
	const char **lines, **out_of, **limitations, **models, **proposals, **evidence;
};

struct report_file {
	const char *cluster;
	uint32_t year;
	bool has_revision;
	struct submit_report report;
	struct report_places places;
};

/* text need not end with NUL. Everything of out lives in the arena of why. False when anything is
 * wrong. */
bool report_from_json(const char *text, size_t size, struct report_file *out, struct faults *why);
bool season_from_json(const char *text, size_t size, struct season_draft *out, struct faults *why);

/* The JSON path of a fault that the core or the wire found: "season.boards[1].targets[0].target" to
 * "boards[1].targets.T06". In the arena. */
const char *season_path(const struct season_draft *season, const char *field, struct arena *arena);

#endif
