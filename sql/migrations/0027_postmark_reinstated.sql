-- postmark -- reports that were signed in time and are on their way, or came so: a row a postmark; the last one before a board's
-- first report of a period counts. One that came back after a restore has the time of its receipt.
create or replace view thidua.postmark as
select
	r.cluster, r.year, k.board, replace(p.data ->> 'period', 'PERIOD_', '')::thidua.period as period, r.sequence, p.received_at,
	decode(p.data ->> 'report_hash', 'hex') as report_hash
from thidua.record r
cross join lateral (
	select
		case when r.data ? 'signed_command' then r.data -> 'signed_command' -> 'postmark' else r.data end as data,
		coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
where r.kind in ('postmark', 'reinstate') and p.data is not null;
