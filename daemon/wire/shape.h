/*
 * shape -- are these bytes of the shape that was agreed, before anything is unpacked?
 *
 * protobuf takes the last of two copies, merges sub-messages, keeps what it does not know and cuts
 * a text at its NUL. A signed command must mean one thing only, so a shape is checked on the raw
 * bytes: known fields, each given once, whole texts in NFC, sizes, counts and enum values. What
 * numbers mean is the core's business.
 *
 * A shape stands beside a message's descriptor; the tables are in shapes.c.
 */
#ifndef WIRE_SHAPE_H
#define WIRE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ProtobufCMessageDescriptor;
struct faults;
struct shape;

/* Does a message's name stand in the paths of what is inside? So that wire, core and app name one
 * thing alike: submit_report.period, but lines[3].actual; query.year, whichever the question;
 * season.tasks[2].max. */
enum shape_path { SHAPE_TOLD, SHAPE_TOLD_BUT_BEFORE_LISTS, SHAPE_UNTOLD };

struct shape_rule {
	uint32_t least, most;       /* bytes of a text or of bytes; most 0: any */
	uint32_t count;             /* most items of a repeated field; 0: any */
	const struct shape *inside; /* of a message; NULL: what the descriptor says */
};

struct shape {
	const char *name; /* stands where a path would be empty */
	const struct ProtobufCMessageDescriptor *message;
	const struct shape_rule *rules; /* by field number */
	size_t rule_count;
	uint32_t required; /* FIELD(number) | ... */
	enum shape_path told;
	bool open; /* passes over fields and enum values that we do not know; so do plain messages
	              inside */
};

#define FIELD(number) (UINT32_C(1) << (number))

extern const struct shape shape_request, shape_command, shape_season;

/* A message that a client reads: only its encoding and its texts count. */
struct shape shape_of_answer(const struct ProtobufCMessageDescriptor *message);

/* Adds all faults. */
bool shape_check(const struct shape *shape, const uint8_t *bytes, size_t size, struct faults *why);

#endif
