-- record -- small things that a command says: a row for each such command, its content as JSON.
--
-- A kind that people want to see costs a view of its own over data, no table. Written by the command's form: numbers with decimals
-- and hashes are strings, so that nothing is rounded; absent fields are absent.
create table thidua.record (
	cluster text collate "C" not null,
	sequence bigint not null, -- of the command in the journal
	kind text collate "C" not null, -- as in the journal
	year integer not null, -- of its season; 0: the cluster's own
	received_at timestamptz not null,
	data jsonb not null,
	constraint record_key primary key (cluster, sequence)
);
create index record_of_kind on thidua.record (cluster, kind, year);
