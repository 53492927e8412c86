#include "store_private.h"

#define INSERT(table) "insert into thidua." table " select * from unnest($1::thidua." table "[])"
#define PROJECTION(table)                                                                          \
	{                                                                                          \
		"EMPTY_" table, "delete from thidua." table " where cluster = $1::text"            \
	}
#define TRUTH                                                                                      \
	{                                                                                          \
		NULL, NULL                                                                         \
	}

const struct kind store_kinds[ROWS_KINDS] = {
#define KIND(name, row, written, statement, afterwards)                                            \
	[ROWS_##name] = { row, written, { #name, statement }, { #name "_AFTERWARDS", afterwards } },
#include "store_kinds.inc"
#undef KIND
};
