#include "store_private.h"

#define INSERT(table) "insert into thidua." table " select * from unnest($1::thidua." table "[])"
#define REPLACE_STANDING(table)                                                                    \
	"insert into thidua." table " select * from unnest($1::thidua.standing_state[]) "          \
	"on conflict (cluster, year, period) do update set version = excluded.version, "           \
	"sequence = excluded.sequence, as_of = excluded.as_of, current = excluded.current, "       \
	"locked = excluded.locked, reported = excluded.reported, models = excluded.models, "       \
	"state_hash = excluded.state_hash, rows = excluded.rows, points = excluded.points, "       \
	"totals = excluded.totals, amendment = excluded.amendment"
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
