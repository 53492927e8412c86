-- limitation_said -- what was said of limitations: a row an event, in the order of sequence. of_year, of_period and number name the
-- limitation; of_period null: a season's file lists it. said: how it was closed, or why that was not confirmed. by: the board whose
-- office said it; null: the supervisor. One that came back after a restore has the time of its receipt.
create view thidua.limitation_said as
select
	r.cluster, r.year, p.data ->> 'board' as board, (p.data ->> 'year')::integer as of_year,
	replace(p.data ->> 'period', 'PERIOD_', '')::thidua.period as of_period, (p.data ->> 'number')::integer as number,
	p.data ->> 'text' as text, r.sequence, coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at,
	case when p.kind = 'close_limitation' then 'CLOSE' when (p.data ->> 'confirmed')::boolean then 'CONFIRM' else 'REFUSE' end as event,
	nullif(k.board, '') as by, coalesce(p.data ->> 'how', p.data ->> 'reason') as said, p.data -> 'evidence' as evidence
from thidua.record r
cross join lateral (
	select kinds.kind, case when r.kind = 'reinstate' then r.data -> 'signed_command' -> kinds.kind else r.data end as data
	from (values ('close_limitation'), ('confirm_limitation')) kinds (kind)
	where kinds.kind = r.kind or (r.kind = 'reinstate' and r.data -> 'signed_command' ? kinds.kind)
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key;

-- limitation_closing -- a row for each time that a board closed one: how, with what, and what was said to that. confirmed null: it waits.
create view thidua.limitation_closing as
select
	c.cluster, c.year, c.board, c.of_year, c.of_period, c.number, c.text, c.sequence, c.received_at, c.said as how, c.evidence,
	j.event = 'CONFIRM' as confirmed, j.received_at as judged_at, j.by as judged_by, nullif(j.said, '') as reason
from thidua.limitation_said c
left join lateral (
	select s.* from thidua.limitation_said s
	where s.cluster = c.cluster and s.board = c.board and s.of_year = c.of_year and s.of_period is not distinct from c.of_period
		and s.number = c.number and s.event <> 'CLOSE' and s.sequence > c.sequence
	order by s.sequence limit 1
) j on true
where c.event = 'CLOSE';
