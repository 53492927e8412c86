-- completeness -- period: how many of the boards have reported, and who has not.
create view thidua.completeness as
select
	s.cluster, s.year, s.period,
	count(*) filter (where s.status in ('ON_TIME', 'LATE', 'PENDING')) as reported,
	count(*) as expected,
	count(*) filter (where s.status = 'ON_TIME') as on_time,
	count(*) filter (where s.status = 'LATE') as late,
	count(*) filter (where s.status = 'OVERDUE') as overdue,
	count(*) filter (where s.status = 'MISSING') as missing,
	coalesce(array_agg(s.board order by s.board) filter (where s.status in ('EXPECTED', 'OVERDUE', 'MISSING')), '{}')
		as waiting_for
from thidua.standing s
group by s.cluster, s.year, s.period;
