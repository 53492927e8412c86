-- amendment -- what was found of reports of locked periods: a row a task and amendment that has its signatures, numbered in its season.
create view thidua.amendment as
select
	p.cluster, p.year, p.number, p.ended_by as sequence, p.ended_at as received_at, -- of the signature with which it took effect
	p.hash, p.board, replace(p.content ->> 'period', 'PERIOD_', '')::thidua.period as period,
	t ->> 'task' as task, (t ->> 'actual')::numeric as actual, (t ->> 'done')::numeric as done, (t ->> 'out_of')::numeric as out_of,
	(t ->> 'points')::numeric as points, t ->> 'reason' as reason, decode(p.content ->> 'evidence', 'hex') as evidence,
	p.proposed_by, p.countersigned_by
from (
	select *, row_number() over (partition by cluster, year order by ended_by) as number
	from thidua.proposal where kind = 'amend_report' and outcome = 'IN_FORCE'
) p
cross join lateral jsonb_array_elements(p.content -> 'tasks') t;
