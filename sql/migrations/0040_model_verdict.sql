-- model_verdict -- what was said of good models: a row an event, in the order of sequence: a verdict, or DISPUTE, by which its board does
-- not agree. of_year, of_board and of_title name the other model of a DUPLICATE_OF. by: the board whose office said it; null: the
-- supervisor. One that came back after a restore has the time of its receipt.
create view thidua.model_verdict with (security_invoker) as
select
	r.cluster, r.year, p.data ->> 'board' as board, coalesce(p.data ->> 'title', p.data -> 'model' ->> 'title') as title,
	r.sequence, coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at,
	coalesce(replace(p.data ->> 'verdict', 'MODEL_VERDICT_', ''), 'DISPUTE') as event, nullif(k.board, '') as by,
	(p.data -> 'duplicate_of' ->> 'year')::integer as of_year, p.data -> 'duplicate_of' ->> 'board' as of_board,
	p.data -> 'duplicate_of' ->> 'title' as of_title, nullif(coalesce(p.data ->> 'reason', p.data -> 'model' ->> 'reason'), '') as reason,
	decode(coalesce(p.data ->> 'acts_on', p.data ->> 'verification_hash'), 'hex') as of_hash
from thidua.record r
cross join lateral (
	select kinds.kind, case when r.kind = 'reinstate' then r.data -> 'signed_command' -> kinds.kind else r.data end as data
	from (values ('judge_model'), ('dispute_report')) kinds (kind)
	where kinds.kind = r.kind or (r.kind = 'reinstate' and r.data -> 'signed_command' ? kinds.kind)
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
where p.kind = 'judge_model' or p.data ? 'model';

-- model_judged -- a row for each model that was judged, with the verdict that is in force and the dispute of it; disputed: nobody has ended
-- that. A title is what was judged; its spelling is that of the latest verdict.
create view thidua.model_judged with (security_invoker) as
select
	v.cluster, v.year, v.board, v.title, v.event as verdict, v.by as judged_by, v.received_at as judged_at, v.of_year, v.of_board, v.of_title,
	v.reason, d.sequence is not null as disputed, d.reason as objection, v.sequence
from (
	select distinct on (cluster, year, board, lower(title collate "vi-x-icu")) *
	from thidua.model_verdict
	where event <> 'DISPUTE'
	order by cluster, year, board, lower(title collate "vi-x-icu"), sequence desc
) v
left join thidua.model_verdict d on d.cluster = v.cluster and d.year = v.year and d.board = v.board and d.event = 'DISPUTE'
	and lower(d.title collate "vi-x-icu") = lower(v.title collate "vi-x-icu") and d.sequence > v.sequence;

-- review -- what was done with each report, as it was; but a dispute of a model's verdict is none of these (model_verdict).
create or replace view thidua.review with (security_invoker) as
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
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
where not p.data ? 'model';
