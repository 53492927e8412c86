-- published -- standings that the public may see: a row each. revealed -- freezes that two have ended before their last day.
create view thidua.published as
select
	r.cluster, r.year, replace(r.data ->> 'period', 'PERIOD_', '')::thidua.period as period, r.sequence, r.received_at,
	decode(r.data ->> 'state_hash', 'hex') as state_hash
from thidua.record r
where r.kind = 'publish';

create view thidua.revealed as
select
	a.cluster, a.year, a.sequence, a.received_at, -- of the signature with which it took effect
	a.hash, coalesce(p.said -> 'signatures' -> 0 ->> 'board', replace(p.said -> 'signatures' -> 0 ->> 'role', 'ROLE_', '')) as proposed_by,
	coalesce(a.board, a.role) as countersigned_by
from thidua.proposal_answer a
join thidua.record r on r.cluster = a.cluster and r.sequence = a.took_effect
cross join lateral (select r.data -> 'proposed' as said) p
where p.said ->> 'action' = 'reveal';
