-- standing_state -- the standing of each period as it is now; standing_locked_state -- as it was when the period was locked.
--
-- One report can move all boards and tasks, so a standing is one row, rewritten in place (HOT: no column of an index changes,
-- and half of each page is left for the next version), and its numbers are packed: they are read by views, seldom, and written at
-- every commit. All are big-endian.
--   rows    48 bytes a board: total, base, bonus, deduction, priority (centi-points), late_days, rank, rank_before (0: none),
--           revision (0: none), status, band (from 1), tied: int4 each
--   points  4 bytes a board and task: centi-points, -1 when not assigned
--   totals  24 bytes a task: actual, target (int8, ten-thousandths), met, exceeded (int4)
create table thidua.standing_state (
	cluster text collate "C" not null,
	year integer not null,
	period thidua.period not null,
	version integer not null, -- of the season it was scored under
	sequence bigint not null, -- of the last command it depends on
	as_of timestamptz not null,
	current boolean not null,
	locked boolean not null,
	reported integer not null,
	models bigint not null,
	state_hash bytea not null,
	rows bytea not null,
	points bytea not null,
	totals bytea not null,
	constraint standing_state_key primary key (cluster, year, period)
) with (fillfactor = 50, toast_tuple_target = 8160);
alter table thidua.standing_state alter column rows set storage external, alter column points set storage external;

create table thidua.standing_locked_state (
	like thidua.standing_state including storage,
	constraint standing_locked_state_key primary key (cluster, year, period)
);
