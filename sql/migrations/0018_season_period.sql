-- season_period -- period: its dates by the season's latest version. opens begins at its midnight, the others include their
-- day.
create view thidua.season_period as
select s.cluster, s.year, p.period, p.opens, p.due, p.due_on, p.lock, s.version
from thidua.season s
cross join lateral unnest(enum_range(null::thidua.period), s.opens, s.due, s.due_on, s.lock)
	p (period, opens, due, due_on, lock)
where s.next_change is not null;
