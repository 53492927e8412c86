-- standing -- board x period: who stands where, now. Ties are shown in the season's order.
--
-- Whole rows of one (cluster, year, period) always belong to one moment.
create view thidua.standing as
select
	s.cluster, s.year, s.period, r.rank, r.tied, r.board, r.name collate "vi-x-icu" as name, r.total, r.base, r.bonus, r.deduction,
	r.priority, r.late_days, r.band, r.status, r.revision, r.rank_before, s.current, s.locked, s.as_of, s.sequence, s.version,
	encode(s.state_hash, 'hex') as state_hash
from thidua.standing_state s
cross join lateral thidua.standing_rows(s) r;
