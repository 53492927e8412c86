-- standing, standing_locked, standing_amended: what succeeds a locked standing has its own row, named by its amendment.
--
-- In steps, since PostgreSQL from 15.19 adds no column with a default to a table whose row type a function has (standing_boards).
alter table thidua.standing_state add column amendment integer; -- that made it since the lock; 0: none
alter table thidua.standing_state alter column amendment set default 0;
update thidua.standing_state set amendment = 0;
alter table thidua.standing_state alter column amendment set not null;
alter table thidua.standing_locked_state add column amendment integer not null default 0;
alter table thidua.standing_locked_state drop constraint standing_locked_state_key;
alter table thidua.standing_locked_state
	add constraint standing_locked_state_key primary key (cluster, year, period, amendment);

create or replace view thidua.standing as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed, s.amendment
from thidua.standing_state s
cross join lateral thidua.standing_boards(s) r;

create or replace view thidua.standing_locked as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed
from thidua.standing_locked_state s
cross join lateral thidua.standing_boards(row(s.*)::thidua.standing_state) r
where s.amendment = 0;

-- standing_amended -- board x period x amendment: each standing that succeeds the one that locked. Columns as in standing.
create view thidua.standing_amended as
select
	s.cluster, s.year, s.period, s.amendment, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus,
	r.deduction, r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence,
	s.version, encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed
from thidua.standing_locked_state s
cross join lateral thidua.standing_boards(row(s.*)::thidua.standing_state) r
where s.amendment > 0;
