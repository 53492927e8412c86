-- season, board, task -- what a cluster agreed for a year; a row for each version. next_change is null in all but the latest.
--
-- place: from 1, in the season's order, which is that of the arrays in report and of the standings.
create table thidua.season (
	cluster text collate "C" not null,
	year integer not null,
	version integer not null,
	sequence bigint not null, -- of the command in the journal
	received_at timestamptz not null,
	name text not null,
	ruleset_hash bytea not null, -- BLAKE2b-256 of the season's bytes
	scale numeric(9, 2) not null,
	head text collate "C" not null,
	deputy text collate "C" not null,
	bands text[] collate "C" not null, -- falling
	band_at_least numeric(9, 2)[] not null,
	opens date[] not null, -- Q1 to FINAL; in Asia/Ho_Chi_Minh
	due date[] not null, -- as agreed
	due_on date[] not null, -- the working day that due means
	lock date[] not null,
	next_change timestamptz, -- when time alone moves a standing; infinity: never again
	constraint season_key primary key (cluster, year, version)
) with (fillfactor = 80);
create index season_latest on thidua.season (cluster, year) where next_change is not null;

create table thidua.board (
	cluster text collate "C" not null,
	year integer not null,
	version integer not null,
	place smallint not null,
	board text collate "C" not null,
	name text not null,
	iso text collate "C", -- ISO 3166-2 of its province: an attribute, never a key
	targets numeric(19, 4)[] not null, -- by task; null: not assigned
	constraint board_key primary key (cluster, year, version, place),
	constraint board_once unique (cluster, year, version, board),
	constraint board_of_season foreign key (cluster, year, version) references thidua.season
);

create table thidua.task (
	cluster text collate "C" not null,
	year integer not null,
	version integer not null,
	place smallint not null,
	task text collate "C" not null,
	task_group smallint not null,
	name text not null,
	unit text not null,
	kind text collate "C" not null,
	accumulation text collate "C" not null,
	measure text collate "C" not null,
	lower_is_better boolean not null,
	max numeric(9, 2) not null,
	phasing integer[] not null, -- basis points of the target due by Q1 to FINAL
	constraint task_key primary key (cluster, year, version, place),
	constraint task_once unique (cluster, year, version, task),
	constraint task_of_season foreign key (cluster, year, version) references thidua.season
);
