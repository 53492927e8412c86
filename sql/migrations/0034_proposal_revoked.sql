-- proposal -- ended also by the key of its second signer, when a third was still missing. proposal_answer has the key.
create or replace view thidua.proposal_answer as
select
	r.cluster, r.year, r.sequence, p.received_at,
	decode(p.data ->> 'proposal', 'hex') as hash, -- of the proposal
	p.kind = 'countersign' as signed, (r.data ->> 'took_effect')::bigint as took_effect,
	coalesce(k.role, 'OPERATOR') as role, k.board, j.key
from thidua.record r
cross join lateral (
	select
		case when s.kind = 'reinstate' then s.inside else s.kind end as kind,
		case when s.kind = 'reinstate' then r.data -> 'signed_command' -> s.inside else r.data end as data,
		coalesce((r.data -> 'receipt' ->> 'received_at')::timestamptz, r.received_at) as received_at
	from (select r.kind, case when r.data -> 'signed_command' ? 'countersign' then 'countersign' else 'withdraw_proposal' end as inside) s
) p
join thidua.journal j on j.cluster = r.cluster and j.sequence = r.sequence
left join thidua.office_key k on k.cluster = j.cluster and k.sign_key = j.key
where (r.kind = 'countersign' or r.kind = 'withdraw_proposal' or r.kind = 'reinstate') and p.data ? 'proposal';

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
		when e.sequence is null then case when v.revoked_at is not null then 'REVOKED' end
		when e.role = 'SUPERVISOR' and p.said -> 'signatures' -> 0 ->> 'role' <> 'ROLE_SUPERVISOR' then 'DECLINED'
		else 'WITHDRAWN'
	end as outcome,
	coalesce(e.received_at, v.revoked_at) as ended_at, e.sequence as ended_by
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
where r.data ? 'proposed';
