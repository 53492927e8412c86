-- finalised -- years of which nothing is entered any more: a row each. proposal -- void, when its year was finalised before it ended
-- otherwise.
create view thidua.finalised as
select
	a.cluster, a.year, a.sequence, a.received_at, -- of the signature with which it took effect
	a.hash, coalesce(p.said -> 'signatures' -> 0 ->> 'board', replace(p.said -> 'signatures' -> 0 ->> 'role', 'ROLE_', '')) as proposed_by,
	coalesce(a.board, a.role) as countersigned_by
from thidua.proposal_answer a
join thidua.record r on r.cluster = a.cluster and r.sequence = a.took_effect
cross join lateral (select r.data -> 'proposed' as said) p
where p.said ->> 'action' = 'finalise_year';

create or replace view thidua.proposal as
select
	r.cluster, r.year, r.sequence, (p.said ->> 'received_at')::timestamptz as received_at,
	decode(p.said ->> 'proposal', 'hex') as hash, p.said ->> 'action' as kind, p.said ->> 'board' as board,
	p.said ->> 'code' as code, (p.said ->> 'points')::numeric as points, replace(p.said ->> 'kind', 'ENTRY_KIND_', '') as entry_kind,
	(p.said ->> 'version')::integer as version, p.content, (p.said ->> 'until')::timestamptz as until,
	coalesce(p.said -> 'signatures' -> 0 ->> 'board', replace(p.said -> 'signatures' -> 0 ->> 'role', 'ROLE_', '')) as proposed_by,
	c.countersigned_by,
	case
		when e.took_effect is not null then 'IN_FORCE'
		when e.sequence is null then case
			when v.revoked_at <= coalesce(f.received_at, v.revoked_at) then 'REVOKED'
			when f.received_at is not null then 'VOID'
		end
		when e.role = 'SUPERVISOR' and p.said -> 'signatures' -> 0 ->> 'role' <> 'ROLE_SUPERVISOR' then 'DECLINED'
		else 'WITHDRAWN'
	end as outcome,
	coalesce(e.received_at, least(v.revoked_at, f.received_at)) as ended_at, e.sequence as ended_by
from thidua.record r
cross join lateral (
	select
		r.data -> 'proposed' as said,
		case when r.kind = 'reinstate' then r.data -> 'signed_command' -> (r.data -> 'proposed' ->> 'action') else r.data - 'proposed' end
			as content
) p
left join lateral (
	select a.* from thidua.proposal_answer a
	where a.cluster = r.cluster and a.year = r.year and a.hash = decode(p.said ->> 'proposal', 'hex')
		and (a.took_effect is not null or not a.signed)
	order by a.sequence limit 1
) e on true
left join lateral (
	select array_agg(coalesce(a.board, a.role) order by a.sequence) as countersigned_by from thidua.proposal_answer a
	where a.cluster = r.cluster and a.year = r.year and a.hash = decode(p.said ->> 'proposal', 'hex') and a.signed
) c on true
left join lateral (
	select min(k.revoked_at) as revoked_at from thidua.office_key k
	where k.cluster = r.cluster and k.revoked_at < (p.said ->> 'until')::timestamptz
		and (encode(k.sign_key, 'hex') = p.said -> 'signatures' -> 0 ->> 'key' or k.sign_key in (
			select a.key from thidua.proposal_answer a
			where a.cluster = r.cluster and a.year = r.year and a.hash = decode(p.said ->> 'proposal', 'hex') and a.signed))
) v on true
left join thidua.finalised f on f.cluster = r.cluster and f.year = r.year and f.received_at < (p.said ->> 'until')::timestamptz
where r.data ? 'proposed';
