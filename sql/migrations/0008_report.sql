-- report -- every revision of every report; the highest of a board and period is in force.
--
-- The arrays are by task, in ten-thousandths; report_line is for people.
create table thidua.report (
	cluster text collate "C" not null,
	year integer not null,
	board text collate "C" not null,
	period thidua.period not null,
	revision integer not null, -- from 1
	sequence bigint not null, -- of the command in the journal
	received_at timestamptz not null,
	late_days integer not null, -- of the first revision
	command_hash bytea not null, -- BLAKE2b-256 of the command
	models integer not null,
	actual bigint[] not null, -- null: absent, which is not 0
	out_of bigint[] not null, -- percentage tasks
	constraint report_key primary key (cluster, year, board, period, revision)
);
