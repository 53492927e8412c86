-- standing_rows(state) -> the rows of a packed standing, a board each, best first.
create function thidua.standing_rows(state thidua.standing_state)
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
	rank_before integer
)
language sql stable strict
begin atomic
	select
		thidua.int4_at(state.rows, p.at + 24),
		thidua.int4_at(state.rows, p.at + 44) <> 0,
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
		nullif(thidua.int4_at(state.rows, p.at + 28), 0)
	from thidua.board b
	cross join lateral (select 48 * (b.place - 1)) p (at)
	where b.cluster = state.cluster and b.year = state.year and b.version = state.version
	order by 1, b.place;
end;
