-- review -- what was done with each report: a row an event, in the order of sequence. revision: of the report that it is about. by: the
-- board whose office did it; null: the supervisor. tasks: what it says of single tasks, as JSON: values and points with a reason. One that came
-- back after a restore has the time of its receipt.
create view thidua.review as
select
	r.cluster, r.year, p.data ->> 'board' as board, replace(p.data ->> 'period', 'PERIOD_', '')::thidua.period as period,
	r.sequence, coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at, split_part(p.kind, '_', 1) as event, nullif(k.board, '') as by,
	p.data ->> 'reason' as reason, p.data -> 'tasks' as tasks,
	decode(coalesce(p.data ->> 'report_hash', p.data ->> 'verification_hash'), 'hex') as of_hash
from thidua.record r
cross join lateral (
	select kinds.kind, case when r.kind = 'reinstate' then r.data -> 'signed_command' -> kinds.kind else r.data end as data
	from (
		values ('take_report'), ('release_report'), ('return_report'), ('verify_report'), ('dispute_report'), ('resolve_dispute')
	) kinds (kind)
	where kinds.kind = r.kind or (r.kind = 'reinstate' and r.data -> 'signed_command' ? kinds.kind)
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key;

-- reviewed_task -- what a verification, a dispute or a resolution says of one task. actual and done as reports have them, out_of of a
-- share; points of an appraised task.
create view thidua.reviewed_task as
select
	v.cluster, v.year, v.board, v.period, v.sequence, v.event, v.by, t.item ->> 'task' as task,
	coalesce(t.item ->> 'actual', t.item ->> 'done')::numeric as actual, (t.item ->> 'out_of')::numeric as out_of,
	(t.item ->> 'points')::numeric as points, t.item ->> 'reason' as reason
from thidua.review v
cross join lateral jsonb_array_elements(v.tasks) t (item);
