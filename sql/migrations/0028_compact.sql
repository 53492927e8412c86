-- compact -- signatures of the season: a row a board and version that it signed. provisional standings lack one of the version in
-- force. One that came back after a restore has the time of its receipt.
create view thidua.compact as
select r.cluster, r.year, k.board, s.version, r.sequence, p.received_at
from thidua.record r
cross join lateral (
	select
		case when r.data ? 'signed_command' then r.data -> 'signed_command' -> 'sign_compact' else r.data end as data,
		coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
join thidua.season s on s.cluster = r.cluster and s.year = r.year and encode(s.ruleset_hash, 'hex') = p.data ->> 'ruleset_hash'
where (r.kind = 'sign_compact' or r.kind = 'reinstate') and p.data is not null;
