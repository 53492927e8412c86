-- reinstated -- commands that came back after a restore: a row each, by the Reinstate that brought it. What it says stands where it
-- always does (thidua.report, thidua.office_key ...), under the sequence of the Reinstate.
create view thidua.reinstated as
select
	r.cluster, r.year, r.sequence, r.received_at, -- of the Reinstate
	(select name from jsonb_object_keys(r.data -> 'signed_command') name where name not in ('id', 'cluster', 'year', 'signed_at')) as kind,
	(r.data -> 'signed_command' ->> 'id')::uuid as command_id,
	decode(r.data -> 'receipt' ->> 'command_hash', 'hex') as command_hash,
	(r.data -> 'receipt' ->> 'sequence')::bigint as first_sequence, -- in the journal that was lost
	(r.data -> 'receipt' ->> 'received_at')::timestamptz as first_received_at,
	(r.data -> 'receipt' ->> 'late_days')::integer as late_days -- of a report
from thidua.record r
where r.kind = 'reinstate';
