-- postmark -- reports that were signed in time and are on their way, or came so: a row a postmark; the last one before a board's
-- first report of a period counts.
create view thidua.postmark as
select
	r.cluster, r.year, k.board, replace(r.data ->> 'period', 'PERIOD_', '')::thidua.period as period, r.sequence, r.received_at,
	decode(r.data ->> 'report_hash', 'hex') as report_hash
from thidua.record r
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
where r.kind = 'postmark';
