/*
 * form -- what a message may hold, and how it stands in C: one table a message, made from proto/ at
 * build time.
 *
 * A message's shape is written once, in its .proto, with its bounds as options. proto/forms.py
 * makes the plain structs of messages.h, which the core sees, and these tables, by which one engine
 * checks bytes, reads them into a struct, writes a struct and walks over its fields; so a new
 * command or a new field needs nothing in this floor.
 *
 * Rules that judge are not rules that replay. What comes now is judged by the loosest bounds that
 * ever held when it is read, and by those of its season's edition by form_judge(), when the season
 * is known. What was accepted once is only read: refused is what cannot be represented.
 */
#ifndef WIRE_FORM_H
#define WIRE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "messages.h"

struct ProtobufCMessageDescriptor;
struct arena;
struct buffer;
struct faults;

enum form_kind {
	FORM_INT32,
	FORM_UINT32,
	FORM_INT64,
	FORM_UINT64,
	FORM_BOOL,
	FORM_ENUM, /* int */
	FORM_TEXT, /* const char *, never NULL when read */
	FORM_BYTES,
	FORM_FIXED, /* as many bytes as its bounds say */
	FORM_HELD,  /* bytes that are a message: the bytes, their hash and the message */
	FORM_MESSAGE,
	/* Messages of which the signed bytes are read as well. */
	FORM_SIGNED_COMMAND,
	FORM_RECEIPT,
};

/* When is a field of a struct one that is sent? */
enum form_presence {
	FORM_HAS,    /* has_ beside it says so */
	FORM_FILLED, /* when it is not empty; members of a union: when chosen */
	FORM_ZERO_IS_ABSENT,
	FORM_ALWAYS, /* absent is read as 0 */
	FORM_REQUIRED,
};

/* The numbers of thidua.v1.Unit, Code and Paths. */
enum form_unit {
	FORM_UNIT_POINTS = 1,
	FORM_UNIT_QUANTITY,
	FORM_UNIT_SHARE,
	FORM_UNIT_DAY,
	FORM_UNIT_INSTANT
};
enum form_code { FORM_CODE_CLUSTER = 1, FORM_CODE_BOARD, FORM_CODE_TASK, FORM_CODE_ID };
enum form_paths { FORM_PATHS_NAMED = 1, FORM_PATHS_BEFORE_FIELDS, FORM_PATHS_UNNAMED };

struct form_bounds {
	uint32_t edition; /* from which they hold; 0: always */
	bool required;
	uint32_t least_bytes, most_bytes, most_items; /* most 0: any */
	int64_t least, most;
};

struct form_field {
	const char *name;
	enum form_kind kind;
	enum form_presence presence;
	bool repeated;
	bool chosen; /* a member of the union */
	bool distinct, strict;
	enum form_unit unit;
	enum form_code code;
	uint32_t since_edition;
	size_t offset; /* in the struct, of the value or the pointer to all of them */
	size_t beside; /* of has_, of the count, of a held message's bytes, or of the pointer to
	                  what an opened one signs */
	size_t hash;   /* of a held message */
	const struct form *inside; /* of a message, whichever kind */
	struct form_bounds bounds; /* the loosest */
	const struct form_bounds *tightened;
	size_t tightened_count;
};

struct form {
	const char *name;
	const struct ProtobufCMessageDescriptor *message;
	size_t size;                      /* of the struct */
	bool lists;                       /* has it repeated fields? */
	bool distinct, tightened, opened; /* has it, or a message inside it, fields of that kind? */
	const struct form_field *fields;
	size_t field_count; /* fields[i] is field i of the descriptor */
	bool has_choice, choice_required;
	size_t choice; /* offset of the number of the member that is given */
	const char *choice_name;
	enum form_paths paths; /* of the members */
};

/* How bytes are read; flags. */
enum {
	FORM_OPEN = 1,     /* passes over fields and enum values that it does not know */
	FORM_ACCEPTED = 2, /* judges nothing: these bytes have been accepted once */
	FORM_UNNAMED = 4,  /* the outermost message's name does not stand in paths */
	FORM_INSIDE = 8,   /* stands in a command: opens nothing itself */
	FORM_APART = 16,   /* stands in none, as on a file: a command that it opens may open one */
};

/* Reads bytes into a struct of the form, which points into the arena. False: all faults, with paths
 * that begin at name. */
bool form_read(const struct form *form, const char *name, unsigned how, const uint8_t *bytes,
               size_t size, struct arena *arena, void *out, struct faults *why);

/* The first step of it alone. */
bool form_check(const struct form *form, const char *name, unsigned how, const uint8_t *bytes,
                size_t size, struct faults *why);

/* Appends a struct's bytes. The same struct gives the same bytes, on every machine. */
void form_write(const struct form *form, const void *from, struct buffer *out);

/* The bounds that hold in an edition beyond those that reading has judged. */
bool form_judge(const struct form *form, const char *name, unsigned how, uint32_t edition,
                const void *from, struct faults *why);

/* Does each signature and receipt that stands in it prove what was read there? Pure; any thread. */
bool form_prove(const struct form *form, const char *name, unsigned how, const void *from,
                struct faults *why);

/* Do two structs say the same, in the fields that an edition knows? */
bool form_same(const struct form *form, uint32_t edition, const void *a, const void *b);

/* --- walking over a struct; clients make JSON, tables and help of it --- */

/* Is the field sent? Of a repeated one: is there any item? */
bool form_given(const struct form *form, const struct form_field *field, const void *from);
size_t form_items(const struct form_field *field, const void *from);
/* Of item i; 0 when the field is not repeated. */
int64_t form_number(const struct form_field *field, const void *from, size_t i);
const char *form_text(const struct form_field *field, const void *from, size_t i);
struct bytes form_bytes(const struct form_field *field, const void *from, size_t i);
const void *form_inside(const struct form_field *field, const void *from, size_t i);
/* What an opened one signs, and the form of that; NULL when it has not been read. */
const void *form_opened(const struct form_field *field, const void *from, const struct form **form);

/* "ROLE_OFFICE" of a number, NULL when it has none; and the other way, -1 when there is none. */
const char *form_enum_name(const struct form *form, const struct form_field *field, int number);
int form_enum_number(const struct form *form, const struct form_field *field, const char *name);

/* The same without what all names of its enum begin with: "OFFICE"; NULL of 0, too. */
const char *form_enum_short(const struct form *form, const struct form_field *field, int number);

/* The field's number on the wire. */
uint32_t form_field_number(const struct form *form, const struct form_field *field);

/* NULL when there is none of this name. */
const struct form_field *form_find(const struct form *form, const char *name);

#endif
