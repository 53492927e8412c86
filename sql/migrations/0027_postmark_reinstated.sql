-- postmark -- reports that were signed in time and are on their way, or came so: a row a postmark; the last one before a board's
-- first report of a period counts. One that came back after a restore has the time of its receipt.
create or replace view thidua.postmark as
select
	r.cluster, r.year, k.board, replace(p.data ->> 'period', 'PERIOD_', '')::thidua.period as period, r.sequence, p.received_at,
	decode(p.data ->> 'report_hash', 'hex') as report_hash
from (
	select cluster, sequence, data, received_at from thidua.record where kind = 'postmark'
	union all
	select cluster, sequence, data -> 'signed_command' -> 'postmark', (data -> 'receipt' ->> 'received_at')::timestamptz
	from thidua.record where kind = 'reinstate' and data -> 'signed_command' ? 'postmark'
) p
join thidua.record r on r.cluster = p.cluster and r.sequence = p.sequence
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key;
