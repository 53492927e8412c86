-- standing_locked -- board x period: the standing at the period's lock, which nothing changes any more. Columns as in standing.
create view thidua.standing_locked as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash
from thidua.standing_locked_state s
cross join lateral thidua.standing_rows(row(s.*)::thidua.standing_state) r;
