/*
 * One table, command, a row for each; place, the autoincremented key, is the order of putting and
 * never used twice. The file carries the number of its layout; each step here brings it from one to
 * the next, a new file from nothing through all of them, and no step is ever edited.
 *
 * Waiting rows are found by a partial index over (key, place), which stays small while settled rows
 * pile up for years.
 */
#include "outbox_file.h"

static const char *const steps[OUTBOX_LAYOUT] = {
	/* 1 */
	"create table command ("
	" place integer primary key autoincrement," /* the order in which they were put */
	" id blob not null constraint command_id unique check (length(id) = 16),"
	" hash blob not null check (length(hash) = 32),"
	" cluster text not null,"
	" kind text not null,"
	" summary text not null,"
	" command blob not null,"
	" signature blob not null check (length(signature) = 64),"
	" key blob not null check (length(key) = 32),"
	" put_at integer not null,"
	" tried_at integer not null default 0,"
	" settled_at integer not null default 0,"
	" attempts integer not null default 0,"
	" state integer not null default 0 check (state in (0, 1, 2))," /* enum outbox_state */
	" status integer not null default 0,"
	" reply blob"
	") strict;"
	"create index command_waiting on command (key, place) where state = 0;",

	/* 2: how many who took it up may have sent it without hearing what became of it. Of what
	 * waited before, nobody knows whether it was sent. */
	"alter table command rename to command_1;"
	"create table command ("
	" place integer primary key autoincrement,"
	" id blob not null constraint command_id unique check (length(id) = 16),"
	" hash blob not null check (length(hash) = 32),"
	" cluster text not null,"
	" kind text not null,"
	" summary text not null,"
	" command blob not null,"
	" signature blob not null check (length(signature) = 64),"
	" key blob not null check (length(key) = 32),"
	" put_at integer not null,"
	" tried_at integer not null default 0,"
	" settled_at integer not null default 0,"
	" attempts integer not null default 0,"
	" state integer not null default 0 check (state >= 0),"
	" status integer not null default 0,"
	" reply blob,"
	" unheard integer not null default 0 check (unheard >= 0)"
	") strict;"
	"insert into command select command_1.*, state = 0 from command_1;"
	"drop table command_1;"
	"create index command_waiting on command (key, place) where state = 0;",

	/* 3: where a row is in the journal by its last receipt (0: not read from it yet), in which
	 * database that was last seen, and what brings it back when it is lost: a Reinstate with its
	 * signature, and the last answer to that. reply goes on being the first receipt. */
	"alter table command add column sequence integer not null default 0;"
	"alter table command add column journal_hash blob;"
	"alter table command add column epoch blob;"
	"alter table command add column reinstate blob;"
	"alter table command add column reinstate_signature blob;"
	"alter table command add column reinstated blob;"
	"create index command_acknowledged on command (key, cluster, sequence) where state = 1;"
	"create index command_lost on command (key, sequence) where state = 4;",

	/* 4: which journal a receipt is of, by the hash of its first entry; empty: none that was
	 * looked at. A rehearsal's is another one than that of the real cluster of the same code. */
	"alter table command add column root blob;",
};

const char *outbox_step(int64_t layout)
{
	return steps[layout];
}
