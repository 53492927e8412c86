-- standing, standing_locked: with what the review makes of a row. review: the state of this period's report, null where nothing is
-- reviewed; marks of all reports of the board so far: unreviewed one counts that nobody has verified, uncounted one came and does
-- not count, adjusted one counts with another value than it reported, disputed the verification of one is disputed.
--
-- The number that said tied and no more has them above its lowest byte: the state of the review, then the marks as in the state_hash.

-- standing_boards(state) -> the rows of a packed standing, a board each, best first.
create function thidua.standing_boards(state thidua.standing_state)
returns table (
	rank integer,
	tied boolean,
	board text,
	name text,
	total numeric(9, 2),
	base numeric(9, 2),
	bonus numeric(9, 2),
	deduction numeric(9, 2),
	priority numeric(9, 2),
	late_days integer,
	band text,
	status text,
	revision integer,
	rank_before integer,
	review text,
	unreviewed boolean,
	uncounted boolean,
	adjusted boolean,
	disputed boolean
)
language sql stable strict
begin atomic
	select
		thidua.int4_at(state.rows, p.at + 24),
		thidua.int4_at(state.rows, p.at + 44) & 1 = 1,
		b.board,
		b.name,
		thidua.int4_at(state.rows, p.at) * 0.01,
		thidua.int4_at(state.rows, p.at + 4) * 0.01,
		thidua.int4_at(state.rows, p.at + 8) * 0.01,
		thidua.int4_at(state.rows, p.at + 12) * 0.01,
		thidua.int4_at(state.rows, p.at + 16) * 0.01,
		thidua.int4_at(state.rows, p.at + 20),
		(select s.bands[thidua.int4_at(state.rows, p.at + 40)] from thidua.season s
		 where s.cluster = state.cluster and s.year = state.year and s.version = state.version),
		('{EXPECTED,ON_TIME,LATE,OVERDUE,PENDING,MISSING}'::text[])[thidua.int4_at(state.rows, p.at + 36)],
		thidua.int4_at(state.rows, p.at + 32),
		nullif(thidua.int4_at(state.rows, p.at + 28), 0),
		('{EXPECTED,SUBMITTED,UNDER_REVIEW,RETURNED,VERIFIED,DISPUTED}'::text[])[thidua.int4_at(state.rows, p.at + 44) >> 8 & 255],
		thidua.int4_at(state.rows, p.at + 44) >> 16 & 1 = 1,
		thidua.int4_at(state.rows, p.at + 44) >> 16 & 2 = 2,
		thidua.int4_at(state.rows, p.at + 44) >> 16 & 4 = 4,
		thidua.int4_at(state.rows, p.at + 44) >> 16 & 8 = 8
	from thidua.board b
	cross join lateral (select 48 * (b.place - 1)) p (at)
	where b.cluster = state.cluster and b.year = state.year and b.version = state.version
	order by 1, b.place;
end;

-- standing -- board x period: who stands where, now. Ties are shown in the season's order.
--
-- Whole rows of one (cluster, year, period) always belong to one moment.
create or replace view thidua.standing as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed
from thidua.standing_state s
cross join lateral thidua.standing_boards(s) r;

-- standing_locked -- board x period: the standing at the period's lock, which nothing changes any more. Columns as in standing.
create or replace view thidua.standing_locked as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash, r.review, r.unreviewed, r.uncounted, r.adjusted, r.disputed
from thidua.standing_locked_state s
cross join lateral thidua.standing_boards(row(s.*)::thidua.standing_state) r;

drop function thidua.standing_rows(thidua.standing_state);
