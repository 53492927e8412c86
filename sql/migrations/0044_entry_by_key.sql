-- move_heads as in 0023, but that the last entry is found in an order that the journal's key alone gives. While PostgreSQL knows
-- nothing of the table's size, in a new database and in one just restored, it held every index that begins with the cluster for as
-- good, and with another one went through all entries of the cluster in each transaction.
create or replace function thidua.move_heads(moves thidua.head_move[]) returns void
language plpgsql as $$
declare
	begun bigint;
	moved bigint;
begin
	insert into thidua.head (cluster, sequence, hash)
	select m.cluster, m.next_sequence, m.next_hash from unnest(moves) m where m.sequence = 0
	on conflict do nothing;
	get diagnostics begun = row_count;
	update thidua.head h set sequence = m.next_sequence, hash = m.next_hash, broken = false
	from unnest(moves) m
	cross join lateral (
		select j.sequence, j.hash from thidua.journal j where j.cluster = m.cluster and j.sequence >= m.sequence
		order by j.sequence limit 1
	) j
	where j.sequence = m.sequence and j.hash = m.hash and h.cluster = m.cluster and h.sequence = m.sequence and h.hash = m.hash;
	get diagnostics moved = row_count;
	if begun + moved <> cardinality(moves) then
		raise exception '% of % clusters have moved on', cardinality(moves) - begun - moved, cardinality(moves)
			using errcode = 'TD001';
	end if;
end
$$;
